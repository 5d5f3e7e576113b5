"""What access control costs a question: `python -m tests.benchmarks.label_cost`, by hand.

100,000 passages that everyone may read, each in one of 20,000 channels as well, on the embedded index and on a real
Elasticsearch server. The same questions are asked by turns by somebody with one label, who is let through everywhere as
if there were no filter, and by somebody with 10,000 more; the ratio counts. Both are asked of one collection.
"""

import argparse
import random
import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path

from pipelines.access import EVERYONE, Scope
from pipelines.models.embedder import OpenVinoEmbedder, packaged_model
from pipelines.ports import Embedder
from tests.benchmarks.machine import load, memory, processor
from tests.benchmarks.many_documents import MODELS, VOCABULARY, Asked, Collection, fill, words
from tests.servers.elasticsearch import running_elasticsearch

INDEXES = ("embedded", "elasticsearch")
CHANNELS = 20_000
WARM = 5


def labels_of(n: int) -> tuple[str, ...]:
    """Everybody's, and those of one channel."""
    return (EVERYONE, f"slack:T1:C{n % CHANNELS}")


def scope_of(channels: int) -> Scope:
    """Somebody in so many channels."""
    return Scope.of(EVERYONE, *(f"slack:T1:C{n}" for n in range(channels)))


def measure(collection: Collection, embedder: Embedder, labels: int, questions: int) -> list[tuple[float, float]]:
    """The median milliseconds, and those of this process's CPU, with one label and with so many more, asked by turns.

    A machine that is busy with other things tells less by the first than by the second.
    """
    draw, scopes = random.Random(3), (scope_of(0), scope_of(labels))
    spent: list[list[tuple[float, float]]] = [[] for _ in scopes]
    with closing(Asked(collection, embedder)) as asked:
        for n in range(questions + WARM):
            question = f"What about {' '.join([*words(draw, 4), *draw.choices(VOCABULARY, k=4)])}?"
            for at in (0, 1) if n % 2 else (1, 0):
                worked = time.process_time()
                took = asked.ask(question, scopes[at])
                if n >= WARM:
                    spent[at].append((took, (time.process_time() - worked) * 1000))
    return [(statistics.median(w for w, _ in each), statistics.median(c for _, c in each)) for each in spent]


def main() -> None:
    """Builds a collection on each index, asks, and prints a line for it."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.label_cost", description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--labels", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=40)
    parser.add_argument(
        "--index", choices=("embedded", "elasticsearch"), nargs="+", default=("embedded", "elasticsearch")
    )
    given = parser.parse_args()
    print(f"{processor()}, {memory()}; load average {load()} at the start", flush=True)
    embedder = OpenVinoEmbedder(packaged_model(), MODELS)
    with tempfile.TemporaryDirectory(prefix="tcbot-labels-") as work:
        if "embedded" in given.index:
            _told("embedded", Path(work), "", given, embedder)
        if "elasticsearch" in given.index:
            with running_elasticsearch() as url:
                _told("elasticsearch", Path(work), url, given, embedder)
    print(f"load average {load()} at the end")


def _told(name: str, work: Path, url: str, given: argparse.Namespace, embedder: Embedder) -> None:
    collection = Collection(work / f"tcbot-{name}-labels", given.documents, url)
    fill(collection, embedder, labels_of)
    one, many = measure(collection, embedder, given.labels, given.questions)
    print(f"{name}, {given.documents:,} passages, one label and {given.labels:,} more:", flush=True)
    for what, few, more in zip(("ms", "ms of this process's CPU"), one, many, strict=True):
        print(f"  {few:.1f} and {more:.1f} {what}, ratio {more / few:.2f}", flush=True)


if __name__ == "__main__":
    main()
