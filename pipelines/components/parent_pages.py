"""What the writer reads: whole pages in the place of the best passages, and cut tables with what they go on in."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from haystack import component

from pipelines.components.evidence_gate import as_passage
from pipelines.components.prompt import PROMPT_TOKENS, estimated_tokens
from pipelines.index.document_filter import Uncopied, as_filter
from pipelines.index.joined_page import page_of
from pipelines.ports import Filter, Hit, Index
from pipelines.text.orders_to_models import is_all_orders
from pipelines.text.sentences import source_spans
from pipelines.types import PAGE_BREAK, Passage

WHOLE = 3
"""Pages that are read whole."""
RULES = 700
"""Tokens of a prompt without its sources."""
HEADING = 60
"""Tokens of a source without its text."""


@component
class ParentPages:
    """Widens the evidence to what stands around it; each passage stays on its page, and so does what cites it.

    Where all passages leave room in a prompt of `budget` tokens, the best ones become their whole pages, with the next
    or the previous page where a statement goes on there; of the others, a table that a passage cuts is read with the
    neighbouring stretch. No passage is left out for that but those that stand in another one.
    """

    def __init__(self, index: Index, budget: int = PROMPT_TOKENS) -> None:
        self._index = index
        self._budget = budget

    @component.output_types(evidence=list[Passage], contexts=dict[str, str])
    def run(self, evidence: list[Passage], contexts: dict[str, str], where: Filter | Uncopied) -> dict[str, Any]:
        """The evidence in its order, and its contexts with those of pages that came along.

        `where` is the filter that the evidence was found with: nothing else is read. One look-up a passage, two more
        for each page of a statement.
        """
        room = _Room(self._budget - RULES, evidence)
        read: list[Passage] = []
        known = dict(contexts)
        for passage in evidence:
            if any(_holds(each, passage) for each in read):
                continue
            chunks = self._chunks(passage, passage.page, where)
            whole = _joined(passage, chunks)
            if not room.takes(passage, whole):
                wider = _joined(passage, _with_neighbours(passage, chunks))
                read.append(wider if room.takes(passage, wider, is_page=False) else passage)
                continue
            read.append(whole)
            for hit, more in self._continued(passage, chunks, where):
                if not any(_holds(each, more) for each in read) and room.takes(None, more):
                    known[hit.chunk_id] = hit.context
                    read.append(more)
        return {"evidence": read, "contexts": known}

    def _chunks(self, passage: Passage, number: int, where: Filter | Uncopied) -> list[Hit]:
        found = self._index.page_chunks(passage.document_id, number, as_filter(where))
        return [hit for hit in found if not is_all_orders(hit.text)]

    def _continued(
        self, passage: Passage, chunks: Sequence[Hit], where: Filter | Uncopied
    ) -> list[tuple[Hit, Passage]]:
        """The next and the previous page where they are of the same kind, as a statement over two pages is."""
        kinds = {kind for hit in chunks for kind in hit.kinds}
        if not kinds:
            return []
        beside = (self._chunks(passage, number, where) for number in (passage.page + 1, passage.page - 1))
        same = [found for found in beside if found and kinds & set(found[0].kinds)]
        return [(found[0], _joined(as_passage(found[0], used=True), found)) for found in same]


class _Room:
    """What of the prompt is left beside all passages that aren't read yet."""

    def __init__(self, tokens: int, evidence: Sequence[Passage]) -> None:
        self._waiting = list(evidence)
        self._left = tokens - sum(map(_cost, evidence))
        self._pages = 0

    def takes(self, passage: Passage | None, wider: Passage, is_page: bool = True) -> bool:
        """Whether there is room for `wider` in the place of a passage and of all others that stand in it."""
        if is_page and self._pages == WHOLE:
            return False
        freed = [each for each in self._waiting if each is passage or _holds(wider, each)]
        more = _cost(wider) - sum(map(_cost, freed))
        if more > max(self._left, 0):
            return False
        self._left -= more
        self._pages += is_page
        self._waiting = [each for each in self._waiting if each not in freed]
        return True


def _cost(passage: Passage) -> int:
    return estimated_tokens(passage.text) + HEADING


def _holds(wider: Passage, passage: Passage) -> bool:
    same_page = (wider.document_id, wider.page) == (passage.document_id, passage.page)
    return same_page and passage.text in wider.text


def _joined(passage: Passage, chunks: Sequence[Hit]) -> Passage:
    """The passage with the text of these chunks of its page; as it is where it isn't among them any more."""
    page = page_of(chunks)
    if page is None or all(hit.chunk_id != passage.chunk_id for hit in chunks):
        return passage
    return replace(passage, text=page.text, last_page=passage.page + (PAGE_BREAK in page.text))


def _with_neighbours(passage: Passage, chunks: Sequence[Hit]) -> Sequence[Hit]:
    """The passage's chunk with the one before and after it where a table goes on there."""
    at = next((i for i, hit in enumerate(chunks) if hit.chunk_id == passage.chunk_id), None)
    spans = source_spans(passage.text)
    if at is None or not spans:
        return []
    first = at - 1 if at and spans[0].table else at
    last = at + 1 if spans[-1].table else at
    return chunks[first : last + 1]
