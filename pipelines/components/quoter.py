"""The best stretches of the evidence, word for word: what people get when no model can write."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from haystack import component

from pipelines.checking.checker import trimmed_quote
from pipelines.checking.citations import CitationNumbering, on_its_pages
from pipelines.checking.support import ReadPassage
from pipelines.components.meanings import Meanings
from pipelines.components.quote_remarks import listed, newest_first
from pipelines.components.quote_stretches import LONGEST, head_row, is_head, is_named_by, says_nothing, widened
from pipelines.components.statements import Statement, disagree
from pipelines.locators import locator_words
from pipelines.models.passage_vectors import PlacedVectors, StoredVectors
from pipelines.ports import Embedder, EncodedText
from pipelines.text.asked_figures import asks_for_figure
from pipelines.text.codes_in_text import Code, CodesOf, codes
from pipelines.text.lexical_cover import AskedWords
from pipelines.text.words import content_stems
from pipelines.types import Citation, Passage, Remark

_DIGIT = re.compile(r"\d")
_A_FIGURE = 0.1
"""What it adds that a stretch has a figure where one is asked for."""
_EXACT = 0.3
"""What it adds that a stretch holds the question's exact codes."""
_NAMED_ROW = 0.15
"""What it adds that a row's own name, of two words or more, stands in the question."""
_HEAD = 0.3
"""What it takes away that a stretch is chosen for a head of a table: its rows stand for themselves."""
_PAGE_STEP = 0.12
"""How much a stretch loses for each place that its page stands further down; see docs/evaluation.md."""
_RETRIEVAL = 4.0
"""What the distance of its page's best score to the best one of all counts beside it."""
_IN_CONTEXT = 0.5
"""What a word is worth that only the passage's context has."""
_JOINED = 0.25
"""The share of both that is left where the search was for two questions."""
_MOST_OF_ONE = 2
"""Stretches of one passage."""
_COPIED = 0.7
_VERSION_WORTH = 0.7
"""The share of a shown stretch's worth that another one has at least which disagrees with it."""
_NEAR = 0.4
"""How far below the best stretch one of another page may be; what is worse only distracts."""
_SAYS_MORE = 0.1
"""How much more than all that are shown one of another page says by itself that is shown, however far below."""
_NEAR_ON_PAGE = 0.2
"""The same for one of a page that is quoted already."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A stretch of a passage, verbatim but on one line, with the citation it stands under."""

    text: str
    passage: Passage
    citation: Citation
    score: float


@dataclass(frozen=True, slots=True)
class _Candidate:
    """The stretch from span `first` to `last`, for what span `core` says."""

    score: float
    worth: float
    """The score without where retrieval put its passage."""
    passage: int
    first: int
    last: int
    core: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as its passages are weighed by: read once for all of them."""

    stems: Sequence[str]
    words: AskedWords
    """By which it is read where it isn't English."""
    codes: Sequence[Code]
    wants_figure: bool

    @classmethod
    def of(cls, question: str) -> "_Asked":
        return cls(content_stems(question), AskedWords.of(question), codes(question), asks_for_figure(question))


