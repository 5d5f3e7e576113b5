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
from pipelines.components.quote_remarks import are_versions, figures, listed, newest_first
from pipelines.locators import locator_words
from pipelines.models.passage_vectors import PlacedVectors, StoredVectors
from pipelines.models.token_weights import token_weights
from pipelines.ports import EncodedText
from pipelines.text.codes_in_text import CodesOf, codes
from pipelines.text.sentences import is_named_row
from pipelines.text.words import content_stems
from pipelines.types import Citation, Passage, Remark

LONGEST = 300
SHORTEST = 90
_ASKS_FIGURE = re.compile(
    r"\bhow (many|much|long|often|old|far|high|large)\b|\b(amount|number|rate|percent|percentage|price|cost|total|date|"
    r"year|when|deadline|limit|maximum|minimum|revenue|income|sales|ratio)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d")
_PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n")
_SENTENCE_END = re.compile(r"[.!?\u3002\uff01\uff1f][\"'\u201d\u2019)]?$")
_PRONOUN = re.compile(
    r"(?:it|its|he|she|his|her|they|their|these|those|this|that|such|er|sie|es|sein|seine|ihr|ihre|dies|diese|dieser|"
    r"dieses|il|elle|ils|elles|son|sa|ses|leur|ce|cette|su|sus|esto|este|esta)\b",
    re.IGNORECASE,
)
_EXACT = 0.3
"""What it adds that a stretch holds the question's exact codes."""
_MOST_ROWS = 200
_RANK_STEP = 0.04  # how much a stretch loses for each place that its passage stands further down
_VERSION_WORTH = 0.5
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

    @component.output_types(quotes=list[Quoted], citations=list[Citation], text=str, remarks=list[Remark])
    def run(
        self,
        question: str,
        evidence: list[Passage],
        contexts: dict[str, str] | None = None,
        encoded: EncodedText | None = None,
    ) -> dict[str, Any]:
        """`quotes` by fit, `citations` numbered in that order, and `text`: a bullet a quote, ending in its mark.

        `encoded` is what was searched for, where that was encoded already. `remarks` say that quotes are only part of
        a list, or that documents differ in their figures: then the newest comes first.
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
        chosen = self._chosen(sorted(candidates, key=lambda c: -c.score), read, evidence)
        found, remarks = listed(question, evidence, read, chosen[0].passage) if chosen else ([], [])
        if not found:
            found = [(c.passage, _stretch(read[c.passage], c, question), c.score) for c in chosen]
            found, remarks = newest_first(question, evidence, found)
        numbering = CitationNumbering()
        quotes = []
        for i, words, score in found:
            passage = on_its_pages(evidence[i], words)
            quotes.append(Quoted(words, passage, numbering.cite(passage, words), score))
        text = "\n".join(f"\u2022 {_place(q.passage)} \u2014 \u201c{q.text}\u201d [{q.citation.n}]" for q in quotes)
        return {"quotes": quotes, "citations": numbering.citations(), "text": text, "remarks": remarks}

    def _chosen(
        self, ranked: Sequence[_Candidate], read: Sequence[ReadPassage], evidence: Sequence[Passage]
    ) -> list[_Candidate]:
        """The best stretches; beside each, however far below, what another document says in the same words with other
        figures.
        """
        chosen: list[_Candidate] = []
        shown: list[tuple[frozenset[str], frozenset[str], str]] = []
        for candidate in ranked:
            if len(chosen) == self.most or candidate.score < _VERSION_WORTH * ranked[0].score:
                break
            passage, document = read[candidate.passage], evidence[candidate.passage].document_id
            stems = frozenset().union(*passage.span_stems[candidate.first : candidate.last + 1])
            numbers = figures(passage.text[passage.spans[candidate.first].start : passage.spans[candidate.last].end])
            same = any(
                c.passage == candidate.passage and c.first <= candidate.last and candidate.first <= c.last
                for c in chosen
            )
            alike = [each for each in shown if len(stems & each[0]) > 0.7 * max(1, min(len(stems), len(each[0])))]
            versions = [each for each in alike if document != each[2] and are_versions(stems, numbers, *each[:2])]
            copied = len(versions) < len(alike)
            is_version = bool(versions) and not copied
            is_worth = candidate.score >= _WORTH * ranked[0].score or is_version
            if is_worth and not same and not copied and sum(c.passage == candidate.passage for c in chosen) < 2:
                chosen.append(candidate)
                shown.append((stems, numbers, document))
        return chosen


def _candidates(
    question: str, stems: list[str], encoded: EncodedText | None, passage: ReadPassage, rank: int
) -> list[_Candidate]:
    """Every span of the passage, widened to something that reads well, with its score."""
    found = []
    in_context = frozenset(content_stems(passage.context))
    figure = bool(_ASKS_FIGURE.search(question))
    exact = codes(question)
    for i in range(len(passage.spans)):
        first, last = _widened(passage, i)
        text = passage.text[passage.spans[first].start : passage.spans[last].end]
        held = frozenset().union(*passage.span_stems[first : last + 1])
        share = sum(stem in held or (0.5 if stem in in_context else 0) for stem in stems) / max(1, len(stems))
        meaning = _meaning(encoded, passage, first, last)
        bonus = 0.1 if figure and _FIGURE.search(text) else 0.0
        if exact:
            bonus += _EXACT * sum(CodesOf(text).hold(code) for code in exact) / len(exact)
        found.append(_Candidate(meaning + 0.5 * share + bonus - _RANK_STEP * rank, rank, first, last))
    return found


def _widened(passage: ReadPassage, i: int) -> tuple[int, int]:
    """The span with its neighbours: a table's line with those round it, a sentence with what a pronoun ties to it, a
    very short one with the next or last of its paragraph. What is no sentence, such as a heading, is read on over the
    paragraph's end; a row that names its heads needs nothing.
    """
    spans = passage.spans
    whole = 0, len(spans) - 1
    if spans[i].table:
        return _widened_row(passage, i, *whole)
    is_sentence = _SENTENCE_END.search(passage.text[spans[i].start : spans[i].end]) is not None
    lowest, highest = _paragraph(passage, i) if is_sentence else whole
    first = last = i

    def fits(start: int, end: int) -> bool:
        return spans[end].end - spans[start].start <= LONGEST

    while first > lowest and _points_back(passage, first) and fits(first - 1, last):
        first -= 1
    while last < highest and _points_back(passage, last + 1) and fits(first, last + 1):
        last += 1
    while spans[last].end - spans[first].start < SHORTEST:
        if last < highest and fits(first, last + 1):
            last += 1
        elif first > lowest and fits(first - 1, last):
            first -= 1
        else:
            break
    return first, last


def _widened_row(passage: ReadPassage, i: int, lowest: int, highest: int) -> tuple[int, int]:
    spans = passage.spans
    first = last = i
    if head_row(passage, i) is not None or is_named_row(passage.text[spans[i].start : spans[i].end]):
        return first, last
    while True:
        if first > lowest and i - first < 2 and spans[last].end - spans[first - 1].start <= LONGEST:
            first -= 1
        elif last < highest and last - i < 2 and spans[last + 1].end - spans[first].start <= LONGEST:
            last += 1
        else:
            return first, last


def _paragraph(passage: ReadPassage, i: int) -> tuple[int, int]:
    """The first and the last span of a span's paragraph: no blank line lies between its spans."""
    spans, text = passage.spans, passage.text
    first = last = i
    while first > 0 and not _PARAGRAPH_END.search(text[spans[first - 1].end : spans[first].start]):
        first -= 1
    while last + 1 < len(spans) and not _PARAGRAPH_END.search(text[spans[last].end : spans[last + 1].start]):
        last += 1
    return first, last


def _points_back(passage: ReadPassage, i: int) -> bool:
    span = passage.spans[i]
    return not span.table and _PRONOUN.match(passage.text[span.start : span.end]) is not None


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
    head = head_row(passage, chosen.first)
    if head is not None:
        return trimmed_quote(f"{head} \u2026 {text}", question, LONGEST)
    return trimmed_quote(text, question, LONGEST)


def head_row(passage: ReadPassage, i: int) -> str | None:
    """The heads above a row of a table that is drawn with bars; None for what is no such row, or is its first ones."""
    rows: list[str] = []
    while i >= 0 and len(rows) < _MOST_ROWS:
        span = passage.spans[i]
        text = passage.text[span.start : span.end]
        if not text.startswith("|"):
            break
        rows.append(text)
        i -= 1
    is_ruled = len(rows) > 2 and re.fullmatch(r"[|:\s-]+", rows[-2]) is not None
    return rows[-1] if is_ruled else None


def _place(passage: Passage) -> str:
    return f"{passage.title or passage.document}, {locator_words(passage)}"
