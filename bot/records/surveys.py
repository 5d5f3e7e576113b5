"""Who was asked how content they are, and what they said: kept under a pseudonym, once a month at most."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.chat.chat import Person
from bot.records.known_as import pseudonym_of
from bot.records.question_log import ANSWERS
from ingest.job_rows import moment
from pipelines.records.chat_tables import Survey
from pipelines.records.database import Database
from pipelines.records.inserting import inserting
from pipelines.records.tables import AskedQuestion

FEWEST_ANSWERS: Final = 5
"""Answers within `LOOKED_BACK` after which somebody has something to say."""
LOOKED_BACK: Final = timedelta(days=30)
APART: Final = timedelta(days=28)
"""How long somebody is left alone after they were asked."""
SCORES: Final = range(1, 6)


class Surveys:
    """Each method is one transaction; errors of the database pass through. Months are such as `2026-11`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, person: Person) -> str:
        """The month in which the person may be asked now; empty where they may not.

        They had some answers lately, weren't asked for four weeks, and never said that they don't want to be.
        """
        pseudonym = pseudonym_of(self._database, person)
        with self._database.reading() as session:
            at = moment(session)
            held = select(Survey).where(Survey.person == pseudonym)
            if any(each.declined or each.asked_at > at - APART for each in session.scalars(held)):
                return ""
            answers = select(AskedQuestion.id).where(
                AskedQuestion.asker == pseudonym,
                AskedQuestion.asked_at > at - LOOKED_BACK,
                AskedQuestion.outcome.in_([each.value for each in ANSWERS]),
            )
            found = session.execute(answers.limit(FEWEST_ANSWERS)).all()
        return f"{at:%Y-%m}" if len(found) == FEWEST_ANSWERS else ""

    def quiet_seconds(self, person: Person) -> float:
        """How long ago the person asked last."""
        newest = select(func.max(AskedQuestion.asked_at)).where(
            AskedQuestion.asker == pseudonym_of(self._database, person)
        )
        with self._database.reading() as session:
            asked_at, at = session.scalar(newest), moment(session)
        return (at - asked_at).total_seconds() if asked_at is not None else float("inf")

    def ask(self, person: Person, month: str) -> bool:
        """Notes that the person is being asked; False where they were already, by whichever process."""
        with self._database.session() as session:
            row = {"person": pseudonym_of(self._database, person), "month": month, "surface": person.surface}
            added = inserting(session, Survey).values(**row, asked_at=moment(session), words="", declined=False)
            return session.scalar(added.on_conflict_do_nothing().returning(Survey.month)) is not None

    def answer(self, person: Person, month: str, score: int) -> bool | None:
        """Keeps a score, over what was said before; whether it is the first. None where the person wasn't asked."""
        with self._database.session() as session:
            row = self._row(session, person, month)
            if row is None or score not in SCORES:
                return None
            is_first = row.score is None
            row.score, row.answered_at = score, row.answered_at or moment(session)
            return is_first

    def add_words(self, person: Person, month: str, words: str) -> bool:
        """Keeps words beside a score; False where the person wasn't asked."""
        with self._database.session() as session:
            row = self._row(session, person, month)
            if row is None:
                return False
            row.words = words
            return True

    def decline(self, person: Person, month: str) -> bool:
        """Notes that the person is to be asked no more; False where they weren't asked."""
        with self._database.session() as session:
            row = self._row(session, person, month)
            if row is None:
                return False
            row.declined = True
            return True

    def _row(self, session: Session, person: Person, month: str) -> Survey | None:
        return session.get(Survey, (pseudonym_of(self._database, person), month), with_for_update=True)


def end_surveys(database: Database, days: int | None, at: datetime) -> int:
    """Deletes what was said more than so many days ago; how many. None keeps all. That somebody declined stays."""
    if days is None:
        return 0
    old = Survey.asked_at < at - timedelta(days=days)
    with database.session() as session:
        session.execute(
            update(Survey).where(old, Survey.declined.is_(True)).values(score=None, words="", answered_at=None)
        )
        ended = session.execute(delete(Survey).where(old, Survey.declined.is_(False)))
        return int(ended.rowcount)  # type: ignore[attr-defined]
