"""XML of strangers: parsed without declarations of any kind, and with plain names instead of namespaces."""

from collections.abc import Iterator
from typing import IO, Final
from xml.etree.ElementTree import Element, ParseError, fromstring, iterparse
from xml.parsers import expat

from ingest.formats.errors import UnreadableFileError

PROLOG_BYTES: Final = 65_536
"""The first element must begin within them."""
_BROKEN: Final = (ParseError, expat.ExpatError, LookupError, ValueError)
"""What parsing raises; the last two for encodings that nobody knows."""


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
    except _BROKEN:
        pass
    raise UnreadableFileError("damaged")


def local_name(name: str) -> str:
    """A name without its namespace: the strict and the transitional kind of Office files differ in nothing else."""
    return name.rpartition("}")[2]


def parse_xml(data: bytes) -> Element:
    """The root of a part, every tag in it without its namespace; raises `UnreadableFileError`."""
    refuse_declarations(data[:PROLOG_BYTES])
    try:
        root = fromstring(data)  # nosec B314 # noqa: S314 - nothing is declared in it
    except _BROKEN:
        raise UnreadableFileError("damaged") from None
    for element in root.iter():
        element.tag = local_name(element.tag)
    return root


def stream_xml(file: IO[bytes], head: bytes, wanted: frozenset[str]) -> Iterator[Element]:
    """Each wanted element of a large part as it is complete, tags without namespaces; it is emptied afterwards.

    `head` is the part's beginning, `file` all of it. Raises `UnreadableFileError`, and what reading the file raises.
    """
    refuse_declarations(head[:PROLOG_BYTES])
    names: dict[str, str] = {}
    elements = iterparse(file)  # nosec B314 # noqa: S314 - nothing is declared in it
    while True:
        try:
            _, element = next(elements)
        except StopIteration:
            return
        except _BROKEN:
            raise UnreadableFileError("damaged") from None
        name = names.get(element.tag) or names.setdefault(element.tag, local_name(element.tag))
        if name in wanted:
            for inner in element.iter():
                inner.tag = names.get(inner.tag, inner.tag)
            yield element
            element.clear()


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


def whole_number(given: str | None, usual: int = 0) -> int:
    """The number that an attribute holds; `usual` for anything that isn't one, or has ten digits and more."""
    return int(given) if given is not None and given.isdecimal() and len(given) < 10 else usual


def is_on(element: Element | None) -> bool:
    """Whether a switch such as `<w:vanish/>` or `<w:b w:val="0"/>` is there and on."""
    return element is not None and (attribute(element, "val") or "1").lower() not in {"0", "false", "off", "none"}


def value(element: Element | None, path: str) -> str | None:
    """The `val` of a descendant; None where it isn't there."""
    found = element.find(path) if element is not None else None
    return attribute(found, "val") if found is not None else None
