"""Which parser reads which kind of file. A new kind is one file beside this one, one line here, one rule in `sniff`."""

from typing import Final

from ingest.formats.sniff import CALENDAR, CSV, EML, HTML, IMAGE, MARKDOWN, MBOX, MSG, PDF, RTF, TEXT
from ingest.formats.sniff_markup import EXCEL_2003, FLAT_OFFICE
from ingest.formats.sniff_zip import DOCX, EPUB, ODP, ODS, ODT, PPTX, XLSX, ZIP

PARSERS: Final[dict[str, str]] = {
    PDF: "ingest.parsers.pdf",
    TEXT: "ingest.parsers.text",
    MARKDOWN: "ingest.parsers.markdown",
    HTML: "ingest.parsers.html",
    EML: "ingest.parsers.eml",
    MSG: "ingest.parsers.msg",
    MBOX: "ingest.parsers.mbox",
    CALENDAR: "ingest.parsers.calendar_file",
    RTF: "ingest.parsers.rtf",
    IMAGE: "ingest.parsers.image",
    DOCX: "ingest.parsers.docx",
    PPTX: "ingest.parsers.pptx",
    XLSX: "ingest.parsers.xlsx",
    CSV: "ingest.parsers.delimited",
    ODT: "ingest.parsers.opendocument",
    ODS: "ingest.parsers.opendocument",
    ODP: "ingest.parsers.opendocument",
    EXCEL_2003: "ingest.parsers.excel_2003",
    FLAT_OFFICE: "ingest.parsers.flat_office",
    EPUB: "ingest.parsers.epub",
    ZIP: "ingest.parsers.zip_archive",
}
"""Media type to the module that reads it. The module offers `read(path, limits, findings) -> Iterator[Page]`."""
PRELOADED: Final = ("ingest.parsers.pdf", "ingest.parsers.pdf_structure", "ingest.parsers.text")
"""What a child that serves a batch imports before its second file."""
