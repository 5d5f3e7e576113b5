"""Pages into chunks: never across a page, sized by document type, cut at headings and sentences first."""

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.text.page_kinds import kinds_of
from pipelines.text.table_leads import table_lead
from pipelines.types import Chunk, DocumentType, Heading, Page, Source

OVERLAP = 200

LONGEST_HEADING = 160
"""Characters of a heading that are kept: it stands in front of every chunk below it."""


@dataclass(frozen=True, slots=True)
class ChunkSize:
    """Bounds of a chunk in characters; the last chunk of a page may be shorter than `least`."""

    least: int
    most: int


SIZES = {
    DocumentType.TECHNICAL: ChunkSize(500, 800),
    DocumentType.GENERAL: ChunkSize(800, 1200),
    DocumentType.LEGAL: ChunkSize(1000, 1500),
}

_SENTENCE_END = re.compile(r"(?<=[.!?。！？؟])(?<!\W\d\.)(?<!\W\d\d\.)[\"'”’)\]]*\s+|(?<=[。！？])")
_PARAGRAPH = re.compile(r"\n\s*\n")
_LINE = re.compile(r"\n")
_SPACE = re.compile(r"\s")

_HEADING, _PARAGRAPH_END, _SENTENCE, _LINE_END, _WORD = range(5)


def chunk_pages(source: Source, pages: Sequence[Page]) -> list[Chunk]:
    """All chunks of a document in reading order, each with the heading path in force where it starts."""
    chunks: list[Chunk] = []
    path: list[Heading] = []
    for page in pages:
        headings = sorted(page.headings, key=lambda heading: heading.start)
        reached, kinds = 0, kinds_of(page.text)
        for start, end in spans(page.text, SIZES[source.type], [heading.start for heading in headings]):
            while reached < len(headings) and headings[reached].start <= start:
                path = _deeper(path, headings[reached])
                reached += 1
            above = tuple(heading.text[:LONGEST_HEADING] for heading in path)
            chunks.append(_chunk(source, page, start, end, above, kinds))
        for heading in headings[reached:]:
            path = _deeper(path, heading)
    return chunks


def spans(text: str, size: ChunkSize, headings: Sequence[int] = ()) -> Iterator[tuple[int, int]]:
    """(start, end) offsets that cover every word of `text`; neighbours share up to `OVERLAP` characters.

    Each cut is the best boundary inside the allowed sizes: heading, then paragraph, sentence, line, word.
    """
    cuts = _boundaries(text, headings)
    start, end = _strip(text, 0, len(text))
    while start < end:
        if end - start <= size.most:
            yield start, end
            return
        cut, kind = _best_cut(text, cuts, start + size.least, start + size.most)
        yield _strip(text, start, cut)
        start = cut if kind == _HEADING else _overlapping_start(text, cuts, start, cut)
        start, _ = _strip(text, start, end)


def _boundaries(text: str, headings: Sequence[int]) -> list[tuple[int, int]]:
    """(offset, kind) sorted by offset, each offset once with its best kind."""
    found: dict[int, int] = {}
    for pattern, kind in ((_LINE, _LINE_END), (_SENTENCE_END, _SENTENCE), (_PARAGRAPH, _PARAGRAPH_END)):
        for match in pattern.finditer(text):
            found[match.end()] = kind
    found.update((offset, _HEADING) for offset in headings)
    return sorted(found.items())


def _best_cut(text: str, cuts: list[tuple[int, int]], least: int, most: int) -> tuple[int, int]:
    inside = _between(cuts, least, most + 1)
    if inside:
        best = min(kind for _, kind in inside)
        return max(offset for offset, kind in inside if kind == best), best
    spaces = [match.end() for match in _SPACE.finditer(text, least, most)]
    return (spaces[-1] if spaces else most), _WORD


def _between(cuts: list[tuple[int, int]], first: int, beyond: int) -> list[tuple[int, int]]:
    """The cuts with first <= offset < beyond."""
    return cuts[bisect_left(cuts, (first, _HEADING)) : bisect_left(cuts, (beyond, _HEADING))]


def _overlapping_start(text: str, cuts: list[tuple[int, int]], start: int, cut: int) -> int:
    """Where the next chunk starts: a boundary in the last `OVERLAP` characters, so that no sentence is cut twice."""
    earliest = max(start + 1, cut - OVERLAP)
    inside = _between(cuts, earliest, cut)
    if inside:
        return inside[0][0]
    space = _SPACE.search(text, earliest, cut)
    return space.end() if space else cut


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _deeper(path: list[Heading], heading: Heading) -> list[Heading]:
    return [above for above in path if above.level < heading.level] + [heading]


def _chunk(
    source: Source, page: Page, start: int, end: int, headings: tuple[str, ...], kinds: tuple[str, ...]
) -> Chunk:
    identity = f"{source.version_id}\n{page.number}\n{start}\n{end}"
    return Chunk(
        id=hashlib.sha256(identity.encode()).hexdigest()[:32],
        source=source,
        page=page.number,
        label=page.label,
        headings=headings,
        start=start,
        end=end,
        text=page.text[start:end],
        context=context_line(source.title, headings, table_lead(page.text, start, headings)),
        language=page.language or source.language,
        kinds=kinds,
    )


def context_line(title: str, headings: Sequence[str], lead: str = "") -> str:
    """What is searched in front of a chunk's own text: the document's title, then where in it the chunk stands.

    `lead` is what stands above the table in whose middle it begins.
    """
    return " > ".join(part for part in (title, *headings[-2:], lead) if part)
