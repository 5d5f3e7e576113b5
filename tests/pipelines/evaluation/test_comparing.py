"""Two results of the same questions: what moved, and how far chance alone would move it."""

import random
from typing import Any

import pytest

from pipelines.evaluation.calibration import reliability, root_calibration_error
from pipelines.evaluation.comparing import compare
from pipelines.evaluation.figures import summarise
from pipelines.evaluation.questions import Question


def question(number: int) -> Question:
    return Question(str(number), "How much?", True, "a.pdf", frozenset({1}), False, "5", "", "", "")


def result(number: int, page: int, **more: Any) -> dict[str, Any]:
    text = "The limit is 5 days."
    cited = {"n": 1, "document": "a.pdf", "page": page, "last_page": page, "quote": text}
    passage = {"document": "a.pdf", "page": page, "last_page": page, "text": f"{text} And more."}
    return {
        "id": str(number), "outcome": "quoted", "answer": f"{text} [1]", "confidence": 0.5, "citations": [cited],
        "passages": [passage], "timings_ms": {"total": 500.0}, **more,
    }  # fmt: skip


ASKED = [question(number) for number in range(40)]


def test_the_same_results_differ_in_nothing() -> None:
    given = [result(number, 1 + number % 2) for number in range(40)]
    for difference in compare(ASKED, given, given).values():
        assert (difference.change, difference.low, difference.high) == (0, 0, 0)


def test_what_moved_for_nearly_all_questions_lies_outside_chance() -> None:
    before = [result(number, 2) for number in range(40)]
    after = [result(number, 2 if number < 4 else 1) for number in range(40)]
    moved = compare(ASKED, before, after)["citation page recall"]
    assert (moved.before, moved.after, moved.n) == (0, 0.9, 40)
    assert 0.75 < moved.low <= moved.change <= moved.high <= 1


def test_an_interval_is_paired_by_question() -> None:
    before = [result(number, 1 + number % 2) for number in range(40)]
    after = [result(number, 1 if number == 1 else 1 + number % 2) for number in range(40)]
    moved = compare(ASKED, before, after)["citation page recall"]
    alone = summarise(ASKED, after)["citation page recall"]
    assert moved.high - moved.low < (alone.high - alone.low) / 2


def test_only_questions_of_both_results_count() -> None:
    before = [result(number, 2) for number in range(30)]
    after = [result(number, 1) for number in range(10, 40)]
    assert compare(ASKED, before, after)["page-hit@1"].n == 20
    assert compare(ASKED, before[:5], after[-5:]) == {}


def test_costs_are_counted_for_each_right_reply() -> None:
    usage = {"prompt": 90, "completion": 10}
    given = [result(number, 1 + number % 2, usage=usage) for number in range(40)]
    figures = summarise(ASKED, given)
    assert figures["tokens per right reply"].value == pytest.approx(200)
    assert figures["seconds per right reply"].value == pytest.approx(1)
    moved = compare(ASKED, given, [result(number, 1, usage=usage) for number in range(40)])
    assert moved["tokens per right reply"].change == pytest.approx(-100)


@pytest.mark.parametrize(
    ("changed", "sound"),
    [
        ({}, 1.0),
        ({"answer": "The limit is 5 days. [1]\nIt is strict."}, 0.0),
        ({"passages": [{"document": "a.pdf", "page": 1, "last_page": 1, "text": "The limit is 6 days."}]}, 0.0),
        ({"answer": "The limit is 5 days. [1] It ends in May. [2]"}, 0.0),
    ],
)
def test_a_right_reply_has_every_source_where_each_sentence_is_quoted_from_a_page_of_the_evidence(
    changed: dict[str, Any], sound: float
) -> None:
    figures = summarise([ASKED[0]], [result(0, 1, **changed)])
    assert figures["right with every source"].value == sound


def test_a_wrong_reply_is_not_asked_for_its_sources() -> None:
    assert "right with every source" not in summarise([ASKED[0]], [result(0, 2)])


def test_chance_alone_makes_no_corrected_calibration_error() -> None:
    chance = random.Random(1)
    honest = [(p, float(chance.random() < p)) for p in (chance.random() for _ in range(2000))]
    bold = [(min(1.0, p + 0.2), right) for p, right in honest]
    assert root_calibration_error(honest) < 0.03
    assert root_calibration_error(bold) == pytest.approx(0.2, abs=0.05)


def test_the_reliability_table_says_how_often_each_stretch_of_confidence_is_right() -> None:
    rows = [(0.9, 1.0), (1.0, 1.0), (0.9, 0.0), (0.3, 0.0)]
    assert reliability(rows, (0.0, 0.5, 0.85, 1.0)) == [
        (0.0, 0.5, 1, 0.3, 0.0),
        (0.85, 1.0, 3, pytest.approx(2.8 / 3), pytest.approx(2 / 3)),
    ]
