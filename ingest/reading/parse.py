"""A file on disk becomes pages, safely: its type is judged by its bytes, and a child process reads it."""

import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ingest.formats.errors import WARNINGS, UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.formats.sniff import sniff
from ingest.parsers.findings import Findings
from ingest.parsers.registry import PARSERS
from ingest.parsers.titles import find_title
from ingest.reading.child import ParserChild, Request, raise_error
from ingest.reading.child_transfers import ChildTransfers
from ingest.reading.languages import language_of, main_language
from ingest.reading.old_office import OLD_OFFICE
from ingest.reading.page_recognition import PageRecognition
from ingest.reading.parsed import ParsedDocument, ParseWarning
from ingest.reading.personal_policy import Policy, under_policy
from ingest.reading.tools import Tools
from pipelines.tracing import span
from pipelines.types import Heading, Page, Unit

DEFAULT_LIMITS = ParseLimits()
LONGEST_TITLE = 500
OPENING_PAGES = 4


def check_file(path: Path, limits: ParseLimits) -> int:
    """The file's size in bytes; raises for what can't be opened or is too large."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableFileError("is_folder")
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableFileError("unsupported_type", kind="This is a device or a pipe, not a file.")
        if not os.access(path, os.R_OK):
            raise UnreadableFileError("not_permitted")
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise UnreadableFileError("missing") from None
    except PermissionError:
        raise UnreadableFileError("not_permitted") from None
    except OSError:  # a name too long for the system, a loop of links
        raise UnreadableFileError("missing") from None
    if status.st_size == 0:
        raise UnreadableFileError("empty_file")
    if status.st_size > limits.max_file_bytes:
        raise UnreadableFileError("too_large", limit=f"{limits.max_file_bytes / 2**20:,.0f} MB")
    return status.st_size


def _page(value: dict[str, Any]) -> Page:
    text = str(value["text"])
    return Page(
        number=int(value["number"]),
        text=text,
        label=None if value["label"] is None else str(value["label"]),
        headings=tuple(Heading(str(words), int(start), int(level)) for words, start, level in value["headings"]),
        language=language_of(text),
    )


@dataclass(slots=True)
class _Collector:
    """Gathers the child's messages into a document, and believes none of them beyond the limits."""

    name: str
    limits: ParseLimits
    transfers: ChildTransfers
    recognition: PageRecognition | None = None
    pages: list[Page] = field(default_factory=list)
    total: int = 0
    read: int = 0
    characters: int = 0
    result: dict[str, Any] | None = None

    def take(self, kind: str, value: Any) -> int | None:
        """Notes a message; the page's number where it was a page. A message that makes no sense counts as a crash."""
        try:
            return self._take(kind, value)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise UnreadableFileError("crashed") from None

    def _take(self, kind: str, value: Any) -> int | None:
        if kind == "error":
            raise_error(value)
        elif kind == "total":
            self.total = int(value)
        elif kind == "transfer":
            self.transfers.open(value)
        elif kind == "piece":
            self.transfers.add(value)
        elif kind == "page":
            page = self._recognised(_page(value))
            self.characters += len(page.text)
            if not self.read < page.number <= self.total <= self.limits.max_pages:
                raise ValueError
            if self.characters > self.limits.max_characters:
                raise UnreadableFileError("too_much_text", limit=f"{self.limits.max_characters:,}")
            self.read = page.number
            if page.text:
                self.pages.append(page)
            return page.number
        elif kind == "done":
            self.result = dict(value)
        return None

    def _recognised(self, page: Page) -> Page:
        """The page with what text recognition reads in its picture, where one came with it."""
        picture = self.transfers.picture()
        if picture is None:
            return page
        if self.recognition is None:
            raise ValueError
        return self.recognition.read(page, *picture)

    def document(self, media_type: str) -> ParsedDocument:
        """All that was gathered; raises where the child never said that it was done."""
        try:
            return self._document(media_type)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise UnreadableFileError("crashed") from None

    def _document(self, media_type: str) -> ParsedDocument:
        if self.result is None:
            raise ValueError
        day, title, warnings = self.result["created"], str(self.result["title"]), dict(self.result["warnings"])
        if self.recognition is not None:
            for code, pages in self.recognition.notable_warnings(self.total).items():
                warnings[code] = [*warnings.get(code, ()), *pages]
            if self.recognition.pages:
                title = self._title(self.result)
        if not self.pages:
            reasons = (code for code in ("garbled_text", "recognition_too_slow") if code in warnings)
            raise UnreadableFileError(next(reasons, "no_text_recognised"))
        noted = [
            ParseWarning(code, tuple(sorted({int(page) for page in pages})))
            for code, pages in warnings.items()
            if code in WARNINGS
        ]
        return ParsedDocument(
            pages=tuple(self.pages),
            title=title[:LONGEST_TITLE],
            page_count=self.total,
            media_type=media_type,
            date=None if day is None else date.fromisoformat(day),
            language=main_language(page.language for page in self.pages),
            warnings=tuple(each for each in noted if not each.is_remark),
            remarks=tuple(each for each in noted if each.is_remark),
            attachments=int(self.result["attachments"]),
            attached=tuple(self.transfers.attached),
            unit=Unit(self.result["unit"]),
            length=int(self.result["length"] or self.total),
        )

    def _title(self, result: dict[str, Any]) -> str:
        """The title by the words that the child couldn't see: those of recognised pages."""
        own = Findings(
            metadata_title=str(result["metadata_title"]), headlines=[str(each) for each in result["headlines"]]
        )
        return find_title(self.name, own, [page.text for page in self.pages[:OPENING_PAGES]])


