"""How sure an answer is: a probability fitted to labelled outcomes, and the evidence it is computed from."""

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression over named inputs; an input that is missing counts as its mean in the fit."""

    bias: float
    weights: Mapping[str, tuple[float, float]]
    """Weight and mean of each input."""

    def __call__(self, inputs: Mapping[str, float]) -> float:
        """The probability in 0..1."""
        total = self.bias + sum(
            weight * (inputs.get(name, mean) - mean) for name, (weight, mean) in self.weights.items()
        )
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


EVIDENCE = Logistic(-0.03, {"cosine": (6.22, 0.572), "weakest": (2.43, 0.552)})
"""That the passages hold an answer at all; fitted on two text sets, see docs/evaluation.md."""

BY_WORDS = Logistic(-0.04, {"cosine": (2.02, 0.502), "weakest": (2.64, 0.497), "cover": (8.76, 0.428)})
"""The same for questions in other languages than English, of which the embedder knows little; as above."""

ACROSS = Logistic(-0.68, {"cosine": (11.29, 0.389), "weakest": (7.32, 0.424)})
"""The same where the nearest passage is in another language than the question, so that no word need be met: fitted
with a multilingual embedder, a wrong reply counting twice as much as a wrong refusal; as above."""

QUOTED = Logistic(0.53, {"cosine": (2.74, 0.631), "weakest": (0.41, 0.518), "cover": (2.82, 0.645)})
"""That a page which is quoted holds the answer; fitted on PDFs, which weigh three times as much as each of two text
sets; see docs/evaluation.md."""

ANSWERED = Logistic(0.41, {"cosine": (0.60, 0.638)})
"""That a written answer, all of whose sentences passed the check, is right; fitted on 55 answers of a small model."""
