"""The final order: the reranker's judgement, the fused rank, and whether the question names the document."""

import logging
import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from haystack import component

from pipelines.models.rerankers import LateInteractionReranker, Reranker, RerankerUnavailableError
from pipelines.models.token_weights import is_little_known, is_spelt_out
from pipelines.ports import EncodedText, Hit, Hits, Vector
from pipelines.text.codes_in_text import CodesOf, codes
from pipelines.text.lexical_cover import AskedWords
from pipelines.text.page_kinds import asked_kinds, asks_why
from pipelines.text.short_names import abbreviations, written_out
from pipelines.text.words import content_stems

logger = logging.getLogger(__name__)

NAME_SHARE = 0.2
"""What it adds that a question names the document by words of its title or file name."""

CODE_SHARE = 0.5
"""What it adds that a passage holds an exact code of the question."""

KIND_SHARE = 0.2
"""What it adds that a passage stands on the kind of page that is asked for, in the document that is named best."""

WORDS_SHARE = 0.8
"""What it adds that a passage has all words of a question in a language that the embedder hardly knows."""


@component
class Reranking:
    """Puts the first `depth` candidates into their final order; the rest follow as they were.

    A reranker that is away costs the improvement, not the answer: then the fused order stands.
    """

    def __init__(self, reranker: Reranker, depth: int) -> None:
        self._reranker = reranker
        self._depth = depth

    @component.output_types(hits=Hits, best=float)
    def run(self, question: str, encoded: EncodedText, hits: Hits) -> dict[str, Any]:
        """`hits` in final order, `score` in 0..1.9 within this question; `best` the reranker's highest raw score."""
        head, tail = hits[: self._depth], hits[self._depth :]
        if not head:
            return {"hits": Hits(), "best": 0.0}
        fused = _spread(np.array([hit.score for hit in head], np.float32))
        try:
            raw = np.array(self._reranker.scores(question, encoded, head), np.float32)
            share = 0.0 if self._is_lost(encoded) else self._reranker.share
        except RerankerUnavailableError as error:
            logger.warning("reranker_unavailable", extra={"code": str(error)})
            raw, share = fused, 0.0
        names = named(question, head)
        final = share * _spread(raw) + (1 - share) * fused + (NAME_SHARE + KIND_SHARE * of_kind(question, head)) * names
        final = final + CODE_SHARE * holding(question, head) + WORDS_SHARE * covering(question, encoded, head)
        order = np.argsort(-final, kind="stable")
        ranked = [head[i].scored(float(final[i])) for i in order]
        ranked += [hit.scored(0.0) for hit in tail]
        return {"hits": Hits(ranked), "best": float(raw.max())}

    def _is_lost(self, encoded: EncodedText) -> bool:
        """Whether the reranker would compare words that the embedder can only spell."""
        return self._reranker.name == LateInteractionReranker.name and is_spelt_out(encoded.tokens)


def holding(question: str, hits: Sequence[Hit]) -> Vector:
    """The share of the question's exact codes that each hit holds, however they are written there; in 0..1."""
    asked = codes(question)
    if not asked:
        return np.zeros(len(hits), np.float32)
    texts = [CodesOf(f"{hit.context}\n{hit.text}") for hit in hits]
    held = [sum(text.hold(code) for code in asked) / len(asked) for text in texts]
    shares: Vector = np.array(held, np.float32)
    return shares


def covering(question: str, encoded: EncodedText, hits: Sequence[Hit]) -> Vector:
    """The share of the question's words that each hit has, in 0..1; 0 for questions in English, and for those in other
    languages that the embedder knows: there its judgement of meaning is better.
    """
    asked = AskedWords.of(question)
    if asked.language == "en" or not (asked.wide or is_little_known(encoded.tokens)):
        return np.zeros(len(hits), np.float32)
    met = asked.met([f"{hit.context}\n{hit.text}" for hit in hits])
    shares: Vector = np.array([asked.share(each) for each in met], np.float32)
    return shares


def of_kind(question: str, hits: Sequence[Hit]) -> Vector:
    """1 for each hit on a page of a kind that the question asks for, else 0; reasons stand elsewhere."""
    asked = set() if asks_why(question) else set(asked_kinds(question))
    return np.array([not asked.isdisjoint(hit.kinds) for hit in hits], np.float32)


def named(question: str, hits: Sequence[Hit]) -> Vector:
    """How well the question's words name each hit's document, in 0..1, the best-named one 1.

    Words count by their rarity among the titles and file names of the documents at hand; figures, such as a year,
    count as words. An abbreviation names the words that it is made of: AMEX names American Express.
    """
    asked, short = _name_words(question), abbreviations(question)
    documents = {hit.source.document_id: hit.source for hit in hits}
    names = {document: _name_words(f"{of.title} {of.name}") for document, of in documents.items()}
    held_by = Counter(word for words in names.values() for word in words)
    rarity = {word: math.log(1 + (len(names) - n + 0.5) / (n + 0.5)) for word, n in held_by.items()}
    titles = {document: of.title for document, of in documents.items()} if short else {}
    meant = {document: _name_words(" ".join(written_out(short, title))) for document, title in titles.items()}
    sums = {
        document: sum(rarity[word] for word in words & (asked | meant.get(document, set())))
        for document, words in names.items()
    }
    most = max(sums.values(), default=0.0) or 1.0
    shares: Vector = np.array([sums[hit.source.document_id] / most for hit in hits], np.float32)
    return shares


def _name_words(text: str) -> set[str]:
    apart = re.sub(r"[_.\-/]+", " ", text)
    return set(content_stems(apart)) | set(re.findall(r"\d+", apart))


def _spread(values: Vector) -> Vector:
    """The values brought to 0..1 by this question's own lowest and highest."""
    spread: Vector = (values - values.min()) / (np.ptp(values) + 1e-9)
    return spread
