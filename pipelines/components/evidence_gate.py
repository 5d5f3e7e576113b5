"""Decides whether the passages are worth answering from; weak evidence ends in a refusal instead of a guess."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from haystack import component

from pipelines.checking.confidence import BY_WORDS, EVIDENCE
from pipelines.checking.sentence_cover import best_cover
from pipelines.components.named_things import Mentioned, NamedThings
from pipelines.models.late_interaction import unpack
from pipelines.models.token_weights import token_weights
from pipelines.ports import EncodedText, Filter, Hit, Index
from pipelines.text.function_words import language_of_question
from pipelines.text.lexical_cover import AskedWords
from pipelines.types import PAGE_BREAK, Passage

THRESHOLD = 0.25
"""The least probability of an answer in the passages; chosen from the curve in docs/evaluation.md."""
COVERED = 0.7
"""The share of a question's words in one sentence that is a reason to answer by itself."""
UNNAMED = 0.05
"""The most that evidence is worth which doesn't mention what the question names."""
LOOKED_AT = 3


@component
class EvidenceGate:
    """Lets the best passages through where they may hold an answer, and nothing where they can't.

    What a question names has to be mentioned. An exact code of it that stands in the evidence, or a sentence that has
    nearly all of its words, is a reason to answer, however far the passage around is from the question.
    """

    def __init__(self, index: Index, most: int, threshold: float = THRESHOLD) -> None:
        self._index = index
        self._named = NamedThings(index)
        self._most = most
        self._threshold = threshold

    @component.output_types(evidence=list[Passage], contexts=dict[str, str], inputs=dict[str, float], nowhere=list[str])
    def run(
        self, question: str, encoded: EncodedText, hits: list[Hit], where: Filter, asked: str = ""
    ) -> dict[str, Any]:
        """`evidence`: the best `most` passages, missing where refused; `contexts` by chunk id; `inputs` always.

        `question` is what was searched for, `asked` what is to be answered where that is less. `nowhere` are the names
        in it that no document mentions which `where` lets through.
        """
        inputs, mentioned = self._inputs(question, encoded, hits), Mentioned()
        if self._threshold > 0:
            mentioned = self._named.mentioned(asked or question, where, hits[: self._most])
        if mentioned.nowhere or mentioned.elsewhere:
            inputs["evidence"] = min(inputs["evidence"], UNNAMED)
            return {"inputs": inputs, "nowhere": list(mentioned.nowhere)}
        is_covered = inputs["cover"] >= COVERED or mentioned.is_exact
        if not hits or (inputs["evidence"] < self._threshold and not (is_covered and self._threshold < 1)):
            return {"inputs": inputs, "nowhere": []}
        chosen = hits[: self._most]
        return {
            "evidence": [as_passage(hit, used=True) for hit in chosen],
            "contexts": {hit.chunk_id: hit.context for hit in chosen},
            "inputs": inputs,
            "nowhere": [],
        }

    def _inputs(self, question: str, encoded: EncodedText, hits: Sequence[Hit]) -> dict[str, float]:
        """`cosine`: the nearest passage's; `weakest`: how well the question's worst-met word is met by the best few;
        `cover`: the share of its words that one sentence of the best passages has.

        `evidence` is the probability computed from them.
        """
        vectors = [hit.vector for hit in hits[: self._most] if hit.vector is not None]
        cosine = max((float(encoded.vector @ vector) for vector in vectors), default=0.0)
        read = [(hit.text, hit.context) for hit in hits[: self._most]]
        cover = best_cover(AskedWords.of(question), read)
        inputs = {"cosine": cosine, "weakest": self._weakest(encoded, hits[:LOOKED_AT]), "cover": cover}
        fitted = EVIDENCE if language_of_question(question) == "en" else BY_WORDS
        return inputs | {"evidence": fitted(inputs)}

    def _weakest(self, encoded: EncodedText, head: Sequence[Hit]) -> float:
        packed = [data for data in self._index.token_vectors([hit.chunk_id for hit in head]).values() if data]
        weights = token_weights(encoded.tokens)
        counted = (weights > 0) & (weights >= weights.max(initial=0) / 2)
        if not packed or not counted.any():
            return 0.0
        met = np.stack([(encoded.token_vectors[counted] @ unpack(data).T).max(axis=1, initial=-1) for data in packed])
        return float(met.max(axis=0).min())


def as_passage(hit: Hit, used: bool) -> Passage:
    """A hit as answers show it."""
    return Passage(
        chunk_id=hit.chunk_id,
        document_id=hit.source.document_id,
        document=hit.source.name,
        title=hit.source.title,
        page=hit.page,
        last_page=hit.page + (PAGE_BREAK in hit.text),
        label=hit.label,
        text=hit.text,
        score=hit.score,
        used=used,
        unit=hit.source.unit,
        date=hit.source.date,
    )
