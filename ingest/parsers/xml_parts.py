"""XML of strangers: parsed without declarations of any kind, and with plain names instead of namespaces."""

from collections.abc import Iterator
from typing import IO, Final
from xml.etree.ElementTree import Element, ParseError, fromstring, iterparse
from xml.parsers import expat

from ingest.errors import UnreadableFileError

PROLOG_BYTES: Final = 65_536
"""The first element must begin within them."""


class _RootReachedError(Exception):
    pass


def _refuse(*_: object) -> None:
    raise UnreadableFileError("declares_entities")


def _root_reached(*_: object) -> None:
    raise _RootReachedError


def refuse_declarations(head: bytes) -> None:
    """Raises `UnreadableFileError` where a document type is declared, and with it entities that expand without end.

    `head` is the beginning of the XML. The parser itself reads these bytes, so no encoding hides a declaration.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = _root_reached
    try:
        parser.Parse(head, False)
    except _RootReachedError:
        return
    except expat.ExpatError:
        pass
    raise UnreadableFileError("damaged")


def local_name(name: str) -> str:
    """A name without its namespace: the strict and the transitional kind of Office files differ in nothing else."""
    return name.rpartition("}")[2]


def parse_xml(data: bytes) -> Element:
    """The root of a part, every tag in it without its namespace; raises `UnreadableFileError`."""
    refuse_declarations(data[:PROLOG_BYTES])
    try:
        root = fromstring(data)  # noqa: S314 - nothing is declared in it
    except ParseError:
        raise UnreadableFileError("damaged") from None
    for element in root.iter():
        element.tag = local_name(element.tag)
    return root


def stream_xml(file: IO[bytes], head: bytes) -> Iterator[tuple[str, Element]]:
    """(`start` or `end`, element) of a large part, tags without namespaces. `head` is its beginning, `file` all of it.

    Who reads clears what is done with. Raises `UnreadableFileError`.
    """
    refuse_declarations(head[:PROLOG_BYTES])
    try:
        for event, element in iterparse(file, events=("start", "end")):  # noqa: S314 - nothing is declared in it
            if event == "start":
                element.tag = local_name(element.tag)
            yield event, element
    except ParseError:
        raise UnreadableFileError("damaged") from None


def attribute(element: Element, name: str) -> str | None:
    """An attribute by its plain name, whatever its namespace; without one, where there are two."""
    plain = element.attrib.get(name)
    if plain is not None:
        return plain
    ending = "}" + name
    return next((value for key, value in element.attrib.items() if key.endswith(ending)), None)


def relation_id(element: Element, name: str = "id") -> str | None:
    """The attribute that names another part: the one with a namespace, since there may be a plain `id` beside it."""
    ending = "}" + name
    return next((value for key, value in element.attrib.items() if key.endswith(ending)), None)


def is_on(element: Element | None) -> bool:
    """Whether a switch such as `<w:vanish/>` or `<w:b w:val="0"/>` is there and on."""
    return element is not None and (attribute(element, "val") or "1").lower() not in {"0", "false", "off", "none"}
