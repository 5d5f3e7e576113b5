"""Trouble that isn't a file's own: what was away, as a code that people get a sentence for."""

import errno

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from ingest.reading.virus_scan import ScannerUnavailableError
from pipelines.keys.key_ring import WrongKeyError
from pipelines.ports import IndexUnavailableError

DATABASE_AWAY = (OperationalError, InterfaceError, PoolTimeoutError)
"""What a database raises that can't be reached, was cut off, is locked or full; not what a wrong statement gets."""

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def outside_fault(error: BaseException) -> str | None:
    """The code of what was away, full or missing, as in `job_reasons.REASONS`; None where it is none of these."""
    if isinstance(error, IndexUnavailableError):
        return "search_away"
    if isinstance(error, DATABASE_AWAY):
        return "records_away"
    if isinstance(error, WrongKeyError):
        return "key_missing"
    if isinstance(error, ScannerUnavailableError):
        return "scanner_away"
    if isinstance(error, OSError):
        return "disk_full" if error.errno in _FULL else "storage_away"
    return None
