"""What is damaged within a file costs its page, slide, sheet or field, and is told; the rest is read."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pptx
import pytest
from PIL import Image

from ingest.formats.limits import ParseLimits
from ingest.parsers.findings import Findings
from ingest.parsers.image import read as read_image
from ingest.reading.parse import ParserPool
from ingest.reading.parsed import ParsedDocument
from tests.ingest import office, paper


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    with ParserPool() as shared:
        yield shared


def warnings(document: ParsedDocument) -> list[tuple[str, tuple[int, ...]]]:
    return [(warning.code, warning.pages) for warning in document.warnings]


def with_part(path: Path, name: str, data: bytes) -> Path:
    """The same archive with other bytes in one of its parts."""
    with zipfile.ZipFile(path) as whole:
        parts: dict[str, str | bytes] = {each: whole.read(each) for each in whole.namelist()}
    return office.archive(path, parts | {name: data}, zipfile.ZIP_STORED)


FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def pdf_of_two(path: Path, second: bytes, filters: bytes = b"") -> Path:
    """A PDF of two pages, the second with this content, packed as `filters` says."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font %b >> >>"
    return paper.objects(
        path,
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R 5 0 R] /Count 2 >>",
        page % (4, b"<< /F 7 0 R >>"),
        paper.stream(b"BT /F 12 Tf 60 700 Td (The key of the archive hangs in the hall.) Tj ET"),
        page % (6, b"<< /F 7 0 R >>"),
        paper.stream(second, filters),
        FONT,
    )


def test_a_filled_form_without_other_text_is_read(pool: ParserPool, tmp_path: Path) -> None:
    bare = paper.form(tmp_path / "form.pdf", "Weight", "412 kg", heading="")
    text = paper.pdf(tmp_path / "text.pdf", paper.BODY)
    document = pool.parse(paper.joined(tmp_path / "both.pdf", text, bare))
    assert [page.text for page in document.pages][1] == "Weight: 412 kg"
    assert warnings(document) == []


@pytest.mark.parametrize("filters", [b"/Filter /A85", b"/Filter /Fl", b"/Filter /Unheard", b"/Filter [/LZW /A85]"])
def test_a_page_that_no_library_unpacks_costs_itself_alone(pool: ParserPool, tmp_path: Path, filters: bytes) -> None:
    unmapped = b"BT /F 12 Tf 60 700 Td <%s> Tj ET" % (b"0405061011" * 12)
    document = pool.parse(pdf_of_two(tmp_path / "a.pdf", unmapped, filters))
    assert [page.text for page in document.pages] == ["The key of the archive hangs in the hall."]


def test_a_field_that_makes_no_sense_costs_itself_alone(pool: ParserPool, tmp_path: Path) -> None:
    path = paper.objects(
        tmp_path / "a.pdf",
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R 5 0 R 6 0 R] >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [4 0 R 5 0 R 6 0 R] >>",
        b"<< /Subtype /Widget /FT /Tx /T (Gate) /V (3) /Rect [0 0 9 9] >>",
        b"<< /Subtype /Widget /FT /Tx /T (Loop) /Parent 99 0 R /V 98 0 R /Rect [0 0 9 9] >>",
        b"<< /Subtype /Widget /FT /Tx /T (Weight) /V (412 kg) /Rect [0 0 9 9] >>",
    )
    assert pool.parse(path).pages[0].text == "Gate: 3\nWeight: 412 kg"


def test_a_damaged_slide_costs_itself_alone(pool: ParserPool, tmp_path: Path) -> None:
    show = pptx.Presentation()
    for words in ("Opening", "Middle", "Closing"):
        show.slides.add_slide(show.slide_layouts[5]).shapes.title.text = words
    show.save(str(tmp_path / "a.pptx"))
    document = pool.parse(with_part(tmp_path / "a.pptx", "ppt/slides/slide2.xml", b"<sld><broken"))
    assert [page.number for page in document.pages] == [1, 3]
    assert warnings(document) == [("pages_unreadable", (2,))]


def test_a_damaged_part_beside_an_open_document_costs_itself_alone(pool: ParserPool, tmp_path: Path) -> None:
    body = "<text:p>The key hangs in the hall.</text:p>"
    document = pool.parse(with_part(office.open_document(tmp_path / "a.odt", "text", body), "styles.xml", b"<broken"))
    assert document.pages[0].text == "The key hangs in the hall."
    assert warnings(document) == [("parts_unreadable", ())]


def test_a_damaged_frame_of_a_scan_costs_itself_alone(tmp_path: Path) -> None:
    sheets = [Image.new("L", (200, 200), 0) for _ in range(3)]
    sheets[0].save(tmp_path / "a.tiff", save_all=True, append_images=sheets[1:], compression="tiff_lzw")
    data = bytearray((tmp_path / "a.tiff").read_bytes())
    with Image.open(tmp_path / "a.tiff") as image:
        image.seek(1)
        place = image.tag_v2[273][0]  # type: ignore[attr-defined]
    data[place : place + 8] = b"\xff" * 8
    (tmp_path / "a.tiff").write_bytes(data)
    findings = Findings(wants_pictures=True)
    pages = list(read_image(tmp_path / "a.tiff", ParseLimits(), findings))
    assert (len(pages), len(findings.outbox)) == (3, 2)
    assert findings.warnings == {"pages_unreadable": [2]}
