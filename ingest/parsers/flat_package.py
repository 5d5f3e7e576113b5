"""Office files in one piece of XML instead of an archive: the same parts, for the same readers."""

import base64
import binascii
from collections.abc import Mapping
from io import BytesIO
from typing import IO, Final
from xml.etree.ElementTree import Element, tostring

from ingest.formats.zip_directory import plain_name
from ingest.parsers.package import Package
from ingest.parsers.xml_parts import attribute, parse_xml

RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class FlatPackage(Package):
    """Parts by their names, as elements without namespaces or as bytes."""

    def __init__(self, parts: Mapping[str, Element | bytes]) -> None:
        self._held = {plain_name(name): part for name, part in parts.items()}

    def __exit__(self, *_: object) -> None:
        self._held = {}

    def __contains__(self, name: str) -> bool:
        return plain_name(name) in self._held

    def read(self, name: str) -> bytes | None:
        """A part's bytes; None where there is no such part."""
        part = self._held.get(plain_name(name))
        return tostring(part) if isinstance(part, Element) else part

    def xml(self, name: str) -> Element | None:
        """A part's root; None where there is no such part."""
        part = self._held.get(plain_name(name))
        return parse_xml(part) if isinstance(part, bytes) else part

    def open(self, name: str) -> IO[bytes]:
        """A part as a stream of its bytes; a file without this part is damaged."""
        return BytesIO(tostring(self.required(name)))


def microsoft_parts(root: Element) -> dict[str, Element | bytes]:
    """The parts of a file that Microsoft's programs wrote as one XML."""
    parts: dict[str, Element | bytes] = {}
    for part in root.findall("part"):
        name = (attribute(part, "name") or "").lstrip("/")
        content = part.find("xmlData")
        if content is not None and len(content):
            parts[name] = content[0]
            continue
        try:
            parts[name] = base64.b64decode(part.findtext("binaryData") or "")
        except (binascii.Error, ValueError):
            continue
    return parts


def open_document_parts(root: Element) -> dict[str, Element | bytes]:
    """The parts of an OpenDocument file that is one XML: all of them are in its root."""
    meta = root.find("meta")
    return {"content.xml": root, "styles.xml": root, "meta.xml": meta if meta is not None else Element("meta")}


def relations_part(**targets: str) -> Element:
    """A part that refers to others, by the kind of each."""
    root = Element("Relationships")
    for kind, target in targets.items():
        root.append(Element("Relationship", {"Id": kind, "Type": f"{RELATIONS}/{kind}", "Target": target}))
    return root
