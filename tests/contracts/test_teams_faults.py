"""Teams fails in every way that it can, under the whole bot: nothing is lost, doubled, or shown to the wrong people."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from pipelines.records.chat_tables import ShownMessage
from tests.adapters.clock import Clock
from tests.adapters.questions import OTHER_QUESTION, QUESTION
from tests.adapters.running_bot import RunningBot
from tests.adapters.seen import Place, Shown, Somebody
from tests.adapters.slack.site import SlackSite
from tests.adapters.slack.slack_chat import SlackChat
from tests.adapters.teams.site import TeamsSite
from tests.adapters.teams.teams_chat import TeamsChat
from tests.bot.fake_chat import FakeAnswerer
from tests.contracts.teams_bot import LOG, answer, asked, chat, clock, fail
from tests.servers.local_authority import local_authority
from tests.servers.teams_refusals import RefusedError
from tests.servers.teams_streams import COMPLETED, LATE, NOT_ALLOWED
from tests.servers.teams_troubles import Fault

__all__ = ["chat", "clock"]
LEASE = 60.0
"""Seconds after which somebody else takes up what a process left, and some more."""
MANY = RefusedError(429, "TooManyRequests", "", 5)


def test_four_copies_at_once_to_three_processes_are_one_question(chat: TeamsChat) -> None:
    chat.bot.start()
    chat.bot.start()
    chat.answers.seconds = 0.3
    written = asked(chat, "channel")
    copies = [threading.Thread(target=chat.deliver_again, args=(number % 3,)) for number in range(4)]
    for each in copies:
        each.start()
    for each in copies:
        each.join()
    answer(chat, written)
    assert len(chat.answers.asked) == 1


@pytest.mark.parametrize("status", [412, 429, 502, 504])
@pytest.mark.parametrize(
    ("where", "what"),
    [
        ("channel", "show"),
        ("channel", "change"),
        ("direct", "stream"),
        ("direct", "go on streaming"),
        ("direct", "end a stream"),
    ],
)
def test_what_teams_takes_later_is_repeated_and_stands_once(
    chat: TeamsChat, status: int, where: str, what: str
) -> None:
    chat.answers.pause = 0.2
    fail(chat, what, RefusedError(status, "ServiceError", "", 2 if status == 429 else 0))
    written = asked(chat, where)
    answer(chat, written)
    assert not chat.site.connector.troubles.has_faults(what)


def test_a_limit_is_waited_out_by_all_that_goes_to_that_conversation(chat: TeamsChat) -> None:
    chat.answers.pause = 0.2
    fail(chat, "change", MANY)
    written = asked(chat, "channel")
    answer(chat, written)
    calls = list(zip(chat.site.connector.asked, chat.site.connector.times, strict=True))
    there = [at for (_, address, _), at in calls if f"{written.place.id};" in address and "activities" in address]
    first = next(at for (what, _, _), at in calls if what == "change")
    assert all(at <= first or at >= first + MANY.retry_after for at in there)


@pytest.mark.parametrize("status", [400, 413])
@pytest.mark.parametrize("where", ["channel", "direct"])
def test_an_answer_that_teams_never_takes_ends_in_one_message_with_a_reference(
    chat: TeamsChat, status: int, where: str
) -> None:
    written = asked(chat, where)
    chat.bot.settle()
    for what in ("show", "change", "end a stream", "go on streaming"):
        chat.site.now(
            chat.site.connector.troubles.add, Fault(what, RefusedError(status, "BadSyntax"), saying="Five"), 1_000
        )
    chat.edit(written, OTHER_QUESTION, mentions=where == "channel")
    chat.bot.settle(hurry=True)
    assert "Reference" in chat.reply(written).text


def test_where_the_bot_was_taken_out_unheard_of_its_question_ends_and_troubles_nobody(chat: TeamsChat) -> None:
    ann, bob = chat.person(), chat.person("Bob")
    gone, other = chat.channel(ann), chat.channel(bob)
    chat.ask(ann, gone, QUESTION)
    chat.tenant.conversations[gone.id].has_bot = False
    before = len(chat.everyone(gone))
    chat.mention(ann, gone, OTHER_QUESTION)
    assert "Five days" in chat.ask(bob, other, QUESTION).text
    chat.bot.settle(hurry=True)
    assert len(chat.everyone(gone)) == before


@pytest.mark.parametrize("words", [LATE, COMPLETED, NOT_ALLOWED])
@pytest.mark.parametrize("what", ["go on streaming", "end a stream"])
def test_a_stream_that_ends_by_itself_is_finished_in_its_message(chat: TeamsChat, what: str, words: str) -> None:
    chat.answers.pause = 0.2
    fail(chat, what, RefusedError(403, "ContentStreamNotAllowed", words), times=99)
    written = asked(chat, "direct")
    answer(chat, written)


def test_an_answer_that_takes_most_of_two_minutes_stands_in_its_one_message(chat: TeamsChat) -> None:
    chat.answers.seconds = 3.0
    written = asked(chat, "direct")
    chat.seen(lambda: any("Until March" in each.text for each in chat.replies(written)))
    chat.bot.time_passes(91.0)
    chat.bot.settle()
    assert "Sources" in chat.reply(written).text


def test_a_second_question_while_an_answer_grows_is_answered_beside_it(chat: TeamsChat) -> None:
    chat.answers.seconds = 3.0
    first = asked(chat, "direct")
    chat.seen(lambda: chat.replies(first))
    chat.say(first.by, first.place, OTHER_QUESTION)
    chat.bot.settle()
    assert sum("Sources" in each.text for each in chat.replies(first)) == 2


def test_stop_ends_the_answer_and_nothing_further_is_said(chat: TeamsChat) -> None:
    chat.answers.seconds, chat.answers.pause = 30.0, 1.0
    written = asked(chat, "direct")
    chat.seen(lambda: any("Five days" in each.text for each in chat.replies(written)))
    chat.stop(written)
    chat.bot.settle(hurry=True)
    assert not any("Sources" in each.text or "Reference" in each.text for each in chat.replies(written))
    again = chat.say(written.by, written.place, OTHER_QUESTION)
    chat.answers.seconds = chat.answers.pause = 0.0
    answer(chat, again)


@pytest.mark.parametrize("where", ["channel", "direct"])
def test_where_a_reply_cannot_be_deleted_it_says_that_its_question_is_gone(chat: TeamsChat, where: str) -> None:
    written = asked(chat, where)
    answer(chat, written)
    fail(chat, "take away", RefusedError(403, "MessageDeletesBlocked"), times=99)
    chat.delete(written)
    chat.bot.settle(hurry=True)
    left = chat.reply(written)
    assert ("Five days" not in left.text, "Sources" not in left.text) == (True, True)
    assert left.text


@pytest.mark.parametrize("moment", ["taken", "sign", "growing", "final"])
def test_a_process_that_is_killed_is_followed_in_the_same_message(chat: TeamsChat, moment: str) -> None:
    chat.answers.seconds = 600.0
    if moment in {"taken", "sign"}:
        chat.answers.sentences = ()
    if moment == "final":
        chat.answers.seconds = 0.0
    if moment in {"taken", "final"}:
        chat.fail("stream" if moment == "taken" else "end a stream", hanging=True)
    written = asked(chat, "direct")
    chat.seen(lambda: chat.answers.asked)
    if moment != "taken":
        chat.seen(lambda: chat.steps(written))
    if moment in {"growing", "final"}:
        chat.seen(lambda: any("Five days" in step.shown.text for step in chat.steps(written)))
    if moment in {"sign", "growing"}:
        chat.seen(lambda: noted(chat))  # a message whose id the process never heard can't be found again
    chat.bot.kill()
    chat.heal()
    chat.answers.seconds = 0.0
    chat.bot.start()
    chat.bot.time_passes(LEASE)
    answer(chat, written)


def noted(chat: TeamsChat) -> int:
    """How many messages of the bot its records know of."""
    with chat.bot.database.reading() as session:
        return session.scalars(select(func.count()).select_from(ShownMessage)).one()


@pytest.fixture
def both(clock: Clock, tmp_path: Path) -> Iterator[tuple[SlackChat, TeamsChat]]:
    """One bot in both chats."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**local_authority().environment, "NO_PROXY": "127.0.0.1,localhost"}.items():
            patch.setenv(name, value)
        there, here = SlackSite(), TeamsSite()
        bot = RunningBot(tmp_path, clock, LOG, FakeAnswerer(), **there.settings(), **here.settings())
        chats = SlackChat(there, bot), TeamsChat(here, bot)
        try:
            bot.start()
            yield chats
        finally:
            for chat in chats:
                chat.heal()
            bot.close()
            there.close()
            here.close()


@pytest.mark.parametrize("hanging", ["slack", "teams"])
def test_where_one_chat_does_not_answer_the_other_goes_on(both: tuple[SlackChat, TeamsChat], hanging: str) -> None:
    still, well = both if hanging == "slack" else both[::-1]
    ann, bob = still.person(), well.person("Bob")
    place = still.channel(ann)
    still.ask(ann, place, QUESTION)
    for what in ("show", "change", "stream", "signal"):
        still.fail(what, times=20, hanging=True)
    for number in range(8):
        still.mention(ann, place, f"{QUESTION} And in {number}?")
    for _ in range(3):
        assert "Five days" in _answered(well, bob, well.channel(bob)).text
    still.heal()
    still.bot.settle(hurry=True)


def _answered(chat: SlackChat | TeamsChat, person: Somebody, place: Place) -> Shown:
    written = chat.mention(person, place, QUESTION)
    found: list[Shown] = chat.seen(lambda: [each for each in chat.replies(written) if "Sources" in each.text])
    return found[0]
