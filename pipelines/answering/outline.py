"""What a document is about, without a model: its headings with their pages, else how its pages begin."""

from collections.abc import Iterable, Sequence

from pipelines.ports import Hit
from pipelines.text.orders_to_models import gives_orders
from pipelines.text.sentences import source_spans
from pipelines.types import Outline, OutlineEntry

MOST_ENTRIES = 20
FEWEST_HEADINGS = 3
"""Fewer headings of a level say too little; the next level is shown."""


def outline_of(chunks: Sequence[Hit]) -> Outline:
    """The outline of a document by its chunks, in their order; what gives orders to a model isn't repeated."""
    paths = [chunk.headings for chunk in chunks]
    deepest = max(map(len, paths), default=0)
    level = next((n for n in range(1, deepest + 1) if _different(paths, n) >= FEWEST_HEADINGS), deepest)
    entries = _unique(
        OutlineEntry(path[:level][-1], chunk.page, chunk.label)
        for chunk, path in zip(chunks, paths, strict=True)
        if path
    )
    if len(entries) < 2:
        entries = _unique(OutlineEntry(_beginning(chunk), chunk.page, chunk.label) for chunk in _first_of_pages(chunks))
        step = max(1, -(-len(entries) // MOST_ENTRIES))
        return Outline(tuple(entries[::step]))
    return Outline(tuple(entries[:MOST_ENTRIES]), max(0, len(entries) - MOST_ENTRIES))


def _different(paths: Sequence[tuple[str, ...]], level: int) -> int:
    return len({path[:level] for path in paths if path})


def _unique(entries: Iterable[OutlineEntry]) -> list[OutlineEntry]:
    """Each of the entries once, at its first place."""
    kept: dict[str, OutlineEntry] = {}
    for entry in entries:
        if entry.words.strip() and not gives_orders(entry.words):
            kept.setdefault(entry.words, entry)
    return list(kept.values())


def _first_of_pages(chunks: Sequence[Hit]) -> list[Hit]:
    first: dict[int, Hit] = {}
    for chunk in chunks:
        first.setdefault(chunk.page, chunk)
    return list(first.values())


def _beginning(chunk: Hit) -> str:
    span = next(iter(source_spans(chunk.text)), None)
    return " ".join(chunk.text[span.start : span.end].split()) if span is not None else ""
