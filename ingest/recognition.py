"""Text recognition (OCR): Tesseract reads pages that hold images only, one confined process a page."""

import csv
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from ingest.confined import ProgramError, ProgramLimits, ProgramTooSlowError, run_confined
from ingest.parsers.cleaning import clean_lines, join_broken_words

SURE_WORD: Final = 40.0
"""Words below this confidence (0 to 100) are dropped: specks, lines and drawings taken for letters."""
SURE_PAGE: Final = 50.0
"""A page whose words are on average below this wasn't read: a photograph, handwriting, another script."""
FEWEST_LETTERS: Final = 3
PAGE_SECONDS: Final = 120.0
MEMORY_BYTES: Final = 1024 * 2**20
TEXT_BYTES: Final = 8 * 2**20
WORD_LEVEL: Final = "5"
REMEDY: Final = "Debian: apt-get install tesseract-ocr, and tesseract-ocr-deu, tesseract-ocr-fra, … for languages."

_LANGUAGE: Final = re.compile(r"[A-Za-z][A-Za-z_]*(?:/[A-Za-z_]+)?")


class UnknownLanguageError(Exception):
    """OCR_LANGUAGES names a language that Tesseract hasn't installed; the message says which are."""


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


def open_recogniser(languages: str) -> "Recogniser | None":
    """What reads images in these languages; None where Tesseract isn't installed.

    Raises `UnknownLanguageError`, and `ProgramError` where the command doesn't work.
    """
    command = find_tesseract()
    if command is None:
        return None
    installed = installed_languages(command)
    missing = [language for language in languages.split("+") if language not in installed]
    if missing:
        held = ", ".join(language for language in installed if language != "osd") or "none"
        raise UnknownLanguageError(
            f"OCR_LANGUAGES is {languages!r}, but Tesseract has no {', '.join(missing)} here. "
            f"Installed: {held}. {REMEDY}"
        )
    return Recogniser(command, languages, turns_pages="osd" in installed)


@dataclass(frozen=True, slots=True)
class Recogniser:
    """Reads one image after the other. `turns_pages`: images that lie on their side are turned first."""

    command: str
    languages: str
    turns_pages: bool = True
    limits: ProgramLimits = field(
        default=ProgramLimits(seconds=PAGE_SECONDS, memory_bytes=MEMORY_BYTES, output_bytes=TEXT_BYTES)
    )

    def read(self, image: bytes) -> str:
        """The text of an image, paragraphs apart; empty where nothing could be read with some confidence.

        Raises `ProgramTooSlowError`. Costs some seconds for a full page.
        """
        layout = "1" if self.turns_pages else "3"
        command = [self.command, "stdin", "stdout", "-l", self.languages, "--psm", layout, "tsv"]
        try:
            # More threads than one make it slower, and would take the processor from everybody else.
            written = run_confined(command, self.limits, image, {"OMP_THREAD_LIMIT": "1"})
        except ProgramTooSlowError:
            raise
        except ProgramError:
            return ""  # an image that it can't take is one without words
        return text_of_table(written.decode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    confidence: float
    paragraph: tuple[str, str]
    line: tuple[str, str, str]


def _words(table: str) -> Iterator[_Word]:
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if row.get("level") != WORD_LEVEL or not text:
            continue
        try:
            confidence = float(row["conf"])
        except ValueError:
            continue
        block, paragraph, line = row["block_num"], row["par_num"], row["line_num"]
        yield _Word(text, confidence, (block, paragraph), (block, paragraph, line))


def text_of_table(table: str) -> str:
    """The text in Tesseract's table of words; empty where the page as a whole is too doubtful."""
    words = list(_words(table))
    letters = sum(len(word.text) for word in words)
    if letters == 0 or sum(word.confidence * len(word.text) for word in words) / letters < SURE_PAGE:
        return ""
    kept = [word for word in words if word.confidence >= SURE_WORD]
    lines: list[str] = []
    last: _Word | None = None
    for word in kept:
        if last is not None and word.line == last.line:
            lines[-1] += f" {word.text}"
        else:
            lines += ["", word.text] if last is not None and word.paragraph != last.paragraph else [word.text]
        last = word
    text = "\n".join(join_broken_words(clean_lines(lines))).strip("\n")
    return text if sum(letter.isalnum() for letter in text) >= FEWEST_LETTERS else ""
