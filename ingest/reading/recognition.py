"""Text recognition (OCR): Tesseract reads pages that hold images only, one confined process a page."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from ingest.confinement.confined import ProgramError, ProgramLimits, ProgramTooSlowError, run_confined
from ingest.parsers.cleaning import clean_lines, join_broken_words

SURE_WORD: Final = 40.0
"""Words below this confidence (0 to 100) are dropped: specks, lines and drawings taken for letters."""
SURE_PAGE: Final = 50.0
"""A page whose words are on average below this wasn't read: a photograph, handwriting, another script."""
SURE_UPRIGHT: Final = 75.0
"""Below this, an image is looked at from its other sides, too."""
FEWEST_LETTERS: Final = 3
PAGE_SECONDS: Final = 120.0
MEMORY_BYTES: Final = 1024 * 2**20
TEXT_BYTES: Final = 8 * 2**20
LIMITS: Final = ProgramLimits(seconds=PAGE_SECONDS, memory_bytes=MEMORY_BYTES, output_bytes=TEXT_BYTES)
ORIENTATION: Final = "osd"
"""What Tesseract lists among the languages for telling which way up a page is."""
WORD_LEVEL: Final = "5"
COLUMNS: Final = 12
"""Of Tesseract's table: level, page, block, paragraph, line, word, four for the place, confidence, text."""
REMEDY: Final = "Debian: apt-get install tesseract-ocr, and tesseract-ocr-deu, tesseract-ocr-fra, … for languages."

_ROTATE: Final = re.compile(r"^Rotate: (90|180|270)$", re.MULTILINE)
_PGM: Final = re.compile(rb"P5 (\d{1,6}) (\d{1,6}) 255\n")
_LANGUAGE: Final = re.compile(r"[A-Za-z][A-Za-z_]*(?:/[A-Za-z_]+)?")


class UnknownLanguageError(Exception):
    """OCR_LANGUAGES names a language that Tesseract lacks; the message says which it has, `remedy` what to do."""

    def __init__(self, languages: str, missing: list[str], installed: list[str]) -> None:
        self.remedy = REMEDY
        super().__init__(
            f"OCR_LANGUAGES is {languages!r}, but Tesseract has no {', '.join(missing)} here. "
            f"Installed: {', '.join(installed) or 'none'}. {REMEDY}"
        )


def languages_to_recognise(value: str) -> str:
    """The languages as Tesseract takes them, `eng+deu`; raises `ValueError` for what can't be one."""
    languages = [part.strip() for part in re.split(r"[+,]", value)]
    if not all(_LANGUAGE.fullmatch(language) for language in languages):
        raise ValueError("Its parts must be names such as eng or chi_sim, joined by +.")
    return "+".join(dict.fromkeys(languages))


def find_tesseract() -> str | None:
    """Where the command is; None where it isn't installed."""
    return shutil.which("tesseract")


def installed_languages(command: str) -> tuple[str, ...]:
    """The languages that can be recognised, `osd` (which way up a page is) among them; raises `ProgramError`."""
    listed = run_confined([command, "--list-langs"], ProgramLimits(seconds=20, memory_bytes=MEMORY_BYTES))
    return tuple(line.strip() for line in listed.decode("utf-8", "replace").split("\n")[1:] if line.strip())


def open_recogniser(languages: str, insists: bool = False) -> "Recogniser | None":
    """What reads images in these languages; None where Tesseract isn't installed.

    `insists`: it isn't started where the kernel leaves a gap in its confinement. Raises `UnknownLanguageError`, and
    `ProgramError` where the command doesn't work.
    """
    command = find_tesseract()
    if command is None:
        return None
    installed = installed_languages(command)
    missing = [language for language in languages.split("+") if language not in installed]
    if missing:
        raise UnknownLanguageError(languages, missing, [each for each in installed if each != ORIENTATION])
    return Recogniser(command, languages, ORIENTATION in installed, replace(LIMITS, insists=insists))


