"""Every question in a chat ends in exactly one finish, whatever happens on its way."""

import asyncio
import gc
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from bot.chat.channel_settings import ChannelSettings
from bot.chat.chat import Person, Question
from bot.chat.ended import Ended
from bot.chat.notes import Note
from bot.records.channel_settings import ChannelSettingsStore
from bot.records.question_log import question_key
from bot.service.assistant import Assistant
from bot.service.limits import ServiceLimits
from bot.service.questions.rehearsal import MOST_LABELS
from bot.service.replies.putting_off import PuttingOff
from bot.service.replies.showing_ends import UndeliveredError
from bot.service.throttle import MemoryThrottle, Rate
from bot.wording.sentences import say
from pipelines.access import EVERYONE, Scope
from pipelines.records.database import Database
from pipelines.records.tables import AskedQuestion
from pipelines.text.question_filters import QuestionError
from pipelines.types import Answer, Nearest, Outcome, Passage
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import (
    ALICE,
    ANSWERED,
    GENERAL,
    QUOTED,
    REFUSED,
    SEARCH_AWAY,
    WITH_ALICE,
    ChatAwayError,
    FakeAnswerer,
    FakeReply,
    question,
)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ChatService]:
    service = ChatService(tmp_path)
    service.hold("Handbook.md")
    yield service
    service.close()


def asked(service: ChatService, asking: Question, reply: FakeReply | None = None) -> FakeReply:
    reply = reply or FakeReply()
    ended = service.run(lambda assistant: assistant.answer(asking, reply, service.directory))
    assert reply.finished == [ended]
    return reply


def test_people_see_where_it_looks_what_it_reads_each_sentence_in_order_and_then_the_end(service: ChatService) -> None:
    service.answerer.sentences = tuple(f"Sentence {n} [1]." for n in range(20))
    reply = asked(service, question())
    told = [text for text in reply.told if text[0] != "status"]
    assert told == [*(("write", f"Sentence {n} [1].") for n in range(20)), ("finish", "answered")]
    assert set(reply.lines("status")) <= {"Looking in 1 document…", "Reading Handbook and 1 more…"}


def test_the_first_line_says_how_many_documents_there_are_to_look_in(service: ChatService) -> None:
    service.answerer.sentences, service.answerer.reading, service.answerer.seconds = (), (), 0.1
    assert asked(service, question()).lines("status") == ["Looking in 1 document…"]


def test_who_waits_long_for_their_channels_gets_a_first_line_all_the_same(service: ChatService) -> None:
    class Slow(type(service.directory)):  # type: ignore[misc]
        async def channels_of(self, person: object, among: object) -> frozenset[str]:
            await asyncio.sleep(0.3)
            return frozenset()

    service.directory, service.limits = Slow(), ServiceLimits(first_sign_seconds=0.05)
    assert asked(service, question(chat=WITH_ALICE)).told[0] == ("status", say("looking_first"))


def test_quotes_come_in_one_piece_with_the_answer(service: ChatService) -> None:
    service.answerer = FakeAnswerer(QUOTED, sentences=(QUOTED.text,))
    assert asked(service, question()).lines("write") == []


def test_a_sentence_that_is_refused_costs_the_stream_and_not_the_answer(service: ChatService) -> None:
    reply = asked(service, question(), FakeReply(failing_writes=1))
    assert reply.lines("write") == []
    assert reply.finished[0].answer.outcome is Outcome.ANSWERED


def test_a_chat_that_is_slow_delays_the_end_only_so_long(service: ChatService) -> None:
    service.limits = ServiceLimits(telling_seconds=0.1)
    reply = asked(service, question(), FakeReply(seconds=0.06))
    assert reply.told[-1] == ("finish", "answered")
    assert len(reply.lines("write")) < 2


@pytest.mark.parametrize(
    ("error", "reason"),
    [(SEARCH_AWAY, "search_away"), (ValueError("secret"), "unexpected"), (OSError("secret"), "unexpected")],
)
def test_an_engine_that_fails_ends_in_one_visible_error_without_a_word_for_operators(
    service: ChatService, error: Exception, reason: str
) -> None:
    service.answerer.error = error
    ended = asked(service, question()).finished[0]
    assert (ended.answer.outcome, ended.answer.reason, ended.answer.text) == (Outcome.FAILED, reason, "")
    assert len(ended.reference) == 7


