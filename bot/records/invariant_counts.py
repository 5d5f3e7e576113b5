"""How often each invariant was broken when somebody looked last, for the gauges of every process."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, select

from pipelines.records.database import Database
from pipelines.records.upkeep_tables import InvariantCount


class InvariantCounts:
    """The counts, by the invariants' names. Each method is one transaction; errors of the database pass through."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, counts: Mapping[str, int], names: Collection[str], at: datetime) -> None:
        """Keeps the counts of that moment; those of invariants that aren't among all the `names` go."""
        with self._database.session() as session:
            session.execute(delete(InvariantCount).where(InvariantCount.name.not_in(sorted(names))))
            for name, count in counts.items():
                session.merge(InvariantCount(name=name, violations=count, looked_at=at))

    def read(self) -> dict[str, int]:
        """What was found last; empty where nobody has looked yet."""
        with self._database.reading() as session:
            rows = session.execute(select(InvariantCount.name, InvariantCount.violations))
            return {name: violations for name, violations in rows}
