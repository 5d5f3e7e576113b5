"""File names in words: `BESTBUY_2023_10K` becomes Best Buy, 2023, 10-K, spelled as the document spells them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

MOST_WORDS: Final = 6
"""How many words of the document may stand run together in a file's name."""
READ_CHARACTERS: Final = 24_000

_WORD: Final = re.compile(r"\w+(?:['\u2019]s\b)?")
_JOINT: Final = re.compile(r"[ \-\u2010-\u2013.,&'\u2019/]{0,3}")
_DATE: Final = re.compile(r"(?<!\d)(?:19|20)\d\d[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:0[1-9]|[12]\d|3[01])(?!\d)")
_MONTH: Final = re.compile(r"(?<!\d)(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?![^\W_]|-\d)")
_YEARS: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_\u2013]((?:(?:19|20)\d\d)|\d\d)(?![^\W_]|[-_.]\d)")
_ARCHIVE_NUMBER: Final = re.compile(r"(?<!\d)\d{4}\.\d{4,5}(?:v\d+)?(?!\d)")
_PERIOD: Final = re.compile(r"((?:19|20)\d\d)?([QH][1-4])((?:19|20)\d\d)?$", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?:FY)?(?:19|20)\d\d$", re.IGNORECASE)
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SUFFIX: Final = re.compile(r"[A-Za-z][A-Za-z0-9]{0,7}$")
# Words that tell what happened to the file, not what it says.
_NOISE: Final = frozenset(
    "a an copy dated doc document docx download file final img latest new of original page pages pdf print rev revised "
    "scan scanned signed the txt untitled unnamed updated upload version with".split()
)
_SMALL: Final = frozenset("a an and as at by de for from in of on or the to und van via vs with y".split())
_QUARTERS: Final = {"q1": "first", "q2": "second", "q3": "third", "q4": "fourth", "h1": "first", "h2": "second"}


@dataclass(frozen=True, slots=True)
class NamePart:
    """A word or a run of words of a file's name: `text` as people write it; `known` if the document says it, too."""

    text: str
    known: bool

    @property
    def key(self) -> str:
        """Letters and digits alone, for comparisons."""
        return squash(self.text)


def squash(text: str) -> str:
    """Letters and digits alone, in one case."""
    return re.sub(r"[\W_]+", "", text).casefold()


class Vocabulary:
    """The words that a document opens with, to be found by how they look run together."""

    def __init__(self, opening: Sequence[str]) -> None:
        self.text = "\n".join(opening)[:READ_CHARACTERS]
        self._words = list(_WORD.finditer(self.text))
        self._keys = [squash(word.group()) for word in self._words]
        self._joined = [
            _JOINT.fullmatch(self.text, left.end(), right.start()) is not None for left, right in pairwise(self._words)
        ]

    def spelling(self, token: str) -> str | None:
        """How the document writes a token of a file's name: as one word or as several; None where it doesn't."""
        key = squash(token)
        single = key.isdigit()  # numbers that only stand beside each other, in a table, aren't one number
        found: Counter[str] = Counter()
        for start, first in enumerate(self._keys):
            if not first or not key.startswith(first):
                continue
            end = self._end(start, key)
            if end is not None and (end == start or not single):
                found[" ".join(self.text[self._words[start].start() : self._words[end].end()].split())] += 1
        if not found:
            return None
        # Capital letters throughout are most often a heading's; a form with small letters says more.
        return max(found, key=lambda form: (not form.isupper() and not form.islower(), not form.islower(), found[form]))

    def _end(self, start: int, key: str) -> int | None:
        """The last of the words from `start` on which together read `key`."""
        spelled = ""
        for position in range(start, min(start + MOST_WORDS, len(self._keys))):
            if position > start and not self._joined[position - 1]:
                return None
            spelled += self._keys[position]
            if spelled == key:
                return position
            if not key.startswith(spelled):
                return None
        return None


def _dated(found: str) -> str:
    """A date or a span of years with hyphens: 20240305 becomes 2024-03-05."""
    digits = re.sub(r"\D", "", found)
    if _DATE.fullmatch(found):
        return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
    return re.sub(r"[_.]", "-", found)


def _follows(first: str, second: str) -> bool:
    """True for the end of a span of years such as 2015-16 or 2019-2022."""
    return 0 < int(first[: 4 - len(second)] + second) - int(first) <= 10


