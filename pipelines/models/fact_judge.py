"""An optional fact-checking model: how likely it is that a document supports a claim."""

import threading
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np


class FactJudge(Protocol):
    """Judges claims by a document. Safe to call from several threads."""

    def probabilities(self, document: str, claims: Sequence[str]) -> list[float]:
        """For each claim, in order, the probability in 0..1 that the document supports it."""
        ...


class MiniCheckJudge:
    """A sequence classifier over (document, claim), such as MiniCheck's RoBERTa and DeBERTa checkpoints.

    `model` is a path or hub id that sentence-transformers loads as a cross-encoder; it is loaded at the first call.
    With one output its sigmoid is the probability, with several the softmax of the one named "supported",
    "entailment" or "label_1" (of the last one where none is). Documents longer than `window` word pieces are judged
    in parts and the best part counts. Cost: one pass of the model for each claim and part.
    """

    def __init__(self, model: str, window: int = 512) -> None:
        self.model = model
        self.window = window
        self._lock = threading.Lock()
        self._loaded: Any = None

    def probabilities(self, document: str, claims: Sequence[str]) -> list[float]:
        """For each claim the probability of the best part of the document; raises `OSError` where no model is."""
        if not claims:
            return []
        with self._lock:
            if self._loaded is None:
                from sentence_transformers import CrossEncoder

                self._loaded = CrossEncoder(self.model, max_length=self.window)
            parts = _parts(document, self.window * 3)
            pairs = [(part, claim) for claim in claims for part in parts]
            raw = np.asarray(self._loaded.predict(pairs, activation_fn=_identity(), show_progress_bar=False))
        scores = self._supported(raw.reshape(len(pairs), -1)).reshape(len(claims), len(parts))
        return [float(score) for score in scores.max(axis=1)]

    def _supported(self, logits: Any) -> Any:
        if logits.shape[1] == 1:
            return 1.0 / (1.0 + np.exp(-logits[:, 0]))
        shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
        labels = {int(i): str(name).lower() for i, name in self._loaded.model.config.id2label.items()}
        wanted = [i for i, name in labels.items() if name in {"supported", "support", "entailment", "label_1"}]
        return (shifted / shifted.sum(axis=1, keepdims=True))[:, wanted[0] if wanted else -1]


def _identity() -> Any:
    import torch

    return torch.nn.Identity()


def _parts(document: str, longest: int) -> list[str]:
    """The document in overlapping parts of at most `longest` characters, cut at spaces."""
    parts = []
    start = 0
    while len(document) - start > longest:
        end = max(document.rfind(" ", start, start + longest), start + longest // 2)
        parts.append(document[start:end])
        start = end - longest // 8
    return [*parts, document[start:]]