@component
class Quoter:
    """Picks up to `most` quotes that fit a question best, without any model that writes.

    A stretch is scored by late interaction with the question (where `embedder` is given), by the question's words in
    it and in its passage's context, by a figure where one is asked for, and by where retrieval put its passage. Table
    lines come with their neighbours. With `stored` no passage is encoded again; else it costs a pass of the encoder
    over the passages' sentences.
    """

    def __init__(self, embedder: Embedder | None = None, most: int = 4, stored: StoredVectors | None = None) -> None:
        self.embedder = embedder
        self.stored = stored
        self.most = most

    @component.output_types(quotes=list[Quoted], citations=list[Citation], text=str, remarks=list[Remark])
    def run(
        self,
        question: str,
        evidence: list[Passage],
        contexts: dict[str, str] | None = None,
        encoded: EncodedText | None = None,
        rewritten_by: str = "",
    ) -> dict[str, Any]:
        """`quotes` by fit, `citations` numbered in that order, and `text`: a bullet a quote, ending in its mark.

        `encoded` is what was searched for, where that was encoded already. Where words of the question before were
        added to that (`rewritten_by` is "rule"), quotes are chosen by the question's own, and retrieval's order counts
        less: it is of both. `remarks` say that quotes are only part of a list, or that documents differ in their
        figures: then the newest comes first.
        """
        context = contexts or {}
        contexts_in_order = [context.get(p.chunk_id, "") for p in evidence]
        vectors: list[PlacedVectors | None] = [None] * len(evidence)
        if self.stored is not None:
            vectors = self.stored.of([p.chunk_id for p in evidence], contexts_in_order, [p.text for p in evidence])
        encode = None if self.embedder is None else self.embedder.encode
        read = [
            ReadPassage(p.text, f"{line}\n{p.title}", encode, placed)
            for p, line, placed in zip(evidence, contexts_in_order, vectors, strict=True)
        ]
        is_joined = rewritten_by == "rule"
        if (encoded is None or is_joined) and self.embedder is not None:
            encoded = self.embedder.encode_question(question)
        asked = _Asked.of(question)
        lost = [each * (_JOINED if is_joined else 1.0) for each in _lost(evidence)]
        candidates = [
            c for i, passage in enumerate(read) for c in _candidates(asked, encoded, passage, number=i, lost=lost[i])
        ]
        chosen, stated = self._chosen(sorted(candidates, key=lambda c: -c.score), read, evidence, question)
        best = [(c.passage, i) for c in chosen[:1] for i in range(c.first, c.last + 1)]
        found, remarks = listed(question, evidence, read, best) if best else ([], [])
        if not found:
            found = [(c.passage, _stretch(read[c.passage], c, question), c.score) for c in chosen]
            found, remarks = newest_first(question, evidence, found, stated)
        numbering = CitationNumbering()
        quotes = []
        for i, words, score in found:
            passage = on_its_pages(evidence[i], words)
            quotes.append(Quoted(words, passage, numbering.cite(passage, words), score))
        text = "\n".join(f"\u2022 {_place(q.passage)} \u2014 \u201c{q.text}\u201d [{q.citation.n}]" for q in quotes)
        return {"quotes": quotes, "citations": numbering.citations(), "text": text, "remarks": remarks}

    def _chosen(
        self, ranked: Sequence[_Candidate], read: Sequence[ReadPassage], evidence: Sequence[Passage], question: str
    ) -> tuple[list[_Candidate], list[list[Statement]]]:
        """The best stretches with what each states; beside each, however far below, what disagrees with it."""
        chosen: list[_Candidate] = []
        shown: list[list[Statement]] = []
        for candidate in ranked:
            of, beside = evidence[candidate.passage], [c for c in chosen if c.passage == candidate.passage]
            is_quoted = any(_page(evidence[c.passage]) == _page(of) for c in chosen)
            is_near = candidate.score >= ranked[0].score - (_NEAR_ON_PAGE if is_quoted else _NEAR)
            most = max((c.worth for c in chosen), default=0.0)
            is_near = is_near or (not is_quoted and candidate.worth >= most + _SAYS_MORE)
            is_like = candidate.worth >= _VERSION_WORTH * most
            if len(chosen) == self.most or len(beside) == _MOST_OF_ONE or not (is_near or is_like):
                continue
            if any(c.first <= candidate.last and candidate.first <= c.last for c in beside):
                continue
            says = _statements(read[candidate.passage], candidate, of, question)
            disagrees = [disagree(says, each) for each in shown]
            copied = any(not other and _is_copy(says[0], each[0]) for each, other in zip(shown, disagrees, strict=True))
            if (is_near or any(disagrees)) and not copied:
                chosen.append(candidate)
                shown.append(says)
        return chosen, shown


