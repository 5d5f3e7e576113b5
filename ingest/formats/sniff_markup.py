"""Office content in plain bytes: XML of several Office generations, and web pages under the names of office files."""

import re
from typing import Final

EXCEL_2003: Final = "application/vnd.ms-excel.2003+xml"
FLAT_OFFICE: Final = "application/vnd.ms-office.flat+xml"
"""Word's XML of 2003, and all parts of an office file in one XML, as Microsoft and OpenDocument write them."""
SHEET_SUFFIXES: Final = frozenset({".xls", ".xlsx", ".xlsm", ".xlt", ".ods"})
OFFICE_SUFFIXES: Final = SHEET_SUFFIXES | {".doc", ".docx", ".docm", ".dot", ".rtf", ".odt", ".ppt", ".pptx"}
ARCHIVE_SUFFIXES: Final = frozenset({".mht", ".mhtml"})
_ROOT: Final = re.compile(
    rb"\s*(?:(?><\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)\s*)*<(?:\w{1,20}:)?(\w{1,40})[\s>]", re.DOTALL
)
_FORMATS: Final = {
    b"Workbook": (b"urn:schemas-microsoft-com:office:spreadsheet", EXCEL_2003),
    b"wordDocument": (b"http://schemas.microsoft.com/office/word/2003/wordml", FLAT_OFFICE),
    b"package": (b"http://schemas.microsoft.com/office/2006/xmlPackage", FLAT_OFFICE),
    b"document": (b"urn:oasis:names:tc:opendocument:xmlns:office:1.0", FLAT_OFFICE),
}
"""By the root's tag: its namespace, and the media type."""
_WEB_ELEMENT: Final = re.compile(
    rb"<(?:table|tr|div|p|br|b|font|span|style|meta|title|h[1-6]|center)\b|<!--", re.IGNORECASE
)


def plain_bytes(head: bytes) -> bytes:
    """The beginning of a file without the mark of its encoding; UTF-16 loses its zero bytes."""
    bare = head.removeprefix(b"\xef\xbb\xbf")
    if bare.startswith((b"\xff\xfe", b"\xfe\xff")):
        bare = bare[2:].replace(b"\x00", b"")
    return bare


def sniff_office_xml(head: bytes) -> str | None:
    """The media type of office content in XML, by its root; None for anything else."""
    bare = plain_bytes(head)
    root = _ROOT.match(bare)
    namespace, kind = _FORMATS.get(root[1], (b"", "")) if root else (b"", "")
    return kind if kind and namespace in bare else None


def is_drawing(head: bytes) -> bool:
    """True for a drawing in SVG, by its root."""
    root = _ROOT.match(plain_bytes(head))
    return root is not None and root[1] == b"svg"


def is_web_page_in_disguise(head: bytes, suffix: str) -> bool:
    """True for HTML under the name of an office file, which need not be a whole page."""
    return suffix in OFFICE_SUFFIXES | {".csv"} and _WEB_ELEMENT.match(plain_bytes(head).lstrip()) is not None
