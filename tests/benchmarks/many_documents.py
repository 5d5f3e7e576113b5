"""Whether a question gets slower the more documents there are: `python -m tests.benchmarks.many_documents`, by hand.

A collection of 500 documents and one of many, 5,000 on the embedded index and 50,000 on a real Elasticsearch server,
each with its records. The same questions go to both by turns, so that both see the same machine; the ratio counts.
"""

import argparse
import asyncio
import itertools
import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import insert

from ingest.library.library import Library
from ingest.library.readable import ReadableDocuments
from pipelines.access import EVERYONE, Scope
from pipelines.answering.answerer import Answerer, build_answerer
from pipelines.elasticsearch_index.index import ElasticsearchIndex
from pipelines.elasticsearch_index.rows import chunk_rows, document_row, page_rows, token_rows
from pipelines.elasticsearch_index.server import ElasticsearchServer
from pipelines.embedded_index.file import IndexFile
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.embedded_index.rows import analysed, insert_document
from pipelines.index.index_generations import MadeFor
from pipelines.index.readable_index import ReadableIndex
from pipelines.keys.key_ring import KeyRing
from pipelines.models.embedder import OpenVinoEmbedder, packaged_model
from pipelines.models.late_interaction import pack
from pipelines.models.rerankers import LateInteractionReranker
from pipelines.models.token_weights import content_words
from pipelines.ports import Embedder, Index, IndexedChunk
from pipelines.records.database import Database
from pipelines.records.tables import Document, Grant, Version, now
from pipelines.types import Chunk, Page, Source
from tests.benchmarks.machine import load, memory, processor
from tests.servers.elasticsearch import running_elasticsearch

