"""The rerankers: each says how well passages answer a question, larger is better, on a scale of its own."""

import math
import threading
from collections.abc import Sequence
from typing import Any, Protocol

from pipelines.models.late_interaction import max_similarities, pack
from pipelines.ports import Embedder, EncodedText, Hit, Index


class RerankerUnavailableError(RuntimeError):
    """The rerank endpoint doesn't answer; the order of the fusion stands in."""


class Reranker(Protocol):
    """Scores passages against a question. `share` is how much its score counts beside the fused one (0..1)."""

    name: str
    share: float

    def scores(self, question: str, encoded: EncodedText, hits: Sequence[Hit]) -> list[float]:
        """One score a hit, in order."""
        ...


class LateInteractionReranker:
    """MaxSim over the embedder's own token vectors, which the index holds: no further weights, no model pass.

    Chunks without stored vectors (another writer's, or an older index) are encoded on the spot.
    """

    name = "late-interaction"
    share = 0.7

    def __init__(self, index: Index, embedder: Embedder) -> None:
        self._index = index
        self._embedder = embedder

    def scores(self, question: str, encoded: EncodedText, hits: Sequence[Hit]) -> list[float]:
        """Weighted mean of best cosines, in -1..1; about a fifth of a millisecond a passage."""
        packed = self._index.token_vectors([hit.chunk_id for hit in hits])
        missing = [hit for hit in hits if not packed.get(hit.chunk_id)]
        fresh = self._embedder.encode([f"{hit.context}\n{hit.text}" for hit in missing]) if missing else []
        packed |= {hit.chunk_id: pack(text) for hit, text in zip(missing, fresh, strict=True)}
        return max_similarities(encoded, [packed[hit.chunk_id] for hit in hits])


class CrossEncoderReranker:
    """A sentence-transformers cross-encoder that reads question and passage together; one model pass a passage."""

    share = 0.7

    def __init__(self, model: str) -> None:
        from sentence_transformers import CrossEncoder

        self.name = model
        self._model = CrossEncoder(model, max_length=512)
        # Tokenisers change their padding settings during a call, so that two at a time fail.
        self._lock = threading.Lock()

    def scores(self, question: str, encoded: EncodedText, hits: Sequence[Hit]) -> list[float]:
        """The model's own scores; one call at a time."""
        pairs = [(question, f"{hit.context}\n{hit.text}") for hit in hits]
        with self._lock:
            scores = self._model.predict(pairs, batch_size=8, show_progress_bar=False)
        return [float(score) for score in scores]


class RerankEndpoint:
    """A vLLM server's `/rerank` endpoint (the dialect of Jina and Cohere)."""

    share = 0.7

    def __init__(self, url: str, model: str = "", timeout: float = 5.0) -> None:
        import httpx

        self.name = url
        self._model = model
        self._client = httpx.Client(base_url=url, timeout=timeout)

    def scores(self, question: str, encoded: EncodedText, hits: Sequence[Hit]) -> list[float]:
        """The server's relevance scores; raises `RerankerUnavailableError` where it gives none."""
        import httpx

        body: dict[str, Any] = {"query": question, "documents": [f"{hit.context}\n{hit.text}" for hit in hits]}
        if self._model:
            body["model"] = self._model
        try:
            reply = self._client.post("/rerank", json=body).raise_for_status().json()
            found = {row["index"]: float(row["relevance_score"]) for row in reply["results"]}
            if not all(math.isfinite(score) for score in found.values()):
                raise RerankerUnavailableError("NotANumber")
            return [found[i] for i in range(len(hits))]
        except (httpx.HTTPError, KeyError, TypeError, ValueError) as error:
            raise RerankerUnavailableError(type(error).__name__) from None
