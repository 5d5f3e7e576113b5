"""The end of old entries: the chain is cut at its beginning, and an entry at its end says so."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from bot.audit.chain_check import CUT
from pipelines.audit import audit
from pipelines.records.audit_marks import Mark, MarkName, read_mark, write_mark
from pipelines.records.database import Database
from pipelines.records.tables import AuditEntry, AuditMark


def cut(database: Database, days: int, moment: datetime, by: str) -> int:
    """Removes the entries at the chain's beginning that are older than so many days; how many.

    The last of them stays by its number and hash, in a mark and in an entry of its own, so that what follows can be
    verified as before. To be called for a chain that was found whole: what is removed proves nothing any more.
    """
    key = database.chain_key()
    with database.session() as session:
        session.execute(select(AuditMark.name).where(AuditMark.name == MarkName.CUT.value).with_for_update())
        before = read_mark(session, key, MarkName.CUT)
        young = select(func.min(AuditEntry.number)).where(AuditEntry.at >= moment - timedelta(days=days))
        first_kept, last = session.execute(select(young.scalar_subquery(), func.max(AuditEntry.number))).one()
        through = (first_kept - 1) if first_kept is not None else (last or 0)
        removed = through - (before.number if before is not None else 0)
        if removed <= 0 or (before is not None and not before.is_genuine):
            return 0
        anchor = session.execute(select(AuditEntry.hash).where(AuditEntry.number == through)).scalar_one() or ""
        write_mark(session, key, MarkName.CUT, Mark(through, anchor, moment))
        session.execute(delete(AuditEntry).where(AuditEntry.number <= through))
        audit(session, by, CUT, "audit", through=through, hash=anchor, entries=removed)
    return removed
