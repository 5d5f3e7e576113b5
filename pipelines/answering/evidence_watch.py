"""Looks after the evidence of an answer in the making: what was taken back meanwhile must not be told any more."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from pipelines.access import Scope
from pipelines.components.checked_sentence import CheckedSentence
from pipelines.index.readable_index import ReadableIndex
from pipelines.ports import Hit
from pipelines.types import Passage


class EvidenceWithdrawnError(RuntimeError):
    """Raised where a document that an answer is made from was forgotten, or taken back from its readers."""

    def __init__(self) -> None:
        super().__init__("A document that the answer is made from may not be read any more.")


class EvidenceWatch:
    """Asks the records again, for one answer and its scope: a model may write for a minute."""

    def __init__(self, index: ReadableIndex, scope: Scope) -> None:
        self._index = index
        self._scope = scope
        self._read: frozenset[str] = frozenset()

    def callbacks(
        self, on_sentence: Callable[[str], None] | None, on_reading: Callable[[Sequence[str]], None] | None
    ) -> dict[str, Any]:
        """What the writer calls: each sentence is passed on only if all that it was made from may still be read."""

        def on_evidence(evidence: Sequence[Passage]) -> None:
            self._read = frozenset(passage.document_id for passage in evidence)
            if on_reading is not None:
                on_reading([passage.document for passage in evidence])

        def on_checked(sentence: CheckedSentence) -> None:
            self._readable((), self._read)
            if on_sentence is not None:
                on_sentence(f"{sentence.opens}{sentence.text}")

        return {"on_evidence": on_evidence, "on_sentence": on_checked}

    def still_readable(self, hits: Sequence[Hit], evidence: Sequence[Passage]) -> list[Hit]:
        """The hits that may still be told of. Raises `EvidenceWithdrawnError` where that isn't all of the evidence."""
        used = {passage.document_id for passage in evidence}
        readable = self._readable({hit.source.document_id for hit in hits}, used)
        return [hit for hit in hits if hit.source.document_id in readable]

    def _readable(self, found: Collection[str], used: Collection[str]) -> frozenset[str]:
        readable = self._index.readable({*found, *used}, self._scope)
        if not readable.issuperset(used):
            raise EvidenceWithdrawnError
        return readable
