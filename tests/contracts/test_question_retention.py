"""Questions end when their time is over, on SQLite and on a real PostgreSQL, and in the files of the first."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.records.question_log import QuestionLog
from bot.records.question_retention import end_questions
from bot.settings import BotSettings
from bot.wiring import Engine
from pipelines.access import Scope
from pipelines.records.chat_tables import Verdict
from pipelines.records.database import Database
from pipelines.records.tables import AskedQuestion, CitedPage, now
from tests.contracts.chats import ALICE, answered, hold, question
from tests.pipelines.hashed_embedder import HashedEmbedder


def ask(database: Database, key: str, days_ago: float, *documents: str) -> str:
    """A question that was answered from documents so long ago, with a verdict; its id."""
    log = QuestionLog(database)
    asked = log.record(question(key, f"How long is {key}?"), Scope.of("everyone"), answered(*documents))
    log.feedback(asked, ALICE, False, f"{key} is wrong")
    with database.session() as session:
        session.get_one(AskedQuestion, asked).asked_at = now() - timedelta(days=days_ago)
    return asked


def asked_in(database: Database) -> list[str]:
    with database.reading() as session:
        return sorted(session.scalars(select(AskedQuestion.id)))


def test_old_questions_go_with_answers_quotes_and_verdicts_and_young_ones_stay(database: Database) -> None:
    document = hold(database)
    ask(database, "old", 31, document)
    young = ask(database, "young", 29, document)
    assert end_questions(database, 30, now()) == 1
    assert asked_in(database) == [young]
    with database.reading() as session:
        assert [each.question_id for each in session.scalars(select(CitedPage))] == [young]
        assert [each.question_id for each in session.scalars(select(Verdict))] == [young]
    assert end_questions(database, 30, now()) == 0


def test_without_a_number_of_days_every_question_stays(database: Database) -> None:
    ask(database, "old", 20_000)
    assert end_questions(database, None, now()) == 0
    assert len(asked_in(database)) == 1


def test_more_questions_than_one_transaction_takes_go_all(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.records.question_retention._AT_ONCE", 2)
    for n in range(5):
        ask(database, f"old{n}", 31 + n)
    assert end_questions(database, 30, now()) == 5


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    settings = BotSettings(tcbot_home=tmp_path, questions_days=30, _env_file=None)  # type: ignore[call-arg]
    with Engine(settings) as engine:
        engine.embedder = HashedEmbedder()
        yield engine


def test_the_daily_sweep_ends_them_and_no_file_holds_a_piece(engine: Engine, tmp_path: Path) -> None:
    ask(engine.database, "old", 31)
    with closing(sqlite3.connect(tmp_path / "records.db")) as db:
        values = [each for row in db.execute("SELECT text, answer FROM questions") for each in row]
        values += [each for (each,) in db.execute("SELECT reason FROM verdicts")]
    assert len(values) == 3 and all(holding(tmp_path, each) for each in values)
    report = engine.sweeper.sweep()
    assert (report.questions_cut, report.failed) == (1, 0)
    assert not any(holding(tmp_path, each) for each in values)


def holding(folder: Path, value: str) -> list[str]:
    """The files of the records that hold a sealed value."""
    return [each.name for each in folder.glob("records.db*") if value.encode() in each.read_bytes()]
