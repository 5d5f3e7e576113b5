"""What admins looked at: for the audit. What can't be told there isn't shown."""

from typing import Any

from pipelines.audit import audit
from pipelines.records.database import Database


class AdminEntries:
    """Adds an entry for each look of an admin; errors of the database pass through."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, by: str, action: str, target: str, **details: Any) -> None:
        """Who looked at what, by ids and codes."""
        with self._database.session() as session:
            audit(session, by, action, target, **details)