def test_an_engine_that_can_not_be_opened_is_such_an_error_too(service: ChatService) -> None:
    async def act(assistant: Assistant) -> None:
        await assistant.answer(question(), reply, service.directory)

    reply = FakeReply()
    service.answerer = None  # type: ignore[assignment]
    service.run(act)
    assert [ended.answer.reason for ended in reply.finished] == ["unexpected"]


def test_records_that_are_away_end_in_one_visible_error(service: ChatService, monkeypatch: pytest.MonkeyPatch) -> None:
    class Away(type(service.channel_settings)):  # type: ignore[misc]
        def get(self, *_: str) -> ChannelSettings:
            raise OperationalError("SELECT", {}, Exception("gone"))

    class NotWritten(type(service.log)):  # type: ignore[misc]
        def record(self, *_: object) -> str:
            raise OperationalError("INSERT", {}, Exception("gone"))

    database = service.holdings.database
    service.channel_settings, service.log = Away(database), NotWritten(database)
    assert asked(service, question()).finished[0].answer.reason == "records_away"


class OftenAway(ChannelSettingsStore):
    """Settings that can't be read so many times."""

    def __init__(self, database: Database, times: int) -> None:
        super().__init__(database)
        self.left = times

    def get(self, surface: str, team: str, channel: str) -> ChannelSettings:
        if self.left:
            self.left -= 1
            raise OperationalError("SELECT", {}, Exception("gone"))
        return super().get(surface, team, channel)


def put_off(service: ChatService, reply: FakeReply) -> Ended:
    """How a question of a chat ends, which could be put off."""
    holder: Any = None
    return service.run(lambda assistant: assistant.answer(question(), reply, service.directory, PuttingOff(holder, {})))


def test_records_that_come_back_in_time_cost_a_question_of_a_chat_nothing(service: ChatService) -> None:
    service.limits = ServiceLimits(records_pause_seconds=0.01)
    service.channel_settings = OftenAway(service.holdings.database, 3)
    reply = FakeReply()
    assert put_off(service, reply).answer == ANSWERED
    assert [ended.answer.outcome for ended in reply.finished] == [Outcome.ANSWERED]


def test_records_that_stay_away_are_what_a_question_of_a_chat_ends_in(service: ChatService) -> None:
    service.limits = ServiceLimits(records_pause_seconds=0.01, answer_seconds=0.2)
    service.channel_settings = OftenAway(service.holdings.database, 1_000_000)
    reply = FakeReply()
    put_off(service, reply)
    assert [ended.answer.reason for ended in reply.finished] == ["records_away"]


def test_a_sentence_that_was_shown_is_not_shown_again_where_the_records_went_away_behind_it(
    service: ChatService,
) -> None:
    class AwayBehindIt(FakeAnswerer):
        times = 0

        async def answer(self, *given: Any) -> Answer:
            answer = await super().answer(*given)
            self.times += 1
            if self.times == 1:
                raise OperationalError("SELECT", {}, Exception("gone"))
            return answer

    service.limits = ServiceLimits(records_pause_seconds=0.05)
    service.answerer = AwayBehindIt(ANSWERED, sentences=("Once [1].",))
    reply = FakeReply()
    put_off(service, reply)
    assert reply.lines("write") == ["Once [1]."]
    assert reply.lines("finish") == ["answered"]


def test_a_question_that_cannot_be_asked_says_what_to_change(service: ChatService) -> None:
    service.answerer.error = QuestionError("empty_question")
    ended = asked(service, question("")).finished[0]
    assert ended.answer.text == say("empty_question")
    assert (ended.is_askers, ended.reference) == (True, "")


def test_an_engine_that_takes_too_long_is_left_and_what_it_says_later_is_not_heard(service: ChatService) -> None:
    service.limits = ServiceLimits(answer_seconds=0.3)
    service.answerer.seconds = 5.0
    reply = asked(service, question())
    assert reply.finished[0].answer.reason == "took_too_long"
    assert reply.finished[0].answer.text.startswith("I couldn't answer this within 0.3 s")


def test_waiting_for_its_turn_counts_as_time_too(service: ChatService) -> None:
    service.limits = ServiceLimits(answer_seconds=0.4, answers_at_once=1)
    service.answerer.seconds = 5.0

    async def act(assistant: Assistant) -> list[str]:
        replies = [FakeReply(), FakeReply()]
        questions = [question(key="a"), question(key="b")]
        ended = await asyncio.gather(
            *(assistant.answer(q, r, service.directory) for q, r in zip(questions, replies, strict=True))
        )
        assert [len(reply.finished) for reply in replies] == [1, 1]
        return [each.answer.reason for each in ended]

    assert service.run(act) == ["took_too_long"] * 2
    assert service.answerer.most_at_once == 1


