"""What somebody pressed, commanded or filled in and may not: for the audit."""

import structlog

from pipelines.audit import audit
from pipelines.records.database import Database

_log = structlog.stdlib.get_logger("tcbot.bot")


class Denials:
    """Tells the audit of denied attempts; what was throttled before it was looked at is none."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, by: str, wanted: str, target: str) -> None:
        """Adds an entry: who wanted what of what, by ids and codes. Never raises: it is denied all the same."""
        try:
            with self._database.session() as session:
                audit(session, by, "denied", target, wanted=wanted)
        except Exception as error:
            _log.warning("denial_not_recorded", error=type(error).__name__)
