"""Decides whether the passages are worth answering from; weak evidence ends in a refusal instead of a guess."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import Any

import numpy as np
from haystack import component

from pipelines.checking.confidence import ACROSS, BY_WORDS, EVIDENCE
from pipelines.checking.sentence_cover import SentenceCover
from pipelines.components.asked_turns import is_turned, missing_unit
from pipelines.components.named_things import Mentioned, NamedThings
from pipelines.index.document_filter import Uncopied, as_filter
from pipelines.models.late_interaction import unpack
from pipelines.models.token_weights import token_weights
from pipelines.ports import EncodedText, Filter, Hit, Hits, Index
from pipelines.text.dates_in_text import dates
from pipelines.text.function_words import language_of_question
from pipelines.text.lexical_cover import AskedWords
from pipelines.text.measures_in_text import without_units
from pipelines.text.orders_to_models import gives_orders, is_all_orders
from pipelines.types import PAGE_BREAK, Passage

THRESHOLD = 0.25
"""The least probability of an answer in the passages that are quoted; chosen from the curve in docs/evaluation.md."""
WRITTEN_THRESHOLD = 0.2
"""The same where a model writes: it can say that there is no answer, and its sentences are checked."""
COVERED = 0.7
"""The share of a question's words in one sentence that is a reason to answer by itself."""
COVERED_BESIDE_NAME = 0.6
"""The same where a row of a table has a name or a figure with its unit as its value: rows have few words."""
COVERED_BESIDE_DATE = 0.5
"""The same of a date, whose words the row writes in figures."""
BESIDE_FULL_NAME = 0.1
"""The least probability where the text has a name of several words of the question, and no title has it."""
UNNAMED = 0.05
"""The most that evidence is worth which doesn't mention what the question names."""
LOOKED_AT = 3


