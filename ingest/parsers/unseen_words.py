"""Looks of words that nobody sees: letters as pale as the paper, letters of no size, things far beside the page."""

import re
from typing import Final

PALE: Final = 235
"""The least that red, green and blue are each, for letters that can't be told from white paper."""
SMALLEST_POINTS: Final = 2.0
_HEX: Final = re.compile(r"#?(?:[0-9a-f]{2})?([0-9a-f]{6})", re.IGNORECASE)
_SHORT_HEX: Final = re.compile(r"#([0-9a-f])([0-9a-f])([0-9a-f])", re.IGNORECASE)
_RGB: Final = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})", re.IGNORECASE)
_NAMES: Final = {"white": "ffffff", "snow": "fffafa", "ivory": "fffff0", "black": "000000"}
_COLOUR: Final = re.compile(r"(?:^|;)\s*color\s*:\s*([^;!]{1,40})", re.IGNORECASE)
_GROUND: Final = re.compile(r"(?:^|;)\s*background(?:-color)?\s*:\s*([^;!]{1,40})", re.IGNORECASE)
_GONE: Final = re.compile(
    r"(?:^|;)\s*(?:opacity\s*:\s*0?\.?0{1,3}\s*(?:;|$|!)|color\s*:\s*transparent|font-size\s*:\s*(?:0|1|0?\.\d)[a-z%]{0,4}"
    r"\s*(?:;|$|!)|(?:left|top|right|text-indent|margin-left|margin-top)\s*:\s*-\d{4,6}(?:px|pt|em|rem|cm)?"
    r"|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?|font\s*:\s*0)",
    re.IGNORECASE,
)


def rgb(colour: str) -> str:
    """A colour as six small hexadecimal digits; empty where it is written in a way that isn't known here."""
    words = colour.strip().lower()
    if words in _NAMES:
        return _NAMES[words]
    if short := _SHORT_HEX.fullmatch(words):
        return "".join(digit * 2 for digit in short.groups())
    if whole := _HEX.fullmatch(words):
        return whole[1]
    parts = _RGB.match(words)
    return "".join(f"{min(255, int(part)):02x}" for part in parts.groups()) if parts else ""


def is_pale(colour: str) -> bool:
    """Whether letters of this colour can't be told from white paper."""
    digits = rgb(colour)
    return bool(digits) and min(int(digits[at : at + 2], 16) for at in (0, 2, 4)) >= PALE


def is_unseen(style: str, on_paper: bool) -> bool:
    """Whether an element of a page with this style shows no words: too small, beside the page, its ground's colour.

    `on_paper` says that nothing around it has a ground of its own.
    """
    if _GONE.search(style):
        return True
    colour, ground = _COLOUR.search(style), _GROUND.search(style)
    if colour is None:
        return False
    if ground is not None:
        own = rgb(colour[1])
        return bool(own) and own == rgb(ground[1])
    return on_paper and is_pale(colour[1])
