"""Who may read: a scope is never empty, and no condition beside it lets anything more through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.access import EmptyScopeError, Scope, scope_filter
from pipelines.index.document_filter import checked_filter, fields_of, matches
from pipelines.types import DocumentType, Source

labels = st.sampled_from(["everyone", "C1", "C2", "U7"])
comparisons = st.one_of(
    st.builds(lambda v: {"field": "meta.type", "operator": "==", "value": v}, st.sampled_from(list(DocumentType))),
    st.builds(lambda v: {"field": "meta.labels", "operator": "in", "value": v}, st.lists(labels, min_size=1)),
    st.builds(lambda v: {"field": "meta.labels", "operator": "!=", "value": v}, labels),
    st.just({"field": "meta.date", "operator": "==", "value": None}),
)
conditions = st.recursive(
    comparisons,
    lambda inner: st.builds(
        lambda operator, parts: {"operator": operator, "conditions": parts},
        st.sampled_from(["AND", "OR", "NOT"]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=6,
)


def test_an_empty_scope_raises_instead_of_reading_everything() -> None:
    for empty in (frozenset(), frozenset({""}), frozenset({" "}), frozenset({"C1", "\t"})):
        with pytest.raises(EmptyScopeError):
            Scope(empty)
    with pytest.raises(EmptyScopeError):
        Scope.of()


def test_the_error_says_what_to_do() -> None:
    assert "Scope.of('everyone')" in str(EmptyScopeError())


def test_a_scope_is_the_same_in_any_order() -> None:
    assert Scope.of("b", "a", "a") == Scope.of("a", "b")
    assert scope_filter(Scope.of("b", "a")) == scope_filter(Scope.of("a", "b"))


def test_the_filter_is_one_that_an_index_accepts() -> None:
    where = scope_filter(Scope.of("C1"), {"field": "meta.type", "operator": "==", "value": "legal"})
    assert checked_filter(where) is where


@given(st.sets(labels, min_size=1), st.lists(conditions, max_size=3), st.sets(labels, min_size=1))
def test_no_condition_lets_through_what_the_scope_may_not_read(
    readers: set[str], beside: list[dict[str, object]], carried: set[str]
) -> None:
    document = fields_of(Source("d", "v", "n.pdf", "T", tuple(sorted(carried))))
    where = checked_filter(scope_filter(Scope(frozenset(readers)), *beside))
    if matches(where, document):
        assert readers & carried
    if not beside:
        assert matches(where, document) is bool(readers & carried)