FEW = 500
MODELS = Path(__file__).parents[2] / ".cache" / "models"
CHANNELS = 40
"""Half of the documents are for everyone, the others for one channel each; who asks is in half of the channels."""
SCOPE = Scope.of(EVERYONE, *(f"slack:T1:C{n}" for n in range(CHANNELS // 2)))
WORDS = 16
"""A passage is short, so that 50,000 of them are written in minutes; what is searched grows with their number."""
WRITTEN_AT_ONCE = 1000

Written = tuple[Source, list[Page], list[IndexedChunk]]
LabelsOf = Callable[[int], tuple[str, ...]]
"""Who may read the n-th document."""


@dataclass(frozen=True, slots=True)
class Collection:
    """So many documents, in a folder with their records and, on the server, under a name of their own."""

    folder: Path
    size: int
    url: str = ""

    def index(self, embedder: Embedder) -> Index:
        """The index, open."""
        if self.url:
            return ElasticsearchIndex(self.url, embedder.name, embedder.dimensions, self.folder.name)
        return EmbeddedIndex(self.folder / "index.db", embedder.name, embedder.dimensions)


def _labels_of(n: int) -> tuple[str, ...]:
    return (EVERYONE if n % 2 else f"slack:T1:C{n // 2 % CHANNELS}",)


def documents(size: int, embedder: Embedder, labels_of: LabelsOf = _labels_of) -> Iterator[Written]:
    """Made documents of one page and one chunk: words as frequent as in a language, vectors of any direction."""
    draw, directions = random.Random(1), np.random.default_rng(1)
    packed = pack(embedder.encode([" ".join(VOCABULARY[:200])])[0])
    for n in range(size):
        text = " ".join(words(draw, WORDS)).capitalize() + "."
        identity = f"{draw.getrandbits(128):032x}"
        source = Source(identity, f"v{identity[1:]}", f"Document {n}.md", f"Document {n}", labels_of(n), language="en")
        vector = directions.standard_normal(embedder.dimensions).astype(np.float32)
        chunk = Chunk(f"{identity}-1", source, 1, None, (), 0, len(text), text, source.title, "en")
        tokens = _tokens(chunk, packed, embedder)
        yield source, [Page(1, text, language="en")], [IndexedChunk(chunk, vector / np.linalg.norm(vector), tokens)]


def _tokens(chunk: Chunk, packed: bytes, embedder: Embedder) -> bytes:
    """As many word vectors as the chunk has words: with another number the product would encode it anew."""
    pieces = [piece for piece, _ in embedder.pieces(f"{chunk.context}\n{chunk.text}")]
    width = (int.from_bytes(packed[:2], "big") + 7) // 8
    return packed[: 2 + len(content_words(pieces)) * width]


def words(draw: random.Random, count: int) -> list[str]:
    """Words, each drawn as often as it is frequent."""
    return draw.choices(VOCABULARY, cum_weights=_FREQUENT, k=count)


def _vocabulary() -> list[str]:
    """The words of this project's own pages, in an order of chance."""
    pages = sorted((Path(__file__).parents[2] / "docs").rglob("*.md"))
    found = {word for page in pages for word in re.findall(r"[a-z]{3,12}", page.read_text(encoding="utf-8"))}
    return random.Random(2).sample(sorted(found), len(found))


VOCABULARY = _vocabulary()
_FREQUENT = list(itertools.accumulate(1 / rank for rank in range(1, len(VOCABULARY) + 1)))
"""The weight of each word, added up: the n-th is as frequent as one n-th of the first (Zipf's law)."""


def fill(collection: Collection, embedder: Embedder, labels_of: LabelsOf = _labels_of) -> None:
    """Writes index and records, many rows at a time."""
    collection.folder.mkdir()
    with closing(Database(None, collection.folder)) as database:
        database.migrate()
        made = documents(collection.size, embedder, labels_of)
        while batch := list(itertools.islice(made, WRITTEN_AT_ONCE)):
            _write_records(database, [source for source, *_ in batch])
            if collection.url:
                _write_to_server(collection, embedder, batch)
            else:
                _write_to_file(collection, embedder, batch)


def _write_records(database: Database, sources: Sequence[Source]) -> None:
    about = {"sha256": "0" * 64, "media_type": "text/markdown", "type": "general", "state": "ready", "live_at": now()}
    held = [{"id": each.document_id, "team": "local", "name": each.name, "title": each.title} for each in sources]
    versions = [{"id": each.version_id, "document_id": each.document_id, **about} for each in sources]
    grants = [
        {"document_id": each.document_id, "label": label, "place": "here", "granted_by": "us"}
        for each in sources
        for label in each.labels
    ]
    with database.session() as session:
        for table, rows in ((Document, held), (Version, versions), (Grant, grants)):
            session.execute(insert(table), rows)


def _write_to_file(collection: Collection, embedder: Embedder, batch: Sequence[Written]) -> None:
    path, keys = collection.folder / "index.db", KeyRing.in_folder(collection.folder)
    with closing(IndexFile(path, embedder.name, embedder.dimensions, keys)) as file, file.writing() as db:
        for source, pages, chunks in batch:
            found_by = analysed(source, pages, chunks, file.seal)
            insert_document(db, source, pages, chunks, source.version_id, found_by, file.seal)
        db.execute("UPDATE state SET changes = changes + 1")


def _write_to_server(collection: Collection, embedder: Embedder, batch: Sequence[Written]) -> None:
    name, url = collection.folder.name, collection.url
    with closing(ElasticsearchServer(url, name, shards=1, replicas=0)) as server:
        layout = server.opened(MadeFor(embedder.name, embedder.dimensions), None)
        server.write("pages", (document_row(s, s.version_id, len(p), len(c)) for s, p, c in batch))
        server.write("pages", (row for s, p, _ in batch for row in page_rows(s, s.version_id, p)))
        server.write("chunks", (row for s, _, c in batch for row in chunk_rows(s, s.version_id, c)))
        tokens = layout.index("tokens")
        server.bulk(row for s, _, c in batch for row in token_rows(s.version_id, c, tokens))
        server.refresh()


class Asked:
    """A collection that is asked as a chat asks it: the documents are counted, then the question is answered."""

    def __init__(self, collection: Collection, embedder: Embedder) -> None:
        self._database = Database(None, collection.folder)
        self._index = collection.index(embedder)
        self._library = Library(self._database)
        self._answerer = self._opened(embedder)

    def ask(self, question: str, scope: Scope = SCOPE) -> float:
        """Milliseconds from the question to its answer in quotes."""
        started = time.perf_counter()
        assert self._library.count_readable(scope)
        answer = asyncio.run(self._answerer.answer(question, scope))
        assert answer.passages
        return (time.perf_counter() - started) * 1000

    def close(self) -> None:
        """Lets go of files and connections."""
        self._index.close()
        self._database.close()

    def _opened(self, embedder: Embedder) -> Answerer:
        index = ReadableIndex(self._index, ReadableDocuments(self._database))
        reranker = LateInteractionReranker(index, embedder)
        # Made texts say nothing, so every question would be refused: it is to be answered, which takes longer.
        return build_answerer(index, embedder, reranker, gate_threshold=0.0)


def measure(collections: Sequence[Collection], embedder: Embedder, questions: int) -> list[float]:
    """The median milliseconds of each collection, asked by turns; the first questions warm up."""
    draw = random.Random(3)
    asked = [Asked(each, embedder) for each in collections]
    spent: list[list[float]] = [[] for _ in asked]
    for n in range(questions + 5):
        question = f"What about {' '.join([*words(draw, 4), *draw.choices(VOCABULARY, k=4)])}?"
        for each, times in zip(asked, spent, strict=True):
            took = each.ask(question)
            if n >= 5:
                times.append(took)
    for each in asked:
        each.close()
    return [statistics.median(times) for times in spent]


def main() -> None:
    """Builds the collections, asks, and prints a line for each index."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.many_documents", description=__doc__)
    parser.add_argument("--embedded", type=int, default=5_000, metavar="DOCUMENTS", help="0 leaves this index out")
    parser.add_argument("--elasticsearch", type=int, default=50_000, metavar="DOCUMENTS", help="0 leaves it out")
    parser.add_argument("--questions", type=int, default=60)
    given = parser.parse_args()
    print(f"{processor()}, {memory()}; load average {load()} at the start")
    embedder = OpenVinoEmbedder(packaged_model(), MODELS)
    with tempfile.TemporaryDirectory(prefix="tcbot-many-") as work:
        if given.embedded:
            _compare("embedded", Path(work), "", given.embedded, embedder, given.questions)
        if given.elasticsearch:
            with running_elasticsearch() as url:
                _compare("elasticsearch", Path(work), url, given.elasticsearch, embedder, given.questions)
    print(f"load average {load()} at the end")


def _compare(name: str, work: Path, url: str, many: int, embedder: Embedder, questions: int) -> None:
    collections = [Collection(work / f"tcbot-{name}-{size}", size, url) for size in (FEW, many)]
    for each in collections:
        fill(each, embedder)
    few, more = measure(collections, embedder, questions)
    figures: Mapping[str, float] = {f"{FEW:,} documents, ms": few, f"{many:,} documents, ms": more, "ratio": more / few}
    print(f"{name}: " + ", ".join(f"{label} {value:.2f}" for label, value in figures.items()))


if __name__ == "__main__":
    main()
