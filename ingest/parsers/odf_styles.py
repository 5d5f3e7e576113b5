"""What the styles of an OpenDocument file say of its words, as far as it matters to what they mean."""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from ingest.parsers.odf_forms import form_controls
from ingest.parsers.xml_parts import attribute

DEEPEST_STYLE: Final = 20


class OdfStyles:
    """The styles of a file, by name: what they hide, strike out and raise, and which of them is the title's.

    `struck` is true where words were left out that are struck out; `controls` is what the controls of forms show.
    """

    def __init__(self, *roots: Element | None) -> None:
        self.struck = False
        self.controls = form_controls(roots[0]) if roots else {}
        self._styles: dict[str, Element] = {}
        for root in roots:
            for style in root.iter("style") if root is not None else ():
                self._styles.setdefault(attribute(style, "name") or "", style)

    def hides_text(self, element: Element) -> bool:
        """True for a stretch whose letters are set to be hidden."""
        return self._says(element, "text-properties", "display") == "none"

    def hides_table(self, element: Element) -> bool:
        """True for a hidden sheet."""
        return self._says(element, "table-properties", "display") == "false"

    def hides_slide(self, element: Element) -> bool:
        """True for a slide that the show leaves out."""
        return self._says(element, "drawing-page-properties", "visibility") == "hidden"

    def strikes(self, element: Element, usual: bool = False) -> bool:
        """True for words that are struck out; `usual` is what holds around the element."""
        line = self._says(element, "text-properties", "text-line-through-style")
        line = line or self._says(element, "text-properties", "text-line-through-type")
        return usual if line is None else line != "none"

    def raises(self, element: Element) -> int:
        """1 for letters above the line, -1 for letters below it, else 0."""
        place = (self._says(element, "text-properties", "text-position") or "").split()[:1]
        if place in (["super"], ["sub"]):
            return 1 if place == ["super"] else -1
        height = place[0].rstrip("%") if place else ""
        return 0 if not height.strip("-0.") else -1 if height.startswith("-") else 1

    def is_struck(self, name: str | None) -> bool:
        """True for a style, by its name, whose words are struck out."""
        return name is not None and self.strikes(Element("", {"style-name": name}))

    def is_title(self, element: Element) -> bool:
        """True for a paragraph in the style of the document's title."""
        return any(name == "Title" for name in self._chain(element))

    def _chain(self, element: Element) -> Iterator[str]:
        name = attribute(element, "style-name")
        for _ in range(DEEPEST_STYLE):
            if not name:
                return
            yield name
            style = self._styles.get(name)
            name = attribute(style, "parent-style-name") if style is not None else None

    def _says(self, element: Element, properties: str, name: str) -> str | None:
        for style_name in self._chain(element):
            style = self._styles.get(style_name)
            found = style.find(properties) if style is not None else None
            value = attribute(found, name) if found is not None else None
            if value is not None:
                return value
        return None
