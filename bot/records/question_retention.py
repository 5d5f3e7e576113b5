"""The end of old questions: text, answer, quotes and verdicts go together."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select

from pipelines.records.database import Database
from pipelines.records.tables import AskedQuestion

_AT_ONCE = 1000
"""Questions that one transaction deletes, so that nobody waits long for it."""


def end_questions(database: Database, days: int | None, moment: datetime) -> int:
    """Deletes questions that were asked more than so many days ago; how many. None keeps all.

    What the rows leave on the disk is overwritten, as far as nobody is in the way; the next call tries again. Errors of
    the database come through.
    """
    if days is None:
        return 0
    old = AskedQuestion.asked_at < moment - timedelta(days=days)
    ended = 0
    while found := _ended(database, old):
        ended += found
    database.expunge()
    return ended


def _ended(database: Database, old: ColumnElement[bool]) -> int:
    with database.session() as session:
        some = select(AskedQuestion.id).where(old).order_by(AskedQuestion.asked_at).limit(_AT_ONCE)
        ids = list(session.scalars(some))
        session.execute(delete(AskedQuestion).where(AskedQuestion.id.in_(ids)))
    return len(ids)
