"""A reply that the asker alone sees: told once, shown once, and put off only where its chat can end it later."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from bot.chat.chat import Chat
from bot.chat.ended import Ended
from bot.chat.troubles import ChatTroubleError
from bot.service.replies.private_reply import PrivateReply
from bot.service.replies.putting_off import RETRY_UNTIL
from pipelines.types import Answer, Outcome
from tests.bot.fake_chat import ANSWERED, GENERAL, REFUSED, WITH_ALICE, question
from tests.bot.fake_messages import FakeNotes

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@dataclass
class FakePrivateMessages:
    """`PrivateMessages` whose messages are words; `standing` is what the person sees."""

    can_end_later: bool = True
    standing: list[str] = field(default_factory=list)
    failing: set[int] = field(default_factory=set)
    """Calls that fail, by number from 1."""
    calls: int = 0

    async def show(self, message: str, replaces: bool) -> None:
        """Shows it, in the place of the last one."""
        self.calls += 1
        if self.calls in self.failing:
            raise ChatTroubleError("unreachable")
        if replaces and self.standing:
            self.standing.pop()
        self.standing.append(message)

    def line(self, line: str) -> str:
        """As it is."""
        return line

    async def ended(
        self, ended: Ended, notes: Sequence[str], retry_until: datetime | None, is_shareable: bool
    ) -> Sequence[str]:
        """A message for each paragraph."""
        said = ended.answer.text or f"{ended.answer.reason} {ended.reference}"
        first, *more = said.split("\n\n")
        return [first + (" [share]" if is_shareable else "") + (" [later]" if retry_until else ""), *more]


@dataclass
class Asked:
    """A question, and the attempts to answer it."""

    messages: FakePrivateMessages = field(default_factory=FakePrivateMessages)
    notes: FakeNotes = field(default_factory=FakeNotes)
    chat: Chat = GENERAL

    def attempt(self, replaces: bool = False) -> PrivateReply[str]:
        """A reply with what is noted by now."""
        asking = replace(question(chat=self.chat), only_asker=True)
        return PrivateReply(self.messages, asking, self.notes, dict(self.notes.kept), replaces)


def said(*paragraphs: str) -> Ended:
    return Ended(Answer(Outcome.ANSWERED, "\n\n".join(paragraphs), 0.9))


def failed(reference: str) -> Ended:
    return Ended(Answer(Outcome.FAILED, "", 0.0, reason="search_away"), reference)


def test_it_is_said_once_that_something_is_looked_for_and_the_answer_takes_that_place() -> None:
    async def run() -> None:
        for _ in range(2):  # the second time by the process after one that died
            reply = asked.attempt()
            await reply.status("Looking…")
            await reply.status("Reading…")
            await reply.write("One.")
        await reply.finish(said("First.", "Second."))

    asked = Asked()
    asyncio.run(run())
    assert asked.messages.standing == ["First.", "Second."]


@pytest.mark.parametrize("dies", [False, True])
def test_what_was_shown_is_not_shown_again(dies: bool) -> None:
    async def run() -> None:
        reply, end = asked.attempt(), said("First.", "Second.", "Third.")
        await reply.status("Looking…")
        with pytest.raises(ChatTroubleError):
            await reply.finish(end)
        if dies:
            reply = asked.attempt()
        await reply.finish(end)

    asked = Asked(FakePrivateMessages(failing={3}))
    asyncio.run(run())
    assert asked.messages.standing == ["First.", "Second.", "Third."]


def test_another_end_than_the_one_that_was_shown_is_shown() -> None:
    async def run() -> None:
        reply = asked.attempt(replaces=True)
        await reply.finish(said("First."))
        await reply.finish(failed("AAA-11"))

    asked = Asked()
    asked.messages.standing.append("a message of ours that was clicked")
    asyncio.run(run())
    assert asked.messages.standing == ["search_away AAA-11"]


def test_an_answer_with_sources_can_be_shared_where_others_could_read_it() -> None:
    for chat, end, is_shareable in (
        (GENERAL, ANSWERED, True),
        (WITH_ALICE, ANSWERED, False),
        (GENERAL, replace(REFUSED, text="Nothing."), False),
    ):
        asked = Asked(chat=chat)
        asyncio.run(asked.attempt().finish(Ended(end)))
        assert ("[share]" in asked.messages.standing[0]) is is_shareable


def test_what_is_put_off_keeps_its_first_reference_until_the_answer_takes_its_place() -> None:
    async def run() -> None:
        await asked.attempt().finish(failed("AAA-11"), (), NOON)
        asked.notes.kept[RETRY_UNTIL] = NOON.timestamp()
        for reference in ("BBB-22", "CCC-33"):
            reply = asked.attempt()
            await reply.status("Looking…")
            await reply.finish(failed(reference), (), NOON)
            assert asked.messages.standing == ["search_away AAA-11 [later]"]
        await asked.attempt().finish(said("Five days."))

    asked = Asked()
    asyncio.run(run())
    assert asked.messages.standing == ["Five days."]


def test_only_a_chat_that_can_end_it_later_puts_it_off() -> None:
    for can_end_later in (False, True):
        assert Asked(FakePrivateMessages(can_end_later)).attempt().can_be_put_off is can_end_later
