"""Words of a row that stay sealed until they are read: a question finds hundreds of rows and reads some twenty."""

from pipelines.embedded_index.file import IndexFile, explained_errors
from pipelines.embedded_index.seal import chunk_place, page_place
from pipelines.ports import PlainWords


class SealedWords:
    """The `HitWords` of a row as it was when it was found, whatever becomes of the row; opened once.

    Reading raises `IndexUnavailableError` where the row isn't as it was sealed.
    """

    __slots__ = ("_file", "_row", "_sealed", "_title", "_words")

    def __init__(self, file: IndexFile, row: int, sealed: bytes, title: str | None = None) -> None:
        """`title` is given for the row of a page, which has nothing sealed but its label."""
        self._file = file
        self._row = row
        self._sealed = sealed
        self._title = title
        self._words: PlainWords | None = None

    @property
    def label(self) -> str | None:
        return self._opened().label

    @property
    def headings(self) -> tuple[str, ...]:
        return self._opened().headings

    @property
    def text(self) -> str:
        return self._opened().text

    @property
    def context(self) -> str:
        return self._opened().context

    def _opened(self) -> PlainWords:
        if self._words is None:  # two threads at once open it twice, to the same
            with explained_errors(self._file.path):
                if self._title is not None:
                    (label,) = self._file.seal.opened_words(page_place(self._row), self._sealed)
                    self._words = PlainWords(label, (), "", self._title)
                else:
                    label, headings, text, context = self._file.seal.opened_words(chunk_place(self._row), self._sealed)
                    self._words = PlainWords(label, tuple(headings), text, context)
        return self._words
