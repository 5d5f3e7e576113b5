"""Figures of the whole service come out of the records as they went in, on SQLite and on a real PostgreSQL."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.chat.ended import Ended
from bot.records.figures.audit_figures import AuditFigures
from bot.records.figures.file_figures import FileFigures
from bot.records.figures.held_figures import HeldFigures
from bot.records.figures.reply_figures import ReplyFigures, ReplyTally, percentile
from bot.records.figures.spans import Span, total
from bot.records.figures.told_replies import ToldReplies, is_unsupported
from bot.records.question_log import QuestionLog
from bot.records.question_retention import end_questions
from bot.records.question_views import QuestionViews
from bot.records.restored_records import RestoredRecords
from ingest.job import JobState
from pipelines.access import Scope
from pipelines.records.chat_tables import ToldReply
from pipelines.records.database import Database
from pipelines.records.tables import now
from pipelines.types import Answer, Dropped, Outcome
from tests.console.filled_records import add_job, ask_in_vain
from tests.contracts.chats import answered, hold, question

SCOPE = Scope.of("everyone")
FAILED = Ended(Answer(Outcome.FAILED, "", 0.0, reason="search_away"), "7F3K-22")
ASKERS = Ended(Answer(Outcome.FAILED, "", 0.0, reason="throttled"), is_askers=True)


def tell(database: Database, key: str, ended: Ended, seconds: float = 1.0, ago: timedelta = timedelta()) -> None:
    """A question that ended so, and whose reply was shown so long ago."""
    asked = question(key)
    question_id = QuestionLog(database).record(asked, SCOPE, ended)
    ToldReplies(database).note(asked, ended, seconds)
    if ago:
        with database.session() as session:
            told = update(ToldReply).where(ToldReply.question_id == question_id)
            session.execute(told.values(told_at=now() - ago))


def written(sentences: int, *reasons: str) -> Ended:
    ended = answered("d1")
    dropped = tuple(Dropped("words", reason) for reason in reasons)
    return replace(ended, answer=replace(ended.answer, sentences=sentences, dropped=dropped))


def tally(database: Database, span: Span = Span.DAY) -> ReplyTally:
    return total(ReplyFigures(database).pieces()[span])


def test_a_reply_is_counted_once_with_its_time_and_how_it_ended(database: Database) -> None:
    tell(database, "good", answered(hold(database)), 1.234)
    tell(database, "good", answered(hold(database)), 2.5)
    tell(database, "failed", FAILED, 9.0)
    tell(database, "mine", ASKERS, 0.1)
    assert tally(database) == ReplyTally(
        steps=Counter({50: 1}), told=3, failed=1, askers=1, cited=1, top=1, shown=0, unsupported=0
    )


def test_statements_that_the_passages_dont_carry_are_told_from_what_was_dropped_otherwise(database: Database) -> None:
    tell(database, "one", written(3, "not_supported", "number_not_in_source", "repeated", "cut_off"))
    found = tally(database)
    assert (found.shown, found.unsupported) == (3, 2)
    assert not is_unsupported("dangling")


def test_every_reply_of_a_month_lies_in_one_piece_of_each_span_that_reaches_it(database: Database) -> None:
    ages = (timedelta(0), timedelta(hours=5), timedelta(hours=25), timedelta(days=6), timedelta(days=29))
    for n, age in enumerate((*ages, timedelta(days=31))):
        tell(database, f"q{n}", answered(hold(database)), ago=age)
    pieces = ReplyFigures(database).pieces()
    assert [sum(each.told for each in pieces[span]) for span in Span] == [2, 4, 5]
    assert [len(pieces[span]) for span in Span] == [24, 7, 30]
    assert pieces[Span.DAY][-1].told == pieces[Span.DAY][-6].told == 1
    assert pieces[Span.MONTH][0].told == 1


@pytest.mark.parametrize(
    ("steps", "expected"),
    [({}, None), ({3: 1}, 3), ({1: 95, 9: 5}, 1), ({1: 94, 9: 6}, 9), ({1: 1, 2: 18, 3: 1}, 2)],
)
def test_a_percentile_is_the_value_that_so_many_dont_pass(steps: dict[int, int], expected: int | None) -> None:
    assert percentile(Counter(steps), 0.95) == expected


def test_a_reply_to_a_question_that_isnt_there_is_no_error(database: Database) -> None:
    ToldReplies(database).note(question("never recorded"), FAILED, 1.0)
    assert tally(database).told == 0


def test_figures_of_a_reply_go_with_its_question(database: Database) -> None:
    tell(database, "one", answered(hold(database)))
    end_questions(database, 1, now() + timedelta(days=2))
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ToldReply)) == 0


def test_files_are_counted_by_what_became_of_them_and_repairs_are_not(database: Database) -> None:
    add_job(database, "quick.pdf", JobState.READY, 4.2)
    add_job(database, "odd.pdf", JobState.READY_WITH_WARNINGS, 40.0)
    add_job(database, "repaired.pdf", JobState.READY, 900.0, place="")
    add_job(database, "locked.pdf", JobState.FAILED, reason="password_protected")
    add_job(database, "waits.pdf", JobState.QUEUED)
    add_job(database, "read.pdf", JobState.RUNNING, lease_until=now() - timedelta(minutes=1))
    figures = FileFigures(database)
    found = total(figures.pieces()[Span.DAY])
    assert (found.seconds, found.failed) == (Counter({5: 1, 40: 1}), 1)
    files = figures.now(5)
    assert (files.waiting, files.running, files.stuck, files.failed_lately) == (1, 1, 1, 1)
    assert [each.job.name for each in files.active] == ["read.pdf", "waits.pdf"]
    assert [(each.job.name, each.job.reason) for each in files.failed] == [("locked.pdf", "password_protected")]
    assert len(figures.now(1).active) == 1


def test_documents_that_answer_are_counted_with_their_pages_and_who_reads_them(database: Database) -> None:
    hold(database, "one.pdf")
    hold(database, "two.pdf")
    held = HeldFigures(database).now(1)
    assert (held.documents, held.pages) == (2, 6)
    assert [(each.name, each.labels) for each in held.newest] == [("two.pdf", ("everyone",))]


def test_the_audits_newest_entries_and_the_last_backup_are_told(database: Database) -> None:
    figures = AuditFigures(database)
    assert figures.now(3).backup_at is None
    RestoredRecords(database).note_backup("20260101T000000000000Z", 1, 1)
    hold(database)
    found = figures.now(2)
    assert found.backup_at is not None
    assert [each.number for each in found.newest] == [found.last, found.last - 1]


def test_unanswered_questions_leave_out_those_whose_reply_only_the_asker_saw(database: Database) -> None:
    ask_in_vain(database, "Seen by all?")
    ask_in_vain(database, "Seen by one?", only_asker=True)
    QuestionLog(database).record(question("good"), SCOPE, answered(hold(database)))
    assert [each.text for each in QuestionViews(database).lately_unanswered(5)] == ["Seen by all?"]
