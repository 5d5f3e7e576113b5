"""People over both chats, through nginx, before the stack: `python -m tests.load` prints a table.

Two modes: quotes, and answers that a stand-in for a model server writes at a steady 60 tokens a second.
"""

import argparse
import signal
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.machine import load, processor
from tests.load.crowd import Crowd
from tests.load.ends import ends_of
from tests.load.figures import HEAD, Figures, percentile
from tests.load.flood import Flood, flood
from tests.load.stand_in import model_stand_in, writing_settings
from tests.stack.stack import Stack

MODES = ("quotes", "writing")
WARM_SECONDS = 20.0


def main() -> None:
    """Runs what the arguments say."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, nargs="+", default=[100, 300])
    parser.add_argument("--seconds", type=float, default=120.0, help="each measurement")
    parser.add_argument("--pauses", type=float, nargs=2, default=(5.0, 15.0), help="seconds before somebody asks again")
    parser.add_argument("--mode", choices=MODES, nargs="+", default=MODES)
    parser.add_argument("--flood", action=argparse.BooleanOptionalAction, default=True, help="one who floods as well")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends in order, too
    print(f"{processor()}; load average {load()}; the load and all servers on it\n", flush=True)
    print(HEAD, flush=True)
    for mode in given.mode:
        with ExitStack() as held:
            settings = {}
            if mode == "writing":
                folder = Path(held.enter_context(TemporaryDirectory(prefix="tcbot-model-")))
                settings = writing_settings(held.enter_context(model_stand_in(folder)).address)
            stack = held.enter_context(Stack(settings))
            measure(stack, mode, given.people, given.seconds, tuple(given.pauses), given.flood)


def measure(
    stack: Stack, mode: str, sizes: list[int], seconds: float, pauses: tuple[float, float], floods: bool
) -> None:
    """A row for each number of people, the first once more with one beside them who `floods`."""
    delivery, ends = ends_of(stack.chats)
    for number, people in enumerate(sizes):
        crowd = Crowd(ends, people, pauses)
        crowd.run(WARM_SECONDS)
        delivery.acknowledged.clear()
        asked = crowd.run(seconds)
        acknowledged = sorted(delivery.acknowledged)
        notes = (
            f"{mode}: acknowledged p50 {percentile(acknowledged, 50):.3f} s, p95 {percentile(acknowledged, 95):.3f} s"
        )
        beside, told, begun = None, Flood(), time.monotonic()
        if floods and not number:
            beside = crowd.run(seconds, partial(flood, stack, stack.chats.slack, told))
        flooded = time.monotonic() - begun  # it lasts as long as the flood does
        crowd.settle()
        crowd.close()
        print(Figures.of(asked, seconds).row(f"{people} people, {mode}"), flush=True)
        if beside is not None:
            print(Figures.of(beside, flooded).row(f"the same, one floods, {mode}"), flush=True)
            notes += f". {told}"
        print(f"<!-- {notes}; sent again: {delivery.repeats} -->", flush=True)


if __name__ == "__main__":
    main()
