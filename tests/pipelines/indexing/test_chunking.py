"""Chunks: nothing of a page gets lost, none crosses a page, sizes by type, cuts where a reader would cut."""

import dataclasses
import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.indexing.chunking import OVERLAP, SIZES, ChunkSize, chunk_pages, context_line, spans
from pipelines.types import Chunk, DocumentType, Heading, Page, Source

SMALL = ChunkSize(30, 60)
SOURCE = Source("d1", "v1", "manual.pdf", "Pump Manual", ("everyone",))

words = st.text(st.sampled_from("abcdeé0漢.!?。”)"), min_size=1, max_size=14)
gaps = st.sampled_from([" ", " ", " ", ". ", ".\n", "\n", "\n\n", "?” "])
texts = st.lists(st.tuples(words, gaps), max_size=700).map(lambda parts: "".join(word + gap for word, gap in parts))
wild_texts = st.one_of(texts, st.text(max_size=3000), st.text(st.sampled_from("a \n."), max_size=4000))
types = st.sampled_from(list(DocumentType))


@st.composite
def pages(draw: st.DrawFn, text: st.SearchStrategy[str] = wild_texts) -> Page:
    content = draw(text)
    starts = draw(st.lists(st.integers(0, len(content)), max_size=6))
    headings = tuple(Heading(f"H{n}", start, draw(st.integers(1, 3))) for n, start in enumerate(starts))
    return Page(draw(st.integers(1, 500)), content, headings=headings)


def cut(text: str, size: ChunkSize = SMALL, headings: tuple[int, ...] = ()) -> list[str]:
    return [text[start:end] for start, end in spans(text, size, headings)]


@settings(max_examples=60, deadline=None)
@given(pages(), types)
def test_every_word_of_a_page_is_in_a_chunk_and_every_chunk_is_a_stretch_of_the_page(
    page: Page, kind: DocumentType
) -> None:
    chunks = chunk_pages(dataclasses.replace(SOURCE, type=kind), [page])
    covered = {offset for chunk in chunks for offset in range(chunk.start, chunk.end)}
    assert covered >= {offset for offset, char in enumerate(page.text) if not char.isspace()}
    for chunk in chunks:
        assert chunk.text == page.text[chunk.start : chunk.end] == chunk.text.strip() != ""


@settings(max_examples=60, deadline=None)
@given(pages(), types)
def test_chunks_stay_within_the_largest_size_and_overlap_by_no_more_than_allowed(
    page: Page, kind: DocumentType
) -> None:
    chunks = chunk_pages(dataclasses.replace(SOURCE, type=kind), [page])
    assert all(len(chunk.text) <= SIZES[kind].most for chunk in chunks)
    for before, after in itertools.pairwise(chunks):
        assert before.start < after.start
        assert before.end < after.end
        assert before.end - after.start <= OVERLAP


@settings(max_examples=60, deadline=None)
@given(pages(texts), types)
def test_only_the_last_chunk_of_a_page_is_shorter_than_the_least_size(page: Page, kind: DocumentType) -> None:
    chunks = chunk_pages(dataclasses.replace(SOURCE, type=kind), [page])
    longest_gap = 3  # white space that is cut off at a chunk's end counts as part of it
    assert all(len(chunk.text) >= SIZES[kind].least - longest_gap for chunk in chunks[:-1])


@settings(max_examples=30, deadline=None)
@given(st.lists(pages(), max_size=4, unique_by=lambda page: page.number))
def test_a_chunk_never_crosses_a_page(given_pages: list[Page]) -> None:
    together = chunk_pages(SOURCE, given_pages)
    apart = [chunk for page in given_pages for chunk in chunk_pages(SOURCE, [page])]
    assert [(c.page, c.start, c.end, c.text) for c in together] == [(c.page, c.start, c.end, c.text) for c in apart]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("One two three four five six seven.\n\nEight nine ten. ", "Eleven twelve thirteen fourteen fifteen sixteen"),
        ("One two three four five six seven. Eight nine\nten ", "eleven twelve thirteen fourteen fifteen sixteen"),
        ("One two three four five six seven\neight nine ten ", "eleven twelve thirteen fourteen fifteen sixteen"),
    ],
    ids=["paragraph before sentence", "sentence before line", "line before word"],
)
def test_the_better_boundary_is_taken_even_where_a_worse_one_stands_later(better: str, worse: str) -> None:
    assert cut(better + worse)[0].rstrip(".").endswith("seven")


