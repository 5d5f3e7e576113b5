"""What an index keeps of a document's versions, and what it forgets, on both indexes."""

import threading

from pipelines.ports import Index
from tests.contracts.conftest import OpenIndex
from tests.contracts.index_samples import (
    EAST,
    EVERYONE,
    NORTH,
    among,
    everything_found,
    field,
    found,
    sample,
)

# Versions


def test_writing_the_same_twice_changes_nothing(index: Index) -> None:
    written = sample("d1", ["Apple pie.", "Plum cake."], vectors=[NORTH, EAST], tokens=[b"1", b"2"])
    index.put(*written)
    before = (index.documents(EVERYONE), index.search_chunks("apple", EVERYONE, 10), index.ping())
    index.put(*written)
    after = (index.documents(EVERYONE), index.search_chunks("apple", EVERYONE, 10), index.ping())
    assert str(before) == str(after)
    assert [hit.text for hit in before[1]] == [hit.text for hit in after[1]] == ["Apple pie."]
    assert len(index.search_vectors(NORTH, EVERYONE, 100)) == 2
    assert len(index.search_pages("apple plum", EVERYONE, 100)) == 2


def test_writing_the_same_with_other_labels_changes_its_readers(index: Index) -> None:
    index.put(*sample("d1", ["Apple."]))
    index.put(*sample("d1", ["Apple."], labels=("hr",)))
    assert everything_found(index, "apple", EVERYONE) == set()
    assert everything_found(index, "apple", among(label="hr")) == {"d1"}


def test_a_new_version_replaces_the_old_one_whole(index: Index) -> None:
    index.put(*sample("d1", ["Old apple.", "Old pear.", "Old plum."], tokens=[b"1", b"2", b"3"]))
    index.put(*sample("d2", ["A neighbour with an apple."]))
    index.put(*sample("d1", ["New apple.", "New cherry."], version="2", title="New title", tokens=[b"4", b"5"]))
    assert found(index, "old plum pear") == []
    assert sorted(found(index, "apple")) == ["d1", "d2"]
    held = among(field("document_id", "==", "d1"))
    assert {hit.text for hit in index.search_vectors(NORTH, held, 10)} == {"New apple.", "New cherry."}
    rows = {row.source.document_id: row for row in index.documents(EVERYONE)}
    assert (rows["d1"].source.version_id, rows["d1"].source.title, rows["d1"].chunks) == ("d1-2", "New title", 2)
    assert index.token_vectors(["d1-1-c1", "d1-2-c1"]) == {"d1-2-c1": b"4"}


def test_the_same_version_cut_into_other_chunks_replaces_them(index: Index) -> None:
    index.put(*sample("d1", ["Old cut one.", "Old cut two."]))
    index.put(*sample("d1", ["New cut."]))
    assert [hit.text for hit in index.search_chunks("cut", EVERYONE, 10)] == ["New cut."]


def test_a_reader_sees_one_version_while_another_is_written_never_both_and_never_none(index: Index) -> None:
    versions = [sample("d1", [f"Apple of version {v}, page {n}." for n in range(60)], version=v) for v in "1234"]
    index.put(*versions[0])
    done = threading.Event()
    seen: list[tuple[int, ...]] = []
    troubles: list[BaseException] = []

    def read() -> None:
        try:
            while not done.is_set():
                for hits in (
                    index.search_chunks("apple", EVERYONE, 500),
                    index.search_vectors(NORTH, EVERYONE, 500),
                    index.search_pages("apple", EVERYONE, 500),
                    index.documents(EVERYONE),
                ):
                    of_versions = [hit.source.version_id for hit in hits]
                    seen.append((len(hits), len(set(of_versions))))
        except BaseException as trouble:
            troubles.append(trouble)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for version in versions[1:]:
        index.put(*version)
    done.set()
    for reader in readers:
        reader.join()
    assert not troubles
    assert len(seen) > 20
    assert set(seen) == {(60, 1), (1, 1)}


