"""`make test-access`: the whole matrix on both indexes side by side, then the mutants. Ends with 1 where one is wrong.

Prints `N access cases`, with those of each index, and `A of B mutants caught`.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.access.indexes import WorldIndexes

CASES = 20_000
"""On each index, at the least."""
INDEXES = ("embedded", "Elasticsearch")
WORLDS_AT_ONCE = 4


def main() -> None:
    """Runs what the arguments say: all, or the matrix on one index alone."""
    parser = argparse.ArgumentParser(prog="python -m tests.access", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--index", choices=INDEXES, help="the matrix on this index alone")
    parser.add_argument("--cases", type=int, default=CASES, help="at the least, on each index")
    parser.add_argument("--without-mutants", action="store_true")
    given = parser.parse_args()
    if given.index:
        sys.exit(_play(given.index, given.cases))
    playing = {each: _begun("tests.access", "--index", each, "--cases", str(given.cases)) for each in INDEXES}
    told = {index: (each.communicate()[0], each.returncode) for index, each in playing.items()}
    found = {index: json.loads(said.splitlines()[-1]) for index, (said, _) in told.items() if said.strip()}
    for each in found.values():
        print(each["error"] or f"{each['seconds']:.0f} s on {each['index']}: {each['surfaces']}")
    cases = {index: each["cases"] for index, each in found.items()}
    by_index = ", ".join(f"{count:,} {index}" for index, count in cases.items())
    wrong = sum(bool(code) for _, code in told.values())
    said = "0 leaks, 0 wrongful denials" if not wrong else "ERRORS, see above"
    print(f"{sum(cases.values())} access cases ({by_index}): {said}", flush=True)
    mutants = 0 if given.without_mutants else _begun("tests.access.mutation", is_told=False).wait()
    sys.exit(int(bool(wrong or mutants or len(found) < len(INDEXES))))


def _begun(module: str, *arguments: str, is_told: bool = True) -> "subprocess.Popen[str]":
    output = subprocess.PIPE if is_told else None
    return subprocess.Popen([sys.executable, "-m", module, *arguments], stdout=output, text=True)


def _play(index: str, cases: int) -> int:
    """Plays worlds until there were so many cases; says so on one line of JSON. 1 where one was wrong."""
    import structlog

    from pipelines.privacy import contact_nobody
    from tests.access.matrix import run
    from tests.access.verdicts import Verdicts

    contact_nobody()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    begun, verdicts, error = time.monotonic(), Verdicts(), ""
    with _opened(index) as indexes:
        try:
            while verdicts.cases < cases:
                run(indexes, WORLDS_AT_ONCE, verdicts)
        except Exception as wrong:  # an `AccessError`, or what kept the worlds from being played to their end
            error = "\n".join([type(wrong).__name__, str(wrong), *getattr(wrong, "__notes__", [])])
    surfaces = f"{len(verdicts.counted)} surfaces, {verdicts.of_both_kinds:,} cases in which a denial counts as well"
    seconds = time.monotonic() - begun
    told = {"index": index, "cases": verdicts.cases, "error": error, "seconds": seconds, "surfaces": surfaces}
    print(json.dumps(told))
    return int(bool(error))


@contextmanager
def _opened(index: str) -> "Iterator[WorldIndexes]":
    from tests.access.indexes import EmbeddedIndexes, on_elasticsearch

    if index == "embedded":
        yield EmbeddedIndexes()
        return
    with on_elasticsearch() as indexes:
        yield indexes


if __name__ == "__main__":
    main()
