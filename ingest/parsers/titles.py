"""A document's title as a person would give it: the words searched and shown beside every page.

Three witnesses: what the file says of itself (often nonsense), the largest letters of its first page (often a
letterhead), and its name (often the only one to say year and kind). The best of the first two is the title where it
says something; the telling words of the name that it lacks follow in brackets. Without a good one the name is the
title.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ingest.parsers.findings import Findings
from ingest.parsers.names import NamePart, Vocabulary, is_said, read_name, squash

LONGEST_TITLE: Final = 180
MOST_WORDS: Final = 26
LONGEST_CANDIDATE: Final = 1_000
MOST_CANDIDATES: Final = 40
"""Characters of one and how many: they bound the work for a hostile file."""

_START: Final = re.compile(r"^[^\w(\[\"'\u201c\u00bf\u00a1]+")
_END: Final = " *\u2217\u2020:;,_-\u2013|/"
_BAD_METADATA: Final = re.compile(
    r"^(microsoft (word|powerpoint|excel)|powerpoint presentation|untitled|print(ing)? )|"
    r"\.(docx?|pptx?|xlsx?|indd|qxd|qxp|fm|pdf|rtf|txt|html?|tex|dvi|pmd|cdr|ai)\b|[\\{}<>]|^\W*$|https?:",
    re.IGNORECASE,
)
_IDENTIFIER: Final = re.compile(r"(?=[\w.]*\d)[\w.]++(?:[-/][\w.]++)*+")
# Lines to fill in, addresses, telephone numbers, numbered sections, remarks in brackets.
_NOT_A_TITLE: Final = re.compile(
    r"_{3,}|\.{4,}|@|https?:|www\.|^page \d|\(mark one\)|\bpursuant to\b|"
    r"\b\d{5}(-\d{4})?\b|\(\d{3}\) ?\d{3}|^\d{1,3}(\.\d+)*\.? |^\(.*\)$",
    re.IGNORECASE,
)
# What stands large on many first pages without naming the document.
_GENERIC: Final = frozenset(
    squash(words)
    for words in (
        "abstract", "agenda", "announcement", "annual report", "appendix", "confidential", "contents", "cover",
        "cover page", "document", "draft", "executive summary", "exhibit", "extracted pages", "foreword", "form",
        "index", "introduction", "letter", "memo", "memorandum", "note", "notes", "notice", "overview", "page",
        "preface", "presentation", "press release", "report", "slide 1", "summary", "table of contents", "title",
        "user guide", "user manual", "welcome",
    )
)  # fmt: skip
# A line that ends in one of these names who speaks, not what is said.
_ORGANISATION: Final = re.compile(
    r"\b(ag|agency|association|authority|bank|bureau|co|commission|committee|company|corp|corporation|council|court|"
    r"department|gmbh|group|holdings|inc|incorporated|institute|limited|llc|llp|ltd|ministry|nv|office|plc|sa|"
    r"university)\.?$",
    re.IGNORECASE,
)
_SENTENCE_END: Final = re.compile(r"(?<!\binc)(?<!\bco)(?<!\bltd)(?<!\bcorp)(?<!\b[A-Z])[.;,\u2026]$", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_SMALL: Final = frozenset(
    "a an and as at but by for from in into nor of off on or over per the to up via vs with".split()
)


def _tidy(text: str) -> str:
    """A candidate without marks, a program's name and a printing date at its ends."""
    text = re.sub(r"^microsoft (?:word|powerpoint|excel) - ", "", " ".join(text.split()), flags=re.IGNORECASE)
    text = re.sub(r"^\d{1,4}[/.]\d{1,2}[/.]\d{2,4},? (\d\d?:\d\d( [ap]m)? )?", "", text, flags=re.IGNORECASE)
    return _START.sub("", text).rstrip(_END)


def _is_title(text: str) -> bool:
    """True where a stretch of words could be a title at all."""
    words = _WORD.findall(text)
    letters = sum(sign.isalpha() for sign in text)
    if not words or len(words) > MOST_WORDS or len(text) > LONGEST_TITLE + 40 or letters < 0.55 * len(text):
        return False
    wide = any(sign > "\u2e80" for sign in text)
    if squash(text) in _GENERIC or _NOT_A_TITLE.search(text) or (letters < 4 and not wide):
        return False
    return not (_SENTENCE_END.search(text) and len(words) > 3) and not text[0].islower()


