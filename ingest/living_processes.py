"""Signs of life of bot processes: what one held that was killed is free within seconds, and not after its lease."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final, Self

import structlog
from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from ingest.job_rows import moment, moment_in
from pipelines.records.chat_tables import LivingProcess
from pipelines.records.database import Database
from pipelines.records.inserting import inserting

_log = structlog.stdlib.get_logger("tcbot.bot")

BEAT_SECONDS: Final = 0.5
"""Between two signs of a process that holds something; one that holds nothing gives none."""
GONE_SECONDS: Final = 3.5
"""After so long without a sign a process is gone: it missed seven."""
KEPT: Final = timedelta(days=1)
"""How long the last sign of a process is kept; every lease is over by then."""


def gone_since(owner: InstrumentedAttribute[str | None], moment_of: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Whether the process of this name gave its last sign before a moment. One that never gave any isn't gone."""
    return select(LivingProcess.name).where(LivingProcess.name == owner, LivingProcess.seen_at < moment_of).exists()


class LivingProcesses:
    """This process among the others. Who takes something says in the same transaction that it lives (`signing`).

    What others hold is taken from them only after `GONE_SECONDS` of unbroken contact with the records (`gone_before`):
    after an outage of the records every process has time to say that it lives. Records that answer late count as away.
    """

    def __init__(self, database: Database, name: str, gone_seconds: float = GONE_SECONDS) -> None:
        self._database = database
        self._name = name
        self._gone = timedelta(seconds=gone_seconds)
        self._signed_at = self._unbroken_since = float("-inf")
        self._contact_since: float | None = None
        self._asking = threading.local()

    @contextmanager
    def signing(self) -> Iterator[Session]:
        """A transaction that says that this process lives, unless it has just said so."""
        begun = time.monotonic()
        is_due = self._is_due(begun)
        with self.contact(), self._database.session() as session:
            if is_due:
                self._sign(session)
            yield session
        if is_due:
            self._note_sign(begun)

    def beat(self) -> None:
        """Gives a sign of life by itself, unless one was just given."""
        begun = time.monotonic()
        if self._is_due(begun):
            with self.contact(), self._database.one_statement() as session:
                self._sign(session)
            self._note_sign(begun)

    @contextmanager
    def contact(self) -> Iterator[None]:
        """A block in which the records are asked; what it raises breaks the contact with them, and so does silence."""
        self._asking.since = time.monotonic()
        try:
            yield
            self._notice_silence()
        except Exception:
            self._contact_since = None
            raise
        finally:
            self._asking.since = None

    def has_lived_since(self, since: float) -> bool:
        """Whether this process gave its signs without a gap since a moment of `time.monotonic`: then nobody took it for
        gone, and it is sure of what it held at that moment.
        """
        return self._unbroken_since <= since and not self._is_gap(time.monotonic())

    def gone_before(self, at: datetime) -> datetime:
        """The moment before which the last sign of a process that is gone was given."""
        now = time.monotonic()
        self._notice_silence()
        if self._contact_since is None:
            self._contact_since = now
        is_unbroken = now - self._contact_since >= self._gone.total_seconds()
        return at - self._gone if is_unbroken else at - KEPT

    def prune(self) -> int:
        """Drops the signs that nobody needs any longer; how many."""
        with self._database.session() as session:
            old = delete(LivingProcess).where(LivingProcess.seen_at < moment(session) - KEPT)
            return int(session.execute(old).rowcount)  # type: ignore[attr-defined]

    def _note_sign(self, begun: float) -> None:
        """A sign was given: one that comes after a gap doesn't prove what was held before that."""
        given = time.monotonic()
        if self._is_gap(given):
            self._unbroken_since = given
        self._signed_at = begun

    def _is_due(self, now: float) -> bool:
        return now - self._signed_at >= BEAT_SECONDS / 2

    def _is_gap(self, now: float) -> bool:
        return now - self._signed_at > self._gone.total_seconds() / 2

    def _notice_silence(self) -> None:
        """Where this thread's block has asked for long, nobody could say that they live: the contact begins now."""
        since, now = getattr(self._asking, "since", None), time.monotonic()
        if since is not None and now - since > self._gone.total_seconds() / 2:
            self._contact_since = now

    def _sign(self, session: Session) -> None:
        at = moment_in(session)
        added = inserting(session, LivingProcess).values(name=self._name, seen_at=at)
        session.execute(added.on_conflict_do_update(index_elements=["name"], set_={"seen_at": at}))


class LifeSigns:
    """A thread that gives signs of life as long as `is_needed`, however busy the event loop is. A context manager."""

    def __init__(self, processes: LivingProcesses, is_needed: Callable[[], bool]) -> None:
        self._processes = processes
        self._is_needed = is_needed
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="life-signs", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(BEAT_SECONDS):
            if not self._is_needed():
                continue
            try:
                self._processes.beat()
            except Exception as error:
                _log.warning("life_sign_not_given", error=type(error).__name__)
