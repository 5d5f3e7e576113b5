"""The records of upkeep: what the daily look found."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from pipelines.records.tables import Record, UtcTime


class InvariantCount(Record):
    """How often an invariant was broken when somebody looked at it last."""

    __tablename__ = "invariants"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    violations: Mapped[int]
    looked_at: Mapped[datetime] = mapped_column(UtcTime)
