"""Breaks the code of access on purpose, one place at a time, and sees that a test fails for each.

A mutant is data (`mutants_of_rules.py`, `mutants_of_showing.py`): a file, words that stand there once, and what is
written instead. It is made in a copy of the packages in a temporary folder, never here, and run against a fast
selection of tests in a process of its own.
"""

import contextlib
import io
import os
import pickle
import select
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = frozenset({"bot", "ingest", "pipelines", "tests"})
COPIED = ("bot", "ingest", "pipelines", "tests", "pyproject.toml")
BY_TIME = "tests/access/test_time_to_effect.py"
UNIT = {
    "bot/access/audience.py": "tests/bot/test_audience.py",
    "bot/access/labels.py": "tests/bot/test_labels.py",
    "bot/records/question_log.py": "tests/contracts/test_question_log.py",
    "bot/records/api_keys.py": "tests/contracts/test_api_keys.py",
    "bot/access/held_by_all.py": "tests/bot/test_audience.py",
    "bot/access/memory.py": "tests/bot/test_memory.py",
    "bot/access/memberships.py": BY_TIME,
    "pipelines/access.py": "tests/pipelines/test_access.py",
    "pipelines/answering/evidence_watch.py": "tests/ingest/library/test_readable.py",
    "pipelines/index/document_filter.py": "tests/contracts/test_index_readers.py",
    "pipelines/index/readable_index.py": "tests/contracts/test_readable_index.py",
    "pipelines/index/readable_meanwhile.py": "tests/contracts/test_readable_index.py",
    "ingest/library/readable.py": "tests/contracts/test_readable_index.py",
}
"""The unit tests of a file come first: a run ends with the first test that fails."""
SELECTION = ("tests/access/test_a_company.py", BY_TIME)
"""What every mutant meets that its unit tests let through."""
AT_ONCE = 2
MOST_SECONDS = 300
QUIETLY = ("-x", "-q", "-p", "no:cacheprovider", "-m", "not servers")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One deliberate break: in `file`, `old` becomes `new`; `breaks` says what that would mean for people."""

    breaks: str
    file: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a mutant: the tests that failed, or none; `error` where the tests couldn't be run."""

    mutant: Mutant | None
    failed: tuple[str, ...]
    error: str
    seconds: float

    @property
    def is_caught(self) -> bool:
        """Whether a test failed, and nothing else went wrong."""
        return bool(self.failed) and not self.error


class StaleMutantError(ValueError):
    """The words that a mutant changes don't stand in its file exactly once: it has to be written anew."""


def mutated(mutant: Mutant, root: Path = ROOT) -> str:
    """The file with the break in it; raises `StaleMutantError`."""
    text = (root / mutant.file).read_text(encoding="utf-8")
    if text.count(mutant.old) != 1:
        raise StaleMutantError(f"{mutant.file} has {text.count(mutant.old)} times, not once: {mutant.old!r}")
    return text.replace(mutant.old, mutant.new)


def run_all(mutants: Sequence[Mutant]) -> Iterator[Outcome]:
    """What comes of each as it comes, some at a time; first of all that the tests pass where nothing is broken."""
    for each in mutants:
        mutated(each)  # a stale one stops the run before it costs anything
    _load_what_is_not_ours()
    with tempfile.TemporaryDirectory(prefix="tcbot-mutants-") as work:
        whole = _Run.begun(None, Path(work) / "whole").ended()
        if whole.failed or whole.error:
            raise RuntimeError(f"Unbroken, the tests fail: {whole.failed or whole.error}")
        yield whole
        waiting, running = list(enumerate(mutants)), list[_Run]()
        while waiting or running:
            while waiting and len(running) < AT_ONCE:
                n, mutant = waiting.pop(0)
                running.append(_Run.begun(mutant, Path(work) / str(n)))
            ready, _, _ = select.select([each.reading for each in running], [], [])
            for each in [each for each in running if each.reading in ready]:
                running.remove(each)
                yield each.ended()


