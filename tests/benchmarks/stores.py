"""Stores of any size out of a few documents: embedded once, then multiplied by a rule that is the same each time."""

import dataclasses
import json
import pickle
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from ingest.reading.parse import ParserPool
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.indexing.chunking import chunk_pages
from pipelines.models.embedder import OpenVinoEmbedder, packaged_model
from pipelines.models.late_interaction import pack
from pipelines.models.token_weights import content_words
from pipelines.ports import Embedder, IndexedChunk, Vector
from pipelines.text.document_type import detect_type
from pipelines.types import Chunk, Page, Source
from tests.benchmarks.child import Figures
from tests.benchmarks.plan import Plan
from tests.benchmarks.questions import questions

NOISE = 0.35
"""Length of the noise beside a vector of length 1: the cosine to the original is about .94, as between neighbours."""

Embedded = tuple[Source, list[Page], list[IndexedChunk]]


def sources(plan: Plan, pool: ParserPool) -> Iterator[tuple[Source, list[Page]]]:
    """Each document of the plan, parsed, with the type that its words tell."""
    for path in plan.documents:
        parsed = pool.parse(Path(path))
        name, kind = Path(path).name, detect_type(parsed.pages)
        yield Source(name, name, name, parsed.title, ("everyone",), kind, language=parsed.language), list(parsed.pages)


def prepare(plan: Plan) -> Figures:
    """Writes the plan's documents, embedded, to `plan.base`; the questions and how many chunks there are.

    Converts the model where that hasn't happened yet, so that no other process has to.
    """
    embedder = OpenVinoEmbedder(packaged_model(), Path(plan.models))
    base: list[Embedded] = []
    with ParserPool() as pool:
        for source, pages in sources(plan, pool):
            split = chunk_pages(source, pages)
            encoded = embedder.encode([f"{chunk.context}\n{chunk.text}" for chunk in split])
            chunks = zip(split, encoded, strict=True)
            base.append((source, pages, [IndexedChunk(chunk, text.vector, pack(text)) for chunk, text in chunks]))
    plan.base.write_bytes(pickle.dumps(base))
    headings = [(source.title, heading.text) for source, pages, _ in base for p in pages for heading in p.headings]
    return {
        "questions": questions(headings, plan.questions),
        "pages": sum(len(pages) for _, pages, _ in base),
        "chunks": sum(len(chunks) for *_, chunks in base),
    }


def make(plan: Plan, size: int) -> Figures:
    """Writes a store of exactly `size` chunks, ours and (as texts and vectors) the stock one's; its bytes on disk."""
    embedder = OpenVinoEmbedder(packaged_model(), Path(plan.models))
    path = plan.store(size)
    index = EmbeddedIndex(path, embedder.name, embedder.dimensions)
    vectors = np.lib.format.open_memmap(path.with_suffix(".npy"), "w+", np.float32, (size, embedder.dimensions))
    written = tokens = 0
    with path.with_suffix(".jsonl").open("w") as texts:
        for source, pages, chunks in held(plan, size, embedder):
            index.put(source, pages, chunks)
            for each in chunks:
                meta = {"name": source.name, "page": each.chunk.page, "title": source.title}
                texts.write(json.dumps({"content": each.chunk.text, "meta": meta}) + "\n")
                vectors[written] = each.vector
                tokens += len(each.tokens)
                written += 1
    index.close()
    vectors.flush()
    return {"megabytes": path.stat().st_size / 2**20, "chunks": written, "word_vectors": tokens / written}


def held(plan: Plan, size: int, embedder: Embedder) -> Iterator[Embedded]:
    """What a store of `size` chunks holds, by document."""
    base: list[Embedded] = pickle.loads(plan.base.read_bytes())
    return multiplied(base, size, embedder)


def multiplied(base: Sequence[Embedded], size: int, embedder: Embedder) -> Iterator[Embedded]:
    """Documents with `size` chunks together: the given ones, then variations of them; the last one is cut short."""
    variations = _Variations(base, embedder)
    round_, left = 0, size
    while True:
        for document in base:
            source, pages, chunks = variations.of(document, round_) if round_ else document
            yield source, pages, chunks[:left]
            left -= len(chunks)
            if left <= 0:
                return
        round_ += 1


class _Variations:
    """Documents of the same shape as given ones, with sentences of all of them, noisy vectors, and word vectors."""

    def __init__(self, base: Sequence[Embedded], embedder: Embedder) -> None:
        self._embedder = embedder
        self._draw = random.Random(1)
        self._noise = np.random.default_rng(1)
        texts = [page.text for _, pages, _ in base for page in pages]
        self._sentences = [s for text in texts for s in re.split(r"(?<=[.!?])\s+|\n\n", text) if s]

    def of(self, document: Embedded, round_: int) -> Embedded:
        """The variation of a document in one round; what it says differs from call to call."""
        source, pages, chunks = document
        varied = dataclasses.replace(
            source,
            document_id=f"{source.document_id}-{round_}",
            version_id=f"{source.version_id}-{round_}",
            name=f"{round_:03d} {source.name}",
            title=f"{source.title}, part {round_}",
        )
        new_pages = [self._page(page) for page in pages]
        made = []
        for n, chunk in enumerate(chunk_pages(varied, new_pages)):
            like = chunks[n % len(chunks)]
            made.append(IndexedChunk(chunk, self._vector(like.vector), self._tokens(chunk, like.tokens)))
        return varied, new_pages, made

    def _page(self, page: Page) -> Page:
        drawn: list[str] = []
        while sum(map(len, drawn)) < len(page.text):
            drawn.append(self._draw.choice(self._sentences))
        return dataclasses.replace(page, text=" ".join(drawn), headings=())

    def _vector(self, like: Vector) -> Vector:
        shift = self._noise.standard_normal(len(like)).astype(np.float32)
        moved = like + shift * (NOISE / np.linalg.norm(shift))
        unit: Vector = (moved / np.linalg.norm(moved)).astype(np.float32)
        return unit

    def _tokens(self, chunk: Chunk, like: bytes) -> bytes:
        """Packed vectors, one for each word of the chunk: with another number the product would encode it anew."""
        pieces = [piece for piece, _ in self._embedder.pieces(f"{chunk.context}\n{chunk.text}")]
        words = len(content_words(pieces))
        head, rows = like[:2], like[2:]
        width = (int.from_bytes(head, "big") + 7) // 8
        return head + (rows * (words * width // len(rows) + 1))[: words * width]
