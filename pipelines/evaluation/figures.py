"""How good the answers are, over a file of questions with known answers: figures with their 95 % intervals."""

import math
import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipelines.evaluation.questions import Question
from pipelines.text.numbers_in_text import Number, numbers

RESAMPLES = 1000
BINS = 10


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over `n` questions with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        return f"{self.value:.3f}  [{self.low:.3f}, {self.high:.3f}]  n={self.n}"


def summarise(questions: Sequence[Question], results: Iterable[Mapping[str, Any]]) -> dict[str, Figure]:
    """Every figure that the questions allow; one that no question speaks to is left out."""
    by_id = {str(result["id"]): result for result in results}
    pairs = [(question, by_id[question.id]) for question in questions if question.id in by_id]
    figures: dict[str, Figure] = {}
    for name, measure in _MEASURES.items():
        values = [value for pair in pairs if (value := measure(*pair)) is not None]
        if values:
            figures[name] = _figure(values)
    graded = [(result["confidence"], right) for q, result in pairs if (right := is_right(q, result)) is not None]
    if graded:
        figures["calibration error"] = _figure(graded, calibration_error)
    return figures


def latencies(results: Iterable[Mapping[str, Any]]) -> dict[str, tuple[float, float]]:
    """(p50, p95) in milliseconds of each stage, in the order in which the stages ran."""
    stages: dict[str, list[float]] = {}
    for result in results:
        for stage, value in result.get("timings_ms", {}).items():
            stages.setdefault(stage, []).append(value)
    return {stage: (percentile(values, 50), percentile(values, 95)) for stage, values in stages.items()}


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` of the values don't exceed."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(len(ranked) * percent / 100) - 1)]


def calibration_error(graded: Sequence[tuple[float, float]]) -> float:
    """Expected calibration error over ten equal bins of confidence (Naeini, Cooper, Hauskrecht, AAAI 2015)."""
    bins: dict[int, list[tuple[float, float]]] = {}
    for confidence, right in graded:
        bins.setdefault(min(int(confidence * BINS), BINS - 1), []).append((confidence, right))
    gap = sum(abs(sum(c for c, _ in rows) - sum(r for _, r in rows)) for rows in bins.values())
    return gap / len(graded)


def pages_in_order(result: Mapping[str, Any]) -> list[tuple[str, int]]:
    """The distinct (document, page) pairs of the passages, each at its best place."""
    seen: dict[tuple[str, int], None] = {}
    for passage in result.get("passages", ()):
        for page in range(passage["page"], passage["last_page"] + 1):
            seen.setdefault((passage["document"], page))
    return list(seen)


def _gold(question: Question) -> set[tuple[str, int]]:
    return {(question.document or "", page) for page in question.pages}


def _has_pages(question: Question) -> bool:
    return question.answerable and bool(question.pages)


def _page_hit(k: int) -> Callable[[Question, Mapping[str, Any]], float | None]:
    def measure(question: Question, result: Mapping[str, Any]) -> float | None:
        if not _has_pages(question):
            return None
        return float(bool(_gold(question) & set(pages_in_order(result)[:k])))

    return measure


def _reciprocal_rank(question: Question, result: Mapping[str, Any]) -> float | None:
    if not _has_pages(question):
        return None
    gold = _gold(question)
    return next((1 / place for place, page in enumerate(pages_in_order(result), 1) if page in gold), 0.0)


def _document_hit(question: Question, result: Mapping[str, Any]) -> float | None:
    if not (question.answerable and question.document):
        return None
    found = pages_in_order(result)
    return float(bool(found) and found[0][0] == question.document)


def _cited(result: Mapping[str, Any]) -> set[tuple[str, int]]:
    return {
        (citation["document"], page)
        for citation in result.get("citations", ())
        for page in range(citation["page"], citation["last_page"] + 1)
    }


def _citation_recall(question: Question, result: Mapping[str, Any]) -> float | None:
    if not _has_pages(question) or not _replied(result):
        return None
    found = _gold(question) & _cited(result)
    return float(bool(found)) if question.any_page else len(found) / len(question.pages)


def _citation_precision(question: Question, result: Mapping[str, Any]) -> float | None:
    cited = _cited(result)
    if not _has_pages(question) or not cited:
        return None
    return len(_gold(question) & cited) / len(cited)


def _replied(result: Mapping[str, Any]) -> bool:
    return result["outcome"] in {"answered", "quoted"}


def _answered_though_unanswerable(question: Question, result: Mapping[str, Any]) -> float | None:
    return None if question.answerable else float(_replied(result))


def _refused_though_answerable(question: Question, result: Mapping[str, Any]) -> float | None:
    return float(result["outcome"] == "refused") if question.answerable else None


def _number_right(question: Question, result: Mapping[str, Any]) -> float | None:
    if not question.answerable or question.answer_type != "number" or not _replied(result):
        return None
    given = numbers(re.sub(r"\[\d+\]", " ", result["answer"]))
    asked = {number.written for number in numbers(question.text)}
    answer = numbers(question.answer)
    # A year that the question named already is not what it asked for.
    wanted = [number for number in answer if number.written not in asked] or answer
    return float(any(same_number(number, found) for number in wanted for found in given))


def same_number(wanted: Number, found: Number) -> bool:
    """Whether two figures are the same but for rounding; signs and units aside, scales such as "million" optional.

    The one with fewer digits may be rounded by half a unit of its last digit; a percentage may be given as a share.
    """
    powers = {0, wanted.scale - found.scale} | ({2, -2} if wanted.percent != found.percent else set())
    return any(
        abs(value - other.scaleb(power)) <= max(_half_unit(wanted, 0), _half_unit(found, power))
        for value in wanted.values
        for other in found.values
        for power in powers
    )


def _half_unit(number: Number, power: int) -> Decimal:
    """Half of what the last digit shown counts for; nothing for a short whole number, which is taken as exact."""
    rounded = number.figures >= 3 or number.places > 0
    return Decimal(5).scaleb(number.scale - number.places - 1 + power) if rounded else Decimal(0)


def is_right(question: Question, result: Mapping[str, Any]) -> float | None:
    """Whether a reply was right: a page of the evidence is cited, and a number that was asked for is there."""
    if not _replied(result):
        return None
    if not question.answerable:
        return 0.0
    number = _number_right(question, result)
    if number is not None:
        return number
    return float(bool(_gold(question) & _cited(result))) if _has_pages(question) else None


def _outcome(name: str) -> Callable[[Question, Mapping[str, Any]], float | None]:
    return lambda _, result: float(result["outcome"] == name)


_MEASURES: dict[str, Callable[[Question, Mapping[str, Any]], float | None]] = {
    **{f"page-hit@{k}": _page_hit(k) for k in (1, 3, 5, 10)},
    "MRR": _reciprocal_rank,
    "document-hit@1": _document_hit,
    "citation page recall": _citation_recall,
    "citation page precision": _citation_precision,
    "answered though unanswerable": _answered_though_unanswerable,
    "refused though answerable": _refused_though_answerable,
    "number right": _number_right,
    "reply right": is_right,
    **{f"share {name}": _outcome(name) for name in ("answered", "quoted", "refused", "failed")},
}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _figure(values: Sequence[Any], statistic: Callable[[Sequence[Any]], float] = _mean) -> Figure:
    """The statistic with its percentile-bootstrap interval; the same seed each time, so that a rerun agrees.

    Where the statistic isn't a mean, the interval is moved by the bootstrap's estimate of its bias (Efron, Tibshirani,
    1993): that of a calibration error, which grows as samples shrink, would lie above the figure itself.
    """
    chance = random.Random(0)  # noqa: S311 - a resampling, not a secret
    value = statistic(values)
    resampled = sorted(statistic(chance.choices(values, k=len(values))) for _ in range(RESAMPLES))
    bias = 0.0 if statistic is _mean else _mean(resampled) - value
    low, high = (max(0.0, min(1.0, resampled[int(RESAMPLES * part)] - bias)) for part in (0.025, 0.975))
    return Figure(value, low, high, len(values))
