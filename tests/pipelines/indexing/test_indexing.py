"""The indexer: pages become searchable chunks, progress is told, and errors arrive as they were raised."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from pipelines.access import Scope, scope_filter
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.indexing.indexer import SLAB, Indexer
from pipelines.models.late_interaction import unpack
from pipelines.ports import IndexedChunk, IndexUnavailableError
from pipelines.types import DocumentType, Page, Source
from tests.pipelines.hashed_embedder import HashedEmbedder
from tests.pipelines.put_document import put_document

EMBEDDER = HashedEmbedder()
EVERYONE = scope_filter(Scope.of("everyone"))
SOURCE = Source("d1", "v1", "pump.pdf", "Pump Manual", ("everyone",), DocumentType.LEGAL)
PAGES = [Page(n, f"Page {n} tells of the bearing. " * 20) for n in range(1, 4)]


class Bar:
    """A progress bar, as far as the indexer knows one."""

    def __init__(self) -> None:
        self.seen: list[int] = []

    def update(self, done: int, _total: int) -> None:
        self.seen.append(done)


class FullDisk(EmbeddedIndex):
    """An index that can't write, for a reason of its own."""

    def put(self, source: Source, pages: Sequence[Page], chunks: Sequence[IndexedChunk]) -> None:
        try:
            raise OSError(28, "No space left on device")
        except OSError as error:
            raise IndexUnavailableError("The disk is full.") from error


@pytest.fixture
def index(tmp_path: Path) -> Iterator[EmbeddedIndex]:
    made = EmbeddedIndex(tmp_path / "index.sqlite", EMBEDDER.name, EMBEDDER.dimensions)
    yield made
    made.close()


def test_a_document_is_found_with_its_vectors_when_it_was_written_and_gone_after_forget(index: EmbeddedIndex) -> None:
    indexer = Indexer(index, EMBEDDER)
    chunks = put_document(indexer, SOURCE, PAGES)
    hits = index.search_chunks("bearing", EVERYONE, 10)
    assert len(hits) == chunks == 3
    stored = index.token_vectors([hit.chunk_id for hit in hits])
    assert all(len(unpack(packed)) > 50 for packed in stored.values())
    assert {hit.context for hit in hits} == {"Pump Manual"}
    assert index.forget("d1") == 3
    assert index.search_chunks("bearing", EVERYONE, 10) == []


def test_progress_reaches_the_very_bar_that_was_given(index: EmbeddedIndex) -> None:
    bar = Bar()
    pages = [Page(n, "A bearing.") for n in range(1, SLAB * 2 + 3)]
    put_document(Indexer(index, EMBEDDER), SOURCE, pages, bar.update)
    assert bar.seen == [SLAB, SLAB * 2, SLAB * 2 + 2]


def test_a_repeat_changes_nothing(index: EmbeddedIndex) -> None:
    indexer = Indexer(index, EMBEDDER)
    first = put_document(indexer, SOURCE, PAGES)
    ids = [hit.chunk_id for hit in index.search_chunks("bearing", EVERYONE, 10)]
    assert put_document(indexer, SOURCE, PAGES) == first
    assert [hit.chunk_id for hit in index.search_chunks("bearing", EVERYONE, 10)] == ids


def test_a_document_without_words_is_listed_with_no_chunks(index: EmbeddedIndex) -> None:
    assert put_document(Indexer(index, EMBEDDER), SOURCE, [Page(1, " \n")]) == 0
    assert [(row.pages, row.chunks) for row in index.documents(EVERYONE)] == [(1, 0)]


def test_an_error_of_the_index_arrives_as_itself_with_its_cause(tmp_path: Path) -> None:
    full = FullDisk(tmp_path / "index.sqlite", EMBEDDER.name, EMBEDDER.dimensions)
    with pytest.raises(IndexUnavailableError, match="full") as raised:
        put_document(Indexer(full, EMBEDDER), SOURCE, PAGES)
    chain: list[BaseException] = []
    error: BaseException | None = raised.value
    while error is not None and len(chain) < 10:
        chain.append(error)
        error = error.__cause__ or error.__context__
    assert [type(each) for each in chain] == [IndexUnavailableError, OSError]
    full.close()
