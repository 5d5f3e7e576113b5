"""A whole document in short: its outline, or sentences of a model that are checked against its passages."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pipelines.access import Scope, scope_filter
from pipelines.answering.outline import outline_of
from pipelines.components.evidence_gate import as_passage
from pipelines.components.named_things import Mentioned
from pipelines.components.prompt import AnswerPrompt
from pipelines.components.writer import CheckedWriter
from pipelines.index.readable_index import ReadableIndex
from pipelines.ports import Hit
from pipelines.text.orders_to_models import is_all_orders
from pipelines.types import Outline

MOST_PAGES = 500
"""Pages that are looked at, spread evenly over a longer document."""
MOST_PASSAGES = 16
"""Passages that a model reads, spread evenly over the document, as far as its prompt holds them."""


class Summariser:
    """Sums documents up from all of their passages that a scope may read; without a writer there are outlines alone."""

    def __init__(
        self, index: ReadableIndex, prompt: AnswerPrompt | None = None, writer: CheckedWriter | None = None
    ) -> None:
        self._index = index
        self._prompt = prompt
        self._writer = writer

    def outline(self, document_id: str, pages: int, scope: Scope) -> Outline:
        """The outline of a document of so many pages; empty for one that may not be read. One look-up a page."""
        return outline_of(self._chunks(document_id, pages, scope))

    def written(
        self, question: str, document_id: str, pages: int, scope: Scope, callbacks: Mapping[str, Callable[..., None]]
    ) -> dict[str, Any] | None:
        """What `pipelines.answering.outcomes` makes an answer of; None without a writer, or without passages.

        `callbacks` are the writer's, see `EvidenceWatch`.
        """
        if self._prompt is None or self._writer is None:
            return None
        hits = _spread([hit for hit in self._chunks(document_id, pages, scope) if not is_all_orders(hit.text)])
        if not hits:
            return None
        evidence = [as_passage(hit, used=True) for hit in hits]
        contexts = {hit.chunk_id: hit.context for hit in hits}
        prompt: dict[str, Any] = self._prompt.run(question, evidence, contexts)
        writer = self._writer.run(
            messages=prompt["messages"],
            evidence=prompt["evidence"],
            question=question,
            contexts=contexts,
            **callbacks,
        )
        return {
            "standalone": {"question": question},
            "spelling": {"question": question, "remarks": []},
            "diversity": {"hits": hits},
            "gate": {"evidence": evidence, "contexts": contexts, "inputs": {"evidence": 1.0}, "mentioned": Mentioned()},
            "prompt": prompt,
            "writer": writer,
        }

    def _chunks(self, document_id: str, pages: int, scope: Scope) -> list[Hit]:
        where, step = scope_filter(scope), max(1, -(-pages // MOST_PAGES))
        numbers = range(1, pages + 1, step)
        return [hit for number in numbers for hit in self._index.page_chunks(document_id, number, where)]


def _spread(hits: Sequence[Hit]) -> list[Hit]:
    step = max(1, -(-len(hits) // MOST_PASSAGES))
    return list(hits[::step])
