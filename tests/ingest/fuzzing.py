"""Reads broken files until the time is over, and says how they ended: `python -m tests.ingest.fuzzing FOLDER…`.

What is broken are the samples of `mutations`, and the files below the folders that are of a kind which is read; each
of these is read once as it is. The same seed breaks the same files alike. Exits with 1 where any ended in a crash, in
a time that is over its limit, or with a refusal that has no sentence.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.reading.parse import ParserPool
from tests.ingest.mutations import mutated, samples

LIMITS = ParseLimits(timeout_seconds=30.0, cpu_seconds=60)
LARGEST = 4 * 1024 * 1024
WRONG = frozenset({"crashed", "took_too_long", "needs_too_much_memory"})


@dataclass(frozen=True, slots=True)
class Ended:
    """How a file ended: `ready`, or the code of its refusal; `cause` is the type of what failed."""

    code: str
    seconds: float
    cause: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether it ended as no file may."""
        return self.code in WRONG or self.code == "unspoken"


def read(pool: ParserPool, path: Path, spool: Path) -> Ended:
    """Reads a file as a worker does, files within it included."""
    begun = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(dir=spool) as within:
            pool.parse(path, LIMITS, spool=Path(within))
    except UnreadableFileError as error:
        code = error.code if error.message.endswith((".", "!")) else "unspoken"
        return Ended(code, time.monotonic() - begun, str(error.details.get("cause", "")))
    return Ended("ready", time.monotonic() - begun)


def _files(folders: list[Path]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink() and 0 < path.stat().st_size <= LARGEST:
                yield path


def main() -> int:
    """Runs for the minutes that are given; prints a count of each end and the wrong ones."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folders", nargs="*", type=Path)
    asked.add_argument(
        "--suffixes", default="pdf docx xlsx pptx odt ods rtf eml msg mbox epub csv html ics zip xls doc"
    )
    asked.add_argument("--minutes", type=float, default=20.0)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--out", type=Path, default=Path("fuzzing"))
    given = asked.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    until, random = time.monotonic() + 60 * given.minutes, Random(given.seed)
    suffixes = {f".{each}" for each in given.suffixes.split()}
    (given.out / "samples").mkdir(exist_ok=True)
    found = [path for path in _files(given.folders) if path.suffix.casefold() in suffixes]
    ends: Counter[str] = Counter()
    slowest = 0.0
    with ParserPool() as pool:
        for number, (path, data) in enumerate(_cases(samples(given.out / "samples"), found, random)):
            if time.monotonic() > until:
                break
            broken = given.out / f"case{path.suffix}"
            broken.write_bytes(data)
            ended = read(pool, broken, given.out)
            ends[ended.code] += 1
            slowest = max(slowest, ended.seconds)
            if ended.is_wrong:
                kept = given.out / f"wrong-{number}{path.suffix}"
                kept.write_bytes(data)
                print(json.dumps([kept.name, path.name, ended.code, ended.cause, round(ended.seconds, 1)]), flush=True)
    wrong = sum(count for code, count in ends.items() if Ended(code, 0.0).is_wrong)
    print(f"{ends.total()} files, {wrong} wrong, slowest {slowest:.1f} s: {dict(ends.most_common())}")
    return 1 if wrong else 0


def _cases(own: list[Path], found: list[Path], random: Random) -> Iterator[tuple[Path, bytes]]:
    """Each found file as it is, then broken ones without end, half of them of the samples."""
    for path in found:
        yield path, path.read_bytes()
    while True:
        path = random.choice(own if random.random() < 0.5 or not found else found)
        yield path, mutated(path.read_bytes(), random)


if __name__ == "__main__":
    sys.exit(main())
