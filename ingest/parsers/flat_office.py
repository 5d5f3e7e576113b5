"""Office files that are one XML: texts, sheets and slides, by the readers of the archives that they usually are."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.parsers import docx, opendocument, pptx, xlsx
from ingest.parsers.findings import Findings
from ingest.parsers.flat_package import FlatPackage, microsoft_parts, open_document_parts
from ingest.parsers.word_2003 import word_2003_parts
from ingest.parsers.xml_parts import parse_xml
from pipelines.types import Page

_READERS: Final = (("word/", docx.read_package), ("ppt/", pptx.read_package), ("xl/", xlsx.read_package))


def read(path: Path, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """The pages of the file that its root says it is."""
    root = parse_xml(path.read_bytes())
    if root.tag == "document":
        yield from opendocument.read_package(FlatPackage(open_document_parts(root)), limits, findings)
        return
    parts = microsoft_parts(root) if root.tag == "package" else word_2003_parts(root)
    for folder, read_package in _READERS:
        if any(name.startswith(folder) for name in parts):
            yield from read_package(FlatPackage(parts), limits, findings)
            return
    raise UnreadableFileError("damaged")
