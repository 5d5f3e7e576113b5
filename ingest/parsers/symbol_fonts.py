"""Fonts that show signs in the place of letters: what a letter in Wingdings or Symbol looks like, as a sign of its own.

Boxes of forms are mostly drawn that way, so that without it a ticked and an empty one look alike.
"""

from typing import Final

BOX: Final = "\u2610"
TICKED_BOX: Final = "\u2612"

_WINGDINGS: Final = {
    0x4A: "\u263a", 0x4C: "\u2639", 0x6C: "\u2022", 0x6E: "\u25a0", 0x6F: BOX, 0x70: BOX, 0x71: BOX, 0x72: BOX,
    0x78: TICKED_BOX, 0x9F: "\u2022", 0xA1: "\u25cb", 0xA7: "\u2022", 0xA8: BOX, 0xD8: "\u2022", 0xDF: "\u2190",
    0xE0: "\u2192", 0xE1: "\u2191", 0xE2: "\u2193", 0xE8: "\u2192", 0xF0: "\u2192", 0xFB: "\u2717", 0xFC: "\u2713",
    0xFD: TICKED_BOX, 0xFE: "\u2611", **{0x81 + n: chr(0x2460 + n) for n in range(10)},
    **{0x8C + n: chr(0x2776 + n) for n in range(10)},
}  # fmt: skip
_WINGDINGS_2: Final = {
    0x4F: "\u2717", 0x50: "\u2713", 0x51: TICKED_BOX, 0x52: "\u2611", 0x53: TICKED_BOX, 0x54: TICKED_BOX,
    0x98: "\u2022", 0xA3: BOX,
}  # fmt: skip
_WEBDINGS: Final = {0x61: "\u2713", 0x63: BOX, 0x67: "\u25a0", 0x6E: "\u25cf", 0x72: "\u2717"}
_GREEK: Final = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
_SYMBOL: Final = {
    **{code: chr(code) for code in range(0x20, 0x41)},
    **{0x61 + n: letter for n, letter in enumerate(_GREEK)},
    **{0x41 + n: letter for n, letter in enumerate("ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ")},
    0x2D: "-", 0xA2: "\u2032", 0xA3: "\u2264", 0xA4: "/", 0xA5: "\u221e", 0xAC: "\u2190", 0xAE: "\u2192",
    0xB0: "\u00b0", 0xB1: "\u00b1", 0xB2: "\u2033", 0xB3: "\u2265", 0xB4: "\u00d7", 0xB6: "\u2202", 0xB7: "\u2022",
    0xB8: "\u00f7", 0xB9: "\u2260", 0xBA: "\u2261", 0xBB: "\u2248", 0xBC: "\u2026", 0xC6: "\u2205", 0xCE: "\u2208",
    0xD2: "\u00ae", 0xD3: "\u00a9", 0xD4: "\u2122", 0xD5: "\u220f", 0xD6: "\u221a", 0xD7: "\u00b7", 0xDE: "\u21d2",
    0xE5: "\u2211", 0xF2: "\u222b",
}  # fmt: skip
_FONTS: Final = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "webdings": _WEBDINGS, "symbol": _SYMBOL}


def is_symbol_font(name: str | None) -> bool:
    """True for a font whose letters are signs."""
    return (name or "").strip().lower() in _FONTS


def as_signs(letters: str, font: str | None) -> str:
    """The signs that these letters show in a font of signs; letters of other fonts as they are.

    Letters may stand for themselves or in the private range that such fonts use. Signs without a meaning are dropped.
    """
    signs = _FONTS.get((font or "").strip().lower())
    if signs is None:
        return letters
    return "".join(_sign(letter, signs) for letter in letters)


def _sign(letter: str, signs: dict[int, str]) -> str:
    code = ord(letter)
    own = code < 0x100 or 0xF000 <= code < 0xF100
    return signs.get(code & 0xFF, "") if own and not letter.isspace() else letter
