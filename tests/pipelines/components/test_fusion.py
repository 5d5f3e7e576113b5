"""Fusion: ranks count, not scores; a chunk inherits the rank of its page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.components.fusion import RRF_K, PageAwareFusion
from pipelines.ports import Hit
from tests.pipelines.hits import hit, unit


def fused(
    keyword: list[Hit], vector: list[Hit], pages: list[Hit] | None = None, kinds: list[Hit] | None = None
) -> list[tuple[str, float]]:
    found: list[Hit] = PageAwareFusion().run(keyword, vector, pages or [], kinds or [])["hits"]
    return [(each.chunk_id, each.score) for each in found]


def test_a_chunk_found_in_both_ways_stands_before_the_first_of_either() -> None:
    ranked = fused([hit("a"), hit("both")], [hit("b"), hit("both")])
    assert ranked[0] == ("both", pytest.approx(2 / (RRF_K + 2)))
    assert [name for name, _ in ranked[1:]] == ["a", "b"]


def test_the_size_of_a_score_does_not_matter() -> None:
    assert fused([hit("a", 900), hit("b", 1)], [hit("b", 0.2), hit("a", 0.1)]) == fused(
        [hit("a", 2), hit("b", 1)], [hit("b", 0.9), hit("a", -0.9)]
    )


def test_a_chunk_inherits_the_rank_of_its_page_in_its_own_document_only() -> None:
    chunks = [hit("a", page=3), hit("b", page=4), hit("c", page=4, document="d2")]
    ranked = fused(chunks, [], [hit("page", page=4)])
    assert ranked[0] == ("b", pytest.approx(1 / (RRF_K + 2) + 1 / (RRF_K + 1)))
    assert [name for name, _ in ranked[1:]] == ["a", "c"]


def test_a_page_counts_once_even_for_a_chunk_found_in_both_ways() -> None:
    (only,) = fused([hit("a")], [hit("a")], [hit("page")])
    assert only == ("a", pytest.approx(3 / (RRF_K + 1)))


def test_pages_alone_bring_no_chunk() -> None:
    assert fused([], [], [hit("page")]) == []


def test_a_chunk_on_the_asked_kind_of_page_comes_though_no_other_list_has_it() -> None:
    assert [name for name, _ in fused([hit("a")], [hit("b")], kinds=[hit("sheet"), hit("b")])] == ["b", "a", "sheet"]


def test_a_hit_keeps_all_but_its_score() -> None:
    given_hit = hit("a", 9, page=7, label="v", text="Text.", vector=unit(1, 2))
    (found,) = PageAwareFusion().run([given_hit], [], [], [])["hits"]
    assert (found.page, found.label, found.text, found.vector is given_hit.vector) == (7, "v", "Text.", True)
    assert given_hit.score == 9


names = st.lists(st.sampled_from([f"c{n}" for n in range(12)]), unique=True)


@given(names, names, st.lists(st.integers(1, 4), unique=True))
def test_every_chunk_comes_once_and_best_first(keyword: list[str], vector: list[str], pages: list[int]) -> None:
    def of(name: str) -> Hit:
        return hit(name, page=int(name[1:]) % 4 + 1)

    ranked = fused([*map(of, keyword)], [*map(of, vector)], [hit(f"p{n}", page=n) for n in pages])
    assert sorted(name for name, _ in ranked) == sorted({*keyword, *vector})
    scores = [score for _, score in ranked]
    assert scores == sorted(scores, reverse=True)