@dataclass(frozen=True, slots=True)
class RecognisedText:
    """What was read of an image: the text of its sure words, and how sure all of them are on average (0 to 100)."""

    text: str = ""
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Recogniser:
    """Reads one image after the other. `turns_pages`: those that make little sense are looked at from all sides."""

    command: str
    languages: str
    turns_pages: bool = True
    limits: ProgramLimits = LIMITS

    def describe(self) -> str:
        """One line on what it is and what it reads; raises `ProgramError` where it doesn't work."""
        output = run_confined([self.command, "--version"], ProgramLimits(seconds=20, memory_bytes=MEMORY_BYTES))
        return f"{output.decode('utf-8', 'replace').split(chr(10))[0]}, reads {self.languages}"

    def read(self, image: bytes) -> str:
        """The text of an image (PGM), paragraphs apart; empty where nothing could be read with some confidence.

        Raises `ProgramTooSlowError`. Costs some seconds for a full page, twice that for one that lies on its side.
        """
        recognised = self._read(image)
        if recognised.confidence < SURE_UPRIGHT and self.turns_pages:
            turned = turn(image, self._turn_needed(image))
            if turned is not None:
                recognised = max(recognised, self._read(turned), key=lambda each: each.confidence)
        return recognised.text if recognised.confidence >= SURE_PAGE else ""

    def _read(self, image: bytes) -> RecognisedText:
        table = self._output(image, "-l", self.languages, "--psm", "3", "tsv")
        return text_of_table(table)

    def _turn_needed(self, image: bytes) -> int:
        """By how many degrees, clockwise, the image has to be turned to stand upright; 0 where that can't be told."""
        found = _ROTATE.search(self._output(image, "--psm", "0"))
        return int(found[1]) if found is not None else 0

    def _output(self, image: bytes, *options: str) -> str:
        try:
            # More threads than one make it slower, and would take the processor from everybody else.
            written = run_confined(
                [self.command, "stdin", "stdout", *options], self.limits, image, {"OMP_THREAD_LIMIT": "1"}
            )
        except ProgramTooSlowError:
            raise
        except ProgramError:
            return ""  # an image that it can't take is one without words
        return written.decode("utf-8", "replace")


def turn(image: bytes, degrees: int) -> bytes | None:
    """A PGM turned clockwise by 90, 180 or 270 degrees; None for other angles, and for what is no such image."""
    head = _PGM.match(image)
    if head is None or degrees not in {90, 180, 270}:
        return None
    width, height, grey = int(head[1]), int(head[2]), image[head.end() :]
    if len(grey) != width * height:
        return None
    if degrees == 180:
        return image[: head.end()] + grey[::-1]
    columns = range(width) if degrees == 90 else range(width - 1, -1, -1)
    # A column from the top is every width-th pixel; turned to the right it becomes a row from the bottom.
    rows = (grey[column::width][:: -1 if degrees == 90 else 1] for column in columns)
    return b"P5 %d %d 255\n" % (height, width) + b"".join(rows)


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    confidence: float
    paragraph: tuple[str, str]
    line: tuple[str, str, str]


def _words(table: str) -> Iterator[_Word]:
    for row in table.split("\n"):
        cells = row.split("\t")
        text = cells[-1].strip()
        if len(cells) != COLUMNS or cells[0] != WORD_LEVEL or not text:
            continue
        try:
            confidence = float(cells[-2])
        except ValueError:
            continue
        block, paragraph, line = cells[2:5]
        yield _Word(text, confidence, (block, paragraph), (block, paragraph, line))


def text_of_table(table: str) -> RecognisedText:
    """What Tesseract's table of words says."""
    words = list(_words(table))
    letters = sum(len(word.text) for word in words)
    lines: list[str] = []
    last: _Word | None = None
    for word in words:
        if word.confidence < SURE_WORD:
            continue
        if last is not None and word.line == last.line:
            lines[-1] += f" {word.text}"
        else:
            lines += ["", word.text] if last is not None and word.paragraph != last.paragraph else [word.text]
        last = word
    text = "\n".join(join_broken_words(clean_lines(lines))).strip("\n")
    if sum(letter.isalnum() for letter in text) < FEWEST_LETTERS:
        return RecognisedText()
    return RecognisedText(text, sum(word.confidence * len(word.text) for word in words) / letters)
