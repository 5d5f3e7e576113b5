"""Answers, search results and files on a terminal, in a pipe, or on a screen of forty columns.

Everything that reaches the screen goes through `neutral`: a document can't move the cursor, change colours, or pass
for markup. Where nobody watches (a pipe, a file), lines are plain and never wrapped.
"""

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TextIO

from rich.console import Console, Group, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from bot.command_line.file_report import FileReport, file_line
from bot.wording.phrasing import (
    PASSAGE_QUOTE,
    Surface,
    closing_line,
    failure_lines,
    one_line,
    refusal_lines,
    remark,
    shown_names,
    source_lines,
)
from bot.wording.sentences import count_words, duration_words, page_reference, say
from pipelines.types import Answer, Outcome, Passage

if TYPE_CHECKING:
    from ingest.library.held_documents import HeldDocument

SURFACE: Surface = "terminal"
WIDEST = 100
"""Columns: longer lines are hard to read."""
NARROW = 70
"""Columns below which results are listed instead of set in a table."""

_STRING_END = r"(?:\x07|\x1b\\|\x9c)"
_ESCAPES = re.compile(
    rf"(?:\x1b[PX^_\]]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]{{0,500}}{_STRING_END}"  # titles, links, device control
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # colours, cursor
    r"|\x1b[ -/]*[0-~]?"  # all others
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_LINE_ENDS = re.compile(r"[\n\u2028\u2029]+")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
MARK = r"\[\d+\]"


def neutral(text: str) -> str:
    """The text without escapes, control characters and overrides of direction; line ends stay, tabs become spaces."""
    text = _ESCAPES.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text.replace("\t", " ")))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a reply, even where its text holds line ends; a `mark` hangs to the left of the text."""

    text: str = ""
    mark: str = ""
    style: str = ""

    def plain(self) -> str:
        """The line as unwrapped text."""
        text = self._text()
        return f"{neutral(self.mark)} {text}" if self.mark else text

    def rich(self) -> RenderableType:
        """The line for a terminal, wrapped beside its mark."""
        text = Text(self._text(), self.style, overflow="fold")
        if not self.mark:
            text.highlight_regex(MARK, "cyan")
            return text
        grid = Table.grid(padding=(0, 1))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(Text(neutral(self.mark), "cyan"), text)
        return grid

    def _text(self) -> str:
        return _LINE_ENDS.sub(" ", neutral(self.text))


def answer_lines(answer: Answer, reference: str = "", locale: str = "en") -> list[Line]:
    """An answer, quotes, a refusal or a failure as lines, in the layout that every surface follows."""
    match answer.outcome:
        case Outcome.REFUSED:
            return [Line(text) for text in refusal_lines(answer, SURFACE, locale)]
        case Outcome.FAILED:
            return [Line(text) for text in failure_lines(answer, reference, SURFACE, locale=locale)]
        case Outcome.QUOTED:
            quotes = [Line(text, "•") for _, text in source_lines(answer, locale)]
            return [Line(remark(answer, locale)), Line(), *quotes, Line(), _closing(answer, locale)]
        case Outcome.TALKED:
            return [Line(text) for text in answer.text.splitlines()]
        case Outcome.ANSWERED:
            body = [Line(text) for text in answer.text.strip().splitlines()]
            return [*body, *ending_lines(answer, locale)]


def ending_lines(answer: Answer, locale: str = "en") -> list[Line]:
    """What follows the sentences of an answer: what isn't covered, the sources, the closing line."""
    extra = remark(answer, locale)
    sources = [Line(text, mark) for mark, text in source_lines(answer, locale)]
    listed = [Line(), Line(say("sources", locale), style="bold"), *sources] if sources else []
    return [*([Line(extra)] if extra else []), *listed, Line(), _closing(answer, locale)]


def _closing(answer: Answer, locale: str) -> Line:
    return Line(closing_line(answer, locale), style="dim")


def hit_lines(passages: Sequence[Passage], locale: str = "en") -> list[Line]:
    """Search results as lines: number and place, then the passage on one line."""
    if not passages:
        return [Line(say("hits_none", locale))]
    lines: list[Line] = []
    for number, (where, passage) in enumerate(zip(_places(passages, locale), passages, strict=True), 1):
        lines += [
            Line(f"{where} · {passage.score:.2f}", f"{number:>2}."),
            Line(one_line(passage.text, PASSAGE_QUOTE), "   "),
        ]
    return lines


