"""Archives whose content is read: e-books by their chapters, zip archives by their files."""

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.reading.parse import ParserPool
from pipelines.types import Unit
from tests.ingest import office


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    with ParserPool() as shared:
        yield shared


CONTAINER = '<container xmlns="c"><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
HTML = '<?xml version="1.0"?><!DOCTYPE html><html xmlns="h"><head><title>x</title></head><body>{body}</body></html>'


def epub(path: Path, bodies: Mapping[str, str], **more: str) -> Path:
    """An e-book of these chapters, in this order, with a table of contents that calls them by their names."""
    items = "".join(
        f'<item id="c{n}" href="text/c%20{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(len(bodies))
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(bodies)))
    nav = "".join(f'<li><a href="text/c%20{n}.xhtml#top">{name}</a></li>' for n, name in enumerate(bodies))
    parts: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OPS/book.opf": f'<package xmlns="o" xmlns:dc="d"><metadata><dc:title>Island guide</dc:title>'
        f"<dc:date>2024-05-02</dc:date></metadata><manifest>{items}"
        f'<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/></manifest>'
        f"<spine>{spine}</spine></package>",
        "OPS/nav.xhtml": f'<html xmlns="h"><body><nav><ol>{nav}</ol></nav></body></html>',
    }
    parts |= {f"OPS/text/c {n}.xhtml": HTML.format(body=body) for n, body in enumerate(bodies.values())}
    return office.archive(path, parts | more)


def test_an_e_book_is_read_by_its_chapters(pool: ParserPool, tmp_path: Path) -> None:
    bodies = {"Arrival": "<h1>Arrival</h1><p>The ferry leaves at 07:40.</p>", "Food": "<p>Fish on Fridays.</p>"}
    document = pool.parse(epub(tmp_path / "a.epub", bodies))
    assert [(page.label, page.text) for page in document.pages] == [
        ("Arrival", "Arrival\n\nThe ferry leaves at 07:40."),
        ("Food", "Food\n\nFish on Fridays."),
    ]
    assert document.unit is Unit.SECTION
    assert document.title.startswith("Island guide")
    assert str(document.date) == "2024-05-02"


def test_a_copy_protected_e_book_says_so_and_encrypted_fonts_are_nothing(pool: ParserPool, tmp_path: Path) -> None:
    encrypted = '<encryption><EncryptedData><CipherReference URI="{}"/></EncryptedData></encryption>'
    bodies = {"One": "<p>The ferry leaves at 07:40.</p>"}
    fonts = epub(tmp_path / "b.epub", bodies, **{"META-INF/encryption.xml": encrypted.format("OPS/a.otf")})
    assert "07:40" in pool.parse(fonts).pages[0].text
    chapters = epub(tmp_path / "a.epub", bodies, **{"META-INF/encryption.xml": encrypted.format("OPS/text/c 0.xhtml")})
    with pytest.raises(UnreadableFileError) as error:
        pool.parse(chapters)
    assert error.value.code == "copy_protected"


def zipped(path: Path, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def test_the_files_of_a_zip_archive_are_taken_out(pool: ParserPool, tmp_path: Path) -> None:
    files = {
        "Offers/2026/offer.txt": b"The lift costs 8,400 euros.",
        "Offers/": b"",
        "Offers/2025/offer.txt": b"The lift costs 8,100 euros.",
        "__MACOSX/Offers/._offer.txt": b"\x00\x05\x16\x07",
        "Offers/.DS_Store": b"\x00",
    }
    spool = tmp_path / "spool"
    spool.mkdir()
    document = pool.parse(zipped(tmp_path / "a.zip", files), spool=spool)
    assert document.pages[0].text == "Files in this archive:\nOffers/2026/offer.txt\nOffers/2025/offer.txt"
    assert [(file.name, file.path.read_bytes()[-12:]) for file in document.attached] == [
        ("offer.txt", b"8,400 euros."),
        ("offer (2).txt", b"8,100 euros."),
    ]
    assert document.attachments == 2


def test_a_zip_archive_gives_no_more_than_its_limits(pool: ParserPool, tmp_path: Path) -> None:
    spool = tmp_path / "spool"
    spool.mkdir()
    path = zipped(tmp_path / "a.zip", {f"{n}.txt": b"x" * 1000 for n in range(9)})
    few = pool.parse(path, ParseLimits(max_attachments=4), spool=spool)
    assert (len(few.attached), few.attachments) == (4, 9)
    small = pool.parse(path, ParseLimits(max_attached_bytes=2500), spool=spool)
    assert (len(small.attached), small.attachments) == (2, 9)


@pytest.mark.parametrize("files", [{}, {"folder/": b""}, {"__MACOSX/a": b"x"}])
def test_a_zip_archive_of_nothing_is_refused(pool: ParserPool, tmp_path: Path, files: dict[str, bytes]) -> None:
    with pytest.raises(UnreadableFileError) as error:
        pool.parse(zipped(tmp_path / "a.zip", files))
    assert error.value.code == "no_text_in_file"
