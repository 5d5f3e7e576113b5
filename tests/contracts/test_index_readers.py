"""What no index gives away, and how a search is narrowed: filters and readers, on both indexes."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from pipelines.access import EmptyScopeError, Scope, scope_filter
from pipelines.ports import Index
from pipelines.types import DocumentType
from tests.contracts.index_samples import EAST, EVERYONE, NORTH, among, everything_found, field, found, sample

# Filters


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (field("type", "==", "legal"), {"d1"}),
        (field("type", "!=", "legal"), {"d2", "d3"}),
        (field("type", "in", ["legal", "technical"]), {"d1", "d2"}),
        (field("type", "not in", ["legal", "technical"]), {"d3"}),
        (field("date", ">", "2023-05-01"), {"d2"}),
        (field("date", ">=", "2023-05-01"), {"d1", "d2"}),
        (field("date", "<", "2024-01-01"), {"d1"}),
        (field("date", "<=", "2023-05-01"), {"d1"}),
        (field("date", "==", "2023-05-01"), {"d1"}),
        (field("date", "==", None), {"d3"}),
        (field("date", "!=", None), {"d1", "d2"}),
        (field("document", "==", "d2.pdf"), {"d2"}),
        (field("document", "==", "D2.pdf"), set()),
        (field("document_id", "in", ["d1", "d3"]), {"d1", "d3"}),
        (field("title", "==", "Title of d3"), {"d3"}),
        (field("language", "==", "de"), {"d3"}),
        (field("labels", "in", ["hr", "board"]), {"d1", "d2"}),
        (field("labels", "not in", ["hr"]), {"d2", "d3"}),
        (field("labels", "==", "hr"), {"d1"}),
        (field("labels", "in", []), set()),
        ({"operator": "OR", "conditions": [field("type", "==", "legal"), field("language", "==", "de")]}, {"d1", "d3"}),
        ({"operator": "NOT", "conditions": [field("type", "==", "legal")]}, {"d2", "d3"}),
        (
            {"operator": "NOT", "conditions": [field("type", "==", "legal"), field("date", ">", "2024-01-01")]},
            {"d1", "d2", "d3"},
        ),
        (
            {"operator": "AND", "conditions": [field("date", ">", "2023-01-01"), field("date", "<", "2024-01-01")]},
            {"d1"},
        ),
    ],
)
def test_a_filter_lets_the_same_documents_through_everywhere(
    index: Index, condition: dict[str, Any], expected: set[str]
) -> None:
    index.put(
        *sample("d1", ["Apple."], type=DocumentType.LEGAL, date=date(2023, 5, 1), labels=("everyone", "hr", "finance"))
    )
    index.put(
        *sample("d2", ["Apple."], type=DocumentType.TECHNICAL, date=date(2024, 6, 1), labels=("everyone", "board"))
    )
    index.put(*sample("d3", ["Apple."], language="de"))
    where = among(condition)
    searches = [
        index.search_chunks("apple", where, 10),
        index.search_pages("apple", where, 10),
        index.search_vectors(NORTH, where, 10),
    ]
    for hits in searches:
        assert {hit.source.document_id for hit in hits} == expected
    assert {row.source.document_id for row in index.documents(where)} == expected


@pytest.mark.parametrize(
    "condition",
    [
        field("colour", "==", "red"),
        {"field": "type", "operator": "==", "value": "legal"},
        field("type", "like", "legal"),
        field("type", "in", "legal"),
        field("type", "==", 3),
        field("type", ">", "legal"),
        field("date", ">", "yesterday"),
        field("date", ">", "2024-13-01"),
        field("date", ">", None),
        {"operator": "OR", "conditions": []},
        {"operator": "XOR", "conditions": [field("type", "==", "legal")]},
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(index: Index, condition: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        index.search_chunks("apple", among(condition), 10)


# Access


@pytest.mark.parametrize(
    "where",
    [
        None,
        {},
        field("labels", "in", ["everyone"]),
        {"operator": "AND", "conditions": []},
        {"operator": "AND", "conditions": [field("type", "==", "legal")]},
        {"operator": "AND", "conditions": [field("labels", "in", [])]},
        {"operator": "AND", "conditions": [field("labels", "not in", ["hr"])]},
        {"operator": "AND", "conditions": [{"operator": "OR", "conditions": [field("labels", "in", ["everyone"])]}]},
        {"operator": "OR", "conditions": [field("labels", "in", ["everyone"])]},
        {"operator": "NOT", "conditions": [field("labels", "in", ["everyone"])]},
    ],
)
def test_no_search_runs_without_readers(index: Index, where: Any) -> None:
    index.put(*sample("d1", ["Apple."]))
    searches: list[Callable[[], object]] = [
        lambda: index.search_chunks("apple", where, 10),
        lambda: index.search_chunks("", where, 0),
        lambda: index.search_pages("apple", where, 10),
        lambda: index.search_vectors(NORTH, where, 10),
        lambda: index.documents(where),
    ]
    for search in searches:
        with pytest.raises(EmptyScopeError):
            search()


def test_a_document_without_a_common_label_is_never_found_even_as_the_best_match(index: Index) -> None:
    index.put(*sample("d1", ["Salary salary salary of the board."], vectors=[NORTH], labels=("board",)))
    index.put(*sample("d2", ["A salary is paid monthly."], vectors=[[0.1, 0.9, 0, 0]], labels=("everyone", "hr")))
    for limit in (1, 100):
        assert everything_found(index, "salary of the board", EVERYONE, limit) == {"d2"}
        assert everything_found(index, "salary of the board", among(label="hr"), limit) == {"d2"}
    assert everything_found(index, "salary of the board", among(label="sales")) == set()
    both = scope_filter(Scope.of("board", "hr"))
    assert everything_found(index, "salary of the board", both) == {"d1", "d2"}
    assert found(index, "salary of the board", both, limit=1) == ["d1"]


def test_many_better_matches_that_may_not_be_read_leave_room_for_the_one_that_may(index: Index) -> None:
    near = [[1, n / 1000, 0, 0] for n in range(300)]
    index.put(*sample("d1", ["Budget budget."] * 300, vectors=near, labels=("board",)))
    index.put(*sample("d2", ["The budget, and many other words about lunch."], vectors=[[-1, 0.2, 0, 0]]))
    assert everything_found(index, "budget", EVERYONE, limit=1) == {"d2"}
    assert len(index.search_vectors(NORTH, EVERYONE, 1)) == 1


def test_labels_are_compared_whole(index: Index) -> None:
    index.put(*sample("d1", ["Apple."], labels=("team:sales-emea", "Ünï “x” *")))
    for label in ("team", "sales", "team:sales", "TEAM:SALES-EMEA", "*", "team:sales-emea "):
        assert everything_found(index, "apple", among(label=label)) == set(), label
    assert everything_found(index, "apple", among(label="team:sales-emea")) == {"d1"}
    assert everything_found(index, "apple", among(label="Ünï “x” *")) == {"d1"}


def test_labels_of_255_characters_are_told_apart_by_their_last_one(index: Index) -> None:
    one, other = (f"teams:{'t' * 36}:19%3A{'x' * 205}@{end}" for end in "ab")
    assert len(one) == 255
    index.put(*sample("d1", ["Apple."], labels=(one,)))
    index.put(*sample("d2", ["Apple."]))
    index.set_labels("d2", [other])
    assert everything_found(index, "apple", among(label=one)) == {"d1"}
    assert everything_found(index, "apple", among(label=other)) == {"d2"}
    assert everything_found(index, "apple", among(label=one[:-1])) == set()


def test_new_labels_take_effect_at_once_and_keep_the_text_findable(index: Index) -> None:
    index.put(*sample("d1", ["Vacation days.", "Second page."], vectors=[NORTH, EAST], tokens=[b"one", b"two"]))
    index.set_labels("d1", ["hr", "board"])
    assert everything_found(index, "vacations", EVERYONE) == set()
    assert everything_found(index, "vacations", among(label="hr")) == {"d1"}
    (hit,) = index.search_chunks("vacations", among(label="board"), 10)
    assert hit.source.labels == ("hr", "board")
    assert index.search_vectors(EAST, among(label="hr"), 1)[0].page == 2
    assert index.search_pages("second", among(label="hr"), 1)[0].page == 2
    assert index.token_vectors([hit.chunk_id]) == {hit.chunk_id: b"one"}
    (row,) = index.documents(among(label="hr"))
    assert (row.source.labels, row.pages, row.chunks) == (("hr", "board"), 2, 2)


def test_labels_of_an_unknown_document_are_an_error(index: Index) -> None:
    with pytest.raises(KeyError):
        index.set_labels("nobody", ["everyone"])


@pytest.mark.parametrize("labels", [[], [""], ["hr", " "]])
def test_a_document_always_keeps_a_reader(index: Index, labels: list[str]) -> None:
    index.put(*sample("d1", ["Apple."]))
    with pytest.raises(ValueError, match="label"):
        index.set_labels("d1", labels)
    with pytest.raises(ValueError, match="label"):
        index.put(*sample("d2", ["Apple."], labels=tuple(labels)))
    assert everything_found(index, "apple", EVERYONE) == {"d1"}