def test_forgetting_removes_everything_and_counts_the_chunks(index: Index) -> None:
    index.put(*sample("d1", ["Apple.", "Pear."], tokens=[b"1", b"2"]))
    index.put(*sample("d2", ["Apple."]))
    assert index.forget("d1") == 2
    assert everything_found(index, "apple pear", EVERYONE) == {"d2"}
    assert index.token_vectors(["d1-1-c1"]) == {}
    assert index.forget("d1") == index.forget("never seen") == 0
    index.put(*sample("d1", ["Apple.", "Pear."]))
    assert len(index.search_chunks("apple pear", among(field("document_id", "==", "d1")), 10)) == 2


def test_what_was_written_is_there_after_opening_again(open_index: OpenIndex) -> None:
    first = open_index()
    first.put(*sample("d1", ["Apple."], tokens=[b"\x00\xff" * 1000]))
    first.close()
    again = open_index()
    assert everything_found(again, "apple", EVERYONE) == {"d1"}
    assert again.token_vectors(["d1-1-c1"]) == {"d1-1-c1": b"\x00\xff" * 1000}


def test_another_opening_of_the_index_sees_a_change_at_once(open_index: OpenIndex) -> None:
    writer, reader = open_index(), open_index()
    assert everything_found(reader, "apple", EVERYONE) == set()
    writer.put(*sample("d1", ["Apple."]))
    writer.put(*sample("d2", ["Apple."]))
    assert everything_found(reader, "apple", EVERYONE) == {"d1", "d2"}
    writer.set_labels("d1", ["hr"])
    writer.forget("d2")
    assert everything_found(reader, "apple", EVERYONE) == set()
    assert everything_found(reader, "apple", among(label="hr")) == {"d1"}


def test_a_document_without_text_is_listed(index: Index) -> None:
    index.put(*sample("d1", []))
    (row,) = index.documents(EVERYONE)
    assert (row.source.document_id, row.pages, row.chunks) == ("d1", 0, 0)
    assert index.search_vectors(NORTH, EVERYONE, 10) == []
    assert index.forget("d1") == 0
    assert index.documents(EVERYONE) == []


# Upkeep and forgetting


def test_the_inventory_names_every_document_once_whoever_may_read_it(index: Index) -> None:
    index.put(*sample("d1", ["a", "b"], labels=("hr", "board")))
    index.put(*sample("d2", ["a"]))
    index.put(*sample("d2", ["a", "b", "c"], version="2"))
    held = {entry.document_id: entry for entry in index.inventory()}
    assert held.keys() == {"d1", "d2"}
    assert (held["d1"].version_id, sorted(held["d1"].labels)) == ("d1-1", ["board", "hr"])
    assert (held["d2"].version_id, held["d2"].pages, held["d2"].chunks) == ("d2-2", 3, 3)
    index.forget("d1")
    assert [entry.document_id for entry in index.inventory()] == ["d2"]


def test_no_row_of_a_forgotten_document_is_left(index: Index) -> None:
    index.put(*sample("d1", ["a", "b"], tokens=[b"tokens"] * 2))
    index.put(*sample("d2", ["a"]))
    assert index.rows_of("d1") > 0
    index.forget("d1")
    assert index.rows_of("d1") == index.rows_of("unknown") == 0
    assert index.rows_of("d2") > 0


def test_many_threads_read_and_write_side_by_side(index: Index) -> None:
    troubles: list[BaseException] = []

    def work(n: int) -> None:
        try:
            for _ in range(3):
                index.put(*sample(f"t{n}", [f"Apple {n}.", "Pear."]))
                assert found(index, "apple", among(field("document_id", "==", f"t{n}"))) == [f"t{n}"]
                index.forget(f"t{n}")
            index.put(*sample(f"t{n}", [f"Apple {n}."]))
        except BaseException as trouble:
            troubles.append(trouble)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not troubles
    assert len(index.documents(EVERYONE)) == 6
