"""Tells text from what only looks like it: unmapped glyphs, and notices that stand in for the document."""

import re
from typing import Final

_LEADERS: Final = re.compile(r"[\s._\-\u2013\u2014*\u2022\u00b7\u2026|=+]+")
# Vowel signs of Indic and Arabic scripts are no letters by themselves, but never stand alone: they count as letters.
_NO_LETTERS: Final = re.compile("[^\\w\u0300-\u1fff]+")
_GLYPH_NAMES: Final = re.compile(r"/[a-z]{1,3}\d{1,5}(?=/|\s|$)|\(cid:\d+\)")
# Control characters, private use, replacement and non-characters: what a font without a letter table yields.
# U+0002 and U+FFFE are left out: the PDF reader marks a hyphen at a line's end with them.
_UNMAPPED: Final = re.compile("[\x00\x01\x03-\x08\x0b\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\uffff]")
_PLACEHOLDER: Final = re.compile(
    r"please wait\b.{0,400}?(adobe|pdf viewer|proper contents)|"
    r"(to view|to open|opening) (this|the full) (form|document|contents).{0,200}?(adobe (acrobat )?reader|acrobat)",
    re.IGNORECASE | re.DOTALL,
)
LONGEST_PLACEHOLDER: Final = 1_500
FEWEST_SIGNS: Final = 24
SAMPLE: Final = 1_500


def is_garbled(raw: str) -> bool:
    """True where so many signs stand for no letter or digit that the text isn't what the page shows."""
    if len(raw) > 2 * SAMPLE:
        middle = len(raw) // 2
        raw = raw[:SAMPLE] + raw[middle : middle + SAMPLE]
    signs = _LEADERS.sub("", raw)
    if len(signs) < FEWEST_SIGNS:
        return False
    unmapped = len(_UNMAPPED.findall(signs))
    if unmapped > 0.2 * len(signs):
        return True
    named = sum(len(match) for match in _GLYPH_NAMES.findall(signs)) if "/" in signs or "(cid" in signs else 0
    if named > 0.3 * len(signs):
        return True
    return len(_NO_LETTERS.sub("", signs)) - unmapped < 0.35 * len(signs)


def is_placeholder(text: str) -> bool:
    """True for the page that an interactive form shows where it can't run (`Please wait… Adobe Reader…`)."""
    return len(text) <= LONGEST_PLACEHOLDER and _PLACEHOLDER.search(text) is not None