def _statements(passage: ReadPassage, candidate: _Candidate, of: Passage, question: str) -> list[Statement]:
    """What a stretch states, as a whole and by each of its sentences; of rows among their neighbours the one row."""
    core, inside = passage.spans[candidate.core], passage.spans[candidate.first : candidate.last + 1]
    whole = (core.start, core.end) if core.table else (inside[0].start, inside[-1].end)
    each = [(span.start, span.end) for span in inside if len(inside) > 1 and not span.table]
    stated = [Statement.of(passage.text[start:end], of, question, is_row=False) for start, end in each]
    return [Statement.of(passage.text[slice(*whole)], of, question, core.table), *stated]


def _is_copy(says: Statement, other: Statement) -> bool:
    """Whether nearly all words of the shorter one are in the other, and all figures and months of the first."""
    if says.figures - other.figures or says.months - other.months:
        return False
    return len(says.stems & other.stems) > _COPIED * max(1, min(len(says.stems), len(other.stems)))


def _lost(evidence: Sequence[Passage]) -> list[float]:
    """What the stretches of each passage lose for where retrieval put its page: the page's place, and how far its best
    score is from the best of all. Within a page nothing is lost: there the words decide.
    """
    best: dict[tuple[str, int], float] = {}
    for passage in evidence:
        best[_page(passage)] = max(passage.score, best.get(_page(passage), passage.score))
    top = max(best.values(), default=0.0)
    lost = {page: _PAGE_STEP * place + _RETRIEVAL * (top - score) for place, (page, score) in enumerate(best.items())}
    return [lost[_page(passage)] for passage in evidence]


def _candidates(
    asked: _Asked,
    encoded: EncodedText | None,
    passage: ReadPassage,
    *,
    number: int,
    lost: float,
) -> list[_Candidate]:
    """Every span of the passage, widened to something that reads well, with its score, of which `lost` is taken."""
    found = []
    shares = _shares(asked, passage)
    meanings = Meanings.of(encoded, passage)
    for i in range(len(passage.spans)):
        first, last = widened(passage, i)
        if says_nothing(passage, first, last):
            continue
        text = passage.text[passage.spans[first].start : passage.spans[last].end]
        share = shares(first, last)
        meaning = 0.0 if meanings is None else meanings.of_spans(first, last)
        bonus = _A_FIGURE if asked.wants_figure and _DIGIT.search(text) else 0.0
        if is_named_by(asked.stems, passage, i):
            bonus += _NAMED_ROW
        if is_head(passage, i):
            bonus -= _HEAD
        if asked.codes:
            bonus += _EXACT * sum(CodesOf(text).hold(code) for code in asked.codes) / len(asked.codes)
        worth = meaning + 0.5 * share + bonus
        found.append(_Candidate(worth - lost, worth, number, first, last, i))
    return found


def _shares(asked: _Asked, passage: ReadPassage) -> Callable[[int, int], float]:
    """How much of the question stands in the spans from one to another; words of the passage's context count half."""
    words = asked.words
    if words.language == "en":
        stems = list(dict.fromkeys(asked.stems))
        in_context = frozenset(content_stems(passage.context))

        def of_stems(first: int, last: int) -> float:
            held = frozenset().union(*passage.span_stems[first : last + 1])
            met = sum(stem in held or (_IN_CONTEXT if stem in in_context else 0) for stem in stems)
            return met / max(1, len(stems))

        return of_stems
    *of_spans, around = words.met([*(passage.text[s.start : s.end] for s in passage.spans), passage.context])

    def of_words(first: int, last: int) -> float:
        best = (max(each) for each in zip(*of_spans[first : last + 1], strict=True))
        return words.share([max(met, _IN_CONTEXT * there) for met, there in zip(best, around, strict=True)])

    return of_words


def _stretch(passage: ReadPassage, chosen: _Candidate, question: str) -> str:
    text = passage.text[passage.spans[chosen.first].start : passage.spans[chosen.last].end]
    head = head_row(passage, chosen.first)
    if head is not None:
        return trimmed_quote(f"{head} \u2026 {text}", question, LONGEST)
    return trimmed_quote(text, question, LONGEST)


def _page(passage: Passage) -> tuple[str, int]:
    return passage.document_id, passage.page


def _place(passage: Passage) -> str:
    return f"{passage.title or passage.document}, {locator_words(passage)}"
