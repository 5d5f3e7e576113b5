"""What the daily sweep does with the audit."""

from datetime import datetime
from typing import NamedTuple

import structlog

from bot.audit.chain_check import mark_verified, verify
from bot.audit.retention import cut
from pipelines.records.audit_chain import take_in
from pipelines.records.database import Database

ACTOR = "sweep"
_log = structlog.stdlib.get_logger("tcbot.bot")


class Kept(NamedTuple):
    """How many entries were removed since their time was over, and whether the chain is `broken`: 1 or 0."""

    removed: int
    broken: int


def keep_audit(database: Database, days: int | None, moment: datetime) -> Kept:
    """Verifies the whole chain, then removes what is older than so many days; None keeps all.

    A chain that is broken keeps everything: what is wrong with it must not be removed. Errors of the database come
    through.
    """
    with database.session() as session:
        take_in(session, database.chain_key(), moment)
    found = verify(database)
    if not found.is_good:
        _log.error("audit_chain_broken", code=str(found.fault), number=found.number)
        return Kept(0, 1)
    mark_verified(database, found)
    return Kept(cut(database, days, moment, ACTOR) if days is not None else 0, 0)