def _tokens(stem: str) -> list[str]:
    """A name's pieces in order; dates and spans of years stay whole."""
    pieces: list[str] = []
    position = 0
    stem = _ARCHIVE_NUMBER.sub(" ", stem)
    spans = (match for match in _YEARS.finditer(stem) if _follows(match[1], match[2]))
    whole = sorted([*_DATE.finditer(stem), *_MONTH.finditer(stem), *spans], key=lambda match: match.start())
    for match in whole:
        if match.start() < position:
            continue
        pieces += re.split(r"[\s_\-.,()\[\]+=~#]+", stem[position : match.start()])
        pieces.append(_dated(match.group()))
        position = match.end()
    pieces += re.split(r"[\s_\-.,()\[\]+=~#]+", stem[position:])
    tokens: list[str] = []
    for piece in pieces:
        period = _PERIOD.fullmatch(piece)
        tokens += [part for part in period.groups() if part] if period else [piece]
    return [token for token in tokens if token]


def _is_junk(token: str) -> bool:
    """Counters, hashes and identifiers, which nobody would say."""
    digits = sum(sign.isdigit() for sign in token)
    if any(pattern.fullmatch(token) for pattern in (_DATE, _MONTH, _YEARS)):
        return False
    return re.fullmatch(r"v\d+", token.casefold()) is not None or (digits >= 5) or (digits >= 3 and len(token) >= 10)


def _cased(token: str, spelling: str | None) -> str:
    """The token with capitals as in a title, or as the document writes it where that is no plain word."""
    if _PERIOD.fullmatch(token) or _YEAR.match(token):
        return token.upper()
    if spelling is not None and squash(spelling) == squash(token) and not spelling.isalpha():
        return spelling  # several words, or signs in between
    if spelling is not None and not spelling.islower() and not spelling.isupper():
        return spelling if spelling[1:] != spelling[1:].lower() else spelling.capitalize()
    if spelling is not None and spelling.isupper() and len(spelling) <= 5:
        return spelling
    if token.isupper() and len(token) <= 4 and spelling is None:
        return token
    return token if any(sign.isupper() for sign in token[1:]) and not token.isupper() else token.capitalize()


def read_name(name: str, vocabulary: Vocabulary) -> list[NamePart]:
    """The telling parts of a file's name, in order; nothing for names such as `scan0001.pdf`."""
    path = Path(name)
    stem = path.stem if _SUFFIX.fullmatch(path.suffix.removeprefix(".")) else path.name
    parts: list[NamePart] = []
    for token in _tokens(stem):
        spelling = vocabulary.spelling(token)
        if spelling is None and _is_junk(token):
            continue
        if spelling is None and token.casefold() not in _SMALL:
            for piece in _CAMEL.sub(" ", token).split():
                _add(parts, piece, vocabulary.spelling(piece))
        else:
            _add(parts, token, spelling)
    while parts and parts[-1].key in _SMALL:
        parts.pop()
    return parts


def _add(parts: list[NamePart], token: str, spelling: str | None) -> None:
    lower = token.casefold()
    is_number = token.isdigit() and not _YEAR.match(token) and not _DATE.fullmatch(token)
    if lower in _SMALL:
        if parts:
            parts.append(NamePart(lower, known=False))
    elif lower.rstrip("0123456789") in _NOISE or (spelling is None and (is_number or len(token) == 1)):
        return
    else:
        parts.append(NamePart(_cased(token, spelling), known=spelling is not None))


def is_said(part: NamePart, candidate: str) -> bool:
    """True where a candidate for the title already says what this part of the name does."""
    key = part.key
    if key in _SMALL:
        return True
    keys = [squash(word) for word in _WORD.findall(candidate)]
    joined = "".join(keys)
    if key in _QUARTERS:
        return key in joined or key[::-1] in joined or _QUARTERS[key] in keys
    if _DATE.fullmatch(part.text):
        return sorted(re.findall(r"\d+", part.text)) == sorted(re.findall(r"\d+", candidate))[:3] or all(
            number in keys for number in re.findall(r"\d+", part.text)
        )
    return any(
        "".join(keys[start:end]) == key
        for start in range(len(keys))
        for end in range(start + 1, min(start + MOST_WORDS, len(keys)) + 1)
    )
