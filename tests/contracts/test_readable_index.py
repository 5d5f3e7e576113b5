"""What an index gives away is what the records let its reader read, whatever the index itself believes."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.library.held_documents import NewVersion
from ingest.library.library import Library
from ingest.library.readable import ReadableDocuments
from pipelines.access import EmptyScopeError, Scope
from pipelines.index.readable_index import FEW, ReadableIndex
from pipelines.ports import Index
from pipelines.records.database import Database
from pipelines.types import DocumentType
from tests.contracts.index_samples import EAST, NORTH, among, everything_found, field, found, sample


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Database]:
    opened = Database(None, tmp_path)
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def library(records: Database) -> Library:
    return Library(records)


@pytest.fixture
def reading(index: Index, records: Database) -> ReadableIndex:
    return ReadableIndex(index, ReadableDocuments(records))


def recorded(library: Library, document_id: str, *labels: str, is_live: bool = True) -> None:
    """A document in the records alone."""
    new = NewVersion(document_id, f"{document_id}-1", "a.pdf", "A", "0" * 64, "text/plain", DocumentType.GENERAL, 1, 9)
    library.begin(new)
    if is_live:
        library.finish(new, 1, labels)


def test_readers_whom_the_records_took_away_find_nothing_though_the_index_still_names_them(
    index: Index, reading: ReadableIndex, library: Library
) -> None:
    index.put(*sample("d1", ["Apple."], labels=("hr", "sales")))
    recorded(library, "d1", "hr", "sales")
    assert everything_found(reading, "apple", among(label="sales")) == {"d1"}
    library.withdraw("d1", ["sales"])
    assert everything_found(index, "apple", among(label="sales")) == {"d1"}
    assert everything_found(reading, "apple", among(label="sales")) == set()
    assert everything_found(reading, "apple", among(label="hr")) == {"d1"}
    assert (reading.count(Scope.of("sales")), reading.count(Scope.of("hr", "sales"))) == (0, 1)
    assert reading.readable(["d1"], Scope.of("sales")) == frozenset()


def test_readers_whom_the_index_was_told_of_before_the_records_find_nothing(
    index: Index, reading: ReadableIndex, library: Library
) -> None:
    index.put(*sample("d1", ["Apple."], labels=("hr", "sales")))
    recorded(library, "d1", "hr")
    assert everything_found(reading, "apple", among(label="sales")) == set()
    assert everything_found(reading, "apple", among(label="hr")) == {"d1"}
    library.grant("d1", ["sales"])
    assert everything_found(reading, "apple", among(label="sales")) == {"d1"}


def test_a_forgotten_document_is_gone_at_once_though_its_rows_are_still_there(
    index: Index, reading: ReadableIndex, library: Library
) -> None:
    for name in ("d1", "d2"):
        index.put(*sample(name, ["Apple."]))
        recorded(library, name, "everyone")
    library.forget("d1")
    assert everything_found(reading, "apple", among()) == {"d2"}
    assert everything_found(reading, "apple", among(field("document_id", "in", ["d1"]))) == set()
    assert everything_found(index, "apple", among()) == {"d1", "d2"}
    assert reading.count(Scope.of("everyone")) == 1


def test_what_the_records_do_not_know_or_not_yet_call_live_is_not_found(
    index: Index, reading: ReadableIndex, library: Library
) -> None:
    for name in ("d1", "d2"):
        index.put(*sample(name, ["Apple."]))
    recorded(library, "d1", "everyone", is_live=False)
    assert everything_found(index, "apple", among()) == {"d1", "d2"}
    assert everything_found(reading, "apple", among()) == set()


def test_rows_that_may_not_be_read_take_no_places_of_those_that_may(
    index: Index, reading: ReadableIndex, library: Library
) -> None:
    for n in range(3):  # each fits better than what may be read, and fills a search by itself
        index.put(*sample(f"s{n}", ["Apple apple apple."] * 4, vectors=[NORTH] * 4, labels=("hr", "sales")))
        recorded(library, f"s{n}", "hr")
    index.put(*sample("d1", ["An apple beside a pear and a plum."], vectors=[EAST + NORTH], labels=("sales",)))
    recorded(library, "d1", "sales")
    where = among(label="sales")
    assert found(reading, "apple", where, limit=3) == ["d1"]
    assert [hit.source.document_id for hit in reading.search_pages("apple", where, 3)] == ["d1"]
    assert [hit.source.document_id for hit in reading.search_vectors(NORTH, where, 3)] == ["d1"]


class CountedReadable(ReadableDocuments):
    """The records, with the documents that they were asked about, look by look."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.looks: list[list[str]] = []

    def among(self, document_ids: Collection[str], scope: Scope) -> frozenset[str]:
        self.looks.append(sorted(document_ids))
        return super().among(document_ids, scope)


