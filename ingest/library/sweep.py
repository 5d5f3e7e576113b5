"""The daily look at what nobody asked for: forgettings that were cut short, retention, and whether records, index and
vault still say the same; what differs is repaired.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import func, select

from ingest.library.forgetting import Forgetter
from ingest.library.held_documents import HeldDocument
from ingest.library.library import INDEXING, REPLACED, Library
from ingest.library.reconciling import lasting_differences
from ingest.library.relabeller import Relabeller
from ingest.library.tombstones import known_versions
from ingest.originals.cache_folder import CacheFolder
from ingest.originals.vault import OriginalMissingError, Vault
from pipelines.audit import audit
from pipelines.keys.key_ring import TamperedError
from pipelines.ports import Index
from pipelines.records.database import Database
from pipelines.records.tables import Document, Grant, Retention, Version
from pipelines.telemetry import new_reference, report_error

ACTOR = "sweep"
GRACE = timedelta(hours=24)
"""How long something may stand in one place alone, because somebody is still working on it."""
READ_EVERY = 30
"""Each original is read to its end once in so many days, to see that it is as it was."""
_BLOCK = 1024 * 1024

_log = structlog.stdlib.get_logger("tcbot.ingest")


@dataclass(frozen=True, slots=True)
class SweepReport:
    """How many documents, versions, originals or files a sweep dealt with; all 0 where nothing had to be done.

    `finished` forgettings that had been cut short, `expired` documents forgotten because their time was over or nobody
    grants them any more, `purged` documents that the index alone had, `reindexed` and `relabelled` ones, `abandoned`
    versions that nobody works on; originals `deleted` because no record names them, `missing`, or `damaged`;
    `leftovers` of crashed writes and of caches; repairs that `failed`, for the next sweep; `outdated` generations of
    the index that were deleted; entries of the audit whose time was over (`audit_cut`), and 1 where its chain is broken
    (`audit_broken`); questions whose time was over (`questions_cut`); invariants that are `broken` all the same.
    """

    finished: int = 0
    expired: int = 0
    purged: int = 0
    reindexed: int = 0
    relabelled: int = 0
    abandoned: int = 0
    deleted: int = 0
    missing: int = 0
    damaged: int = 0
    leftovers: int = 0
    failed: int = 0
    outdated: int = 0
    audit_cut: int = 0
    audit_broken: int = 0
    questions_cut: int = 0
    broken: int = 0

    def counts(self) -> dict[str, int]:
        """What is not 0, by name."""
        return {name: count for name, count in asdict(self).items() if count}


class Sweeper:
    """Looks through records, index, vault and cache of all teams. Safe at any time, beside everything else."""

    def __init__(
        self,
        *,
        database: Database,
        index: Index,
        vault: Vault,
        cache: CacheFolder,
        forgetter: Forgetter,
        reindex: Callable[[HeldDocument], object],
        retention_days: int | None = None,
        drop_outdated: Callable[[datetime], int] = lambda _moment: 0,
        keep_audit: Callable[[datetime], tuple[int, int]] = lambda _moment: (0, 0),
        end_questions: Callable[[datetime], int] = lambda _moment: 0,
        look_at_invariants: Callable[[datetime], int] = lambda _moment: 0,
    ) -> None:
        """`reindex` puts a document into the index again, from its original, or sees to it that somebody does.

        `drop_outdated` deletes generations of the index that nobody asks any more, and says how many. `keep_audit`
        verifies the audit and removes entries whose time is over; how many, and 1 where its chain is broken.
        `end_questions` deletes questions whose time is over; how many. `look_at_invariants` comes last, and says how
        many of them are broken.

        `retention_days` holds for teams that have no retention of their own; None keeps documents for ever.
        """
        self._database = database
        self._index = index
        self._vault = vault
        self._cache = cache
        self._forgetter = forgetter
        self._reindex = reindex
        self._retention_days = retention_days
        self._drop_outdated = drop_outdated
        self._keep_audit = keep_audit
        self._end_questions = end_questions
        self._look_at_invariants = look_at_invariants

    def sweep(self, at: datetime | None = None) -> SweepReport:
        """Repairs what it can and says what that was; raises what records, index or vault raise when they are away.

        Costs a look at each document and original; one original in thirty is read whole.
        """
        moment, trouble = at or datetime.now(UTC), _Troubles()
        outdated = self._drop_outdated(moment)  # first: what they hold needn't be looked through
        finished = self._forgetter.finish_all()
        relabeller = Relabeller(Library(self._database), self._index)
        relabelled = relabeller.finish_all()
        expired = sum(trouble.free(self._forgetter.forget, each, ACTOR) for each in self._expired(moment))
        abandoned = self._abandon(moment)
        differences = lasting_differences(self._database, self._index)
        purged = sum(trouble.free(self._index.forget, each) for each in differences.orphans)
        reindexed = sum(trouble.free(self._reindex, held) for held in differences.unlike)
        relabelled += sum(trouble.free(relabeller.correct, held.document_id) for held in differences.relabelled)
        deleted = self._delete_originals(moment)
        missing, damaged = self._check_originals(moment)
        leftovers = self._vault.sweep(moment) + self._clear_cache()
        trouble.free(self._forgetter.expunge)
        report = SweepReport(
            finished, expired, purged, reindexed, relabelled, abandoned, deleted, missing, damaged, leftovers,
            trouble.count, outdated, *self._keep_audit(moment), self._end_questions(moment),
            self._look_at_invariants(moment),
        )  # fmt: skip
        self._tell(report)
        return report

    def _expired(self, moment: datetime) -> list[str]:
        """Documents whose time is over, counted from their live version, and those that nobody grants."""
        granted = select(func.count()).where(Grant.document_id == Document.id).scalar_subquery()
        asked = (
            select(Document.id, func.coalesce(Document.shelf, Document.team), Version.live_at, granted)
            .join(Version, Version.document_id == Document.id)
            .where(Document.forgotten_at.is_(None), Version.live_at.is_not(None))
        )
        with self._database.reading() as session:
            own = {row.team: row.days for row in session.scalars(select(Retention))}
            rows = session.execute(asked).all()
        expired = []
        for document_id, shelf, live_at, grants in rows:
            days = own.get(shelf, self._retention_days)
            if not grants or (days is not None and live_at < moment - timedelta(days=days)):
                expired.append(document_id)
        return expired

    def _abandon(self, moment: datetime) -> int:
        stale = select(Version.id).where(Version.state == INDEXING, Version.created_at < moment - GRACE)
        with self._database.reading() as session:
            stuck = list(session.scalars(stale))
        library = Library(self._database)
        for version_id in stuck:
            library.abandon(version_id)
        return len(stuck)

    def _delete_originals(self, moment: datetime) -> int:
        """Originals that no record names, or whose version was replaced."""
        with self._database.reading() as session:
            kept = known_versions(session) - set(session.scalars(select(Version.id).where(Version.state == REPLACED)))
        deleted = 0
        for key in list(self._vault.keys()):
            if key not in kept:
                with suppress(OriginalMissingError):  # somebody else deleted it just now
                    if self._vault.written_at(key) < moment - GRACE:
                        deleted += self._vault.delete(key)
        return deleted

    def _check_originals(self, moment: datetime) -> tuple[int, int]:
        """(missing, damaged) originals of live versions."""
        with self._database.reading() as session:
            live = list(session.scalars(select(Version.id).where(Version.live_at.is_not(None))))
        missing = damaged = 0
        for version_id in live:
            if not self._vault.holds(version_id):
                missing += 1
            elif int(version_id[:8], 16) % READ_EVERY == moment.toordinal() % READ_EVERY:
                damaged += not self._is_as_it_was(version_id)
        return missing, damaged

    def _is_as_it_was(self, version_id: str) -> bool:
        try:
            with self._vault.open(version_id) as original:
                while original.read(_BLOCK):
                    pass
        except (TamperedError, OriginalMissingError):
            return False
        return True

    def _clear_cache(self) -> int:
        with self._database.reading() as session:
            return self._cache.forget(self._cache.version_ids() - known_versions(session))

    def _tell(self, report: SweepReport) -> None:
        counts = report.counts()
        _log.info("swept", **counts)
        if counts:
            with self._database.session() as session:
                audit(session, ACTOR, "sweep", "all", **counts)


class _Troubles:
    """Lets a repair fail without the others."""

    def __init__(self) -> None:
        self.count = 0

    def free(self, repair: Callable[..., object], *arguments: object) -> bool:
        """Whether the repair succeeded; what it raised is reported."""
        try:
            repair(*arguments)
        except Exception as error:
            self.count += 1
            report_error(error, new_reference(), stage="sweep")
            return False
        return True
