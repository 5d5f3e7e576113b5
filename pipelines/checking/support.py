"""How well a passage supports a sentence: late interaction between their words, and the words they share."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipelines.checking.facts import SourceFacts, source_facts, stated_numbers
from pipelines.models.passage_vectors import PlacedVectors
from pipelines.models.token_weights import token_weights
from pipelines.ports import EncodedText, Vector
from pipelines.text.numbers_in_text import Number, stands_in
from pipelines.text.orders_to_models import without_orders
from pipelines.text.sentences import Span, source_spans
from pipelines.text.words import content_stems

Encode = Callable[[Sequence[str]], list[EncodedText]]

FIGURES = 0.4  # weight of bare numbers: they are compared exactly elsewhere, and their vectors say little
_NEAR = 60  # characters on either side of a figure in which its meaning is looked for
_WORDS_AROUND = 3


@dataclass(frozen=True, slots=True)
class Features:
    """What the support of one sentence by one passage is computed from; both in 0..1.

    `meaning`: weighted mean, over the sentence's word pieces, of the best cosine with the passage's (0 without an
    encoder); `together`: share of its content words within the best pair of neighbouring sentences.
    """

    meaning: float
    together: float


class ReadPassage:
    """A passage taken apart once for many checks: facts, spans, and (when first asked for) token vectors.

    Its `text` and `context` are the passage's without what gives orders to a model: that is neither quoted nor a reason
    for anything.
    """

    def __init__(
        self, text: str, context: str = "", encode: Encode | None = None, stored: PlacedVectors | None = None
    ) -> None:
        self.text = without_orders(text)
        self.context = without_orders(context)
        self._encode = encode
        self._stored = stored

    @classmethod
    def joined(cls, parts: Sequence["ReadPassage"]) -> "ReadPassage":
        """Several passages read as one, for a sentence that cites them together; nothing is encoded again."""
        whole = cls("\n\n".join(part.text for part in parts), "\n".join(part.context for part in parts))
        starts = [sum(len(before.text) + 2 for before in parts[:i]) for i in range(len(parts))]
        whole.spans = [
            Span(span.start + start, span.end + start, span.table)
            for part, start in zip(parts, starts, strict=True)
            for span in part.spans
        ]
        whole.vectors = [vector for part in parts for vector in part.vectors]
        return whole

    @cached_property
    def facts(self) -> SourceFacts:
        """Its numbers, dates and names."""
        return source_facts(self.text, self.context)

    @cached_property
    def spans(self) -> Sequence[Span]:
        """Its sentences and table lines."""
        return source_spans(self.text)

    @cached_property
    def span_stems(self) -> list[frozenset[str]]:
        """The content words of each span."""
        return [frozenset(content_stems(self.text[span.start : span.end])) for span in self.spans]

    @cached_property
    def vectors(self) -> list[Vector]:
        """Each span's token vectors; one pass of the encoder, since a long passage would be cut at its window."""
        if self._stored is not None:
            return [self._stored.between(span.start, span.end) for span in self.spans]
        if self._encode is None or not self.spans:
            return []
        texts = [" ".join(self.text[span.start : span.end].split()) for span in self.spans]
        return [encoded.token_vectors[token_weights(encoded.tokens, FIGURES) > 0] for encoded in self._encode(texts)]


def features(sentence: str, encoded: EncodedText | None, passage: ReadPassage) -> Features:
    """The figures from which `support` is computed; a few vector products, after the passage's first encoding."""
    stems = content_stems(sentence)
    together = max((_share(stems, passage, i) for i in range(len(passage.spans))), default=0.0)
    return Features(_meaning(encoded, passage), together)


def _share(stems: list[str], passage: ReadPassage, i: int) -> float:
    held = frozenset().union(*passage.span_stems[i : i + 2])
    return sum(stem in held for stem in stems) / len(stems) if stems else 0.0


def _meaning(encoded: EncodedText | None, passage: ReadPassage) -> float:
    if encoded is None or not passage.vectors:
        return 0.0
    weights = token_weights(encoded.tokens, FIGURES)
    counted = weights > 0
    if not counted.any():
        return 0.0
    best = (encoded.token_vectors[counted] @ np.concatenate(passage.vectors).T).max(axis=1)
    return float(np.clip((best * weights[counted]).sum() / weights.sum(), 0.0, 1.0))


def near_figures(sentence: str, passage: ReadPassage) -> float:
    """Whether the sentence's figures stand among the same words in the passage; in 0..1, 1 without figures.

    For each figure: the share of its nearest words in the sentence (three on either side) that also stand within 60
    characters of that figure in the passage, or on its table line; the best place of each figure, the worst figure.
    """
    facts = passage.facts
    shares = []
    for number in stated_numbers(sentence):
        same = stands_in(number, list(facts.numbers), facts.scales, facts.percent, sentence)
        around = content_stems(sentence[: number.start])[-_WORDS_AROUND:]
        around += content_stems(f"{number.unit} {sentence[number.end :]}")[:_WORDS_AROUND]
        if same and len(set(around)) > 1:
            shares.append(max(_share_around(set(around), passage, match) for match in same))
    return min(shares, default=1.0)


def _share_around(stems: set[str], passage: ReadPassage, number: Number) -> float:
    start, end = number.start - _NEAR, number.end + _NEAR
    line = next((s for s in passage.spans if s.table and s.start <= number.start < s.end), None)
    if line is not None:
        start, end = min(start, line.start - _NEAR), max(end, line.end)
    around = set(content_stems(passage.text[max(0, start) : end]))
    return sum(stem in around for stem in stems) / len(stems)


def best_span(sentence: str, encoded: EncodedText | None, passage: ReadPassage) -> int | None:
    """The index of the span that says most of `sentence`: its words, its meaning, its figures."""
    stems = content_stems(sentence)
    facts = passage.facts
    figures = [
        m.start
        for n in stated_numbers(sentence)
        for m in stands_in(n, list(facts.numbers), facts.scales, facts.percent, sentence)
    ]
    scores = []
    for i, span in enumerate(passage.spans):
        share = sum(stem in passage.span_stems[i] for stem in stems) / len(stems) if stems else 0.0
        held = sum(span.start <= figure < span.end for figure in set(figures)) / max(1, len(set(figures)))
        scores.append(share + held + _span_meaning(encoded, passage, i))
    return int(np.argmax(scores)) if scores else None


def _span_meaning(encoded: EncodedText | None, passage: ReadPassage, i: int) -> float:
    if encoded is None or not passage.vectors or not len(passage.vectors[i]):
        return 0.0
    weights = token_weights(encoded.tokens, FIGURES)
    best = (encoded.token_vectors @ passage.vectors[i].T).max(axis=1)
    return float((best * weights).sum() / max(float(weights.sum()), 1e-6))


def support(found: Features, with_meaning: bool) -> float:
    """The probability in 0..1 that a passage supports a sentence: a logistic model of `Features`.

    Fitted on sentences of answers that people wrote, each with its own passage against the most similar other one;
    the figures are in docs/evaluation.md. Without an encoder a second model serves that knows only words.
    """
    scored = -9.75 + 11.99 * found.meaning + 2.65 * found.together if with_meaning else -5.28 + 9.98 * found.together
    return 1.0 / (1.0 + math.exp(-scored))