class ParserPool:
    """Reads many files with one child process: `with ParserPool() as pool: pool.parse(path)`.

    Each file still gets a process and limits of its own (a fork of the child); only the start is shared, which
    saves 0.2 to 0.5 seconds a file. For one thread at a time; a file that kills the child costs the next a start.
    """

    def __init__(
        self,
        parsers: Mapping[str, str] = PARSERS,
        roots: tuple[Path, ...] = (),
        tools: Tools | None = None,
        insists: bool = False,
        personal: Policy = "off",
    ) -> None:
        """`parsers` says which module reads which media type, `roots` which further folders to import them from.

        `tools` are the programs beside it: text recognition, conversion of old formats, virus scan. None: without.
        `insists`: files are refused where the kernel doesn't hold native code in a parser's place. `personal`: what
        becomes of documents in which personal data is found.
        """
        self._personal = personal
        self._insists = insists
        self._parsers = parsers
        self._tools = tools or Tools()
        self._child = ParserChild(roots)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the child process."""
        self._child.close()

    def parse(
        self,
        path: Path,
        limits: ParseLimits = DEFAULT_LIMITS,
        name: str | None = None,
        on_page: Callable[[int, int], None] | None = None,
        spool: Path | None = None,
    ) -> ParsedDocument:
        """The pages of a file of a kind that we read, with its title, date and language.

        `name` is the name people know the file by, where it differs from the path's. `on_page` is called with (page,
        pages in all) after each page; raising from it stops the work. Files within it go into the folder `spool`,
        where one is given. Raises `UnreadableFileError`, whose `code` and `message` say what is wrong, and nothing
        else. Cost: the reading, and about 0.3 s for the first file's child process.
        """
        check_file(path, limits)
        shown = name or path.name
        if self._tools.scanner is not None:
            with span("file.scan"):
                self._tools.scanner.check(path)
        try:
            media_type = sniff(path, shown)
        except PermissionError:
            raise UnreadableFileError("not_permitted") from None
        if media_type in OLD_OFFICE:
            with self._tools.converted(path, media_type) as modern:
                document = self._read(modern, sniff(modern, modern.name), limits, shown, on_page, spool)
            return under_policy(replace(document, media_type=media_type), self._personal)
        return under_policy(self._read(path, media_type, limits, shown, on_page, spool), self._personal)

    def _read(
        self,
        path: Path,
        media_type: str,
        limits: ParseLimits,
        name: str,
        on_page: Callable[[int, int], None] | None,
        spool: Path | None,
    ) -> ParsedDocument:
        recogniser = self._tools.recogniser
        recognition = PageRecognition(recogniser, limits.recognition_seconds) if recogniser is not None else None
        collector = _Collector(name, limits, ChildTransfers(limits, spool), recognition)
        request = Request(
            path=path,
            name=name,
            parser=self._parsers[media_type],
            limits=limits,
            seconds=limits.seconds_for(path.stat().st_size),
            pictures=recognition is not None,
            attachments=spool is not None,
            insists=self._insists,
        )
        for kind, value in self._child.read(request):
            number = collector.take(kind, value)
            if number is not None and on_page is not None:
                on_page(number, collector.total)
        return collector.document(media_type)
