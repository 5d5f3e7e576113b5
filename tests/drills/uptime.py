"""Each part of the stack goes away in turn while people ask: `python -m tests.drills.uptime` prints a table.

An answer is written by a stand-in for a model server. Where a question had no end, or two, it is told of below.
"""

import argparse
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from tests.benchmarks.machine import load, processor
from tests.drills.faults import Fault, faults
from tests.load.crowd import Asked, Crowd
from tests.load.ends import ends_of
from tests.load.stand_in import model_stand_in, writing_settings
from tests.servers.forwarder import forwarded
from tests.stack.program import Program
from tests.stack.stack import Stack

BEFORE, AFTER = 5.0, 10.0
"""Seconds that people ask before a fault, and when all is back."""
BACK_SECONDS = 600.0
HEAD = (
    "| part | what becomes of it | questions | ended, % | the right page, % | doubled | slowest reply, s |"
    " sent again | all ready after, s |\n|---|---|---:|---:|---:|---:|---:|---:|---:|"
)


@dataclass
class Endured:
    """A fault, and the questions that were asked around it; `back` are seconds from its end until all was ready."""

    fault: Fault
    asked: list[Asked]
    repeats: int
    back: float

    def row(self) -> str:
        """A row of the table."""
        total = max(1, len(self.asked))
        ended, correct = (
            100 * sum(of(each) for each in self.asked) / total
            for of in (lambda each: each.is_ended, lambda each: each.is_correct)
        )
        slowest = max((each.last - each.at for each in self.asked if each.is_ended), default=0.0)
        doubled = sum(each.replies > 1 for each in self.asked)
        shares = f"{len(self.asked)} | {ended:.1f} | {correct:.1f} | {doubled}"
        return f"| {self.fault.part} | {self.fault.how} | {shares} | {slowest:.1f} | {self.repeats} | {self.back:.1f} |"


def main() -> None:
    """Runs what the arguments say."""
    parser = argparse.ArgumentParser(prog="python -m tests.drills.uptime", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--only", nargs="+", help="parts by their names, as the table has them")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends in order, too
    with ExitStack() as held:
        folder = Path(held.enter_context(TemporaryDirectory(prefix="tcbot-model-")))
        model = held.enter_context(model_stand_in(folder))
        way = held.enter_context(forwarded(urlsplit(model.address).port or 0))
        settings = writing_settings(model.address.replace(str(urlsplit(model.address).port), str(way.port)))
        stack = held.enter_context(Stack(settings, is_cuttable=True))
        stack.ways["model"] = way
        print(f"{processor()}; load average {load()}; {given.people} people, the load and all servers on it\n")
        print(HEAD, flush=True)
        for each in endured(stack, model, given.people, given.only):
            print(each.row(), flush=True)
            for asked in each.asked:
                if not asked.is_correct or asked.replies > 1:
                    print(f"<!-- {asked} -->", flush=True)


def endured(stack: Stack, model: Program, people: int, only: list[str] | None) -> Iterator[Endured]:
    """Each fault under load, until all that was asked around it has its end."""
    delivery, ends = ends_of(stack.chats)
    crowd = Crowd(ends, people)
    crowd.run(2 * AFTER)
    crowd.settle()
    for fault in faults(stack, model):
        if only and fault.part not in only:
            continue
        endured, delivery.repeats = Endured(fault, [], 0, 0.0), 0
        endured.asked = crowd.run(0, partial(_endure, stack, endured))
        crowd.settle()
        endured.repeats = delivery.repeats
        yield endured
    crowd.close()


def _endure(stack: Stack, endured: Endured) -> None:
    time.sleep(BEFORE)
    endured.fault.do()
    over = time.monotonic()
    for each in stack.programs:
        each.wait(BACK_SECONDS)
    endured.back = time.monotonic() - over
    time.sleep(AFTER)


if __name__ == "__main__":
    main()
