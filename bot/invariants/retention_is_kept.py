"""Nothing is older than its retention allows: documents, questions, what was said in surveys, entries of the audit."""

from datetime import datetime, timedelta

from sqlalchemy import SelectBase, func, select

from bot.invariants.invariant import OVERDUE, Invariant, World
from pipelines.records.chat_tables import Survey
from pipelines.records.tables import AskedQuestion, AuditEntry, Document, Retention, Version


def _violations(world: World) -> int:
    asked: list[SelectBase] = []
    if world.questions_days is not None:
        before = _before(world, world.questions_days)
        asked.append(select(AskedQuestion.id).where(AskedQuestion.asked_at < before))
        asked.append(select(Survey.person).where(Survey.asked_at < before, Survey.score.is_not(None)))
    if world.audit_days is not None:
        asked.append(select(AuditEntry.id).where(AuditEntry.at < _before(world, world.audit_days)))
    return world.count(*asked) + _documents(world)


def _documents(world: World) -> int:
    with world.database.reading() as session:
        own = {row.team: row.days for row in session.scalars(select(Retention))}
    shelf = func.coalesce(Document.shelf, Document.team)
    live = select(Document.id).join(Version, Version.document_id == Document.id).where(Document.forgotten_at.is_(None))
    asked = [live.where(shelf == team, Version.live_at < _before(world, days)) for team, days in own.items()]
    if world.retention_days is not None:
        old = Version.live_at < _before(world, world.retention_days)
        asked.append(live.where(old, shelf.not_in(list(own))))
    return world.count(*asked)


def _before(world: World, days: int) -> datetime:
    return world.at - timedelta(days=days) - OVERDUE


INVARIANT = Invariant(
    "retention_is_kept",
    "Documents, questions, answers to surveys or entries of the audit are kept longer than the settings promise.",
    _violations,
)
