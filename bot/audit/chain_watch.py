"""Whether the chain is whole as far as it is new: for a process that asks again and again."""

from bot.audit.chain_check import Place, Verdict, last_verified, verify
from pipelines.records.database import Database

MOST_ENTRIES = 20_000
"""Entries that one look goes through; the next one goes on behind them."""


class ChainWatch:
    """Looks at what was added since it looked last, the first time since the chain was last verified as a whole.

    What was changed before that is found by the daily sweep, or by `tcbot audit verify`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._since: Place | None = None

    def look(self, most: int = MOST_ENTRIES) -> Verdict:
        """What it found; some seconds at most, and some milliseconds where little is new."""
        since = self._since or last_verified(self._database)
        found = verify(self._database, since, most)
        if found.is_good:
            self._since = found.last
        return found
