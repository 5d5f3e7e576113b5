"""What pypdf reads of a PDF: a second opinion where pdfium fails, and the values of filled forms.

Loading pypdf costs a third of a second, so only files that need it come here.
"""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject

from ingest.formats.errors import UnreadableFileError
from ingest.parsers.damage import let_fatal_through

DEEPEST_FIELD: Final = 16
LONGEST_VALUE: Final = 5_000
MOST_FIELDS: Final = 2_000
_IS_BUTTON: Final = 0b11 << 15
"""Flags of what can be pressed or is one of several: neither is a box of its own."""
_UNTICKED: Final = "\u2610"


def open_with_pypdf(path: Path) -> pypdf.PdfReader:
    """A reader for the file, unlocked with the empty password; raises `UnreadableFileError`."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(path, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableFileError("password_protected")
        len(reader.pages)
    except Exception as error:
        let_fatal_through(error)
        raise UnreadableFileError("damaged") from None
    return reader


def text_of_page(reader: pypdf.PdfReader, index: int) -> str | None:
    """The text of one page; None where pypdf can't read it either. Slow: some 0.1 s a page."""
    try:
        return reader.pages[index].extract_text()
    except Exception as error:
        let_fatal_through(error)
        return None


def page_labels(reader: pypdf.PdfReader) -> list[str] | None:
    """The printed labels, one a page; None where the file defines none."""
    try:
        return reader.page_labels if "/PageLabels" in reader.root_object else None
    except Exception as error:
        let_fatal_through(error)
        return None


def metadata_of(reader: pypdf.PdfReader) -> dict[str, str]:
    """`Title`, `Subject` and `CreationDate` as the file gives them."""
    try:
        found: dict[str, Any] = dict(reader.metadata or {})
        return {name: str(found.get(f"/{name}", "")) for name in ("Title", "Subject", "CreationDate")}
    except Exception as error:
        let_fatal_through(error)
        return {}


def form_values(reader: pypdf.PdfReader, index: int) -> list[tuple[str, str]]:
    """The filled-in fields of one page as (name, value), in the file's order; damaged ones are left out."""
    try:
        annotations = reader.pages[index].get("/Annots")
        annotations = annotations.get_object() if annotations is not None else None
    except Exception as error:
        let_fatal_through(error)
        return []
    listed = list(annotations)[:MOST_FIELDS] if isinstance(annotations, ArrayObject) else []
    return [pair for pair in map(_form_value, listed) if pair is not None]


def _form_value(reference: Any) -> tuple[str, str] | None:
    try:
        annotation = reference.get_object()
        if not isinstance(annotation, DictionaryObject) or annotation.get("/Subtype") != "/Widget":
            return None
        value = _readable(_inherited(annotation, "/V"), str(_inherited(annotation, "/FT")), annotation)
        name = _name(annotation)
    except Exception as error:
        let_fatal_through(error)
        return None
    return (name, value) if name and value else None


def _chain(field: DictionaryObject) -> Iterator[DictionaryObject]:
    current: Any = field
    for _ in range(DEEPEST_FIELD):
        if not isinstance(current, DictionaryObject):
            return
        yield current
        parent = current.get("/Parent")
        current = parent.get_object() if parent is not None else None


def _inherited(field: DictionaryObject, key: str) -> Any:
    for level in _chain(field):
        if key in level:
            return level[key].get_object()
    return None


def _name(field: DictionaryObject) -> str:
    """What the form calls the field: its description for people, else its own name."""
    for key in ("/TU", "/T"):
        for level in _chain(field):
            if level.get(key):
                return str(level[key]).strip()
    return ""


def _readable(value: Any, kind: str, widget: DictionaryObject) -> str:
    if kind == "/Btn":
        state = str(widget.get("/AS", value if value is not None else "/Off"))
        if state not in ("", "/Off", "None"):
            return state.lstrip("/")
        return "" if int(_inherited(widget, "/Ff") or 0) & _IS_BUTTON else _UNTICKED
    if isinstance(value, ArrayObject):
        return ", ".join(str(item) for item in value)[:LONGEST_VALUE]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")[:LONGEST_VALUE]
    return value.strip()[:LONGEST_VALUE] if isinstance(value, str) and kind != "/Sig" else ""
