"""The nouns that every package shares: pages, documents, passages, answers. No haystack, no torch."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

PAGE_BREAK = "\f"
"""Stands in a page's text where the rest of its last sentence follows, which stands on the next page."""


class Immutable:
    """What is never changed once made: Haystack, which copies everything between components, gets it as it is."""

    __slots__ = ()

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self


class DocumentType(StrEnum):
    """What a document reads like; it decides how large its chunks are."""

    GENERAL = "general"
    TECHNICAL = "technical"
    LEGAL = "legal"


class Unit(StrEnum):
    """What a document's pages are to people: what its places are named by. A picture is a page."""

    PAGE = "page"
    SLIDE = "slide"
    SHEET = "sheet"
    ROWS = "rows"
    SECTION = "section"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading on a page: `start` is its offset in the page's text, `level` 1 the outermost."""

    text: str
    start: int
    level: int = 1


@dataclass(frozen=True, slots=True)
class Page(Immutable):
    """One page as a reader sees it.

    `number` is the physical page, 1-based; `label` what is printed on it, only where the file says so. Where the
    document has other units than pages, `label` names the place in words: a slide's title, a sheet with its cells
    (`Rates, B2:F40`), a table's rows (`2–41`), a section's heading, a mail's part (`body`).
    `text` is in reading order, NFC, lines separated by one newline, paragraphs by two; `language` is ISO 639-1. The
    rest of a sentence that goes on on the next page stands at its end, behind a `PAGE_BREAK`.
    """

    number: int
    text: str
    label: str | None = None
    headings: tuple[Heading, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """What the index needs to know of one version of one document.

    `name` is the file's name as people shared it, `title` the words searched and shown beside it; `labels` are the
    access labels that may read it (never empty); `date` is the document's own date where it is known; `unit` is what
    its pages are.
    """

    document_id: str
    version_id: str
    name: str
    title: str
    labels: tuple[str, ...]
    type: DocumentType = DocumentType.GENERAL
    date: dt.date | None = None
    language: str | None = None
    unit: Unit = Unit.PAGE


@dataclass(frozen=True, slots=True)
class Chunk(Immutable):
    """A stretch of one page, small enough to embed.

    `start` and `end` are offsets in the page's text; `context` (title, heading path) is searched and embedded in
    front of `text` but never quoted. `kinds` names what its page is (`text.page_kinds`), where it is something.
    """

    id: str
    source: Source
    page: int
    label: str | None
    headings: tuple[str, ...]
    start: int
    end: int
    text: str
    context: str
    language: str | None = None
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage(Immutable):
    """A retrieved chunk: where it stands, what it says, how well it fits (`score`, larger is better)."""

    chunk_id: str
    document_id: str
    document: str
    title: str
    page: int
    last_page: int
    label: str | None
    text: str
    score: float
    used: bool = False
    unit: Unit = Unit.PAGE
    date: dt.date | None = None
    """The document's own, where it is known."""


@dataclass(frozen=True, slots=True)
class Citation:
    """One entry of the list of sources: mark `n` in the answer stands for this quote on this page."""

    n: int
    document: str
    page: int
    last_page: int
    label: str | None
    quote: str
    chunk_id: str = ""
    unit: Unit = Unit.PAGE


class Outcome(StrEnum):
    """How a question ended. Every question ends in exactly one of these."""

    ANSWERED = "answered"
    QUOTED = "quoted"
    REFUSED = "refused"
    FAILED = "failed"
    TALKED = "talked"
    """Nothing was looked for: talk, or a question about the documents as such."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that the model wrote and the check kept back; `reason` is a code of `checking.checker`."""

    sentence: str
    reason: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of the conversation, oldest first in a history."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """A document that came closest to a question without answering it, with its best page."""

    document: str
    page: int
    label: str | None
    topic: str
    unit: Unit = Unit.PAGE


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A heading, or the first sentence of a page, with the page on which it stands and its printed label."""

    words: str = field(repr=False)
    page: int
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """The entries in order, some twenty at most; `left_out` is how many more there are."""

    entries: tuple[OutlineEntry, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to be said beside an answer: the key of its sentence, and the sentence's values."""

    key: str
    values: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A question's end, ready to be shown by any surface.

    `confidence` is a calibrated probability in 0..1 that the answer (or the refusal) is right, `inputs` the figures
    it was computed from; `timings_ms` holds one entry a stage and `total`; `missing` are words of the question for
    which nothing was found; `reason` is a code where there is more to say than the outcome. `usage` are the tokens that
    a model's provider counted, by `prompt` and `completion`; `sentences` is how many of a model's are shown.
    """

    outcome: Outcome
    text: str
    confidence: float
    citations: tuple[Citation, ...] = ()
    passages: tuple[Passage, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
    inputs: dict[str, float] = field(default_factory=dict)
    dropped: tuple[Dropped, ...] = ()
    nearest: tuple[Nearest, ...] = ()
    missing: tuple[str, ...] = ()
    searched: int = 0
    reason: str = ""
    standalone_question: str = ""
    remarks: tuple[Remark, ...] = ()
    usage: Mapping[str, int] = field(default_factory=dict)
    sentences: int = 0


def cited_documents(answer: Answer) -> dict[int, str]:
    """The ids of the documents that an answer quotes, by mark, without those that no passage of it names."""
    of_chunk = {each.chunk_id: each.document_id for each in answer.passages}
    of_name = {each.document: each.document_id for each in reversed(answer.passages)}
    found = ((each.n, of_chunk.get(each.chunk_id) or of_name.get(each.document)) for each in answer.citations)
    return {n: document_id for n, document_id in found if document_id}
