"""Questions of chats are kept for those who may see them, on SQLite and on a real PostgreSQL."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import select, text

from bot.chat.chat import Chat, ChatKind
from bot.chat.ended import Ended
from bot.records.logged_questions import LoggedSource
from bot.records.question_log import QuestionLog, question_key
from ingest.library.library import Library
from pipelines.access import Scope
from pipelines.keys.key_ring import KeyRing
from pipelines.records.chat_tables import Verdict
from pipelines.records.database import Database, migrations_config
from pipelines.records.tables import AskedQuestion, now
from pipelines.types import Answer, Citation, Outcome, Turn
from tests.contracts.chats import ALICE, BOB, GENERAL, QUOTE, TEAM, answered, hold, question

SCOPE = Scope.of("everyone", "slack:T1")
DIRECT = Chat("slack", TEAM, "D1", ChatKind.DIRECT)


@pytest.fixture
def log(database: Database) -> QuestionLog:
    return QuestionLog(database)


def age(database: Database, asked_id: str, age: timedelta) -> datetime:
    with database.session() as session:
        row = session.get_one(AskedQuestion, asked_id)
        row.asked_at = now() - age
        return row.asked_at


def test_a_question_comes_back_with_its_answer_and_its_sources(database: Database, log: QuestionLog) -> None:
    document_id = hold(database)
    asked_id = log.record(question(), SCOPE, answered(document_id))
    assert asked_id == question_key("slack:T1:E1")
    found = log.text_of(asked_id)
    assert found is not None
    assert (found.text, found.standalone, found.answer, found.outcome) == (
        "How long?", QUOTE, QUOTE, Outcome.ANSWERED,
    )  # fmt: skip
    assert (found.conversation, found.message) == ("slack:T1:C1:100.1", "100.1")
    assert found.citations == (LoggedSource(1, document_id, "zanthrope.pdf", 1, QUOTE),)
    assert log.text_of("unknown") is None
    with database.reading() as session:
        row = session.scalars(select(AskedQuestion)).one()
        assert (row.scope, row.inputs, row.timings_ms) == (["everyone", "slack:T1"], {"evidence": 0.9}, {"total": 12.0})


def test_words_and_people_are_not_readable_in_the_database(database: Database, log: QuestionLog) -> None:
    asked_id = log.record(question(text="Do zanthropes rest?"), SCOPE, answered(hold(database)))
    log.feedback(asked_id, ALICE, False, "zanthropes never rest")
    with database.reading() as session:
        tables = ("questions", "citations", "verdicts")
        raw = str([session.execute(text(f"SELECT * FROM {table}")).all() for table in tables]).lower()
    assert "zanthrope" not in raw and "'u1'" not in raw


def test_a_question_that_is_recorded_again_overwrites(database: Database, log: QuestionLog) -> None:
    one, two = hold(database, "one.pdf"), hold(database, "two.pdf")
    log.record(question(), SCOPE, Ended(Answer(Outcome.FAILED, "", 0.0, reason="search_away"), "7F3K-22"))
    log.record(question(), SCOPE, answered(one, two))
    asked_id = log.record(question(), SCOPE, answered(two, text="Shorter."))
    found = log.text_of(asked_id)
    assert found is not None
    assert (found.answer, [source.document for source in found.citations]) == ("Shorter.", ["two.pdf"])
    with database.reading() as session:
        row = session.scalars(select(AskedQuestion)).one()
        assert (row.reason, row.reference) == ("", None)


def test_processes_that_record_the_same_question_at_once_do_not_collide(database: Database, log: QuestionLog) -> None:
    ended = answered(hold(database))
    with ThreadPoolExecutor(4) as pool:
        recorded = set(pool.map(lambda _: log.record(question(), SCOPE, ended), range(8)))
    assert len(recorded) == 1
    assert len(log.recent(ALICE)) == 1


def test_history_holds_the_answers_of_a_day_oldest_first(database: Database, log: QuestionLog) -> None:
    outcomes = [Outcome.ANSWERED, Outcome.QUOTED, Outcome.REFUSED, Outcome.FAILED, Outcome.ANSWERED, Outcome.ANSWERED]
    for n, outcome in enumerate(outcomes):
        asked_id = log.record(question(f"E{n}", f"Question {n}"), SCOPE, answered(text=f"Answer {n}", outcome=outcome))
        age(database, asked_id, timedelta(hours=28 - 5 * n))
    elsewhere = replace(GENERAL, thread="200.1")
    log.record(question("E9", chat=elsewhere), SCOPE, answered())
    turns = log.history("slack:T1:C1:100.1", SCOPE)
    assert turns == [Turn(f"Question {n}", f"Answer {n}") for n in (1, 4, 5)]
    assert log.history("slack:T1:C1:100.1", SCOPE, most=2) == turns[1:]
    assert log.history("slack:T1:C2", SCOPE) == []


def test_a_question_is_no_part_of_its_own_history_when_it_is_answered_again(log: QuestionLog) -> None:
    log.record(question("E1", "Question 1"), SCOPE, answered(text="Answer 1"))
    again = log.record(question("E2", "Question 2"), SCOPE, answered(text="Answer 2"))
    assert log.history("slack:T1:C1:100.1", SCOPE, but=again) == [Turn("Question 1", "Answer 1")]


def test_a_conversation_is_known_once_the_bot_replied_there(log: QuestionLog) -> None:
    log.record(question(), SCOPE, answered(outcome=Outcome.REFUSED))
    assert log.is_in("slack:T1:C1:100.1")
    assert not log.is_in("slack:T1:C1")


def test_the_question_that_was_asked_last_in_a_conversation_is_known(database: Database, log: QuestionLog) -> None:
    first = log.record(question("E1", "Question 1"), SCOPE, answered())
    second = log.record(question("E2", "Question 2"), SCOPE, answered(outcome=Outcome.REFUSED))
    log.record(question("E3", only_asker=True), SCOPE, answered())
    age(database, first, timedelta(minutes=1))
    assert log.last_in("slack:T1:C1:100.1") == second
    assert log.last_in("slack:T1:C1") == ""


def test_what_only_the_asker_saw_is_no_part_of_any_conversation(log: QuestionLog) -> None:
    private = log.record(question(only_asker=True), SCOPE, answered())
    log.record(question("E2", chat=DIRECT, only_asker=True), SCOPE, answered())
    assert log.history("slack:T1:C1:100.1", SCOPE) == []
    assert not log.is_in("slack:T1:C1:100.1")
    assert log.history("slack:T1:D1", SCOPE) == []
    found = log.text_of(private)
    assert found is not None
    assert found.conversation == ""


def test_of_a_direct_message_the_talk_of_the_asker_alone_is_told(log: QuestionLog) -> None:
    for key, asker in (("E1", ALICE), ("E2", BOB), ("E3", ALICE)):
        log.record(question(key, f"Asked in {key}", chat=DIRECT, asker=asker), SCOPE, answered())
    told = log.history("slack:T1:D1", SCOPE, asker=ALICE)
    assert [turn.question for turn in told] == ["Asked in E1", "Asked in E3"]


def test_a_follow_up_builds_on_nothing_that_its_readers_may_not_read_now(database: Database, log: QuestionLog) -> None:
    document, own = hold(database), Scope.of("slack:T1:C1")
    log.record(question("E1", "Cited"), SCOPE, answered(document))
    log.record(question("E2", "Uncited"), SCOPE, answered())
    told = log.history("slack:T1:C1:100.1", SCOPE)
    assert [turn.question for turn in told] == ["Cited", "Uncited"]
    assert log.history("slack:T1:C1:100.1", own) == []  # somebody from outside has come in
    wider = Scope(own.labels | SCOPE.labels)
    assert log.history("slack:T1:C1:100.1", wider) == told
    Library(database, TEAM).grant(document, ["slack:T1:C1"])
    assert [turn.question for turn in log.history("slack:T1:C1:100.1", own)] == ["Cited"]


def test_an_answer_counts_no_more_once_a_reader_lost_what_it_quotes(database: Database, log: QuestionLog) -> None:
    document = hold(database)
    answer = answered(document).answer
    assert log.is_current(answer, SCOPE)
    assert not log.is_current(answer, Scope.of("slack:T1:C1"))
    Library(database, TEAM).grant(document, ["slack:T1:C1"])
    Library(database, TEAM).withdraw(document, ["everyone"])
    assert not log.is_current(answer, SCOPE)
    assert log.is_current(answer, Scope.of("slack:T1:C1"))


def test_people_find_their_own_questions_newest_first(database: Database, log: QuestionLog) -> None:
    document_id = hold(database)
    for n in range(4):
        asked_id = log.record(question(f"E{n}", f"Question {n}"), SCOPE, answered(document_id))
        age(database, asked_id, timedelta(days=4 - n))
    log.record(question("E9", asker=BOB), SCOPE, answered())
    recent = log.recent(ALICE, most=3)
    assert [each.text for each in recent] == ["Question 3", "Question 2", "Question 1"]
    assert {each.citations[0].document for each in recent} == {"zanthrope.pdf"}
    assert log.recent(replace(ALICE, team="T2")) == []


def test_the_newest_verdict_of_a_person_counts(database: Database, log: QuestionLog) -> None:
    asked_id = log.record(question(), SCOPE, answered())
    assert not log.feedback("unknown", ALICE, True)
    assert log.feedback(asked_id, ALICE, False, "the wrong page")
    assert log.feedback(asked_id, ALICE, False)
    assert log.feedback(asked_id, BOB, True)
    assert verdicts(database) == [(False, "the wrong page"), (True, "")]
    assert log.feedback(asked_id, ALICE, True)
    assert verdicts(database) == [(True, ""), (True, "")]
    log.record(question(), SCOPE, answered(text="Again."))
    assert len(verdicts(database)) == 2


def verdicts(database: Database) -> list[tuple[bool, str]]:
    with database.reading() as session:
        return sorted((each.is_helpful, each.reason) for each in session.scalars(select(Verdict)))


def test_forgetting_a_document_takes_the_answers_that_quote_it_and_what_was_said_of_them(
    database: Database, log: QuestionLog
) -> None:
    gone, stays = hold(database), hold(database, "other.pdf")
    both = log.record(question("E1"), SCOPE, answered(gone, stays))
    other = log.record(question("E2"), SCOPE, answered(stays))
    for asked_id in (both, other):
        log.feedback(asked_id, ALICE, False, "zanthropes never rest")
    Library(database, TEAM).forget(gone)
    blanked, whole = log.text_of(both), log.text_of(other)
    assert blanked is not None and whole is not None
    assert (blanked.text, blanked.answer, blanked.standalone) == ("How long?", "", "")
    assert [source.document for source in blanked.citations] == ["other.pdf"]
    assert whole.answer == QUOTE
    assert log.history("slack:T1:C1:100.1", SCOPE) == [Turn("How long?", QUOTE)]
    assert verdicts(database) == [(False, ""), (False, "zanthropes never rest")]


def test_an_answer_that_quotes_what_was_forgotten_meanwhile_is_kept_without_its_words(
    database: Database, log: QuestionLog
) -> None:
    gone, stays = hold(database), hold(database, "other.pdf")
    Library(database, TEAM).forget(gone)
    found = log.text_of(log.record(question(), SCOPE, answered(gone, stays)))
    assert found is not None
    assert (found.answer, found.standalone) == ("", "")
    assert [source.document for source in found.citations] == ["other.pdf"]


def test_words_whose_document_is_unknown_are_not_kept(log: QuestionLog) -> None:
    nowhere = Answer(Outcome.ANSWERED, QUOTE, 0.9, (Citation(1, "zanthrope.pdf", 1, 1, None, QUOTE),))
    found = log.text_of(log.record(question(), SCOPE, Ended(nowhere)))
    assert found is not None
    assert (found.answer, found.citations) == ("", ())


def test_a_list_of_people_tells_nobody_who_asked(database: Database, log: QuestionLog) -> None:
    asked_id = log.record(question(), SCOPE, answered(hold(database)))
    log.feedback(asked_id, ALICE, True)
    plain = hashlib.sha256(f"slack:{ALICE.team}:{ALICE.id}".encode()).hexdigest()
    with database.reading() as session:
        known = [session.scalars(select(AskedQuestion.asker)).one(), session.scalars(select(Verdict.person)).one()]
    assert known[0] == known[1] and len(known[0] or "") == 64
    assert plain not in known
    assert [each.id for each in log.recent(ALICE)] == [asked_id] and log.recent(BOB) == []


def test_questions_of_before_are_still_those_of_who_asked_them(
    database: Database, log: QuestionLog, tmp_path: Path
) -> None:
    asked_id = log.record(question(), SCOPE, answered(hold(database)))
    plain = hashlib.sha256(f"slack:{ALICE.team}:{ALICE.id}".encode()).hexdigest()
    with database.session() as session:
        session.get_one(AskedQuestion, asked_id).asker = plain
    with database.engine.begin() as connection:
        command.downgrade(migrations_config(connection, KeyRing.in_folder(tmp_path)), "0010")
    database.migrate()
    assert [each.id for each in log.recent(ALICE)] == [asked_id] and log.recent(BOB) == []