def hit_table(passages: Sequence[Passage], locale: str = "en") -> RenderableType:
    """Search results as a table for terminals of at least `NARROW` columns."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0), header_style="bold")
    table.add_column("", justify="right", style="cyan", no_wrap=True)
    table.add_column(say("hits_where", locale), ratio=1, overflow="fold")
    table.add_column(say("hits_passage", locale), ratio=3, overflow="fold")
    table.add_column(say("hits_score", locale), justify="right", no_wrap=True)
    for number, (where, passage) in enumerate(zip(_places(passages, locale), passages, strict=True), 1):
        text = Text(neutral(one_line(passage.text, PASSAGE_QUOTE // 2)))
        table.add_row(str(number), Text(neutral(where)), text, f"{passage.score:.2f}")
    return table


def _places(passages: Sequence[Passage], locale: str) -> list[str]:
    names = shown_names(passage.document for passage in passages)
    pages = (
        page_reference(passage.page, passage.last_page, passage.label, locale, unit=passage.unit)
        for passage in passages
    )
    return [
        say("place", locale, document=names[passage.document], page=page)
        for passage, page in zip(passages, pages, strict=True)
    ]


def plain_text(lines: Iterable[Line]) -> str:
    """The lines as text without colour or wrapping, one line each."""
    return "\n".join(line.plain() for line in lines)


def open_console(stream: TextIO | None = None, width: int | None = None) -> Console:
    """A console on `stream` (standard output by default) that prints what it is given: no markup, no emoji codes.

    Characters that the stream's encoding lacks become question marks instead of an error.
    """
    stream = stream or sys.stdout
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
    return Console(file=stream, width=width, markup=False, highlight=False, emoji=False)


def print_lines(console: Console, lines: Iterable[Line]) -> None:
    """Prints the lines: wrapped and coloured where somebody watches, else plain."""
    if console.is_terminal:
        console.print(Group(*(line.rich() for line in lines)), width=min(console.width, WIDEST))
    else:
        console.print(Text(plain_text(lines)), soft_wrap=True)


def print_hits(console: Console, passages: Sequence[Passage], locale: str = "en") -> None:
    """Prints search results: a table where there is room for one, else a list."""
    if passages and console.is_terminal and console.width >= NARROW:
        console.print(hit_table(passages, locale))
    else:
        print_lines(console, hit_lines(passages, locale))


def print_file(console: Console, report: FileReport, locale: str = "en") -> None:
    """Prints one line on a file: green where it is ready, yellow with a warning, red where it couldn't be read."""
    style = {"ready": "green", "ready_with_warning": "yellow", "failed": "red"}[report.status]
    print_lines(console, [Line(" ".join(file_line(report, locale).split()), style=style)])


def print_documents(console: Console, documents: "Sequence[HeldDocument]", locale: str = "en") -> None:
    """Prints what is held: a table where there is room for one, else a line each."""
    if not documents:
        print_lines(console, [Line(say("no_documents", locale))])
        return
    rows = [
        (
            each.name,
            count_words(each.pages, each.unit, locale),
            each.type.value,
            ", ".join(each.labels),
            f"{each.live_at.astimezone():%Y-%m-%d}",
        )
        for each in documents
    ]
    if not console.is_terminal or console.width < NARROW:
        print_lines(console, [Line(" · ".join(row)) for row in rows])
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in ("name", "length", "type", "readers", "since"):
        justify: Literal["right", "left"] = "right" if column == "length" else "left"
        table.add_column(say(f"documents_{column}", locale), justify=justify, overflow="fold")
    for row in rows:
        table.add_row(*(Text(neutral(cell)) for cell in row))
    console.print(table)


def print_summary(console: Console, reports: Sequence[FileReport], seconds: float, locale: str = "en") -> None:
    """Prints how many files are ready and how many couldn't be read."""
    failed = sum(report.status == "failed" for report in reports)
    key = "ingest_summary_failed" if failed else "ingest_summary"
    duration = duration_words(seconds, locale)
    print_lines(console, [Line(say(key, locale, ready=len(reports) - failed, failed=failed, duration=duration))])


def progress_bar(console: Console) -> Progress:
    """A progress bar that draws itself only where somebody watches, and leaves nothing behind.

    Descriptions may hold names of files: pass them through `neutral`.
    """
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TimeRemainingColumn(compact=True),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
