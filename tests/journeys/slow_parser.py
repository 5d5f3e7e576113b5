"""A parser for files that say how long they take: `10 pages 0.1 seconds each, of apples`; `crash` kills it."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from ingest.formats.limits import ParseLimits
from ingest.parsers.findings import Findings
from pipelines.types import Page


def read(path: Path, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """As many pages as the file says, each of them after so many seconds."""
    count, _, seconds, *_, word = path.read_text(encoding="utf-8").split()
    findings.page_count = int(count)
    for number in range(1, int(count) + 1):
        time.sleep(float(seconds))
        if word == "crash" and number == 2:
            os.kill(os.getpid(), signal.SIGSEGV)
        yield Page(number, f"On page {number} there is much about {word}. It is number {number} of them all.")
