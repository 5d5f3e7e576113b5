"""The fit of answers' confidence: a logistic regression over named inputs, each set with a weight of its own."""

from collections.abc import Mapping, Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from pipelines.checking.confidence import Logistic

Labelled = tuple[Mapping[str, float], bool]
"""The inputs of one outcome, and whether it was right."""


def fit(
    sets: Sequence[Sequence[Labelled]], names: Sequence[str], strength: float = 10, weights: Sequence[float] = ()
) -> Logistic:
    """The regression over the inputs `names`; `strength` is the inverse of the penalty on large weights.

    `weights` say how much each set counts; without them all count the same.
    """
    rows = [labelled for each in sets for labelled in each]
    inputs = np.array([[given[name] for name in names] for given, _ in rows])
    counted = [
        np.full(len(each), 1000 * weight / len(each))
        for each, weight in zip(sets, weights or [1.0] * len(sets), strict=True)
    ]
    shares = np.concatenate(counted)
    means = np.average(inputs, axis=0, weights=shares)
    model = LogisticRegression(C=strength).fit(inputs - means, [right for _, right in rows], sample_weight=shares)
    terms = zip(names, model.coef_[0], means, strict=True)
    return Logistic(float(model.intercept_[0]), {name: (float(weight), float(mean)) for name, weight, mean in terms})


def as_code(name: str, fitted: Logistic) -> str:
    """The line for `pipelines/checking/confidence.py`."""
    terms = ", ".join(f'"{key}": ({weight:.2f}, {mean:.3f})' for key, (weight, mean) in fitted.weights.items())
    return f"{name} = Logistic({fitted.bias:.2f}, {{{terms}}})"
