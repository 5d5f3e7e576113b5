"""Whether confidence means what it says: how often replies of a given confidence are right."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

BINS = 10
FEWEST = 20
"""Replies that the corrected error needs at least."""
Graded = tuple[float, float]
"""A reply's confidence in 0..1, and 1 where it was right, else 0."""


def calibration_error(graded: Sequence[Graded]) -> float:
    """Expected calibration error over ten equal bins of confidence (Naeini, Cooper, Hauskrecht, AAAI 2015).

    Of few replies it is large whatever the confidence: that of 100 replies without any error is some .1.
    """
    bins: dict[int, list[Graded]] = {}
    for confidence, right in graded:
        bins.setdefault(min(int(confidence * BINS), BINS - 1), []).append((confidence, right))
    gap = sum(abs(sum(c for c, _ in rows) - sum(r for _, r in rows)) for rows in bins.values())
    return gap / len(graded)


def root_calibration_error(graded: Sequence[Graded]) -> float:
    """The root mean square of the gap between confidence and truth, without what chance adds to it.

    Over ten bins with the same number of replies each; a bin's squared gap is lessened by its mean's variance (Kumar,
    Liang, Ma, NeurIPS 2019); 0 where nothing is left. Needs `FEWEST` replies.
    """
    ranked = np.array(sorted(graded))
    total = 0.0
    for rows in np.array_split(ranked, BINS):
        confidence, right = rows.mean(axis=0)
        total += len(rows) * ((confidence - right) ** 2 - right * (1 - right) / (len(rows) - 1))
    return float(max(0.0, total / len(ranked)) ** 0.5)


def reliability(graded: Sequence[Graded], bounds: Sequence[float]) -> list[tuple[float, float, int, float, float]]:
    """For each stretch of confidence its bounds, the number of replies, their mean confidence, and the share right.

    `bounds` rise from 0 to 1; stretches without replies are left out.
    """
    table = []
    for low, high in pairwise(bounds):
        rows = [row for row in graded if low <= row[0] < high or row[0] == high == bounds[-1]]
        if rows:
            confidence, right = (sum(column) / len(rows) for column in zip(*rows, strict=True))
            table.append((low, high, len(rows), confidence, right))
    return table
