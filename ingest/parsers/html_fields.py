"""What a web page shows without being text: values of fields, choices, ticked boxes, formulas, words of images."""

import re
from typing import Any, Final

from ingest.parsers.html_math import formula_words
from ingest.parsers.symbol_fonts import BOX, TICKED_BOX

REPLACED: Final = frozenset({"img", "input", "math", "meter", "progress", "select", "textarea"})
"""Elements in whose place something else is shown than the text in them."""
LONGEST_ALTERNATIVE: Final = 500
_WITHOUT_WORDS: Final = frozenset("button file hidden image password reset submit".split())
_FILE_NAME: Final = re.compile(r"\S{1,200}\.(?:png|jpe?g|gif|svg|webp|bmp|tiff?)$", re.IGNORECASE)
_GUESSED: Final = ("automatically generated", "automatisch generiert")
"""What office programs write below descriptions that no person wrote."""
_TEX: Final = re.compile(r"\{\\(?:displaystyle|textstyle) (.*)\}$", re.DOTALL)


def is_formula_image(node: Any) -> bool:
    """True for the image that stands for a formula, although it is marked as hidden from readers of the screen."""
    return node.tag == "img" and _TEX.match((node.attributes.get("alt") or "").strip()) is not None


def add_shown(node: Any, words: list[str]) -> None:
    """Adds what a browser shows for one of the `REPLACED` elements to the words before it."""
    shown = _shown(node)
    if shown.startswith(":") and words:
        words[-1] = words[-1].rstrip()
    words.append(shown)


def _shown(node: Any) -> str:
    attributes = node.attributes
    if node.tag == "math":
        return formula_words(node)
    if node.tag == "img":
        return _alternative(attributes)
    if node.tag == "input" and (attributes.get("type") or "").lower() in {"checkbox", "radio"}:
        return f" {TICKED_BOX if 'checked' in attributes else BOX} "
    value = " ".join(_value(node).split())
    if not value:
        return ""
    return f"{_after_label(node)}{value}\n" if _is_labelled(node) else f" {value} "


def _value(node: Any) -> str:
    attributes = node.attributes
    if node.tag == "input":
        return "" if (attributes.get("type") or "").lower() in _WITHOUT_WORDS else attributes.get("value") or ""
    if node.tag == "textarea":
        return node.text() or ""
    if node.tag == "select":
        return _chosen(node)
    value, most = attributes.get("value") or "", attributes.get("max")
    return f"{value} of {most}" if value and most else value


def _chosen(node: Any) -> str:
    """The chosen options; the first one where a list that shows one has none chosen, unless it only asks to choose."""
    options = node.css("option")
    chosen = [option for option in options if "selected" in option.attributes]
    if not chosen and options and "multiple" not in node.attributes and node.attributes.get("size", "1") == "1":
        chosen = options[:1]
    asks = [option for option in chosen if option.attributes.get("value", "-") in {"", None}]
    return ", ".join((option.text() or "").strip() for option in chosen if option not in asks)


def _is_labelled(node: Any) -> bool:
    """True where a label holds the field, or stands before it."""
    above = node.parent
    for _ in range(3):
        if above is None:
            break
        if above.tag == "label":
            return True
        above = above.parent
    before = _before(node)
    return before is not None and before.tag == "label"


def _before(node: Any) -> Any:
    """What stands before the field, blanks apart."""
    before = node.prev
    while before is not None and before.tag == "-text" and not (before.text_content or "").strip():
        before = before.prev
    return before


def _after_label(node: Any) -> str:
    before = _before(node)
    words = "" if before is None else (before.text_content if before.tag == "-text" else before.text()) or ""
    return ": " if words.strip()[-1:].isalnum() else " "


def _alternative(attributes: Any) -> str:
    words = (attributes.get("alt") or "").strip()
    if attributes.get("role") in {"presentation", "none"} or _FILE_NAME.match(words):
        return ""
    if any(mark in words for mark in _GUESSED):
        return ""
    formula = _TEX.match(words)
    return f" {formula[1].strip() if formula else words[:LONGEST_ALTERNATIVE]} "
