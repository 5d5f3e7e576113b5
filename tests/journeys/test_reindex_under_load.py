"""The index built anew on real servers while people ask, share, forget and relabel; killed, and taken up again."""

import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.library.readable import ReadableDocuments
from pipelines.access import EVERYONE, Scope, scope_filter
from pipelines.elasticsearch_index.store import ElasticsearchStore
from pipelines.index.generation_follower import Follower
from pipelines.index.index_generations import Generation, is_unfinished
from pipelines.index.readable_index import ReadableIndex
from pipelines.ports import Embedder, Index
from tests.ingest.generations import EMBEDDERS, Kept
from tests.ingest.holdings import VACATION
from tests.servers.elasticsearch import needed_elasticsearch
from tests.servers.postgres import new_database, postgres

pytestmark = [pytest.mark.slow, pytest.mark.servers]

ROOT = Path(__file__).resolve().parents[2]
STEADY = {f"steady-{n}.md": f"Rule {n}: the fridge of floor {n} is emptied on day {n} of each month." for n in range(8)}
PATIENCE = 240.0
SLOW, QUICK = "0.5", "0.1"
"""The one to be killed in the middle, and one that keeps up with what changes meanwhile."""
LABELS = (EVERYONE, "board", "staff")
RUN = """
import sys, time
from pathlib import Path
from bot.engine_parts import without_torch

with without_torch():
    from pipelines.elasticsearch_index.store import ElasticsearchStore
    from tests.ingest.generations import Kept, WideEmbedder

pause, folder, database, url, name = sys.argv[1:]
kept = Kept(Path(folder), database, ElasticsearchStore(url, name))
ended = kept.reindex(WideEmbedder(lambda _text: time.sleep(float(pause))))
assert ended.switched and not ended.failed, ended
"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[str, str, str, str]]:
    """Folder, records, search server and index name of one test."""
    with postgres() as server, needed_elasticsearch() as url:
        yield str(tmp_path), new_database(server), url, f"reindex-{uuid.uuid4().hex[:12]}"


class Load:
    """People who ask and change things, each in a thread, until `stop`; `troubles` is what they would complain of."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._over = threading.Event()
        self.asked = {"hashed": 0, "wide": 0}
        self.changes = 0
        self.troubles: list[str] = []
        self._follower = Follower(kept.store, self._opened)
        self._threads = [threading.Thread(target=self._repeated, args=(act,)) for act in (self._ask, self._change)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(PATIENCE)
            assert not thread.is_alive()

    def _opened(self, generation: Generation) -> tuple[Index, Embedder]:
        index = ReadableIndex(self._kept.store.open(generation), ReadableDocuments(self._kept.database))
        return index, EMBEDDERS[generation.made_for.embedder]

    def _repeated(self, act: Callable[[], None]) -> None:
        while not self._over.is_set():
            try:
                act()
            except Exception as error:
                self.troubles.append(f"{act.__name__}: {error!r}")
            time.sleep(0.05)

    def _ask(self) -> None:
        """Every steady document is found, by its words and by the vectors of the index that is asked."""
        index, embedder = self._follower.ready()
        where = scope_filter(Scope.of(EVERYONE))
        hits = index.search_chunks("fridge floor", where, 100)
        near = index.search_vectors(embedder.encode(["the fridge of floor"])[0].vector, where, 100)
        for found in (hits, near):
            names = [hit.source.name for hit in found if hit.source.name in STEADY]
            if sorted(names) != sorted(STEADY):
                self.troubles.append(f"found {names}")
        self.asked[embedder.name] += 1

    def _change(self) -> None:
        """A document comes, one changes, one goes, one gets other readers."""
        n = self.changes
        self._kept.ingest(f"new-{n}.md", f"Parcel {n} is kept at the desk for {n} days.")
        self._kept.ingest("changing.md", f"{VACATION} This is edition {n}.")
        if n >= 3:
            self._kept.forgetter.forget(self._kept.library.document_id(f"new-{n - 3}.md"))
        labels = self._kept.library.document_id("labels.md")
        self._kept.index.set_labels(labels, self._kept.library.grant(labels, [("board", "staff")[n % 2]]))
        self.changes = n + 1


def test_nothing_is_lost_or_doubled_and_every_question_is_answered(place: tuple[str, str, str, str]) -> None:
    folder, database, url, name = place
    kept = Kept(Path(folder), database, ElasticsearchStore(url, name))
    for title, text in {**STEADY, "labels.md": "The keys hang behind the door."}.items():
        kept.ingest(title, text)
    load = Load(kept)
    load.start()
    try:
        first = begun(place, SLOW)
        until(lambda: held_beside(kept) >= 3, first)
        first.send_signal(signal.SIGKILL)
        first.wait()
        assert live_of(kept) == "hashed"
        second = begun(place, QUICK)
        until(lambda: second.poll() is not None, None)
        assert second.returncode == 0
        asked, changes = load.asked["wide"], load.changes
        until(lambda: load.asked["wide"] > asked + 3 and load.changes > changes + 3, None)
    finally:
        load.stop()

    assert load.troubles == []
    assert min(load.asked.values()) > 0
    assert live_of(kept) == "wide"
    names = [*STEADY, "labels.md", "changing.md", *(f"new-{n}.md" for n in range(load.changes - 3, load.changes))]
    assert sorted(kept.whole()) == sorted(names)
    where = scope_filter(Scope.of(*LABELS))
    assert sorted(row.source.name for row in kept.index.documents(where)) == sorted(names)
    texts = [hit.text for hit in kept.index.search_chunks("vacation edition", where, 100) if "edition" in hit.text]
    assert len(texts) == 1
    assert f"edition {load.changes - 1}." in texts[0]
    gone = kept.library.document_id("new-0.md")
    assert kept.forgetter.traces(gone) == []
    kept.close()


def begun(place: tuple[str, str, str, str], pause: str) -> subprocess.Popen[bytes]:
    """A run that builds the index anew, and takes `pause` seconds over each text."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, "-c", RUN, pause, *place], cwd=ROOT, env=environment)


def live_of(kept: Kept) -> str:
    live = kept.store.live()
    assert live is not None
    return live.made_for.embedder


def held_beside(kept: Kept) -> int:
    """How many documents the generation holds that is being built."""
    building = [each for each in kept.store.others() if is_unfinished(each, kept.store.live())]
    return len(kept.store.open(building[0]).inventory()) if building else 0


def until(condition: Callable[[], bool], running: subprocess.Popen[bytes] | None) -> None:
    limit = time.monotonic() + PATIENCE
    while not condition():
        assert running is None or running.poll() is None, "the run ended too early"
        assert time.monotonic() < limit, "waited in vain"
        time.sleep(0.1)
