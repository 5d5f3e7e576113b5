"""Better evidence for the asker alone is said without naming it, marked in the private answer, and stays with them."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.channel_settings import ChannelSettings
from bot.chat.chat import Question
from bot.chat.notes import Note
from pipelines.types import Answer, Citation, Outcome, Passage
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import (
    ALICE,
    ANSWERED,
    GENERAL,
    QUOTED,
    REFUSED,
    SALES,
    WITH_ALICE,
    FakeAnswerer,
    FakeReply,
    question,
)

OWN = "slack:T1:user:alice"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ChatService]:
    service = ChatService(tmp_path)
    service.directory.members = {"general": {"alice", "bob"}, "sales": {"alice", "bob"}}
    service.hold("All.md")
    service.hold("Own.md", OWN)
    yield service
    service.close()


def passage(service: ChatService, name: str) -> Passage:
    return Passage(f"c-{name}", service.holdings.library.document_id(name), name, name, 1, 1, None, "x", 1.0, used=True)


def asked(service: ChatService, asked: Question) -> FakeReply:
    reply = FakeReply()
    service.run(lambda assistant: assistant.answer(asked, reply, service.directory))
    return reply


@pytest.mark.parametrize(
    ("answer", "found", "is_said"),
    [
        (ANSWERED, ("Own.md", "All.md"), True),
        (ANSWERED, ("All.md", "Own.md"), False),
        (QUOTED, ("Own.md",), True),
        (ANSWERED, (), False),
        (REFUSED, ("All.md", "Own.md"), True),
        (REFUSED, ("All.md",), False),
        (REFUSED, (), False),
        (Answer(Outcome.FAILED, "", 0.0, reason="evidence_withdrawn"), ("Own.md",), False),
    ],
)
def test_there_is_more_in_private_where_the_evidence_is_better_and_not_where_there_is_only_more_of_it(
    service: ChatService, answer: Answer, found: tuple[str, ...], is_said: bool
) -> None:
    service.answerer = FakeAnswerer(answer, found=tuple(passage(service, each) for each in found))
    reply = asked(service, question())
    assert reply.notes == ((Note.MORE_IN_PRIVATE,) if is_said else ())
    assert "Own" not in str(reply.told)


def test_who_may_read_no_more_than_all_costs_no_second_search(service: ChatService) -> None:
    asked(service, question(asker=replace(ALICE, id="bob")))
    asked(service, question(chat=WITH_ALICE, key="q2"))
    asked(service, replace(question(key="q3"), only_asker=True))
    service.channel_settings.set("slack", "T1", "general", ChannelSettings(documents="channel"), ALICE)
    asked(service, question(key="q4"))
    assert service.answerer.weighed == []


def test_the_look_is_taken_while_a_model_writes_and_asks_no_model(service: ChatService) -> None:
    service.answerer = FakeAnswerer(seconds=0.3, found=(passage(service, "Own.md"),))
    reply = asked(service, question())
    assert reply.notes == (Note.MORE_IN_PRIVATE,)
    assert len(service.answerer.asked) == len(service.answerer.weighed) == 1
    text, scope = service.answerer.weighed[0]
    assert (text, OWN in scope.labels) == ("How many days?", True)


def test_a_look_that_fails_or_takes_too_long_costs_the_note_alone(
    service: ChatService, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing(FakeAnswerer):
        async def evidence(self, *asked: object) -> tuple[Passage, ...]:
            raise OSError

    class Slow(FakeAnswerer):
        async def evidence(self, *asked: object) -> tuple[Passage, ...]:
            await asyncio.sleep(20.0)
            return (passage(service, "Own.md"),)

    monkeypatch.setattr("bot.service.questions.more_in_private.LONGEST_LOOK", 0.3)
    for key, answerer in (("q1", Failing()), ("q2", Slow())):
        service.answerer = answerer
        reply = asked(service, question(key=key))
        assert (len(reply.finished), reply.notes) == (1, ())


def private(service: ChatService, asked_beside: Question) -> FakeReply:
    names = ("All.md", "Own.md")
    citations = tuple(Citation(n, each, 1, 1, None, "x", f"c-{each}") for n, each in enumerate(names, 1))
    passages = tuple(passage(service, each) for each in names)
    service.answerer = FakeAnswerer(Answer(Outcome.ANSWERED, "So [1] and so [2].", 0.9, citations, passages))
    return asked(service, asked_beside)


def test_a_private_answer_marks_what_others_in_the_conversation_cannot_read(service: ChatService) -> None:
    beside = replace(question(chat=WITH_ALICE), beside=GENERAL, origin="q" * 32)
    ended = private(service, beside).finished[0]
    assert (ended.kept_back, ended.share) == ({2}, "q" * 32)
    assert private(service, replace(question(key="q2"), only_asker=True)).finished[0].kept_back == {2}
    assert private(service, question(chat=WITH_ALICE, key="q3")).finished[0].kept_back == frozenset()
    service.directory.shared = {"sales"}
    outside = replace(question(chat=WITH_ALICE, key="q4"), beside=SALES)
    assert private(service, outside).finished[0].kept_back == {1, 2}
