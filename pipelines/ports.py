"""What the engine needs from its parts: an index and models, each a Protocol with an embedded and a real side."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, overload

import numpy as np
from numpy.typing import NDArray

from pipelines.access import Scope
from pipelines.types import Chunk, Immutable, Page, Source

Vector = NDArray[np.float32]
Filter = dict[str, Any]
"""A Haystack filter, made by `access.scope_filter`; never empty."""


@dataclass(frozen=True, slots=True)
class EncodedText(Immutable):
    """What one pass of the embedder gives for a text.

    `vector`: float32 (dimensions,), length 1. `tokens`: the word pieces; `token_vectors`: float32
    (len(tokens), dimensions), each of length 1.
    """

    vector: Vector
    tokens: tuple[str, ...]
    token_vectors: Vector


class Embedder(Protocol):
    """Turns texts into vectors. Safe to call from several threads."""

    name: str
    dimensions: int

    def encode(self, texts: Sequence[str]) -> list[EncodedText]:
        """One `EncodedText` a text, in order; texts beyond the model's window are cut."""
        ...

    def encode_question(self, question: str) -> EncodedText:
        """A question's vectors: some models read questions otherwise than passages."""
        ...

    def pieces(self, text: str) -> list[tuple[str, int]]:
        """The word pieces that `encode` gives for a text, each with the offset at which it starts in the text."""
        ...


@dataclass(frozen=True, slots=True)
class IndexedChunk(Immutable):
    """A chunk with all that its search needs: `vector` float32 (dimensions,), `tokens` its packed token vectors."""

    chunk: Chunk
    vector: Vector
    tokens: bytes = b""


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A searchable document as the index lists it."""

    source: Source
    pages: int
    chunks: int


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """What an index holds of a document, for upkeep: no text, no name. `chunks` is 0 where no search sees it."""

    document_id: str
    version_id: str
    labels: tuple[str, ...]
    pages: int
    chunks: int


class HitWords(Protocol):
    """What a result says: its page's printed `label`, the `headings` above it, `text` and `context`.

    An index may open them as late as they are read: of hundreds that a question finds, some twenty are. So reading one
    raises `IndexUnavailableError` where it is damaged.
    """

    @property
    def label(self) -> str | None: ...

    @property
    def headings(self) -> tuple[str, ...]: ...

    @property
    def text(self) -> str: ...

    @property
    def context(self) -> str: ...


@dataclass(frozen=True, slots=True)
class PlainWords:
    """Words that lie open."""

    label: str | None
    headings: tuple[str, ...]
    text: str
    context: str


@dataclass(frozen=True, slots=True)
class Hit(Immutable):
    """One result: everything that is known of a chunk (or of a whole page, where `chunk_id` is a page's id).

    `text` is the quotable text without the context line. `vector` is filled where the search was asked for it. `kinds`
    names what the page is (`text.page_kinds`), where it is something.
    """

    chunk_id: str
    score: float
    source: Source
    page: int
    start: int
    end: int
    words: HitWords = field(repr=False)
    language: str | None = None
    vector: Vector | None = None
    kinds: tuple[str, ...] = ()

    @property
    def label(self) -> str | None:
        """What is printed on its page."""
        return self.words.label

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings above it, the outermost first."""
        return self.words.headings

    @property
    def text(self) -> str:
        """What may be quoted."""
        return self.words.text

    @property
    def context(self) -> str:
        """The context line, which is searched but never quoted."""
        return self.words.context

    def scored(self, score: float) -> "Hit":
        """The same result with another score; a question does it hundreds of times, faster than `replace`."""
        return Hit(
            self.chunk_id,
            score,
            self.source,
            self.page,
            self.start,
            self.end,
            self.words,
            self.language,
            self.vector,
            self.kinds,
        )


class Hits(Immutable, Sequence[Hit]):
    """Results on their way through a pipeline, best first: it would copy a list entry by entry for each component."""

    __slots__ = ("_found",)

    def __init__(self, found: Iterable[Hit] = ()) -> None:
        self._found = tuple(found)

    def __len__(self) -> int:
        return len(self._found)

    @overload
    def __getitem__(self, place: int) -> Hit: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Hit]: ...

    def __getitem__(self, place: int | slice) -> Hit | Sequence[Hit]:
        return self._found[place]

    def __iter__(self) -> Iterator[Hit]:
        return iter(self._found)


