"""What every index promises, on the embedded one and on a real Elasticsearch server."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from pipelines.access import EmptyScopeError, Scope, scope_filter
from pipelines.elasticsearch_index.index import ElasticsearchIndex
from pipelines.ports import Index, IndexedChunk, IndexUnavailableError
from pipelines.types import Chunk, DocumentType, Page, Source, Unit
from tests.contracts.conftest import OpenIndex

EVERYONE = scope_filter(Scope.of("everyone"))
NORTH = np.array([1, 0, 0, 0], np.float32)
EAST = np.array([0, 1, 0, 0], np.float32)
SOUTH = -NORTH

Sample = tuple[Source, list[Page], list[IndexedChunk]]


def sample(
    document_id: str,
    texts: Sequence[str],
    *,
    vectors: Sequence[Any] = (),
    version: str = "1",
    language: str | None = "en",
    tokens: Sequence[bytes] = (),
    **about: Any,
) -> Sample:
    """A document with one page and one chunk a text."""
    about = {"name": f"{document_id}.pdf", "title": f"Title of {document_id}", "labels": ("everyone",)} | about
    source = Source(document_id, f"{document_id}-{version}", language=language, **about)
    pages = [Page(n, text, label=f"p-{n}", language=language) for n, text in enumerate(texts, start=1)]
    chunks = [
        IndexedChunk(
            Chunk(f"{source.version_id}-c{n}", source, n, f"p-{n}", ("Part",), 0, len(text), text, "Part", language),
            np.asarray(vectors[n - 1] if vectors else NORTH, np.float32),
            tokens[n - 1] if tokens else b"",
        )
        for n, text in enumerate(texts, start=1)
    ]
    return source, pages, chunks


def among(*conditions: dict[str, Any], label: str = "everyone") -> dict[str, Any]:
    return scope_filter(Scope.of(label), *conditions)


def field(name: str, operator: str, value: Any) -> dict[str, Any]:
    return {"field": f"meta.{name}", "operator": operator, "value": value}


def found(index: Index, query: str, where: dict[str, Any] = EVERYONE, limit: int = 10) -> list[str]:
    return [hit.source.document_id for hit in index.search_chunks(query, where, limit)]


def everything_found(index: Index, query: str, where: dict[str, Any], limit: int = 100) -> set[str]:
    """The documents that any of the searches gives away."""
    hits = index.search_chunks(query, where, limit) + index.search_pages(query, where, limit)
    hits += index.search_vectors(NORTH, where, limit)
    return {hit.source.document_id for hit in hits} | {row.source.document_id for row in index.documents(where)}


# Words


@pytest.mark.parametrize(
    ("language", "text", "query"),
    [
        ("en", "Every employee has 30 days of vacation.", "vacations"),
        ("de", "Jeder Mitarbeiter hat dreißig Urlaubstage im Haus.", "Häuser"),
        ("fr", "Les employés prennent leurs congés en été.", "employé"),
        ("ru", "Сотрудник получает отпуск летом.", "отпуска"),
        ("zh", "员工每年有三十天假期。", "假期"),
        (None, "Zxqv remains as it is written.", "zxqv"),
    ],
)
def test_a_word_finds_its_other_forms_in_its_language(index: Index, language: str, text: str, query: str) -> None:
    index.put(*sample("d1", [text], language=language))
    index.put(*sample("d2", ["Something else entirely."]))
    assert found(index, query) == ["d1"]


def test_the_better_match_comes_first(index: Index) -> None:
    index.put(*sample("d1", ["The printer and the fax stand in the hall by the other machines of the office."]))
    index.put(*sample("d2", ["Fax number of the fax machine: see fax list."]))
    hits = index.search_chunks("fax", EVERYONE, 10)
    assert [hit.source.document_id for hit in hits] == ["d2", "d1"]
    assert hits[0].score > hits[1].score > 0


def test_a_word_that_was_looked_for_in_vain_is_found_as_soon_as_a_document_has_it(index: Index) -> None:
    index.put(*sample("d1", ["Something else entirely."]))
    assert found(index, "fax") == []
    index.put(*sample("d2", ["The fax stands in the hall."]))
    assert found(index, "fax") == ["d2"]
    index.forget("d2")
    assert found(index, "fax") == []


def test_the_context_line_is_searched_but_never_quoted(index: Index) -> None:
    index.put(*sample("d1", ["The limit is 40 euros."]))
    source, pages, chunks = sample("d2", ["The limit is 90 euros."])
    index.put(source, pages, [replace(chunks[0], chunk=replace(chunks[0].chunk, context="Travel > Taxis"))])
    (hit,) = index.search_chunks("taxi", EVERYONE, 10)
    assert (hit.source.document_id, hit.text, hit.context) == ("d2", "The limit is 90 euros.", "Travel > Taxis")


def test_a_hit_carries_all_that_is_known_of_its_chunk(index: Index) -> None:
    source, pages, chunks = sample(
        "d1",
        ["Alpha.", "Beta gamma."],
        vectors=[NORTH, [0, 0.6, 0.8, 0]],
        type=DocumentType.LEGAL,
        date=date(2024, 2, 29),
        labels=("everyone", "hr"),
        unit=Unit.SLIDE,
    )
    index.put(source, pages, chunks)
    (hit,) = index.search_chunks("gamma", EVERYONE, 10)
    chunk = chunks[1].chunk
    assert (hit.chunk_id, hit.source, hit.page, hit.label) == (chunk.id, source, 2, "p-2")
    assert (hit.headings, hit.start, hit.end, hit.text) == (("Part",), 0, 11, "Beta gamma.")
    assert (hit.context, hit.language) == ("Part", "en")
    assert hit.vector is not None
    np.testing.assert_allclose(hit.vector, chunks[1].vector, atol=1e-6)


def test_a_page_is_found_by_the_title_and_by_words_of_several_chunks(index: Index) -> None:
    index.put(*sample("d1", ["First page about apples.", "Second page about pears and plums."], title="Orchard guide"))
    index.put(*sample("d2", ["Pears only."], title="Market"))
    (hit, *_) = index.search_pages("plum pear", EVERYONE, 10)
    assert (hit.source.document_id, hit.page, hit.label, hit.text, hit.vector) == ("d1", 2, "p-2", "", None)
    assert hit.chunk_id == "d1-1:p2"
    assert {hit.page for hit in index.search_pages("orchard", EVERYONE, 10)} == {1, 2}


def test_metadata_is_not_searched_as_words(index: Index) -> None:
    index.put(*sample("d1", ["Plain words."], name="zebra.pdf", labels=("everyone", "giraffe"), title="Plain"))
    for query in ("giraffe", "everyone", "zebra.pdf", "zebra", "d1", "general", "p-1", "d1-1-c1"):
        assert not index.search_chunks(query, EVERYONE, 10), query
        assert not index.search_pages(query, EVERYONE, 10), query


@pytest.mark.parametrize("query", ["", "   ", "???", "\0", "\ud800", '"', "***", "()[]{}", "\\", "—"])
def test_a_question_without_words_finds_nothing(index: Index, query: str) -> None:
    index.put(*sample("d1", ["Plain words."]))
    assert index.search_chunks(query, EVERYONE, 10) == []
    assert index.search_pages(query, EVERYONE, 10) == []


@pytest.mark.parametrize(
    "query",
    [
        'vacation" OR terms:*',
        "vacation AND NOT (everything",
        "vacation*^2~ -+&&||!{}[]\"'\\/:<>",
        "NEAR(vacation days, 5)",
        "vacation; DROP TABLE chunks; --",
        "vacation \0 \ud800 \uffff",
        "vacation " + "x" * 20_000,
        "vacation " + " ".join(f"word{n}" for n in range(5_000)),
        "vacation " + "員工每年有三十天假期" * 500,
    ],
)
def test_no_question_breaks_the_search(index: Index, query: str) -> None:
    index.put(*sample("d1", ["Thirty days of vacation."]))
    index.put(*sample("d2", ["Something else."]))
    assert found(index, query)[0] == "d1"
    assert index.search_pages(query, EVERYONE, 10)[0].source.document_id == "d1"


@pytest.mark.parametrize("query", ["1,234.5", "revenue 1,234.5", "XK-4500"])
def test_numbers_and_codes_are_found_as_written(index: Index, query: str) -> None:
    index.put(*sample("d1", ["Revenue came to 1,234.5 million with the XK-4500."]))
    index.put(*sample("d2", ["Nothing to see."]))
    assert found(index, query) == ["d1"]


def test_text_of_any_script_comes_back_as_it_was(index: Index) -> None:
    text = "Grüße — “quotes” 😀 e\u0301 \u202eabc مرحبا 東京 \x0b end"
    index.put(*sample("d1", [text], name="Übersicht 2024 “a”.pdf", title="Grüße 😀"))
    (hit,) = index.search_chunks("grüße", EVERYONE, 10)
    assert (hit.text, hit.source.name, hit.source.title) == (text, "Übersicht 2024 “a”.pdf", "Grüße 😀")


def test_half_characters_of_broken_files_do_no_harm(index: Index) -> None:
    index.put(*sample("d1", ["Broken \ud800 glyph."]))
    (hit,) = index.search_chunks("glyph", EVERYONE, 10)
    assert hit.text == "Broken ? glyph."


# Vectors


def test_the_nearest_chunk_by_cosine_comes_first_with_its_cosine(index: Index) -> None:
    index.put(*sample("d1", ["a", "b", "c"], vectors=[SOUTH, EAST, NORTH * 3]))
    hits = index.search_vectors(np.array([0.8, 0.6, 0, 0], np.float32), EVERYONE, 10)
    assert [hit.text for hit in hits] == ["c", "b", "a"]
    assert [hit.score for hit in hits] == pytest.approx([0.8, 0.6, -0.8], abs=1e-5)
    assert hits[0].vector is not None and np.allclose(hits[0].vector, NORTH * 3)


def test_the_limit_is_kept_and_the_best_remain(index: Index) -> None:
    turned = [[np.cos(a), np.sin(a), 0, 0] for a in np.linspace(0, 3, 40)]
    index.put(*sample("d1", [f"Apple number {n}." for n in range(40)], vectors=turned))
    assert [hit.page for hit in index.search_vectors(NORTH, EVERYONE, 5)] == [1, 2, 3, 4, 5]
    assert len(index.search_chunks("apple", EVERYONE, 7)) == 7
    assert len(index.search_pages("apple", EVERYONE, 7)) == 7
    assert index.search_vectors(NORTH, EVERYONE, 0) == index.search_chunks("apple", EVERYONE, 0) == []


def test_chunks_on_pages_of_a_kind_are_found_by_themselves_and_by_the_words_of_their_kind(index: Index) -> None:
    sheet = "Balance Sheet\n" + "\n".join(f"Row {n} {n},100 {n},200" for n in range(9))
    source, pages, chunks = sample("d1", ["Prose.", sheet, "More prose."], vectors=[NORTH, SOUTH, EAST])
    told = replace(chunks[1], chunk=replace(chunks[1].chunk, kinds=("balance_sheet", "selected_data")))
    index.put(source, pages, [chunks[0], told, chunks[2]])
    index.put(*sample("d2", ["Prose of others."]))
    (near,) = index.search_vectors(NORTH, EVERYONE, 10, ["balance_sheet", "income_statement"])
    assert (near.page, near.kinds) == (2, ("balance_sheet", "selected_data"))
    assert near.score == pytest.approx(-1, abs=1e-5)
    assert index.search_vectors(NORTH, EVERYONE, 10, ["income_statement"]) == []
    assert index.search_vectors(NORTH, among(label="hr"), 10, ["balance_sheet"]) == []
    for relabelled in (False, True):
        if relabelled:
            index.set_labels("d1", ["hr", "everyone"])
        assert [hit.page for hit in index.search_chunks("working capital", EVERYONE, 10)] == [2]
        assert [hit.page for hit in index.search_pages("working capital", EVERYONE, 10)] == [2]
    assert index.search_chunks("working capital", EVERYONE, 10)[0].text == sheet


@pytest.mark.parametrize("vector", [np.ones(5), np.ones((1, 4)), np.zeros(4), np.full(4, np.nan)])
def test_a_vector_that_the_index_cannot_hold_is_refused_before_anything_is_written(index: Index, vector: Any) -> None:
    wrong = vector.astype(np.float32)
    index.put(*sample("d1", ["Old."]))
    source, pages, chunks = sample("d1", ["New.", "New too."], version="2")
    with pytest.raises(ValueError, match=r"vector|dimensions"):
        index.put(source, pages, [chunks[0], replace(chunks[1], vector=wrong)])
    with pytest.raises(ValueError, match=r"vector|dimensions"):
        index.search_vectors(wrong, EVERYONE, 5)
    assert [hit.text for hit in index.search_vectors(NORTH, EVERYONE, 5)] == ["Old."]


def test_an_index_of_another_embedder_is_not_opened(open_index: OpenIndex) -> None:
    open_index().put(*sample("d1", ["Old."]))
    with pytest.raises(IndexUnavailableError, match=r"small \(4.*not of large \(4"):
        open_index(embedder="large").ping()
    with pytest.raises(IndexUnavailableError, match=r"small \(4.*not of small \(8"):
        open_index(dimensions=8).ping()


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


# The rest


def test_token_vectors_come_back_byte_for_byte(index: Index) -> None:
    packed = [bytes(range(256)) * 100, b"", b"\0"]
    index.put(*sample("d1", ["a", "b", "c"], tokens=packed))
    ids = ["d1-1-c1", "d1-1-c2", "d1-1-c3", "unknown", "d1-1-c1"]
    assert index.token_vectors(ids) == {"d1-1-c1": packed[0], "d1-1-c3": packed[2]}
    assert index.token_vectors([]) == {}


def test_documents_are_listed_by_name_with_their_counts(index: Index) -> None:
    index.put(*sample("d1", ["a", "b"], name="zoo.pdf"))
    index.put(*sample("d2", ["a"], name="Äpfel.pdf"))
    index.put(*sample("d3", ["a"], name="animals.pdf"))
    index.put(*sample("d4", ["a"], labels=("hr",)))
    listed = [(row.source.name, row.pages, row.chunks) for row in index.documents(EVERYONE)]
    assert listed == [("animals.pdf", 1, 1), ("zoo.pdf", 2, 2), ("Äpfel.pdf", 1, 1)]


def test_a_ping_tells_what_answers(index: Index) -> None:
    index.put(*sample("d1", ["a", "b"]))
    assert "2 chunks" in index.ping()


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


def test_a_server_that_is_down_is_said_so_within_seconds_and_without_its_password() -> None:
    index = ElasticsearchIndex("http://elastic:opensesame@127.0.0.1:9", "small", 4)
    calls: list[Callable[[], object]] = [
        index.ping,
        lambda: index.search_chunks("apple", EVERYONE, 5),
        lambda: index.put(*sample("d1", ["Apple."])),
        lambda: index.forget("d1"),
    ]
    started = time.monotonic()
    for call in calls:
        with pytest.raises(IndexUnavailableError, match=r"127\.0\.0\.1:9 .*ELASTICSEARCH_URL") as caught:
            call()
        assert "opensesame" not in str(caught.value)
    assert time.monotonic() - started < 20


def test_a_page_is_read_in_the_order_of_its_chunks_by_who_may(index: Index) -> None:
    source, pages, chunks = sample("d", ["One and two. Three.", "Another page."])
    late = replace(chunks[0].chunk, id="late", start=8, end=19, text="two. Three.")
    early = replace(chunks[0].chunk, id="early", start=0, end=12, text="One and two.")
    index.put(source, pages, [IndexedChunk(late, NORTH), chunks[1], IndexedChunk(early, NORTH)])
    assert [hit.chunk_id for hit in index.page_chunks("d", 1, EVERYONE)] == ["early", "late"]
    assert [hit.text for hit in index.page_chunks("d", 2, EVERYONE)] == ["Another page."]
    assert index.page_chunks("d", 3, EVERYONE) == []
    assert index.page_chunks("other", 1, EVERYONE) == []
    assert index.page_chunks("d", 1, among(label="finance")) == []
    with pytest.raises(EmptyScopeError):
        index.page_chunks("d", 1, {})
