"""What went wrong, as a code and a sentence: known troubles by name, all else as a reference number."""

import errno
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from bot.wording.phrasing import question_problem
from bot.wording.sentences import say
from pipelines.ports import IndexUnavailableError
from pipelines.settings import SettingsError
from pipelines.telemetry import new_reference, report_error
from pipelines.text.question_filters import QuestionError

FULL_BELOW = 1_000_000
"""Bytes left on a disk below which a failure to write is put down to that."""
_BY_NAME = {
    "DatabaseUnavailableError": "records_away",
    "ModelUnavailableError": "model_missing",
    "ReindexingError": "reindexing",
    "WrongKeyError": "wrong_key",
    "TamperedError": "tampered",
    "KeyFileError": "key_file",
    "NoBackupError": "no_backup",
    "IncompleteBackupError": "backup_not_whole",
    "RecordsNotEmptyError": "not_empty",
    "VaultNotEmptyError": "not_empty",
    "ForgottenMeanwhileError": "forgotten_meanwhile",
    "ScannerUnavailableError": "scanner_away",
    "UnknownLanguageError": "settings",
    "NotConfinedError": "settings",
    "ProgramError": "program_failed",
    "ProgramTooSlowError": "program_failed",
}
"""Errors whose message is meant for people, by name: to import their classes costs seconds."""
_ACCESS = {errno.EACCES, errno.EPERM, errno.EROFS}


@dataclass(frozen=True, slots=True)
class Problem:
    """`code` for programs, `sentence` for people; `reference` finds the log line of what nobody expected.

    `key` names the sentence where it is one that every language has without values.
    """

    code: str
    sentence: str
    reference: str = ""
    key: str = ""

    def lines(self, locale: str = "en") -> str:
        """The sentence, and the reference where there is one on a line of its own.

        Sentences by key that need no values are said in the locale's language, the others as they are.
        """
        sentence = say(self.key, locale) if self.key else self.sentence
        return f"{sentence}\n{say('reference', locale, reference=self.reference)}" if self.reference else sentence


def problem_of(error: Exception, home: Path | None = None, **tags: str) -> Problem:
    """The problem behind an error. What isn't known is logged and reported, once, without its text.

    `home` is the folder that is written to: where its disk is full, that is the problem.
    """
    if isinstance(error, SettingsError):
        return Problem("settings", str(error))
    if isinstance(error, QuestionError):
        return Problem(error.code, question_problem(error.code, error.values))
    if home is not None and _is_disk_full(error, home):
        return Problem("disk_full", say("disk_full", folder=str(home)))
    if isinstance(error, IndexUnavailableError):
        return Problem("search_away", str(error))
    code = _BY_NAME.get(type(error).__name__)
    if code is not None:
        return Problem(code, str(error))
    if _is_of_the_database(error):
        return Problem("records_away", say("records_away"), key="records_away")
    if isinstance(error, OSError) and error.filename is not None and error.errno in _ACCESS:
        return Problem("not_permitted", say("not_permitted", path=str(error.filename)))
    reference = new_reference()
    report_error(error, reference, **tags)
    return Problem("unexpected", say("unexpected"), reference, key="unexpected")


def _is_disk_full(error: BaseException, home: Path) -> bool:
    """By the error's own word, its cause's, or the disk's where the error is one of writing."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        if isinstance(cause, OSError) and cause.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            return True
        if isinstance(cause, sqlite3.OperationalError) and "full" in str(cause):
            return True
        cause = cause.__cause__ or cause.__context__
    writing = isinstance(error, (OSError, RuntimeError)) or _is_of_the_database(error)
    return writing and _free_bytes(home) < FULL_BELOW


def _is_of_the_database(error: BaseException) -> bool:
    return type(error).__module__.startswith("sqlalchemy.") and hasattr(error, "orig")


def _free_bytes(folder: Path) -> int:
    existing = next((each for each in (folder, *folder.parents) if each.is_dir()), Path("/"))
    try:
        return shutil.disk_usage(existing).free
    except OSError:
        return FULL_BELOW