class IndexUnavailableError(RuntimeError):
    """The search server can't be reached or refused to work; the message says which and what to do."""


class Index(Protocol):
    """Where chunks and pages are stored and found. Every search needs a filter; an empty one raises `EmptyScopeError`.

    A filter's fields are `meta.labels`, `meta.type`, `meta.date` (ISO text), `meta.document_id`, `meta.document`
    (the file's name), `meta.title`, `meta.language`; its operators ==, !=, in, not in, >, >=, <, <=, AND, OR, NOT.
    `in` on a list matches any element.
    """

    def put(self, source: Source, pages: Sequence[Page], chunks: Sequence[IndexedChunk]) -> None:
        """Makes this version the only visible one of its document, in one step. Idempotent."""
        ...

    def forget(self, document_id: str) -> int:
        """Removes every chunk and page of the document and says how many chunks there were; unknown ids give 0."""
        ...

    def set_labels(self, document_id: str, labels: Sequence[str]) -> None:
        """Replaces who may read the document, without touching its text; an unknown id raises `KeyError`."""
        ...

    def search_chunks(self, query: str, where: Filter, limit: int) -> list[Hit]:
        """BM25 over chunks, context line included; best first, vectors filled."""
        ...

    def search_pages(self, query: str, where: Filter, limit: int) -> list[Hit]:
        """BM25 over whole pages (with the document's title in front); best first, no vectors, empty `text`."""
        ...

    def search_vectors(self, vector: Vector, where: Filter, limit: int, kinds: Sequence[str] = ()) -> list[Hit]:
        """The chunks nearest by cosine; `score` is the cosine in -1..1; best first, vectors filled.

        With `kinds`, those on pages of one of these kinds alone.
        """
        ...

    def page_chunks(self, document_id: str, number: int, where: Filter) -> list[Hit]:
        """The chunks of a page, by its number, in their order; none of a document that the filter lets not through."""
        ...

    def token_vectors(self, chunk_ids: Sequence[str]) -> dict[str, bytes]:
        """The packed token vectors stored with the given chunks; unknown ids are left out."""
        ...

    def documents(self, where: Filter) -> list[DocumentRow]:
        """The documents that the filter lets through, by name."""
        ...

    def inventory(self) -> list[IndexEntry]:
        """What is held of each document whoever may read it, for upkeep alone: no texts, no names."""
        ...

    def rows_of(self, document_id: str) -> int:
        """How many rows of any kind are left of a document, hidden and half-written ones too; 0 when it is gone."""
        ...

    def expunge(self) -> dict[str, int]:
        """Removes what deleted rows have left on the disk; what stays for now, by what it is. Idempotent."""
        ...

    def ping(self) -> str:
        """One line on what answers (name, version, chunks held); raises `IndexUnavailableError`."""
        ...

    def close(self) -> None:
        """Lets go of files and connections."""
        ...


class Readable(Protocol):
    """What somebody may read at this moment, by the records. Safe to call from several threads."""

    def among(self, document_ids: Collection[str], scope: Scope) -> frozenset[str]:
        """Those of some hundred documents that answer questions of the scope; what isn't known isn't readable."""
        ...

    def some(self, scope: Scope, most: int) -> frozenset[str]:
        """The documents that answer questions of the scope: all of them, or `most` where there are more."""
        ...

    def count(self, scope: Scope) -> int:
        """How many documents answer questions of the scope; `MOST_COUNTED` + 1 stands for more than `MOST_COUNTED`."""
        ...
