"""Diversity: near-copies step back, nothing gets lost."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.components.diversity import Diversity
from pipelines.ports import Hit
from tests.pipelines.hits import hit, unit


def order(hits: list[Hit], depth: int = 20, diversity: float = 0.5) -> list[str]:
    return [each.chunk_id for each in Diversity(depth, diversity).run(hits)["hits"]]


def test_a_near_copy_of_the_first_steps_behind_something_else() -> None:
    hits = [
        hit("first", 1.0, vector=unit(1, 0, 0)),
        hit("copy", 0.95, vector=unit(1, 0.01, 0)),
        hit("else", 0.9, vector=unit(0, 1, 0)),
    ]
    assert order(hits) == ["first", "else", "copy"]


def test_at_zero_the_order_stands() -> None:
    hits = [hit(f"c{n}", 1 - n / 10, vector=unit(1, n / 100, 0)) for n in range(5)]
    assert order(hits, diversity=0.0) == [each.chunk_id for each in hits]


def test_what_stands_beyond_the_depth_stays_where_it_is() -> None:
    copies = [hit(f"c{n}", 1 - n / 100, vector=unit(1, 0, 0)) for n in range(4)]
    hits = [*copies, hit("else", 0.9, vector=unit(0, 1, 0)), hit("last", 0.1, vector=unit(0, 0, 1))]
    assert order(hits, depth=4)[4:] == ["else", "last"]


def test_few_hits_and_hits_without_vectors_pass_unchanged() -> None:
    assert order([]) == []
    assert order([hit("a"), hit("b"), hit("c")]) == ["a", "b", "c"]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 30), st.integers(1, 25), st.integers(0, 1000))
def test_no_hit_is_lost_doubled_or_changed(count: int, depth: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    hits = [
        hit(f"c{n}", float(random.random()), vector=random.standard_normal(6).astype(np.float32) * (n % 5 > 0))
        for n in range(count)
    ]
    ranked = Diversity(depth).run(hits)["hits"]
    assert sorted(each.chunk_id for each in ranked) == sorted(each.chunk_id for each in hits)
    assert {id(each) for each in ranked} == {id(each) for each in hits}