def test_many_are_answered_at_once_and_no_more_than_may(service: ChatService) -> None:
    service.answerer.seconds, service.limits = 0.02, ServiceLimits(answers_at_once=4)

    async def act(assistant: Assistant) -> list[FakeReply]:
        replies = [FakeReply() for _ in range(30)]
        await asyncio.gather(
            *(
                assistant.answer(question(key=str(n), asker=replace(ALICE, id=str(n))), reply, service.directory)
                for n, reply in enumerate(replies)
            )
        )
        return replies

    replies = service.run(act)
    assert [len(reply.finished) for reply in replies] == [1] * 30
    assert 1 < service.answerer.most_at_once <= 4


def test_who_asks_much_over_the_api_keeps_a_question_in_a_chat_waiting_for_one_of_theirs(service: ChatService) -> None:
    service.answerer.seconds, service.limits = 0.05, ServiceLimits(answers_at_once=1)
    program = Person("api", "main", "key-1")

    async def act(assistant: Assistant) -> int:
        flood = [
            asyncio.create_task(assistant.answer(question(key=f"f{n}", asker=program), FakeReply(), service.directory))
            for n in range(12)
        ]
        while not service.answerer.asked:
            await asyncio.sleep(0.005)
        await assistant.answer(question(key="chat"), FakeReply(), service.directory)
        answered = sum(each.done() for each in flood)
        await asyncio.gather(*flood)
        return answered

    assert service.run(act) <= 4


def test_a_stop_finishes_nothing_so_that_another_process_can(service: ChatService) -> None:
    service.answerer.seconds = 5.0
    reply = FakeReply()

    async def act(assistant: Assistant) -> None:
        answering = asyncio.create_task(assistant.answer(question(), reply, service.directory))
        while not service.answerer.asked:
            await asyncio.sleep(0.01)
        answering.cancel()
        with pytest.raises(asyncio.CancelledError):
            await answering

    service.run(act)
    assert reply.finished == []
    service.answerer.seconds = 0.0
    asked(service, question(), FakeReply())


def test_a_reply_that_the_chat_does_not_take_at_once_is_finished_a_moment_later(service: ChatService) -> None:
    reply = asked(service, question(), FakeReply(failing_finishes=1))
    assert len(reply.finished) == 1


@pytest.mark.slow
def test_a_reply_that_the_chat_never_takes_is_no_end(service: ChatService) -> None:
    reply = FakeReply(failing_finishes=99)
    with pytest.raises(UndeliveredError) as caught:
        service.run(lambda assistant: assistant.answer(question(), reply, service.directory))
    assert isinstance(caught.value.__cause__, ChatAwayError)


def test_a_follow_up_knows_what_was_said_in_its_thread_and_nothing_else(service: ChatService) -> None:
    service.answerer.answer_given = replace(ANSWERED, citations=())
    thread = replace(GENERAL, thread="t1")
    asked(service, question("How many days?", thread, key="a"))
    asked(service, question("Elsewhere?", replace(GENERAL, thread="t2"), key="b"))
    asked(service, replace(question("Between us?", thread, key="c"), only_asker=True))
    for _ in range(2):  # also where it is answered again, as after a crash
        asked(service, question("And next year?", thread, key="d"))
        assert [turn.question for turn in service.answerer.asked[-1][2]] == ["How many days?"]


def test_the_question_is_recorded_under_its_key_with_whom_the_answer_was_for(service: ChatService) -> None:
    asked(service, question())
    logged = service.log.text_of(question_key("slack:T1:q1"))
    assert logged is not None
    assert (logged.text, logged.outcome) == ("How many days?", Outcome.ANSWERED)
    assert service.answerer.asked[0][1].labels == {"everyone", "slack:T1", "slack:T1:general"}


def test_a_channel_that_uses_its_own_documents_alone_searches_nothing_else(service: ChatService) -> None:
    service.channel_settings.set("slack", "T1", "general", ChannelSettings(documents="channel"), ALICE)
    asked(service, question())
    assert service.answerer.asked[0][1].labels == {"slack:T1:general"}


def test_what_could_not_be_looked_up_is_said_below_the_answer(service: ChatService) -> None:
    service.directory.is_away = True
    reply = asked(service, question(chat=WITH_ALICE))
    assert reply.notes == (Note.SCOPE_REDUCED,)
    assert service.answerer.asked[0][1].labels == {"everyone", "slack:T1", "slack:T1:user:alice"}