def test_a_heading_is_the_best_boundary_and_is_not_repeated_by_overlap() -> None:
    text = "One two three four five six seven\nPumps\nEight nine ten.\n\nEleven twelve thirteen."
    first, second = cut(text, headings=(text.index("Pumps"),))
    assert first.endswith("seven")
    assert second.startswith("Pumps")


def test_a_chunk_starts_with_a_whole_sentence_of_the_one_before() -> None:
    text = "".join(f"This is the sentence with number {n:03}. " for n in range(100))
    chunks = cut(text, SIZES[DocumentType.GENERAL])
    assert len(chunks) > 3
    for before, after in itertools.pairwise(chunks):
        assert after.startswith("This is")
        assert before.endswith(".")
        assert after[:38] in before


def test_a_word_longer_than_a_chunk_is_cut_rather_than_lost() -> None:
    assert "".join(cut("x" * 200)) == "x" * 200


@pytest.mark.parametrize("text", ["", " \n\n \u00a0\t"])
def test_a_page_without_words_has_no_chunks(text: str) -> None:
    assert chunk_pages(SOURCE, [Page(1, text)]) == []


@pytest.mark.parametrize(
    "text",
    ["a\n" * 500_000, "." * 1_000_000, "x" * 1_000_000, "." + '"' * 1_000_000, ("\n" + " " * 5_000) * 200],
    ids=["short lines", "full stops", "no spaces", "quotation marks", "white space"],
)
def test_the_time_for_a_page_grows_no_faster_than_its_length(text: str) -> None:
    started = time.thread_time()
    chunk_pages(SOURCE, [Page(1, text)])
    assert time.thread_time() - started < 10


def chunks_under_headings() -> list[Chunk]:
    long = "Words that fill the page. " * 40
    first = f"Safety\n{long}\nElectrical\n{long}"
    opening = Page(7, first, "5", (Heading("Safety", 0), Heading("Electrical", first.index("Electrical"), 2)), "en")
    return chunk_pages(SOURCE, [opening, Page(8, long, "6"), Page(9, f"Care\n{long}", headings=(Heading("Care", 0),))])


def test_a_chunk_knows_the_headings_above_it_on_later_pages_too() -> None:
    paths = {(chunk.page, chunk.headings) for chunk in chunks_under_headings()}
    under = ("Safety", "Electrical")
    assert paths == {(7, ("Safety",)), (7, under), (8, under), (9, ("Care",))}


def test_the_context_names_the_title_and_the_two_innermost_headings() -> None:
    assert context_line("Pump Manual", ("A", "B", "C")) == "Pump Manual > B > C"
    assert context_line("", ("C",)) == "C"
    assert chunks_under_headings()[0].context == "Pump Manual > Safety"
    assert all(chunk.context not in chunk.text for chunk in chunks_under_headings())


def test_a_monstrous_heading_does_not_grow_every_chunk() -> None:
    page = Page(1, "word " * 2000, headings=(Heading("H" * 100_000, 0),))
    assert all(len(chunk.context) < 400 for chunk in chunk_pages(SOURCE, [page]))


def test_page_number_label_and_language_come_from_the_page() -> None:
    first = chunks_under_headings()[0]
    assert (first.page, first.label, first.language) == (7, "5", "en")
    spoken = dataclasses.replace(SOURCE, language="de")
    assert chunk_pages(spoken, [Page(1, "Ein Satz.")])[0].language == "de"


def test_ids_come_from_version_page_and_place_alone() -> None:
    page = Page(3, "Some words. " * 300)
    ids = [chunk.id for chunk in chunk_pages(SOURCE, [page])]
    renamed = dataclasses.replace(SOURCE, name="other.pdf", title="Other", labels=("C1",))
    assert [chunk.id for chunk in chunk_pages(renamed, [page])] == ids
    assert len(set(ids)) == len(ids)
    newer = dataclasses.replace(SOURCE, version_id="v2")
    assert not {chunk.id for chunk in chunk_pages(newer, [page])} & set(ids)
    assert not {chunk.id for chunk in chunk_pages(SOURCE, [dataclasses.replace(page, number=4)])} & set(ids)


def test_an_id_stays_the_same_from_release_to_release() -> None:
    assert chunk_pages(SOURCE, [Page(1, "One.")])[0].id == "caa592ef982378627861d5d91ddf479c"
