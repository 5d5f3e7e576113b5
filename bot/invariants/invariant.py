"""What an invariant is, and what it is looked for in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import SelectBase, func, select

from ingest.originals.vault import Vault
from pipelines.ports import Index
from pipelines.records.database import Database

SETTLED: Final = timedelta(hours=1)
"""What is younger may be in the making."""
OVERDUE: Final = timedelta(days=3)
"""After so long two daily sweeps have come by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What is looked at, as of the moment `at`. Days are those of the settings; None keeps for ever."""

    database: Database
    index: Index
    vault: Vault
    at: datetime
    retention_days: int | None = None
    questions_days: int | None = None
    audit_days: int | None = None

    def count(self, *asked: SelectBase) -> int:
        """How many rows these find together."""
        with self.database.reading() as session:
            return sum(session.scalar(select(func.count()).select_from(each.subquery())) or 0 for each in asked)


@dataclass(frozen=True, slots=True)
class Invariant:
    """`name` is a code, `means` the sentence of what a failure means, `violations` counts; it raises what stores do."""

    name: str
    means: str
    violations: Callable[[World], int]
