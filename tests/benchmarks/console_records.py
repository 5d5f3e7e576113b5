"""What the console's page costs over many records, on a real PostgreSQL: `python -m tests.benchmarks.console_records`.

Rows are copies of one, made by the database itself, over the days before and in the order of their coming. Prints a
table of the page's parts, and the plan of each statement that takes longer than SLOW.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from bot.inbox.inbox import Inbox
from bot.records.figures.audit_figures import AuditFigures
from bot.records.figures.file_figures import FileFigures
from bot.records.figures.held_figures import HeldFigures
from bot.records.figures.reply_figures import ReplyFigures
from bot.records.figures.survey_figures import SurveyFigures
from bot.records.question_views import QuestionViews
from bot.service.console.looking import LISTED
from pipelines.audit import audit
from pipelines.records.chat_tables import ToldReply
from pipelines.records.database import Database
from pipelines.records.job_tables import Job
from pipelines.records.tables import AskedQuestion, CitedPage, Document, Record, Version, now
from tests.benchmarks.machine import load, processor
from tests.servers.postgres import new_database, postgres

SLOW: Final = 0.25


def main() -> None:
    """Fills a database and measures."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.console_records", description=__doc__)
    parser.add_argument("--questions", type=int, default=1_000_000, help="asked within the days")
    parser.add_argument("--documents", type=int, default=200_000, help="held, each by a job of its own")
    parser.add_argument("--days", type=int, default=30)
    given = parser.parse_args()
    with TemporaryDirectory(prefix="tcbot-console-") as folder, postgres() as server:
        database = Database(new_database(server), Path(folder))
        try:
            database.migrate()
            fill(database, given.questions, given.documents, given.days)
            print(f"{processor()}; load average {load()}; {given.questions:,} questions, {given.documents:,} documents")
            print("| part of the page | first, s | again, s | slowest statement, s |\n|---|---:|---:|---:|")
            for name, part in parts_of(database).items():
                measure(database.engine, name, part)
        finally:
            database.close()


def fill(database: Database, questions: int, documents: int, days: int) -> None:
    """Rows of everything that the page reads: one question in ten refused, one file in a thousand failed."""
    with database.session() as session:
        _add_one_of_each(session)
    with database.engine.begin() as connection:
        for table, count, changed in _copies(questions, documents, days):
            names = [column.name for column in table.__table__.columns]
            values = ", ".join(changed.get(name, f"one.{name}") for name in names)
            numbers = f"{table.__tablename__} one, generate_series(1, {count}) made(i)"
            made = f"INSERT INTO {table.__tablename__} ({', '.join(names)}) SELECT {values} FROM {numbers}"
            connection.execute(text(made))
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _add_one_of_each(session: Session) -> None:
    at = now()
    session.add(Document(id="d-0", team="", shelf="", name="Handbook.pdf", title="Handbook"))
    session.add(AskedQuestion(id="q-0", text="How long?", answer="Five days [1].", scope=["all"], outcome="quoted"))
    session.flush()
    session.add(
        Version(id="v-0", document_id="d-0", sha256="", media_type="", type="general", state="ready", live_at=at)
    )
    session.add(CitedPage(question_id="q-0", n=1, document_id="d-0", version_id="v-0", page=1, quote="Five days."))
    session.add(ToldReply(question_id="q-0", surface="slack", outcome="quoted", reply_ms=900, cited="top"))
    session.add(
        Job(
            id="j-0", team="", upload="u", document_id="d-0", version_id="v-0", name="Handbook.pdf", sha256="",
            bytes=1, labels=["all"], state="ready", created_at=at, queued_at=at, finished_at=at,
        )
    )  # fmt: skip
    audit(session, "cli", "inspect", "console")


def _copies(questions: int, documents: int, days: int) -> list[tuple[type[Record], int, dict[str, str]]]:
    """Tables with how many rows they get, and what is another value in each of these, as SQL over its number `i`."""
    asked, read = (f"now() - interval '{days} days' * ({count} - i) / {count}" for count in (questions, documents))
    refused = "CASE WHEN i % 10 = 0 THEN 'refused' ELSE 'quoted' END"
    failed = "CASE WHEN i % 1000 = 0 THEN 'failed' ELSE 'ready' END"
    document, question = {"document_id": "'d-' || i"}, {"question_id": "'q-' || i"}
    job = {"state": failed, "finished_at": read, "created_at": f"{read} - random() * interval '60 s'"}
    where = {"conversation": "'slack:T1:C' || i % 5000"}
    told = {"told_at": asked, "reply_ms": "(random() * 3000)::int", "outcome": refused}
    return [
        (Document, documents, {"id": "'d-' || i"}),
        (Version, documents, {"id": "'v-' || i", "sha256": "i", "live_at": read} | document),
        (Job, documents, {"id": "'j-' || i"} | job | document),
        (AskedQuestion, questions, {"id": "'q-' || i", "asked_at": asked, "outcome": refused} | where),
        (CitedPage, questions, question),
        (ToldReply, questions, told | question),
    ]


def parts_of(database: Database) -> dict[str, Callable[[], object]]:
    """What the page asks for, by what people see of it."""
    return {
        "replies, by hours and days": ReplyFigures(database).pieces,
        "files that became ready, by hours and days": FileFigures(database).pieces,
        "satisfaction": SurveyFigures(database).pieces,
        "files on their way, and failed": lambda: FileFigures(database).now(LISTED),
        "documents": lambda: HeldFigures(database).now(LISTED),
        "audit": lambda: AuditFigures(database).now(LISTED),
        "questions without an answer": lambda: QuestionViews(database).lately_unanswered(LISTED),
        "what nobody takes": Inbox(database, "console").overdue,
    }


def measure(engine: Engine, name: str, part: Callable[[], object]) -> None:
    """A row of the table, and the plans of slow statements."""
    took = []
    for _ in range(2):
        with _statements() as seen:
            begun = time.perf_counter()
            part()
            took.append(time.perf_counter() - begun)
    slowest = max((seconds for seconds, _, _ in seen), default=0.0)
    print(f"| {name} | {took[0]:.3f} | {took[1]:.3f} | {slowest:.3f} |", flush=True)
    for seconds, statement, values in seen:
        if seconds > SLOW:
            with engine.connect() as connection:
                plan = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS) {statement}", values)
                print("\n".join(f"    {row[0]}" for row in plan), flush=True)


@contextmanager
def _statements() -> Iterator[list[tuple[float, str, Any]]]:
    """The statements of a block, on all engines: seconds until the first rows were there, text, values."""
    seen: list[tuple[float, str, Any]] = []
    begun: list[float] = []

    def before(*_: object) -> None:
        begun.append(time.perf_counter())

    def after(_connection: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        seen.append((time.perf_counter() - begun.pop(), statement, values))

    event.listen(Engine, "before_cursor_execute", before)
    event.listen(Engine, "after_cursor_execute", after)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", before)
        event.remove(Engine, "after_cursor_execute", after)


if __name__ == "__main__":
    main()
