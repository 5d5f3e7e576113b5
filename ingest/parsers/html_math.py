"""Formulas of web pages (MathML) on one line: `F = 0.05 × A`, `(1+x)/2`, `x^2`."""

from collections.abc import Iterator
from typing import Any, Final

DEEPEST: Final = 60
"""Formulas that lie deeper within each other are cut there."""
_LEFT_OUT: Final = frozenset({"annotation", "annotation-xml", "mphantom", "maligngroup", "malignmark", "none"})
_TOKENS: Final = frozenset({"mi", "mn", "mo", "ms", "mtext"})
_SPACED: Final = frozenset("=+-\u2212\u00d7\u00f7\u00b1\u2213<>\u2264\u2265\u2248\u2260\u2261\u2208\u2192\u21d2\u221d")
_SIGNS: Final = {"\u2062": "\u00b7", "\u2061": "", "\u2063": "", "\u2064": "", ",": ", ", ";": "; "}
"""Signs that nobody sees, and those that a blank follows."""
_LARGE: Final = frozenset("\u2211\u220f\u222b\u222e")
_OVER: Final = frozenset("\u00af\u203e^\u02c6~\u02dc\u2192\u20d7.\u02d9\u00a8_\u0332\ufe37\ufe38")
"""Marks over or under a letter, which belong to its name."""


def formula_words(node: Any, depth: int = 0) -> str:
    """What the formula says."""
    if depth > DEEPEST or node.tag in _LEFT_OUT:
        return ""
    if node.tag in _TOKENS:
        return " ".join((node.text() or "").split())
    inside = [child for child in _elements(node) if child.tag not in _LEFT_OUT]
    if node.tag == "semantics":
        return formula_words(inside[0], depth + 1) if inside else ""
    parts = [formula_words(child, depth + 1) for child in inside]
    if node.tag in {"mfrac", "msup", "msub", "msubsup", "mroot", "munder", "mover", "munderover"}:
        return _structure(node.tag, parts)
    if node.tag == "msqrt":
        return f"\u221a({_row(inside, parts)})"
    if node.tag == "mfenced":
        opens, closes = (node.attributes.get(name) for name in ("open", "close"))
        return f"{'(' if opens is None else opens}{', '.join(parts)}{')' if closes is None else closes}"
    if node.tag in {"mtable", "mtr"}:
        return ("; " if node.tag == "mtable" else ", ").join(part for part in parts if part)
    return _row(inside, parts)


def _elements(node: Any) -> Iterator[Any]:
    child = node.child
    while child is not None:
        if child.tag is not None and child.tag[0] not in "-_!#":
            yield child
        child = child.next


def _structure(tag: str, parts: list[str]) -> str:
    base, rest = "".join(parts[:1]), [*parts[1:], "", ""]
    if tag == "mfrac":
        return f"{_grouped(base)}/{_grouped(rest[0])}"
    if tag == "mroot":
        return f"({rest[0]})\u221a({base})"
    if tag in {"munder", "mover"} and (not rest[0] or rest[0] in _OVER):
        return base
    if len(base) > 1 and not base.isalnum() and not (base[0] == "(" and base[-1] == ")"):
        base = f"({base})"
    marks = {"msup": "^", "msub": "_", "mover": "^", "munder": "_"}.get(tag, "_^")
    marked = base + "".join(f"{mark}{_grouped(part)}" for mark, part in zip(marks, rest, strict=False) if part)
    return f"{marked} " if base in _LARGE else marked


def _grouped(part: str) -> str:
    plain = part.replace(".", "").replace(",", "").removeprefix("-").removeprefix("\u2212")
    return part if plain.isalnum() else f"({part})"


def _row(inside: list[Any], parts: list[str]) -> str:
    """The parts one after the other, blanks around what compares or adds, none where it is a sign of a number."""
    text = ""
    for child, part in zip(inside, parts, strict=True):
        if child.tag == "mo" and part in _SPACED:
            sign = part in "-\u2212+\u00b1" and (not text or text[-1] in "(=,[ ")
            text = text + part if sign else f"{text.rstrip()} {part} "
        elif child.tag == "mo":
            text += _SIGNS.get(part, part)
        else:
            apart = child.tag in {"mi", "mtext"} and len(part) > 1 and text[-1:].isalpha()
            text += f" {part}" if apart or (text[-1:].isdigit() and part[:1].isdigit()) else part
    return text.strip()