def test_the_searches_of_a_question_ask_about_each_document_once_or_about_none_of_few(
    index: Index, records: Database, library: Library
) -> None:
    for name in ("d1", "d2", "d3"):
        index.put(*sample(name, ["Apple and pear." if name == "d3" else "Apple."]))
        recorded(library, name, "hr" if name == "d2" else "everyone")
    readable = CountedReadable(records)
    reading = ReadableIndex(index, readable)
    with reading.one_question():
        assert found(reading, "pear") == ["d3"]
        assert everything_found(reading, "apple", among()) == {"d1", "d3"}
        assert found(reading, "apple") == ["d1", "d3"]
    assert readable.looks[:2] == [["d3"], ["d1", "d2"]]
    assert len(readable.looks) == 3  # the list of documents, which is no search, asks by itself
    readable.looks.clear()
    with reading.one_question():
        assert reading.count(Scope.of("everyone")) == 2
        assert found(reading, "apple") == ["d1", "d3"]
        assert found(reading, "apple", among(label="hr")) == []  # by the index's labels
        assert readable.looks == []
        assert reading.readable(["d1", "d2"], Scope.of("everyone")) == {"d1"}
        assert readable.looks == [["d1", "d2"]]


def test_what_is_known_for_one_scope_within_a_question_opens_nothing_for_another(
    index: Index, reading: ReadableIndex, library: Library
) -> None:
    index.put(*sample("d1", ["Apple."], labels=("hr", "sales")))
    recorded(library, "d1", "hr")
    with reading.one_question():
        assert reading.count(Scope.of("hr")) == 1
        assert found(reading, "apple", among(label="hr")) == ["d1"]
        assert found(reading, "apple", among(label="sales")) == []


def test_a_question_that_begins_later_sees_what_was_taken_back(
    index: Index, reading: ReadableIndex, library: Library
) -> None:
    index.put(*sample("d1", ["Apple."]))
    recorded(library, "d1", "everyone")
    with reading.one_question():
        assert found(reading, "apple") == ["d1"]
        library.forget("d1")
        assert found(reading, "apple") == ["d1"]  # until its end, which looks again
        assert reading.readable(["d1"], Scope.of("everyone")) == frozenset()
        assert reading.page_chunks("d1", 1, among()) == []  # what a model would read is looked up at its moment
    with reading.one_question():
        assert found(reading, "apple") == []


def test_more_documents_than_few_are_counted_and_asked_about_as_they_are_found(
    index: Index, reading: ReadableIndex, library: Library
) -> None:
    for n in range(FEW + 2):
        recorded(library, f"r{n}", "everyone")
    for name in ("d1", "d2"):
        index.put(*sample(name, ["Apple."]))
    recorded(library, "d1", "everyone")
    with reading.one_question():
        assert reading.count(Scope.of("everyone")) == FEW + 3
        assert everything_found(reading, "apple", among()) == {"d1"}


def test_no_search_of_the_records_runs_without_readers(reading: ReadableIndex) -> None:
    for where in ({"operator": "AND", "conditions": []}, {}):
        with pytest.raises(EmptyScopeError):
            reading.search_chunks("apple", where, 10)
        with pytest.raises(EmptyScopeError):
            reading.documents(where)


def test_what_only_writes_goes_straight_to_the_index(index: Index, reading: ReadableIndex) -> None:
    source, pages, chunks = sample("d1", ["Apple."], tokens=[b"packed"])
    reading.put(source, pages, chunks)
    reading.set_labels("d1", ["hr"])
    assert [row.source for row in index.documents(among(label="hr"))] == [replace(source, labels=("hr",))]
    assert (reading.rows_of("d1"), reading.token_vectors(["d1-1-c1"])) == (index.rows_of("d1"), {"d1-1-c1": b"packed"})
    assert [entry.labels for entry in reading.inventory()] == [("hr",)]
    assert reading.forget("d1") == 1
