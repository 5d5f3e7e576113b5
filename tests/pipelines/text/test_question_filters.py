"""Filters that people type: what is taken out of the question, and what they hear of values that don't fit."""

import contextlib
import time
from typing import Any

import pytest

from pipelines.text.question_filters import QuestionError, read_filters
from pipelines.types import Source

HANDBOOK = Source("d1", "v1", "handbook-2026.pdf", "Employee Handbook", ("everyone",))
ANNEX = Source("d2", "v2", "annex.pdf", "Annex to the Employee Handbook", ("everyone",))
MANUAL = Source("d3", "v3", "TD-40_manual.pdf", "Operating Manual", ("everyone",))
DOCUMENTS = [HANDBOOK, ANNEX, MANUAL]


def conditions(question: str) -> list[tuple[str, str, Any]]:
    found = read_filters(question, lambda: DOCUMENTS).conditions
    return [(each["field"], each["operator"], each["value"]) for each in found]


def refusal(question: str) -> QuestionError:
    with pytest.raises(QuestionError) as raised:
        read_filters(question, lambda: DOCUMENTS)
    return raised.value


@pytest.mark.parametrize(
    ("typed", "condition"),
    [
        ("type:legal", ("meta.type", "==", "legal")),
        ("TYPE:Technical", ("meta.type", "==", "technical")),
        ("after:2024-06-30", ("meta.date", ">=", "2024-06-30")),
        ("after:2024-06", ("meta.date", ">=", "2024-06-01")),
        ("before:2025", ("meta.date", "<", "2025-01-01")),
        ("before:2024-02-29", ("meta.date", "<", "2024-02-29")),
        ('in:"employee handbook"', ("meta.document_id", "in", ["d1", "d2"])),
        ("in:“operating manual”", ("meta.document_id", "in", ["d3"])),
        ("in:handbook-2026.pdf", ("meta.document_id", "in", ["d1"])),
        ("in:TD-40", ("meta.document_id", "in", ["d3"])),
    ],
)
def test_a_filter_becomes_a_condition_and_leaves_the_question(typed: str, condition: tuple[str, str, Any]) -> None:
    for question in (f"What is due? {typed}", f"{typed} What is due?", f"What {typed} is due?"):
        assert conditions(question) == [condition]
        assert read_filters(question, lambda: DOCUMENTS).text == "What is due?"


def test_several_filters_all_hold() -> None:
    typed = "type:legal after:2023 before:2024 in:annex due dates"
    assert [field for field, _, _ in conditions(typed)] == ["meta.type", "meta.date", "meta.date", "meta.document_id"]
    assert read_filters(typed, lambda: DOCUMENTS).text == "due dates"


@pytest.mark.parametrize("typed", ["type:legal,", "type:legal.", "type:legal?", "type:legal;"])
def test_punctuation_after_a_value_is_not_part_of_it(typed: str) -> None:
    assert conditions(f"What is due {typed}") == [("meta.type", "==", "legal")]


@pytest.mark.parametrize(
    "question",
    [
        "What does prototype:legal mean?",
        "See plug-in:x please",
        "(type:legal) x",
        "What came after the merger in 2024?",
    ],
)
def test_words_that_only_look_like_filters_stay(question: str) -> None:
    assert read_filters(question, lambda: DOCUMENTS).text == question
    assert conditions(question) == []


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Payment before:signing is how much?", "Payment before signing is how much?"),
        ("Type:warehouse, may the tenant sublet it?", "Type warehouse, may the tenant sublet it?"),
        ("Offices in: Germany", "Offices in Germany"),
        ("Offices in:Germany and in:Spain after:hours", "Offices in Germany and in Spain after hours"),
        ("What is due after:", "What is due after"),
    ],
)
def test_what_fits_no_filter_is_words(question: str, text: str) -> None:
    assert read_filters(question, lambda: DOCUMENTS).text == text
    assert conditions(question) == []


def test_words_beside_a_filter_leave_it_alone() -> None:
    assert conditions("before:signing type:legal") == [("meta.type", "==", "legal")]


def test_a_slip_in_a_type_is_told_with_those_that_there_are() -> None:
    error = refusal("due dates type:leagl")
    assert error.code == "unknown_type"
    assert error.values == {"value": "leagl", "allowed": ["general", "technical", "legal"]}
    assert refusal('due dates type:"invoice"').code == "unknown_type"


@pytest.mark.parametrize("value", ["2024-13", "2023-02-29", "24", "0000", "2024-01-01T00:00", '"yesterday"'])
def test_a_date_that_is_none_is_told(value: str) -> None:
    error = refusal(f"due dates after:{value} ")
    assert (error.code, error.values["filter"]) == ("bad_date", "after")


def test_an_unknown_document_is_told_with_the_nearest_that_may_be_read() -> None:
    for typed in ('in:"handbok 2026"', "in:handbok-2026.pdf"):
        error = refusal(f"due dates {typed}")
        assert error.code == "unknown_document"
        assert error.values["nearest"][0] == "handbook-2026.pdf"
        assert set(error.values["nearest"]) <= {document.name for document in DOCUMENTS}


def test_where_nothing_is_near_some_documents_are_named_all_the_same() -> None:
    assert refusal('due dates in:"qqqq"').values["nearest"] == ["TD-40_manual.pdf", "annex.pdf", "handbook-2026.pdf"]
    with pytest.raises(QuestionError) as raised:
        read_filters('due dates in:"x"', list)
    assert raised.value.values["nearest"] == []


@pytest.mark.parametrize("typed", ['in:""', 'in:"  "', 'in:"?"'])
def test_a_name_without_words_matches_no_document_instead_of_all(typed: str) -> None:
    assert refusal(f"due dates {typed}").code == "unknown_document"


def test_an_error_says_nothing_of_the_question_in_its_message() -> None:
    assert str(refusal('due dates type:"secret"')) == "unknown_type"


@pytest.mark.parametrize(
    "question",
    ["in:" * 1300, 'in:"' * 1000, "in:" + "a" * 3990, 'in:"' + "ab " * 1300 + 'q"', 'in:"' + "ab " * 40 + 'q"'],
)
def test_a_hostile_question_costs_little(question: str) -> None:
    many = [Source(f"d{n}", f"v{n}", f"aba abab report {n}.pdf", "ab " * 30, ("everyone",)) for n in range(500)]
    started = time.thread_time()
    with contextlib.suppress(QuestionError):
        read_filters(question, lambda: many)
    assert time.thread_time() - started < 2


@pytest.mark.parametrize(
    ("question", "unfit"),
    [
        ("The deposit before:signing, is how much?", ("before:signing",)),
        ("Type:warehouse, may the tenant sublet it?", ("Type:warehouse",)),
        ("What holds in: Germany?", ()),
        ("What is due type:legal?", ()),
    ],
)
def test_what_is_typed_like_a_filter_and_read_as_words_is_known(question: str, unfit: tuple[str, ...]) -> None:
    assert read_filters(question, lambda: DOCUMENTS).unfit == unfit
