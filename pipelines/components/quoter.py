"""The best stretches of the evidence, word for word: what people get when no model can write."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from haystack import component

from pipelines.checking.checker import trimmed_quote
from pipelines.checking.citations import CitationNumbering, on_its_pages
from pipelines.checking.support import Encode, ReadPassage
from pipelines.locators import locator_words
from pipelines.models.passage_vectors import PlacedVectors, StoredVectors
from pipelines.models.token_weights import token_weights
from pipelines.ports import EncodedText
from pipelines.text.words import content_stems
from pipelines.types import Citation, Passage

LONGEST = 300
SHORTEST = 90
_ASKS_FIGURE = re.compile(
    r"\bhow (many|much|long|often|old|far|high|large)\b|\b(amount|number|rate|percent|percentage|price|cost|total|date|"
    r"year|when|deadline|limit|maximum|minimum|revenue|income|sales|ratio)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d")
_RANK_STEP = 0.04  # how much a stretch loses for each place that its passage stands further down
_WORTH = 0.72  # of the best stretch's score; what is worse only distracts


@dataclass(frozen=True, slots=True)
class Quoted:
    """A stretch of a passage, verbatim but on one line, with the citation it stands under."""

    text: str
    passage: Passage
    citation: Citation
    score: float


@dataclass(frozen=True, slots=True)
class _Candidate:
    score: float
    passage: int
    first: int
    last: int


@component
class Quoter:
    """Picks up to `most` quotes that fit a question best, without any model that writes.

    A stretch is scored by late interaction with the question (where `encode` is given), by the question's words in
    it and in its passage's context, by a figure where one is asked for, and by its passage's place. Table lines come
    with their neighbours. With `stored` no passage is encoded again; else it costs a
    pass of the encoder over the passages' sentences.
    """

    def __init__(self, encode: Encode | None = None, most: int = 4, stored: StoredVectors | None = None) -> None:
        self.encode = encode
        self.stored = stored
        self.most = most

    @component.output_types(quotes=list[Quoted], citations=list[Citation], text=str)
    def run(
        self,
        question: str,
        evidence: list[Passage],
        contexts: dict[str, str] | None = None,
        encoded: EncodedText | None = None,
    ) -> dict[str, Any]:
        """`quotes` by fit, `citations` numbered in that order, and `text`: a bullet a quote, ending in its mark.

        `encoded` is what was searched for, where that was encoded already.
        """
        context = contexts or {}
        contexts_in_order = [context.get(p.chunk_id, "") for p in evidence]
        vectors: list[PlacedVectors | None] = [None] * len(evidence)
        if self.stored is not None:
            vectors = self.stored.of([p.chunk_id for p in evidence], contexts_in_order, [p.text for p in evidence])
        read = [
            ReadPassage(p.text, f"{line}\n{p.title}", self.encode, placed)
            for p, line, placed in zip(evidence, contexts_in_order, vectors, strict=True)
        ]
        if encoded is None and self.encode is not None:
            encoded = self.encode([question])[0]
        stems = list(dict.fromkeys(content_stems(question)))
        candidates = [c for i, passage in enumerate(read) for c in _candidates(question, stems, encoded, passage, i)]
        numbering = CitationNumbering()
        quotes = []
        for chosen in self._chosen(sorted(candidates, key=lambda c: -c.score), read):
            quote = _stretch(read[chosen.passage], chosen, question)
            passage = on_its_pages(evidence[chosen.passage], quote)
            quotes.append(Quoted(quote, passage, numbering.cite(passage, quote), chosen.score))
        text = "\n".join(f"\u2022 {_place(q.passage)} \u2014 \u201c{q.text}\u201d [{q.citation.n}]" for q in quotes)
        return {"quotes": quotes, "citations": numbering.citations(), "text": text}

    def _chosen(self, ranked: Sequence[_Candidate], read: Sequence[ReadPassage]) -> list[_Candidate]:
        chosen: list[_Candidate] = []
        shown: list[frozenset[str]] = []
        for candidate in ranked:
            if len(chosen) == self.most or candidate.score < _WORTH * ranked[0].score:
                break
            stems = frozenset().union(*read[candidate.passage].span_stems[candidate.first : candidate.last + 1])
            same = any(
                c.passage == candidate.passage and c.first <= candidate.last and candidate.first <= c.last
                for c in chosen
            )
            alike = any(len(stems & other) > 0.7 * max(1, min(len(stems), len(other))) for other in shown)
            if not same and not alike and sum(c.passage == candidate.passage for c in chosen) < 2:
                chosen.append(candidate)
                shown.append(stems)
        return chosen


def _candidates(
    question: str, stems: list[str], encoded: EncodedText | None, passage: ReadPassage, rank: int
) -> list[_Candidate]:
    """Every span of the passage, widened to something that reads well, with its score."""
    found = []
    in_context = frozenset(content_stems(passage.context))
    figure = bool(_ASKS_FIGURE.search(question))
    for i in range(len(passage.spans)):
        first, last = _widened(passage, i)
        text = passage.text[passage.spans[first].start : passage.spans[last].end]
        held = frozenset().union(*passage.span_stems[first : last + 1])
        share = sum(stem in held or (0.5 if stem in in_context else 0) for stem in stems) / max(1, len(stems))
        meaning = _meaning(encoded, passage, first, last)
        bonus = 0.1 if figure and _FIGURE.search(text) else 0.0
        found.append(_Candidate(meaning + 0.5 * share + bonus - _RANK_STEP * rank, rank, first, last))
    return found


def _widened(passage: ReadPassage, i: int) -> tuple[int, int]:
    """The span with neighbours: a table's line with those round it, a very short sentence with the next or last."""
    spans = passage.spans
    first = last = i
    while True:
        table = spans[i].table
        if not table and spans[last].end - spans[first].start >= SHORTEST:
            return first, last
        before, after = first > 0, last + 1 < len(spans)
        if before and spans[last].end - spans[first - 1].start <= LONGEST and (table or not after) and i - first < 2:
            first -= 1
        elif after and spans[last + 1].end - spans[first].start <= LONGEST and last - i < 2:
            last += 1
        else:
            return first, last


def _meaning(encoded: EncodedText | None, passage: ReadPassage, first: int, last: int) -> float:
    if encoded is None or not passage.vectors:
        return 0.0
    inside = np.concatenate(passage.vectors[first : last + 1])
    weights = token_weights(encoded.tokens)
    if not len(inside) or weights.sum() == 0:
        return 0.0
    return float((encoded.token_vectors @ inside.T).max(axis=1) @ weights / weights.sum())


def _stretch(passage: ReadPassage, chosen: _Candidate, question: str) -> str:
    text = passage.text[passage.spans[chosen.first].start : passage.spans[chosen.last].end]
    return trimmed_quote(text, question, LONGEST)


def _place(passage: Passage) -> str:
    return f"{passage.title or passage.document}, {locator_words(passage)}"
