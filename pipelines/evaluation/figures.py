"""How good the answers are, over a file of questions with known answers: figures with their 95 % intervals."""

import math
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.evaluation.calibration import FEWEST, Graded, calibration_error, root_calibration_error
from pipelines.evaluation.measures import MEASURES, RATIOS, graded
from pipelines.evaluation.questions import Question

RESAMPLES = 1000


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
    for name, measure in MEASURES.items():
        values = [value for pair in pairs if (value := measure(*pair)) is not None]
        if values:
            figures[name] = _figure(values)
    for name, (top, bottom) in RATIOS.items():
        parts = [(spent, bottom(*pair) or 0.0) for pair in pairs if (spent := top(*pair)) is not None]
        if sum(right for _, right in parts):
            figures[name] = _figure(parts, _ratio, most=math.inf)
    rows = graded_replies(questions, by_id.values())
    if rows:
        figures["calibration error"] = _figure(rows, calibration_error)
    if len(rows) >= FEWEST:
        figures["calibration error, corrected"] = _figure(rows, root_calibration_error)
    return figures


def graded_replies(questions: Iterable[Question], results: Iterable[Mapping[str, Any]]) -> list[Graded]:
    """Each judged reply's confidence, and whether it was right."""
    by_id = {str(result["id"]): result for result in results}
    asked = (question for question in questions if question.id in by_id)
    return [row for question in asked if (row := graded(question, by_id[question.id])) is not None]


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


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def mean_figure(values: Sequence[float]) -> Figure:
    """The mean of some values with its interval."""
    return _figure(values)


def _ratio(parts: Sequence[tuple[float, float]]) -> float:
    top, bottom = (sum(column) for column in zip(*parts, strict=True))
    return top / bottom if bottom else math.inf


def _figure(values: Sequence[Any], statistic: Callable[[Sequence[Any]], float] = _mean, most: float = 1.0) -> Figure:
    """The statistic with its percentile-bootstrap interval; the same seed each time, so that a rerun agrees.

    Where the statistic isn't a mean, the interval is moved by the bootstrap's estimate of its bias (Efron, Tibshirani,
    1993): that of a calibration error, which grows as samples shrink, would lie above the figure itself.
    """
    chance = random.Random(0)  # nosec B311 # noqa: S311 - a resampling, not a secret
    value = statistic(values)
    resampled = sorted(statistic(chance.choices(values, k=len(values))) for _ in range(RESAMPLES))
    bias = _mean(resampled) - value if statistic in {calibration_error, root_calibration_error} else 0.0
    low, high = (max(0.0, min(most, resampled[int(RESAMPLES * part)] - bias)) for part in (0.025, 0.975))
    return Figure(value, low, high, len(values))
