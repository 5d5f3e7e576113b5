"""A month of a service's life in the records: replies, files, documents, an audit; nothing of it real."""

import random
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import insert

from bot.chat.chat import Chat, ChatKind, Person
from bot.chat.ended import Ended
from bot.records.question_log import QuestionLog
from ingest.job import JobState
from pipelines.access import Scope
from pipelines.records.chat_tables import ToldReply
from pipelines.records.database import Database
from pipelines.records.job_tables import Job
from pipelines.records.tables import AskedQuestion, now
from pipelines.types import Answer, Outcome
from tests.contracts.chats import hold, question

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>{{ 7*7 }}\u202egnp.exe'
PRIVATE = "a-letter-of-resignation.pdf"


def fill(database: Database, replies: int = 2_000, days: int = 30) -> None:
    """So many replies over so many days, up to now, with a share of slow and failed ones; some files and documents."""
    drawn, at = random.Random(7), now()
    rows = []
    for n in range(replies):
        outcome = drawn.choices(("answered", "quoted", "refused", "failed"), (60, 20, 18, 0.05))[0]
        cites = outcome in {"answered", "quoted"}
        rows.append(
            {
                "question_id": f"filled-{n}",
                "told_at": at - timedelta(days=days) * drawn.random() ** 1.3,
                "surface": drawn.choice(("slack", "teams")),
                "outcome": outcome,
                "is_askers": False,
                "reply_ms": int(min(60_000, drawn.lognormvariate(7.0, 0.5))),
                "cited": ("top" if drawn.random() < 0.96 else "lower") if cites else "",
                "sentences": 3 if outcome == "answered" else 0,
                "unsupported": int(outcome == "answered" and drawn.random() < 0.1),
            }
        )
    asked = [
        {"id": row["question_id"], "asked_at": row["told_at"], "text": "", "scope": [], "outcome": row["outcome"]}
        for row in rows
    ]
    with database.session() as session:
        session.execute(insert(AskedQuestion), asked)
        session.execute(insert(ToldReply), rows)


def ask_in_vain(database: Database, text: str, only_asker: bool = False) -> None:
    """A question that found nothing."""
    asked = replace(
        question(f"vain-{text}-{only_asker}", text, Person("slack", "T1", "U1")),
        chat=Chat("slack", "T1", "C1", ChatKind.PUBLIC),
        only_asker=only_asker,
    )
    refused = Ended(Answer(Outcome.REFUSED, "", 0.4, reason="not_found"))
    QuestionLog(database).record(asked, Scope.of("slack:T1"), refused)


def add_job(database: Database, name: str, state: JobState, seconds: float = 9.0, **more: object) -> None:
    """A file that ended so some time ago, after so many seconds, or that is still on its way."""
    at = now() - timedelta(minutes=30)
    ended = at + timedelta(seconds=seconds) if state not in {JobState.QUEUED, JobState.RUNNING} else None
    values = {"labels": ["slack:T1:C1"], "place": "p1", "granted_by": "slack:T1:user:U1", **more}
    with database.session() as session:
        session.add(
            Job(
                id=f"job-{name[:20]}-{state}",
                team="T1",
                upload="u",
                document_id=f"of-{name[:20]}-{state}",
                version_id="v",
                name=name,
                sha256="0" * 64,
                bytes=10,
                state=state,
                created_at=at,
                queued_at=at,
                finished_at=ended,
                **values,
            )
        )


def fill_all(database: Database) -> None:
    """All of it, with names and questions that would like to be more than text."""
    fill(database)
    for n in range(40):
        add_job(database, f"report-{n:02}.pdf", JobState.READY, seconds=4 + n / 2)
    add_job(database, HOSTILE, JobState.FAILED, reason="password_protected")
    add_job(database, PRIVATE, JobState.FAILED, reason="password_protected", labels=["slack:T1:user:U1"])
    add_job(database, "handbook.pdf", JobState.QUEUED)
    hold(database, HOSTILE)
    hold(database, "Employee Handbook.pdf")
    ask_in_vain(database, HOSTILE)
    ask_in_vain(database, "How long is the notice period for contractors?")
    ask_in_vain(database, "What did the board decide about me?", only_asker=True)
