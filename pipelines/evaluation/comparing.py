"""Two results over the same questions: how far each figure moved, and how much of that is chance."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.evaluation.calibration import FEWEST, root_calibration_error
from pipelines.evaluation.measures import MEASURES, RATIOS, graded
from pipelines.evaluation.questions import Question

RESAMPLES = 2000
_CALIBRATION_RESAMPLES = 300


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure in two results over the same `n` questions, and `change` with its 95 % interval, paired by question."""

    before: float
    after: float
    low: float
    high: float
    n: int

    @property
    def change(self) -> float:
        """How far the figure moved."""
        return self.after - self.before


def compare(
    questions: Sequence[Question], before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]
) -> dict[str, Difference]:
    """Each figure that both results have, over the questions that both answered; see `figures.summarise`.

    Questions are drawn again and again with what both results say of them, so that a question that is hard for both
    doesn't widen the interval.
    """
    old, new = ({str(result["id"]): result for result in results} for results in (before, after))
    both = [question for question in questions if question.id in old and question.id in new]
    if not both:
        return {}
    drawn = np.random.default_rng(0).integers(0, len(both), (RESAMPLES, len(both)))
    differences = {}
    for name, measure in MEASURES.items():
        past, present = (
            _column([measure(question, results[question.id]) for question in both]) for results in (old, new)
        )
        differences[name] = _difference(past, present, drawn)
    for name, (top, bottom) in RATIOS.items():
        parts = [
            [_column([part(question, results[question.id]) for question in both]) for part in (top, bottom)]
            for results in (old, new)
        ]
        differences[name] = _ratio_difference(parts[0], parts[1], drawn)
    differences["calibration error, corrected"] = _calibration_difference(both, old, new)
    return {name: found for name, found in differences.items() if found is not None}


def _column(values: Sequence[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values])


def _mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of each row over what is known of it; not a number where nothing is."""
    known = ~np.isnan(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(known, values, 0).sum(axis=-1) / known.sum(axis=-1))


def _difference(before: NDArray[np.float64], after: NDArray[np.float64], drawn: NDArray[np.int64]) -> Difference | None:
    n = int((~np.isnan(before) & ~np.isnan(after)).sum())
    if not n:
        return None
    moved = _mean(after[drawn]) - _mean(before[drawn])
    return _of(float(_mean(before)), float(_mean(after)), moved, n)


def _ratio_difference(
    before: Sequence[NDArray[np.float64]], after: Sequence[NDArray[np.float64]], drawn: NDArray[np.int64]
) -> Difference | None:
    if any(np.isnan(top).all() or not np.nansum(bottom) for top, bottom in (before, after)):
        return None

    def ratio(parts: Sequence[NDArray[np.float64]], rows: NDArray[np.int64]) -> NDArray[np.float64]:
        top, bottom = (np.nansum(part[rows], axis=-1) for part in parts)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(np.where(bottom > 0, top / bottom, np.nan))

    everything = np.arange(len(before[0]))[None, :]
    past, present = (float(ratio(parts, everything)[0]) for parts in (before, after))
    return _of(past, present, ratio(after, drawn) - ratio(before, drawn), len(before[0]))


def _calibration_difference(
    both: Sequence[Question], old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]
) -> Difference | None:
    pairs = [[graded(question, results[question.id]) for question in both] for results in (old, new)]
    if any(sum(each is not None for each in rows) < FEWEST for rows in pairs):
        return None

    def error(rows: Sequence[tuple[float, float] | None], chosen: Iterable[int]) -> float:
        return root_calibration_error([row for i in chosen if (row := rows[i]) is not None])

    chance = np.random.default_rng(0)
    samples = [chance.integers(0, len(both), len(both)).tolist() for _ in range(_CALIBRATION_RESAMPLES)]
    moved = np.array([error(pairs[1], sample) - error(pairs[0], sample) for sample in samples])
    past, present = (error(rows, range(len(both))) for rows in pairs)
    counted = sum(one is not None and other is not None for one, other in zip(*pairs, strict=True))
    return _of(past, present, moved, counted)


def _of(before: float, after: float, moved: NDArray[np.float64], n: int) -> Difference:
    known = moved[~np.isnan(moved)]
    low, high = np.percentile(known, [2.5, 97.5]) if len(known) else (np.nan, np.nan)
    return Difference(before, after, float(low), float(high), n)
