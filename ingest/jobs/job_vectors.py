"""Vectors of files that are on their way, kept so that an attempt that was cut short isn't computed twice."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.job import TakenJob
from ingest.jobs.job_records import JobRecords
from pipelines.index.vector_spool import VectorSpool
from pipelines.keys.key_ring import KeyRing

_SUFFIX = ".vectors"


class JobVectors:
    """Spools in this machine's cache folder, sealed, `<version id>.<job id>.<token>.vectors`: forgetting finds them."""

    def __init__(self, cache: Path, keys: KeyRing, records: JobRecords) -> None:
        self._cache = cache
        self._keys = keys
        self._records = records

    @contextmanager
    def open(self, taken: TakenJob) -> Iterator[VectorSpool]:
        """The job's spool, with what its earlier attempts on this machine put in; gone when the block ends well.

        Each attempt has a file of its own: a ghost that still writes does so into one that is no longer looked at.
        """
        self._cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        start = f"{taken.incoming.version_id}.{taken.id}"
        own = self._cache / f"{start}.{taken.token}{_SUFFIX}"
        earlier = sorted(self._cache.glob(f"{start}.*{_SUFFIX}"), key=lambda path: path.stat().st_mtime)
        if earlier and earlier[-1] != own:
            shutil.copyfile(earlier[-1], own)
        for path in earlier:
            if path != own:
                path.unlink(missing_ok=True)
        with VectorSpool.kept(own, self._keys) as spool:
            yield spool
        own.unlink(missing_ok=True)

    def tidy(self) -> None:
        """Removes the spools of jobs that ended, wherever they did."""
        found = {path: path.name.split(".")[1] for path in self._cache.glob(f"*.*.*{_SUFFIX}")}
        if found:
            active = self._records.active(set(found.values()))
            for path, job_id in found.items():
                if job_id not in active:
                    path.unlink(missing_ok=True)
