"""Exact codes, part numbers and amounts of a question, and whether a text holds one however it is written."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from pipelines.text.text_analysis import plain_number

_TOKEN = re.compile(r"[^\W_]+(?:[-./_#+][^\W_]+)*")
_SPACED = re.compile(r"(?<![^\W_])([A-Za-z]{1,4}) (\d{3,}[A-Za-z]?)(?![^\W_]|[.,]\d)")
_AMOUNT = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)+(?![\w])")
_DATE = re.compile(r"(?:\d{1,4}[-./]){2}\d{1,4}")
_NO_CODE = re.compile(
    r"""
    (?:19|20)\d\d | \d{1,2}(?:st|nd|rd|th) | \d+(?:s|k|m|x|bn|mm|cm|km|kg|g|h|am|pm|v|w|kw|gb|mb|tb|hz|ghz)
    | \d+[-/]\d+ | (?:fy|cy|q|h|kw|cw)-?\d+ | \d+[qh] | q\d[-/]?(?:fy)?\d* | (?:19|20)?\d\d[-/]?q\d
    | \d{1,3}(?:-[a-z]{2,})+ | \d{1,2}-?[kqf] | (?:fy|cy)\d{2,4}[-/]?[qh]\d
    """,
    re.VERBOSE,
)
_FISCAL_YEAR = re.compile(r"\b(?:FY|CY|GJ)[ '\u2019-]?(?:20)?(\d\d)(?!\d)")
_PARTS = re.compile(r"[^\W\d_]+|\d+")
_FEWEST_DIGITS = 4
"""A bare number of fewer digits is a count; a year isn't a code either."""
_NO_SHORT_CODE = frozenset("a3 a4 a5 a6 g7 g8".split())
"""A letter and a digit that are no code but a size of paper or a group of states."""
_LONG_RUN = 5
"""Digits in a row from which a code may be written with separators within them."""
_GROUPS_FROM = 12
"""Signs of a code from which blanks may group it by four, as in an IBAN."""
_ENTRY = re.compile(r"\W{0,4}(?:[^\W\d_]{1,20}\.? ){0,2}([^\s:]{2,40}) ?:(?=\s)")


@dataclass(frozen=True, slots=True)
class Code:
    """A code as the question writes it, and the parts of letters and of digits that it consists of, folded."""

    written: str
    parts: tuple[str, ...]

    @property
    def variants(self) -> tuple[str, ...]:
        """Its parts apart and as one word, and pieces of what may be written apart: 081522C as 0815-22-C."""
        return " ".join(self.parts), "".join(self.parts), *self._pieces

    @property
    def _pieces(self) -> tuple[str, ...]:
        whole = "".join(self.parts)
        if not self._has_letters:
            return ()
        if len(whole) >= _GROUPS_FROM:
            return tuple(whole[start : start + 4] for start in range(0, len(whole), 4))
        runs = [part for part in self.parts if part.isdigit() and len(part) >= _LONG_RUN]
        cuts = [
            (run, start, end) for run in runs for start in range(len(run)) for end in range(start + 3, len(run) + 1)
        ]
        return tuple(dict.fromkeys(run[start:end] for run, start, end in cuts if end - start < len(run)))

    @property
    def _has_letters(self) -> bool:
        return any(part.isalpha() for part in self.parts)

    @property
    def pattern(self) -> str:
        """An expression for it however it is written: one sign or none between its parts, or, in a longer one with
        letters, a dash, a stroke or a full stop between any two signs; blanks within a very long one.
        """
        whole = "".join(self.parts)
        apart = r"[\W_]?".join(map(re.escape, self.parts))
        if not self._has_letters or len(whole) < _LONG_RUN:
            return apart
        between = r"[-\u2010\u2011./_# ]?" if len(whole) >= _GROUPS_FROM else r"[-\u2010\u2011./_#]?"
        return f"(?:{apart}|{between.join(map(re.escape, whole))})"


def codes(text: str) -> list[Code]:
    """The codes of a text, in order: E4711, TX-88-210-A, 4711-B, R 1006, 10045. No years, dates, ordinals, measures."""
    found: dict[tuple[str, ...], str] = {}
    spaced = {match.start(): match for match in _SPACED.finditer(text)}
    taken = 0
    for match in _TOKEN.finditer(text):
        here = spaced.get(match.start())
        if match.start() < taken:
            continue
        if here is not None and _is_series(here[1]):
            taken = here.end()
            found.setdefault(_parts(here.group()), here.group())
        elif _is_code(match.group()):
            found.setdefault(_parts(match.group()), match.group())
    return [Code(written, parts) for parts, written in found.items()]


def with_variants(question: str) -> str:
    """The question with the other ways to write its codes and fiscal years behind it, for a search by words.

    Pages head their columns 2022 where people ask for FY2022 or FY22, which is another word.
    """
    years = dict.fromkeys(f"20{year}" for year in _FISCAL_YEAR.findall(question))
    return " ".join([question, *(variant for code in codes(question) for variant in code.variants), *years])


def amounts(text: str) -> list[str]:
    """The numbers of a text with a separator in them, as written: 1.250,00, 1,250."""
    return [match.group() for match in _AMOUNT.finditer(text) if not _DATE.fullmatch(match.group())]


def begins_entry(text: str) -> bool:
    """Whether a text begins an entry of a list of codes: "E-4711: The door is open", "Alarm A017: …"."""
    match = _ENTRY.match(text)
    return match is not None and bool(codes(match[1]))


class CodesOf:
    """A text in which codes and amounts are looked up."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _folded(self) -> str:
        return unicodedata.normalize("NFKC", self._text).casefold()

    @cached_property
    def _numbers(self) -> frozenset[str]:
        return frozenset(_value(each) for each in re.findall(r"\d+(?:[.,]\d+)*", self._folded))

    def hold(self, code: Code) -> bool:
        """Whether the code stands there, with any one sign or none between its parts; a number behind letters, too."""
        if len(code.parts) == 1 and code.parts[0].isdigit():
            return bool(re.search(rf"(?<!\d)(?<!\d[.,]){code.parts[0]}(?![.,]?\d)", self._folded)) or (
                self.hold_amount(code.written)
            )
        return re.search(rf"(?<![^\W_]){code.pattern}(?![^\W_])", self._folded) is not None

    def hold_amount(self, amount: str) -> bool:
        """Whether a number of the same value stands there."""
        return _value(amount) in self._numbers


def _is_series(letters: str) -> bool:
    """Whether letters before a number begin a code (E 4711): capitals, which no word of a sentence has alone."""
    return letters.isupper() and letters.casefold() not in {"in", "of", "to", "by", "at", "on", "fy", "cy", "kw"}


def _is_code(token: str) -> bool:
    folded = token.casefold()
    digits = sum(char.isdecimal() for char in token)
    if not digits or _NO_CODE.fullmatch(folded) or _DATE.fullmatch(folded) or "." in folded.strip("."):
        return False
    if digits < 3 and not any(char.isupper() for char in token):
        return False  # top-3, covid-19
    if any(char.isalpha() for char in token):
        return len(token) > 2 or digits > 1 or (token[0].isupper() and folded not in _NO_SHORT_CODE)
    return digits >= _FEWEST_DIGITS


def _parts(token: str) -> tuple[str, ...]:
    return tuple(_PARTS.findall(unicodedata.normalize("NFKC", token).casefold()))


def _value(number: str) -> str:
    plain = plain_number(number)
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