def test_a_refusal_in_a_channel_offers_a_private_answer_where_more_is_known_there(service: ChatService) -> None:
    service.answerer = FakeAnswerer(REFUSED, sentences=())
    reply = asked(service, question())
    assert reply.finished[0].answer.reason == "not_found_channel"
    assert reply.notes == ()
    service.hold("Offer.md", "slack:T1:user:alice")
    assert asked(service, question(key="q2")).notes == (Note.MORE_IN_PRIVATE,)
    alone = asked(service, replace(question(key="q3"), only_asker=True))
    assert (alone.notes, alone.finished[0].answer.reason) == ((), "not_found")


def test_a_note_that_takes_too_long_costs_itself_alone(service: ChatService) -> None:
    class Hanging(type(service.directory)):  # type: ignore[misc]
        async def channels_of(self, person: object, among: object) -> frozenset[str]:
            await asyncio.sleep(60)
            return frozenset()

    service.directory, service.limits = Hanging(), ServiceLimits(answer_seconds=2.0)
    service.answerer = FakeAnswerer(REFUSED, sentences=())
    reply = asked(service, question())
    assert (reply.finished[0].answer.outcome, reply.notes) == (Outcome.REFUSED, ())


def warmed_up(service: ChatService, answerer: Callable[[], Any], labels: Callable[[], list[str]]) -> None:
    async def act() -> None:
        with service.assistant(answerer) as assistant:
            await assistant.warm_up(labels)

    try:
        asyncio.run(act())
    finally:
        gc.unfreeze()


def test_the_engine_is_opened_in_its_own_thread_before_anybody_asks(service: ChatService) -> None:
    opened: list[str] = []

    def answerer() -> FakeAnswerer:
        opened.append(threading.current_thread().name)
        return service.answerer

    warmed_up(service, answerer, list)
    assert set(opened) == {"engine"}


def test_a_process_asks_itself_over_some_of_the_labels_and_nothing_is_recorded_of_it(service: ChatService) -> None:
    labels = [f"slack:T1:C{n}" for n in range(100)]
    warmed_up(service, lambda: service.answerer, lambda: labels)
    assert set(service.answerer.rehearsed) == {Scope.of(EVERYONE, *labels[:MOST_LABELS])}
    assert service.answerer.asked == service.answerer.weighed == []
    with service.holdings.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AskedQuestion)) == 0


def test_a_rehearsal_that_fails_keeps_nobody_from_asking(service: ChatService) -> None:
    def away() -> list[str]:
        raise OSError("no records")

    warmed_up(service, lambda: service.answerer, away)
    service.answerer.error = RuntimeError("a document that can't be read")
    warmed_up(service, lambda: service.answerer, list)
    assert len(service.answerer.rehearsed) == 1


def test_too_many_questions_hear_when_to_go_on_and_a_repeat_of_one_counts_once(tmp_path: Path) -> None:
    rates = {"question": Rate(1, 60.0), "file": Rate(1, 60.0), "press": Rate(1, 60.0)}
    service = ChatService(tmp_path, throttle=MemoryThrottle(rates, rates))
    for _ in range(2):
        assert asked(service, question()).finished[0].answer.outcome is Outcome.ANSWERED
    ended = asked(service, question(key="q2")).finished[0]
    assert ended.answer.reason == "throttled"
    assert ended.answer.text.startswith("These are more questions than I take at once. Ask this one again in ")
    service.close()


def test_each_edit_of_a_question_counts_as_a_question(tmp_path: Path) -> None:
    rates = {"question": Rate(2, 60.0), "file": Rate(1, 60.0), "press": Rate(1, 60.0)}
    service = ChatService(tmp_path, throttle=MemoryThrottle(rates, rates))
    edits = [replace(question(), request=f"edit {n}") for n in (1, 1, 2, 3)]
    reasons = [asked(service, each).finished[0].answer.reason for each in edits]
    assert [reason == "throttled" for reason in reasons] == [False, False, False, True]
    service.close()


def test_a_question_whose_attempts_are_used_up_ends_in_the_reference_of_what_used_them_up(service: ChatService) -> None:
    reply = FakeReply()
    service.run(lambda assistant: assistant.give_up(question(), reply, "7F3K-22"))
    assert [(ended.answer.reason, ended.reference) for ended in reply.finished] == [("unexpected", "7F3K-22")]


