"""Time that a test lets pass: what waits for it goes on at once, in every process of the bot and in its records."""

import asyncio
import time
from collections.abc import Iterable
from datetime import timedelta

import pytest
from sqlalchemy import select

from pipelines.records.chat_tables import InboxEntry, SharedInChat, Survey
from pipelines.records.database import Database
from pipelines.records.job_tables import Job
from pipelines.records.tables import AskedQuestion

_AGED = {
    InboxEntry: ("due_at", "begun_at", "received_at", "stopped_at"),
    SharedInChat: ("lease_until", "checked_at", "missing_since"),
    Job: ("lease_until", "heartbeat_at", "not_before"),
    AskedQuestion: ("asked_at",),
    Survey: ("asked_at",),
}
"""Moments in the records that processes compare with now."""


class Clock:
    """Runs ahead of the machine's as far as it was told to, for `time.monotonic`, by which event loops go as well."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._ahead = 0.0
        true_time = time.monotonic
        patch.setattr(time, "monotonic", lambda: true_time() + self._ahead)

    def advance(self, seconds: float, loops: Iterable[asyncio.AbstractEventLoop], database: Database) -> None:
        """Lets time pass: for event loops, which look at once what is due now, and for what stands in the records."""
        _age(database, seconds)
        self._ahead += seconds
        for loop in loops:
            loop.call_soon_threadsafe(str)


def _age(database: Database, seconds: float) -> None:
    with database.session() as session:
        for table, names in _AGED.items():
            for row in session.scalars(select(table)):
                for name in names:
                    moment = getattr(row, name)
                    if moment is not None:
                        setattr(row, name, moment - timedelta(seconds=seconds))
