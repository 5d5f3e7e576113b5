"""Taking a file up: whole or not at all, once for the same bytes, and never with fewer readers than before."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import text

from ingest.formats.errors import UnreadableFileError
from ingest.job import Stage
from ingest.library.forgetting import Forgetter
from ingest.library.ingestor import Ingestor
from ingest.library.library import ForgottenMeanwhileError, Library
from ingest.originals.cache_folder import CacheFolder
from ingest.originals.vault import Vault
from pipelines.access import EVERYONE, EmptyScopeError, Scope, scope_filter
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.indexing.document_indexer import DocumentIndexer
from pipelines.indexing.indexer import Indexer
from pipelines.keys.key_ring import KeyRing
from pipelines.ports import EncodedText, Hit, IndexedChunk, IndexUnavailableError
from pipelines.records.database import Database
from pipelines.types import DocumentType, Page, Source, Unit
from tests.ingest import office
from tests.pipelines.hashed_embedder import HashedEmbedder

VACATION = "Employees may carry over up to five days of unused vacation into the next year."
TRAVEL = "A flight of more than four hours may be booked in the second class of the airline."


class CountingEmbedder(HashedEmbedder):
    """Knows how many texts it was given."""

    count = 0

    def encode(self, texts: Sequence[str]) -> list[EncodedText]:
        self.count += len(texts)
        return super().encode(texts)


@dataclass
class Shelf:
    """A library with its index in a folder, and a folder of files to take up."""

    folder: Path
    embedder: CountingEmbedder = field(default_factory=CountingEmbedder)

    def __post_init__(self) -> None:
        self.database = Database(None, self.folder)
        self.database.migrate()
        self.library = Library(self.database)
        self.index = EmbeddedIndex(self.folder / "index.db", self.embedder.name, self.embedder.dimensions)
        self.vault = Vault(str(self.folder / "originals"), KeyRing.in_folder(self.folder))
        self.forgetter = Forgetter(self.database, self.index, self.vault, CacheFolder(self.folder / "cache"))
        self.ingestor = self.ingesting(Indexer(self.index, self.embedder))

    def ingesting(self, indexer: DocumentIndexer) -> Ingestor:
        return Ingestor(self.library, self.index, indexer, self.vault)

    def originals(self) -> list[bytes]:
        contents = []
        for key in list(self.vault.keys()):
            with self.vault.open(key) as original:
                contents.append(original.read())
        return contents

    def file(self, name: str, content: str, folder: str = "files") -> Path:
        path = self.folder / folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
        return path

    def found(self, words: str, *labels: str) -> list[Hit]:
        return self.index.search_chunks(words, scope_filter(Scope.of(*labels or (EVERYONE,))), 10)

    def names(self, *labels: str) -> list[str]:
        rows = self.index.documents(scope_filter(Scope.of(*labels or (EVERYONE,))))
        return [row.source.name for row in rows]


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    shelf = Shelf(tmp_path)
    with shelf.ingestor:
        yield shelf
    shelf.index.close()
    shelf.database.close()


def test_a_file_is_found_by_those_who_may_read_it_and_nobody_else(shelf: Shelf) -> None:
    shelf.ingestor.ingest(shelf.file("leave.md", VACATION), ["hr"])
    assert [hit.source.name for hit in shelf.found("vacation", "hr")] == ["leave.md"]
    assert shelf.found("vacation", EVERYONE) == []


def test_the_records_say_what_is_held(shelf: Shelf) -> None:
    ingested = shelf.ingestor.ingest(shelf.file("leave.md", VACATION), [EVERYONE])
    (held,) = shelf.library.documents()
    assert (held.document_id, held.name, held.labels) == (ingested.document_id, "leave.md", (EVERYONE,))
    assert (held.pages, held.chunks) == (ingested.pages, ingested.chunks) == (1, 1)


def test_the_same_bytes_again_are_known_and_cost_no_embedding(shelf: Shelf) -> None:
    path = shelf.file("leave.md", VACATION)
    first = shelf.ingestor.ingest(path, [EVERYONE])
    embedded = shelf.embedder.count
    again = shelf.ingestor.ingest(path, [EVERYONE])
    assert (again.known, again.document_id, again.chunks) == (True, first.document_id, first.chunks)
    assert shelf.embedder.count == embedded


def test_new_bytes_of_a_name_replace_the_old_ones(shelf: Shelf) -> None:
    first = shelf.ingestor.ingest(shelf.file("policy.md", VACATION), [EVERYONE])
    second = shelf.ingestor.ingest(shelf.file("policy.md", TRAVEL), [EVERYONE])
    assert second.document_id == first.document_id
    assert second.replaced is not None
    assert shelf.found("vacation") == []
    assert len(shelf.found("flight")) == 1
    assert len(shelf.library.documents()) == 1


def test_an_old_version_can_come_back(shelf: Shelf) -> None:
    for content in (VACATION, TRAVEL, VACATION):
        shelf.ingestor.ingest(shelf.file("policy.md", content), [EVERYONE])
    assert len(shelf.found("vacation")) == 1
    assert shelf.found("flight") == []


def test_the_same_bytes_under_another_name_are_another_document(shelf: Shelf) -> None:
    one = shelf.ingestor.ingest(shelf.file("one.md", VACATION), ["hr"])
    other = shelf.ingestor.ingest(shelf.file("other.md", VACATION), ["sales"])
    assert one.document_id != other.document_id
    assert (shelf.names("hr"), shelf.names("sales")) == (["one.md"], ["other.md"])


def test_sharing_again_adds_readers_and_takes_none_away(shelf: Shelf) -> None:
    path = shelf.file("leave.md", VACATION)
    shelf.ingestor.ingest(path, ["hr"])
    again = shelf.ingestor.ingest(path, ["sales"])
    assert (again.known, again.gained, again.readers) == (True, ("sales",), ("hr", "sales"))
    assert shelf.names("hr") == shelf.names("sales") == ["leave.md"]


def test_a_new_version_keeps_the_readers_of_the_old_one(shelf: Shelf) -> None:
    shelf.ingestor.ingest(shelf.file("policy.md", VACATION), ["hr"])
    shelf.ingestor.ingest(shelf.file("policy.md", TRAVEL), ["sales"])
    assert shelf.names("hr") == shelf.names("sales") == ["policy.md"]


def test_nobody_as_a_reader_is_an_error(shelf: Shelf) -> None:
    with pytest.raises(EmptyScopeError):
        shelf.ingestor.ingest(shelf.file("leave.md", VACATION), [])


def test_a_type_that_is_given_counts_even_for_a_known_file(shelf: Shelf) -> None:
    path = shelf.file("long.md", " ".join([VACATION] * 40))
    general = shelf.ingestor.ingest(path, [EVERYONE])
    technical = shelf.ingestor.ingest(path, [EVERYONE], DocumentType.TECHNICAL)
    assert technical.chunks > general.chunks
    (held,) = shelf.library.documents()
    assert (held.type, held.chunks) == (DocumentType.TECHNICAL, technical.chunks)


def test_a_file_that_cannot_be_read_leaves_no_trace(shelf: Shelf) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        shelf.ingestor.ingest(shelf.file("empty.md", ""), [EVERYONE])
    assert caught.value.code == "empty_file"
    assert (shelf.library.documents(), shelf.names(), rows(shelf, "documents")) == ([], [], 0)


def test_what_the_index_refuses_leaves_the_earlier_version_in_place(shelf: Shelf) -> None:
    shelf.ingestor.ingest(shelf.file("policy.md", VACATION), [EVERYONE])
    with shelf.ingesting(FullDisk(shelf)) as ingestor, pytest.raises(IndexUnavailableError):
        ingestor.ingest(shelf.file("policy.md", TRAVEL), ["sales"])
    assert len(shelf.found("vacation")) == 1
    assert shelf.names("sales") == []
    assert rows(shelf, "versions") == 1


def test_a_new_document_that_the_index_refuses_is_not_in_the_records(shelf: Shelf) -> None:
    with shelf.ingesting(FullDisk(shelf)) as ingestor, pytest.raises(IndexUnavailableError):
        ingestor.ingest(shelf.file("policy.md", TRAVEL), [EVERYONE])
    assert (rows(shelf, "documents"), rows(shelf, "versions"), rows(shelf, "grants")) == (0, 0, 0)


def test_a_new_document_that_the_records_refuse_is_not_found(shelf: Shelf) -> None:
    with shelf.database.session() as session:
        session.execute(
            text("CREATE TRIGGER full BEFORE INSERT ON grants BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
        )
    with pytest.raises(Exception, match="disk is full"):
        shelf.ingestor.ingest(shelf.file("leave.md", VACATION), [EVERYONE])
    assert (shelf.names(), rows(shelf, "documents")) == ([], 0)


def test_an_interruption_leaves_nothing_half_done(shelf: Shelf) -> None:
    def interrupt(stage: Stage, _done: int, _total: int) -> None:
        if stage == Stage.EMBEDDING:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        shelf.ingestor.ingest(shelf.file("leave.md", VACATION), [EVERYONE], on_progress=interrupt)
    assert (shelf.names(), rows(shelf, "documents")) == ([], 0)


def test_a_file_whose_index_was_lost_is_indexed_again(shelf: Shelf) -> None:
    path = shelf.file("leave.md", VACATION)
    first = shelf.ingestor.ingest(path, [EVERYONE])
    shelf.index.forget(first.document_id)
    assert not shelf.ingestor.ingest(path, [EVERYONE]).known
    assert len(shelf.found("vacation")) == 1


def test_readers_that_the_index_lost_are_brought_back(shelf: Shelf) -> None:
    path = shelf.file("leave.md", VACATION)
    first = shelf.ingestor.ingest(path, ["hr", "sales"])
    shelf.index.set_labels(first.document_id, ["hr"])
    shelf.ingestor.ingest(path, ["hr"])
    assert shelf.names("sales") == ["leave.md"]


def test_a_forgotten_document_is_neither_found_nor_listed_and_can_come_back(shelf: Shelf) -> None:
    path = shelf.file("leave.md", VACATION)
    ingested = shelf.ingestor.ingest(path, ["hr"])
    assert shelf.forgetter.forget(ingested.document_id)
    assert not shelf.forgetter.forget(ingested.document_id)
    assert (shelf.found("vacation", "hr"), shelf.library.documents(), rows(shelf, "grants")) == ([], [], 0)
    assert shelf.ingestor.ingest(path, [EVERYONE]).readers == (EVERYONE,)
    assert len(shelf.found("vacation")) == 1


def test_the_original_is_kept_as_it_came_and_goes_with_its_version(shelf: Shelf) -> None:
    shelf.ingestor.ingest(shelf.file("policy.md", VACATION), [EVERYONE])
    assert shelf.originals() == [VACATION.encode()]
    shelf.ingestor.ingest(shelf.file("policy.md", TRAVEL), [EVERYONE])
    assert shelf.originals() == [TRAVEL.encode()]
    with shelf.ingesting(FullDisk(shelf)) as ingestor, pytest.raises(IndexUnavailableError):
        ingestor.ingest(shelf.file("policy.md", VACATION), [EVERYONE])
    assert shelf.originals() == [TRAVEL.encode()]


def test_an_original_that_was_lost_is_kept_again_with_the_next_sharing(shelf: Shelf) -> None:
    path = shelf.file("policy.md", VACATION)
    shelf.ingestor.ingest(path, [EVERYONE])
    shelf.vault.delete(next(shelf.vault.keys()))
    assert shelf.ingestor.ingest(path, [EVERYONE]).known
    assert shelf.originals() == [VACATION.encode()]


def test_a_document_that_is_forgotten_while_it_is_taken_up_does_not_come_to_be(shelf: Shelf) -> None:
    path = shelf.file("policy.md", VACATION)

    def forget(stage: Stage, _done: int, _total: int) -> None:
        if stage is Stage.EMBEDDING:
            assert shelf.forgetter.forget(shelf.library.document_id("policy.md"))

    with pytest.raises(ForgottenMeanwhileError):
        shelf.ingestor.ingest(path, [EVERYONE], on_progress=forget)
    assert (shelf.names(), shelf.library.documents(), shelf.originals()) == ([], [], [])
    assert not shelf.ingestor.ingest(path, [EVERYONE]).known
    assert shelf.names() == ["policy.md"]


def test_a_name_is_the_same_however_its_letters_are_composed(shelf: Shelf) -> None:
    one = shelf.ingestor.ingest(shelf.file(unicodedata.normalize("NFC", "Präsenz.md"), VACATION, "a"), [EVERYONE])
    other = shelf.ingestor.ingest(shelf.file(unicodedata.normalize("NFD", "Präsenz.md"), VACATION, "b"), [EVERYONE])
    assert (one.document_id, other.known) == (other.document_id, True)


def test_progress_is_told_in_pages_and_then_in_chunks(shelf: Shelf) -> None:
    told: list[tuple[Stage, int, int]] = []
    shelf.ingestor.ingest(shelf.file("leave.md", VACATION), [EVERYONE], on_progress=lambda *step: told.append(step))
    assert told == [(Stage.PARSING, 1, 1), (Stage.EMBEDDING, 1, 1)]


class FullDisk(Indexer):
    """An indexer on a disk without room."""

    def __init__(self, shelf: Shelf) -> None:
        super().__init__(shelf.index, shelf.embedder)

    def write(self, source: Source, pages: Sequence[Page], chunks: Sequence[IndexedChunk]) -> None:
        raise IndexUnavailableError("The disk is full.")


def rows(shelf: Shelf, table: str) -> int:
    with shelf.database.reading() as session:
        return int(session.scalar(text(f"SELECT count(*) FROM {table}")) or 0)


def test_a_workbook_is_counted_in_sheets_and_what_it_hides_is_no_warning(shelf: Shelf) -> None:
    path = shelf.file("rates.xlsx", "")
    about = office.sheet(["City", "Staff"], ["Bonn", 120])
    office.workbook(path, {"One": about, "Two": about, "Three": about}, hidden=("Three",))
    for known in (False, True):
        ingested = shelf.ingestor.ingest(path, [EVERYONE])
        assert (ingested.known, ingested.pages, ingested.unit) == (known, 2, Unit.SHEET)
        assert [(each.code, each.is_remark) for each in ingested.warnings] == [("hidden_sheets", True)]
    hit = shelf.found("Bonn")[0]
    assert (hit.source.unit, hit.label) == (Unit.SHEET, "One, A2:B2")
