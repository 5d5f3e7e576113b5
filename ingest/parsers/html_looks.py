"""What a web page's looks say of its words: struck out, raised, lowered, in a font of signs."""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from ingest.parsers.letter_positions import lowered, raised
from ingest.parsers.symbol_fonts import as_signs, is_symbol_font

STRUCK_TAGS: Final = frozenset({"s", "del", "strike"})
MOST_RULES: Final = 50
_STRUCK: Final = re.compile(r"text-decoration(?:-line)?\s*:[^;]{0,60}line-through", re.IGNORECASE)
_RAISED: Final = re.compile(r"vertical-align\s*:\s*(super|sub)\b|mso-text-raise\s*:\s*(-?)[1-9]", re.IGNORECASE)
_FONT: Final = re.compile(r"font-family\s*:\s*[\"']?\s*([a-z0-9 ]{1,20})", re.IGNORECASE)
_CLASS: Final = re.compile(r"[a-z0-9]{0,20}\.([\w-]{1,80})$", re.IGNORECASE)


def is_struck(tag: str, style: str | None) -> bool:
    """True for an element of this tag and style whose words are struck out."""
    return tag in STRUCK_TAGS or (style is not None and _STRUCK.search(style) is not None)


def has_struck_words(tree: Any) -> bool:
    """True where a page has words that are struck out."""
    marked = tree.css("s, del, strike, [style]")
    return any(is_struck(node.tag, node.attributes.get("style")) and (node.text() or "").strip() for node in marked)


def apply_classes(tree: Any) -> None:
    """Gives elements the looks that the page's own style sheet gives their class, where they matter to the meaning."""
    rules = 0
    for sheet in tree.css("style"):
        for rule in (sheet.text() or "").split("}"):
            selectors, _, looks = rule.partition("{")
            if not (_STRUCK.search(looks) or _RAISED.search(looks)):
                continue
            for selector in selectors.split(","):
                named = _CLASS.match(selector.strip())
                rules += 1
                for node in tree.css(selector.strip()) if named and rules <= MOST_RULES else ():
                    node.attrs["style"] = f"{node.attributes.get('style') or ''};{looks}"


@dataclass(slots=True)
class Looks:
    """Follows a walk through the elements and marks the words in them as they look, where any look matters."""

    active: bool
    _above: list[tuple[int, str]] = field(default_factory=lambda: [(0, "")])

    @classmethod
    def below(cls, root: Any) -> "Looks":
        """For a walk through the elements below this one."""
        return cls(root.css_first("sup, sub, [style]") is not None)

    def see(self, node: Any, entering: bool) -> None:
        """Takes note of an element that is entered or left."""
        if not self.active:
            return
        if not entering:
            self._above.pop()
            return
        height, font = self._above[-1]
        if node.tag in {"sup", "sub"}:
            height = 1 if node.tag == "sup" else -1
        style = node.attributes.get("style")
        if style:
            found = _RAISED.search(style)
            height = height if found is None else -1 if found[1] == "sub" or found[2] else 1
            named = _FONT.search(style)
            font = font if named is None else named[1].strip() if is_symbol_font(named[1]) else ""
        self._above.append((height, font))

    def marked(self, words: str) -> str:
        """The words as they stand at this place."""
        if not self.active:
            return words
        height, font = self._above[-1]
        words = as_signs(words, font) if font else words
        return raised(words) if height > 0 else lowered(words) if height < 0 else words