def _candidates(findings: Findings) -> list[str]:
    """What could be the title, most trusted first: the file's own, then the first page's largest words."""
    found: list[str] = []
    own = _tidy(findings.metadata_title[:LONGEST_CANDIDATE])
    if own and not _BAD_METADATA.search(own) and not _IDENTIFIER.fullmatch(own) and _is_title(own):
        found.append(own)
    headlines = (text[:LONGEST_CANDIDATE] for text in findings.headlines[:MOST_CANDIDATES])
    found += [text for text in map(_tidy, headlines) if _is_title(text)]
    return found


def _recased(text: str, vocabulary: Vocabulary) -> str:
    """A title in capitals as it would stand in a sentence's case, each word as the document writes it elsewhere."""
    letters = [sign for sign in text if sign.isalpha()]
    if sum(sign.isupper() for sign in letters) < 0.7 * len(letters) or len(letters) < 4:
        return text

    def recase(match: re.Match[str]) -> str:
        word = match.group()
        if not word.isupper() or any(sign.isdigit() for sign in word):
            return word
        if word.casefold() in _SMALL and match.start() > 0:
            return word.lower()
        spelling = vocabulary.spelling(word)
        if spelling is None or spelling.isupper():
            return word if len(word) <= 4 and spelling is not None and len(text.split()) > 1 else word.capitalize()
        return spelling if not spelling.islower() else word.capitalize()

    return _WORD.sub(recase, text)


def _new_words(candidate: str, parts: Sequence[NamePart]) -> int:
    """How many telling words a candidate has that the file's name lacks."""
    named = "".join(part.key for part in parts)
    words = {squash(word) for word in _WORD.findall(candidate) if word.casefold() not in _SMALL}
    return sum(word not in named and len(word) > 1 and not _ORGANISATION.fullmatch(word) for word in words)


def _best(candidates: Sequence[str], parts: Sequence[NamePart]) -> str | None:
    """The candidate that can stand as the title; None where the name is the better one.

    It says all that the name says, or a good part of it and more; or it says much more than a name that isn't made
    of the document's own words.
    """
    telling = [part for part in parts if not part.key.isdigit()] or list(parts)
    if not telling:
        return candidates[0] if candidates else None
    said = {text: sum(is_said(part, text) for part in telling) / len(telling) for text in candidates}
    for text in sorted(candidates, key=lambda text: -said[text]):
        if all(is_said(part, text) for part in parts):
            return text
        if _new_words(text, parts) >= 3 and said[text] >= 0.3 and not _ORGANISATION.search(text):
            return text
    first = _first_words(candidates)
    enough = 4 if _is_descriptive(telling) else 2
    return first if first is not None and _new_words(first, parts) >= enough else None


def _first_words(candidates: Sequence[str]) -> str | None:
    return next((text for text in candidates if not _ORGANISATION.search(text)), None)


def _is_descriptive(telling: Sequence[NamePart]) -> bool:
    """True for a name that reads like a title: of several words, or of the document's own."""
    return len(telling) >= 4 or (len(telling) >= 3 and all(part.known for part in telling))


def find_title(name: str, findings: Findings, opening: Sequence[str]) -> str:
    """The document's title, never empty, at most some 250 characters.

    `name` is the file's name, `opening` the text of its first pages. Cost: some milliseconds.
    """
    vocabulary = Vocabulary(opening)
    parts = read_name(name, vocabulary)
    candidates = _candidates(findings)
    base = _best(candidates, parts)
    if base is not None:
        title = _shortened(_recased(base, vocabulary))
        lacking = [part.text for part in parts if not is_said(part, title)]
        return f"{title} ({' '.join(lacking)})" if lacking else title
    named = " ".join(part.text for part in parts)
    more = _first_words(candidates)
    if named and more is not None and _new_words(more, parts) >= 2:
        return _shortened(f"{named} \u2013 {_recased(more, vocabulary)}")
    return named or Path(name).stem.strip() or name


def _shortened(title: str) -> str:
    if len(title) <= LONGEST_TITLE:
        return title
    return f"{title[: LONGEST_TITLE - 1].rsplit(' ', 1)[0].rstrip(',;:- ')}\u2026"
