"""Prints an answer while it is being made."""

from types import TracebackType
from typing import Self

from rich.cells import cell_len
from rich.console import Console
from rich.status import Status
from rich.text import Text

from bot.command_line.terminal import MARK, WIDEST, answer_lines, ending_lines, neutral, print_lines
from pipelines.types import Answer, Outcome


class AnswerPrinter:
    """Prints an answer while it is made: what is being done, each checked sentence as it comes, then the sources.

    Use as a context manager, so that the status line goes away whatever happens.
    """

    def __init__(self, console: Console, locale: str = "en") -> None:
        self._console, self._locale = console, locale
        self._status: Status | None = None
        self._column = 0
        self._printed = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._clear()

    def working(self, text: str) -> None:
        """Shows what is being done until the first sentence; where nobody watches, nothing."""
        if not self._console.is_terminal or self._printed:
            return
        if self._status is None:
            self._status = self._console.status(Text(neutral(text), "dim"))
            self._status.start()
        else:
            self._status.update(Text(neutral(text), "dim"))

    def sentence(self, text: str) -> None:
        """Prints one checked sentence behind those before it, wrapped at words; a line end in front is kept."""
        self._clear()
        if self._printed and text.startswith("\n"):
            self._write("\n")
            self._column = 0
        self._printed += f" {text}"
        width = min(self._console.width, WIDEST) if self._console.is_terminal else None
        for word in neutral(text).split():
            space = 1 if self._column else 0
            if width and self._column and self._column + space + cell_len(word) > width:
                self._write("\n")
                self._column = space = 0
            self._write(" " * space + word)
            self._column += space + cell_len(word)

    def finish(self, answer: Answer, reference: str = "") -> None:
        """Prints what is still missing: the sources after the sentences, or all of an answer that differs from them."""
        self._clear()
        if self._printed:
            self._write("\n")
        told = self._printed.split() == answer.text.split()
        if answer.outcome is Outcome.ANSWERED and self._printed and told:
            print_lines(self._console, ending_lines(answer, self._locale))
            return
        if self._printed:
            self._write("\n")
        print_lines(self._console, answer_lines(answer, reference, self._locale))

    def _write(self, text: str) -> None:
        rendered = Text(text)
        rendered.highlight_regex(MARK, "cyan")
        self._console.print(rendered, end="", soft_wrap=True)

    def _clear(self) -> None:
        if self._status is not None:
            self._status.stop()
            self._status = None