def test_more_passages_are_for_those_who_were_asked_with_and_within_what_they_may_read(service: ChatService) -> None:
    asked(service, question("Days? type:legal"))
    question_id = question_key("slack:T1:q1")

    async def act(assistant: Assistant) -> None:
        found = await assistant.passages(question_id, ALICE, GENERAL, service.directory)
        assert [passage.document for passage in found] == ["Handbook.md"]
        assert service.answerer.asked[-1][:2] == (
            "Days? type:legal",
            service.answerer.asked[0][1],
        )
        assert await assistant.passages(question_id, ALICE, WITH_ALICE, service.directory) == ()
        assert await assistant.passages("unknown", ALICE, GENERAL, service.directory) == ()

    service.run(act)


def test_more_passages_are_others_than_the_answer_quoted(service: ChatService) -> None:
    service.hold("Handbook.md")
    held = service.holdings.library.document_id("Handbook.md")
    quoted = Passage("c1", held, "Handbook.md", "Handbook", 3, 3, None, "Carry over up to\nfive days of it.", 1.0)
    other = replace(quoted, chunk_id="c2", text="They expire.")
    service.answerer.answer_given = replace(ANSWERED, passages=(quoted, other))
    asked(service, question())

    def more(*found: Passage) -> tuple[Passage, ...]:
        service.answerer.found = found
        passages: tuple[Passage, ...] = service.run(
            lambda assistant: assistant.passages(question_key("slack:T1:q1"), ALICE, GENERAL, service.directory)
        )
        return passages

    assert more(quoted, other) == (other,)
    assert more(quoted) == (quoted,)


def test_a_verdict_is_kept_for_questions_that_there_are(service: ChatService) -> None:
    asked(service, question())

    async def act(assistant: Assistant) -> tuple[bool, bool]:
        known = await assistant.asked.feedback(question_key("slack:T1:q1"), ALICE, False, "wrong page")
        return known, await assistant.asked.feedback("unknown", ALICE, True)

    assert service.run(act) == (True, False)


# A document that is forgotten while an answer is made from it


class Meanwhile(FakeReply):
    """A reply at whose sentence, or whose end, somebody has forgotten the document."""

    def __init__(self, service: ChatService, at: str) -> None:
        super().__init__()
        self.service, self.at = service, at

    async def write(self, sentence: str) -> None:
        await super().write(sentence)
        self._forget("write")

    async def finish(self, ended: Ended, notes: Sequence[Note] = (), retry_until: datetime | None = None) -> None:
        self._forget("finish")
        await super().finish(ended, notes, retry_until)

    def _forget(self, at: str) -> None:
        library = self.service.holdings.library
        if at == self.at:
            library.forget(library.document_id("Handbook.md"))


@pytest.mark.parametrize("at", ["write", "finish"])
@pytest.mark.parametrize("is_named", [False, True])
def test_an_answer_from_a_document_that_is_forgotten_meanwhile_is_not_what_stands_at_the_end(
    service: ChatService, at: str, is_named: bool
) -> None:
    identity = service.holdings.library.document_id("Handbook.md")
    passage = Passage("c1", identity, "Handbook.md", "Handbook", 3, 3, None, "up to five days", 1.0)
    answer = replace(REFUSED, nearest=(Nearest("Handbook.md", 3, None, ""),)) if is_named else ANSWERED
    service.answerer.answer_given = replace(answer, passages=(passage,))
    reply = Meanwhile(service, at)
    ended = service.run(lambda assistant: assistant.answer(question(), reply, service.directory))
    assert reply.lines("write")[1:] == ([] if at == "write" else [" Until March [1]."])
    assert reply.finished[-1] == ended
    assert (ended.answer.outcome, ended.answer.reason) == (Outcome.FAILED, "forgotten_meanwhile")
    assert ended.answer.text == say("forgotten_meanwhile")
    assert (len(reply.finished), ended.answer.citations) == (1 if at == "write" else 2, ())
    logged = service.log.text_of(question_key(question().key))
    assert logged is not None
    assert (logged.outcome, logged.answer, logged.citations) == (Outcome.FAILED, say("forgotten_meanwhile"), ())


def test_what_is_forgotten_elsewhere_leaves_an_answer_alone(service: ChatService) -> None:
    service.hold("Other.md")
    identity = service.holdings.library.document_id("Handbook.md")
    passage = Passage("c1", identity, "Handbook.md", "Handbook", 3, 3, None, "up to five days", 1.0)
    service.answerer.answer_given = replace(ANSWERED, passages=(passage,))
    service.holdings.library.forget(service.holdings.library.document_id("Other.md"))
    assert asked(service, question()).lines("write") == ["Five days [1].", " Until March [1]."]
