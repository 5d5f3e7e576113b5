"""From an earlier commit to this checkout while people ask: `python -m tests.drills.upgrade COMMIT`.

As `docs/upgrading.md` says: records and index are begun by the earlier version; `tcbot reindex` of this one brings the
records up to date and builds another layout of the index where there is one, while the earlier version answers; then
one process after the other goes on with this one.
"""

import argparse
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.adapters.seen import Written
from tests.benchmarks.machine import load, processor
from tests.load.crowd import Crowd
from tests.load.ends import ends_of
from tests.load.figures import HEAD, Figures
from tests.stack.release import CURRENT, Release
from tests.stack.stack import Stack

BEFORE, AFTER = 10.0, 10.0
READY_SECONDS = 180.0


def main() -> None:
    """Runs what the arguments say; ends with 1 where something was lost or doubled."""
    parser = argparse.ArgumentParser(prog="python -m tests.drills.upgrade", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("commit", help="of the version to begin with")
    parser.add_argument("--python", default=sys.executable, help="whose packages that version runs with")
    parser.add_argument("--people", type=int, default=40)
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends in order, too
    with ExitStack() as held:
        earlier = held.enter_context(checked_out(given.commit, given.python))
        stack = held.enter_context(Stack(release=earlier))
        print(f"{processor()}; load average {load()}; {given.people} people, the load and all servers on it\n")
        sys.exit(upgraded(stack, given.people))


def upgraded(stack: Stack, people: int) -> int:
    """How much was lost or doubled while all processes of a stack went on with this checkout."""
    delivery, ends = ends_of(stack.chats)
    crowd = Crowd(ends, people)
    crowd.run(BEFORE)
    files: list[Written] = []

    def roll() -> None:
        begun = time.monotonic()
        stack.tcbot("reindex", release=CURRENT)
        print(f"<!-- the index fits this version after {time.monotonic() - begun:.0f} s -->", flush=True)
        for number, each in enumerate(stack.programs, 1):
            files.append(_share(stack, f"Note {number}.md"))
            begun = time.monotonic()
            stack.replace(each, CURRENT)
            print(f"<!-- {each.name}: another version after {time.monotonic() - begun:.0f} s -->", flush=True)
        time.sleep(AFTER)

    begun = time.time()
    asked = crowd.run(0, roll)
    figures_seconds = time.time() - begun
    crowd.settle()
    crowd.close()
    figures = Figures.of(asked, figures_seconds)
    ready = sum(_is_ready(stack, each) for each in files)
    print(f"{HEAD}\n{figures.row(f'{people} people, three bots and two workers replaced')}")
    print(f"\n{ready} of {len(files)} files ready. Sent again by a chat: {delivery.repeats}.", flush=True)
    for each in asked:
        if not each.is_correct or each.replies > 1:
            print(f"<!-- {each} -->", flush=True)
    wrong = figures.lost + figures.doubled + len(files) - ready
    return min(wrong, 1)


def _share(stack: Stack, name: str) -> Written:
    chat = stack.chats.slack
    ann = chat.person()
    return chat.mention(ann, chat.channel(ann), "", files=[chat.file(ann, name, f"{name} was written by the quay.\n")])


def _is_ready(stack: Stack, written: Written) -> bool:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        if any("ready" in each.text for each in stack.chats.slack.replies(written)):
            return True
        time.sleep(0.5)
    return False


@contextmanager
def checked_out(commit: str, python: str) -> Iterator[Release]:
    """The version of a commit in a worktree of its own, as long as the block lasts."""
    with TemporaryDirectory(prefix="tcbot-earlier-") as name:
        folder = Path(name) / "source"
        subprocess.run(
            ["git", "worktree", "add", "-q", "--detach", str(folder), commit], cwd=CURRENT.source, check=True
        )
        try:
            yield Release(folder, python)
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(folder)], cwd=CURRENT.source, check=True)


if __name__ == "__main__":
    main()