@component
class EvidenceGate:
    """Lets the best passages through where they may hold an answer, and nothing where they can't.

    What a question names has to be mentioned, in the unit that it asks for, and not the other way round. An exact code
    of it that stands in the evidence, or a sentence that has nearly all of its words, is a reason to answer, however
    far the passage around is from the question. A passage that only gives orders to a model is none.
    """

    def __init__(self, index: Index, most: int, threshold: float = THRESHOLD) -> None:
        self._index = index
        self._named = NamedThings(index)
        self._most = most
        self.threshold = threshold

    @component.output_types(
        evidence=list[Passage], contexts=dict[str, str], inputs=dict[str, float], mentioned=Mentioned
    )
    def run(
        self, question: str, encoded: EncodedText, hits: Hits, where: Filter | Uncopied, asked: str = ""
    ) -> dict[str, Any]:
        """`evidence`: the best `most` passages, missing where refused; `contexts` by chunk id; `inputs` always.

        `question` is what was searched for, `asked` what is to be answered where that is less. `mentioned` says what it
        names that the documents which `where` lets through don't have, or have in other places.
        """
        read = list(islice((hit for hit in hits if not is_all_orders(hit.text)), self._most))
        cover = SentenceCover.of(AskedWords.of(question), [(hit.text, hit.context) for hit in read])
        inputs, mentioned = self._inputs(question, encoded, read, cover.best), Mentioned()
        if self.threshold > 0:
            mentioned = self._mentioned(asked or question, where, read, cover)
        if mentioned.is_missing:
            inputs["evidence"] = min(inputs["evidence"], UNNAMED)
            return {"inputs": inputs, "mentioned": mentioned}
        is_covered = inputs["cover"] >= COVERED or mentioned.is_exact
        is_covered = is_covered or (mentioned.has_name and inputs["cover"] >= COVERED_BESIDE_NAME)
        if mentioned.has_date and not is_covered:
            is_covered = max(inputs["cover"], _beside_dates(asked or question, read)) >= COVERED_BESIDE_DATE
        if mentioned.has_measure and not is_covered:
            is_covered = _best_cover(without_units(asked or question), read) >= COVERED_BESIDE_NAME
        least = min(self.threshold, BESIDE_FULL_NAME) if mentioned.has_full_name else self.threshold
        if not read or (inputs["evidence"] < least and not (is_covered and self.threshold < 1)):
            return {"inputs": inputs, "mentioned": mentioned}
        return {
            "evidence": [as_passage(hit, used=True) for hit in read],
            "contexts": {hit.chunk_id: hit.context for hit in read},
            "inputs": inputs,
            "mentioned": mentioned,
        }

    def _mentioned(
        self, question: str, where: Filter | Uncopied, hits: Sequence[Hit], cover: SentenceCover
    ) -> Mentioned:
        mentioned = self._named.mentioned(question, as_filter(where), hits)
        if mentioned.is_missing:
            return mentioned
        unit = missing_unit(question, cover.near, [f"{hit.context}\n{hit.text}" for hit in hits])
        if unit:
            return replace(mentioned, elsewhere=(unit,))
        return replace(mentioned, is_turned=is_turned(question, cover.near))

    def _inputs(self, question: str, encoded: EncodedText, hits: Sequence[Hit], cover: float) -> dict[str, float]:
        """`cosine`: the nearest passage's; `weakest`: how well the question's worst-met word is met by the best few;
        `cover`: the share of its words that one sentence of the best passages has.

        `evidence` is the probability computed from them.
        """
        near = [(float(encoded.vector @ hit.vector), hit) for hit in hits if hit.vector is not None]
        cosine, nearest = max(near, key=lambda each: each[0], default=(0.0, None))
        inputs = {"cosine": cosine, "weakest": self._weakest(encoded, hits[:LOOKED_AT]), "cover": cover}
        language = language_of_question(question)
        evidence = (EVIDENCE if language == "en" else BY_WORDS)(inputs)
        if nearest is not None and _is_in_another(nearest, language):
            evidence = max(evidence, ACROSS(inputs))
        return inputs | {"evidence": evidence}

    def _weakest(self, encoded: EncodedText, head: Sequence[Hit]) -> float:
        packed = [data for data in self._index.token_vectors([hit.chunk_id for hit in head]).values() if data]
        weights = token_weights(encoded.tokens)
        counted = (weights > 0) & (weights >= weights.max(initial=0) / 2)
        if not packed or not counted.any():
            return 0.0
        met = np.stack([(encoded.token_vectors[counted] @ unpack(data).T).max(axis=1, initial=-1) for data in packed])
        return float(met.max(axis=0).min())


def _beside_dates(question: str, hits: Sequence[Hit]) -> float:
    """The best sentence's share of the question's words but those of its dates, which rows write in figures."""
    for date in reversed(dates(question)):
        question = f"{question[: date.start]} {question[date.end :]}"
    return _best_cover(question, hits)


def _best_cover(question: str, hits: Sequence[Hit]) -> float:
    return SentenceCover.of(AskedWords.of(question), [(hit.text, hit.context) for hit in hits]).best


def _is_in_another(hit: Hit, language: str) -> bool:
    """Whether a passage is in another language, by its page and by its document: a page of figures may tell wrongly."""
    known = {hit.language, hit.source.language} - {None, ""}
    return bool(known) and language not in known


def as_passage(hit: Hit, used: bool) -> Passage:
    """A hit as answers show it: by its file's name, where its title gives orders to a model."""
    return Passage(
        chunk_id=hit.chunk_id,
        document_id=hit.source.document_id,
        document=hit.source.name,
        title=hit.source.name if _is_no_title(hit.source.title) else hit.source.title,
        page=hit.page,
        last_page=hit.page + (PAGE_BREAK in hit.text),
        label=hit.label,
        text=hit.text,
        score=hit.score,
        used=used,
        unit=hit.source.unit,
        date=hit.source.date,
    )


@lru_cache(maxsize=1024)
def _is_no_title(title: str) -> bool:
    """Whether a title gives orders to a model; kept, since every hit of a question has one, and many the same."""
    return gives_orders(title)