@dataclass(frozen=True, slots=True)
class _Run:
    """The tests of one copy, in a child that has all libraries already and nothing of ours."""

    mutant: Mutant | None
    folder: Path
    child: int
    reading: int
    since: float

    @classmethod
    def begun(cls, mutant: Mutant | None, folder: Path) -> "_Run":
        """Makes the copy and starts the child; its end can be read from `reading`."""
        since = time.monotonic()
        folder.mkdir()
        for name in COPIED:
            source = ROOT / name
            shutil.copytree(source, folder / name) if source.is_dir() else shutil.copy2(source, folder / name)
        (folder / ".cache").symlink_to(ROOT / ".cache")
        if mutant is not None:
            (folder / mutant.file).write_text(mutated(mutant), encoding="utf-8")
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            with contextlib.suppress(BaseException):
                os.close(reading)
                told = pickle.dumps(_tested(folder, _files(mutant)))
                with open(writing, "wb") as pipe:
                    pipe.write(told)
            os._exit(0)
        os.close(writing)
        return cls(mutant, folder, child, reading, since)

    def ended(self) -> Outcome:
        """Waits for the child."""
        with open(self.reading, "rb") as pipe:
            told = pipe.read()
        _, status = os.waitpid(self.child, 0)
        shutil.rmtree(self.folder, ignore_errors=True)
        failed, error = pickle.loads(told) if told else ((), "the process ended before its tests")
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:
            failed, error = ("a test that never ends",), ""  # it waits for what the break doesn't do any more
        return Outcome(self.mutant, failed, error, time.monotonic() - self.since)


def _files(mutant: Mutant | None) -> list[str]:
    if mutant is None:
        return [*dict.fromkeys(UNIT.values()), *SELECTION]
    return [UNIT[mutant.file], *SELECTION] if mutant.file in UNIT else [*SELECTION]


def _tested(folder: Path, files: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """The tests that fail in the copy, and why they couldn't be run."""
    import pytest

    signal.alarm(MOST_SECONDS)
    for name in [each for each in sys.modules if each.partition(".")[0] in OURS]:
        del sys.modules[name]
    os.chdir(folder)
    sys.path[:] = [str(folder), *(each for each in sys.path if each not in {"", str(ROOT)})]
    failures = _Failures()
    code, told = 0, io.StringIO()
    for each in files:
        with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
            code = pytest.main([*QUIETLY, each], plugins=[failures])
        if code:
            break
    import bot

    if not str(bot.__file__).startswith(str(folder)):
        return (), f"the tests ran against {bot.__file__}"
    return tuple(failures.ids), "" if code in {0, 1} else f"pytest ended with {int(code)}: {told.getvalue()[-800:]}"


class _Failures:
    """A plugin that takes note of what fails."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    def pytest_runtest_logreport(self, report: "object") -> None:
        """After each phase of a test."""
        if report.failed:  # type: ignore[attr-defined]
            self.ids.append(report.nodeid)  # type: ignore[attr-defined]


def _load_what_is_not_ours() -> None:
    """Imports the heavy libraries once: each child begins with them."""
    import alembic  # noqa: F401
    import cryptography.hazmat.primitives.ciphers.aead  # noqa: F401
    import elasticsearch  # noqa: F401
    import fastapi  # noqa: F401
    import haystack  # noqa: F401
    import hypothesis  # noqa: F401
    import numpy as np  # noqa: F401
    import openvino  # noqa: F401
    import pydantic_settings  # noqa: F401
    import pytest  # noqa: F401
    import redis.asyncio  # noqa: F401
    import sqlalchemy.orm  # noqa: F401
    import structlog  # noqa: F401


def main() -> None:
    """Runs all mutants; prints each that survives and `A of B mutants caught`. Ends with 1 unless all are caught."""
    from tests.access.mutants_of_rules import OF_RULES
    from tests.access.mutants_of_showing import OF_SHOWING

    mutants = (*OF_RULES, *OF_SHOWING)
    begun, caught = time.monotonic(), 0
    for outcome in run_all(mutants):
        if outcome.mutant is None:
            print(f"unbroken, the tests pass in {outcome.seconds:.0f} s", flush=True)
            continue
        caught += outcome.is_caught
        told = f"caught by {outcome.failed[0]}" if outcome.is_caught else f"SURVIVED {outcome.error}"
        print(f"  {outcome.mutant.file}: {outcome.mutant.breaks}: {told} ({outcome.seconds:.0f} s)", flush=True)
    print(f"{caught} of {len(mutants)} mutants caught in {time.monotonic() - begun:.0f} s")
    sys.exit(int(caught < len(mutants)))


if __name__ == "__main__":
    main()
