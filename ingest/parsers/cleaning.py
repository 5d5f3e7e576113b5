"""Raw text into text that can be searched and quoted: one form for each letter, whole words, no invisible signs."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Final

# Ligatures and presentation forms name a shape, not a letter, so they become letters. Superscripts, fractions and
# the like stay: 10² isn't 102.
_SHAPES: Final = re.compile("[\ufb00-\ufdff\ufe70-\ufefc\u2e80-\u2fdf]+")
# Single plain spaces, which are nearly all, don't match: replacing them by themselves costs most of the time.
_BLANKS: Final = "\t\x0b\x0c\r\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_SPACES: Final = re.compile(f" *[{_BLANKS}][{_BLANKS} ]*| {{2,}}")
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffc-\uffff"
    "\ufe00-\ufe0e\ue000-\uf8ff\ud800-\udfff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_SYMBOL_FONT: Final = {
    "\uf0b7": "\u2022",
    "\uf0a7": "\u2022",
    "\uf0d8": "\u2022",
    "\uf0fc": "\u2713",
    "\uf06f": "\u2610",
    "\uf0a8": "\u2610",
    "\uf0fd": "\u2612",
    "\uf0fe": "\u2611",
    "\uf0e0": "\u2192",
}
_SYMBOLS: Final = re.compile("[\uf06f\uf0a7\uf0a8\uf0b7\uf0d8\uf0e0\uf0fc-\uf0fe]")
_LEADERS: Final = re.compile(r"(?: ?\.){5,} ?")
_LINE_BREAKS: Final = re.compile("\r\n?|[\x85\u2028\u2029]")
_BROKEN_WORD: Final = re.compile(r"(?<![^\W\d_])([^\W\d_]{2,}+)[-\u2010]$")
_CONTINUATION: Final = re.compile(r"([^\W\d_]+)(\S*) ?")
_WORDS: Final = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]{2,})*")


def clean_lines(lines: Sequence[str]) -> list[str]:
    """The lines with plain spaces, letters for ligatures, in NFC, without control, invisible or private signs.

    As many lines come back as went in. Cost: a few passes over the whole, 1 ms for a dense page.
    """
    if not lines:
        return []
    text = "\n".join(lines)
    if len(lines) > 1 and text.count("\n") != len(lines) - 1:
        text = "\n".join(line.replace("\n", " ") for line in lines)
    if not text.isascii():
        text = _SHAPES.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text)
        text = _SYMBOLS.sub(lambda match: _SYMBOL_FONT[match.group()], text)
        text = unicodedata.normalize("NFC", text)
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text))
    text = _LEADERS.sub(" ... ", text) if "...." in text or ". . . ." in text else text
    return [line.strip() for line in text.split("\n")]


def clean_line(text: str) -> str:
    """One line, cleaned as `clean_lines` does; line breaks in it become spaces."""
    if text.isascii() and text.isprintable() and not any(mark in text for mark in ("  ", "....", ". . . .")):
        return text.strip()  # cells of tables, by the hundred thousand
    return clean_lines([text.replace("\n", " ")])[0]


def clean_text(text: str) -> str:
    """Lines cleaned one by one; more than one blank line becomes one; none at either end."""
    lines = clean_lines(_LINE_BREAKS.sub("\n", text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def join_broken_words(lines: Sequence[str]) -> list[str]:
    """The lines with split words made whole: `transpor-|tation costs` becomes `transportation|costs`.

    A hyphen stays where the page shows elsewhere that it belongs to the word (`long-term`), or where both halves
    are words of the page by themselves (not counting the pieces at hand). As many lines come back as went in.
    """
    joined = list(lines)
    known: Counter[str] | None = None
    for index in range(len(joined) - 1):
        if not joined[index].endswith(("-", "\u2010")):
            continue
        head = _BROKEN_WORD.search(joined[index])
        tail = _CONTINUATION.match(joined[index + 1]) if head else None
        if head is None or tail is None or head[1][-1].isupper() != tail[1][0].isupper():
            continue
        if known is None:
            known = Counter(word.casefold() for line in lines for word in _WORDS.findall(line))
        first, second = head[1].casefold(), tail[1].casefold()
        keeps_hyphen = first + second not in known and (
            f"{first}-{second}" in known or (known[first] > 1 and known[second] > 1 and len(second) > 3)
        )
        stem = joined[index][: head.end(1)]
        joined[index] = f"{stem}{'-' if keeps_hyphen else ''}{tail[1]}{tail[2]}"
        joined[index + 1] = joined[index + 1][tail.end() :]
    return joined
