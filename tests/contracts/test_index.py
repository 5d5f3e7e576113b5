"""What every index finds, on the embedded one and on a real Elasticsearch server: words, vectors, pages, lists."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from pipelines.access import EmptyScopeError
from pipelines.elasticsearch_index.index import ElasticsearchIndex
from pipelines.ports import Index, IndexedChunk, IndexUnavailableError
from pipelines.types import DocumentType, Unit
from tests.contracts.conftest import OpenIndex
from tests.contracts.index_samples import EAST, EVERYONE, NORTH, SOUTH, among, found, sample

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
