"""Office files are archives of XML: what they would unpack to is known before it is unpacked, and nothing expands."""

import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.formats.sniff import sniff
from ingest.formats.sniff_zip import DOCX, ODT
from ingest.formats.zip_directory import MOST_ENTRIES, entry_names
from ingest.reading.parse import ParserPool
from tests.ingest import office

BODY = office.paragraph("Days that are carried over expire on 31 March.")
BILLION_LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)) + "]>"
)


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    with ParserPool() as shared:
        yield shared


def refusal(pool: ParserPool, path: Path, limits: ParseLimits | None = None) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        pool.parse(path, limits or ParseLimits(timeout_seconds=30))
    return caught.value.code


def with_document(document: str | bytes, **more: str | bytes) -> dict[str, str | bytes]:
    return office.docx_parts("", **more) | {"word/document.xml": document}


def test_a_part_that_unpacks_to_hundreds_of_times_its_size_is_refused(pool: ParserPool, tmp_path: Path) -> None:
    parts = office.docx_parts(BODY) | {"word/media/a.xml": b" " * (40 * 2**20)}
    path = office.archive(tmp_path / "bomb.docx", parts)
    assert path.stat().st_size < 100_000
    assert refusal(pool, path) == "expands_too_much"


def test_parts_that_unpack_to_too_much_together_are_refused(pool: ParserPool, tmp_path: Path) -> None:
    parts = office.docx_parts(BODY) | {f"word/media/{n}.bin": bytes(range(256)) * 4096 for n in range(12)}
    path = office.archive(tmp_path / "many.docx", parts)
    assert refusal(pool, path, ParseLimits(max_unpacked_bytes=8 * 2**20)) == "expands_too_much"
    assert pool.parse(path).page_count == 1


def test_a_size_that_the_directory_lies_about_unpacks_no_further(pool: ParserPool, tmp_path: Path) -> None:
    path = office.archive(tmp_path / "liar.docx", office.docx_parts(BODY + " " * (3 * 2**20)))
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as file:
        real = file.getinfo("word/document.xml").file_size
    place = data.rindex(struct.pack("<L", real))
    data[place : place + 4] = struct.pack("<L", 500)
    path.write_bytes(data)
    assert refusal(pool, path) == "damaged"


def test_an_archive_of_too_many_entries_is_refused_by_its_directory_alone(pool: ParserPool, tmp_path: Path) -> None:
    parts = office.docx_parts(BODY) | {f"word/media/{n}": b"" for n in range(MOST_ENTRIES + 1)}
    path = office.archive(tmp_path / "crowd.docx", parts, zipfile.ZIP_STORED)
    with pytest.raises(UnreadableFileError, match="20,000 parts"):
        entry_names(path)
    assert refusal(pool, path) == "too_many_entries"


@pytest.mark.parametrize("name", ["word/../../../etc/passwd", "../outside.xml", "C:/word/x.xml"])
def test_names_outside_of_the_archive_are_refused(pool: ParserPool, tmp_path: Path, name: str) -> None:
    path = office.archive(tmp_path / "outside.docx", office.docx_parts(BODY) | {name: b"x"})
    assert refusal(pool, path) == "unsafe_names"


def test_names_with_backslashes_and_in_other_cases_are_found(pool: ParserPool, tmp_path: Path) -> None:
    parts = {("\\" + name.replace("/", "\\")).title(): data for name, data in office.docx_parts(BODY).items()}
    # zipfile turns backslashes round on systems that use them, and keeps them here
    assert pool.parse(office.archive(tmp_path / "windows.docx", parts)).pages[0].text.startswith("Days")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_that_declares_entities_is_refused_in_every_encoding(
    pool: ParserPool, tmp_path: Path, encoding: str
) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>{BILLION_LAUGHS}<a>&a9;</a>'
    path = office.archive(tmp_path / "laughs.docx", with_document(text.encode(encoding)))
    assert refusal(pool, path) == "declares_entities"


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        "<!DOCTYPE a>",
    ],
)
def test_no_document_type_is_taken_at_all(pool: ParserPool, tmp_path: Path, declaration: str) -> None:
    document = declaration + f'<w:document xmlns:w="{office.W}"><w:body>{BODY}</w:body></w:document>'
    assert refusal(pool, office.archive(tmp_path / "dtd.docx", with_document(document))) == "declares_entities"


@pytest.mark.parametrize("part", ["styles", "numbering", "footnotes", "header1"])
def test_declarations_in_a_part_beside_the_text_are_refused_too(pool: ParserPool, tmp_path: Path, part: str) -> None:
    path = office.docx(tmp_path / "side.docx", BODY, **{part: BILLION_LAUGHS + "<a>&a9;</a>"})
    assert refusal(pool, path) == "declares_entities"


@pytest.mark.parametrize("encoding", ["UTF-x", "hex", "utf-7", "cp0"])
def test_an_encoding_that_nobody_knows_is_damage(pool: ParserPool, tmp_path: Path, encoding: str) -> None:
    document = f'<?xml version="1.0" encoding="{encoding}"?><w:document xmlns:w="{office.W}"/>'
    assert refusal(pool, office.archive(tmp_path / "a.docx", with_document(document))) == "damaged"


def test_a_sheet_that_declares_entities_is_refused_as_it_streams(pool: ParserPool, tmp_path: Path) -> None:
    path = office.workbook(tmp_path / "a.xlsx", {"One": office.sheet(["a"])})
    with zipfile.ZipFile(path) as file:
        parts: dict[str, str | bytes] = {name: file.read(name) for name in file.namelist()}
    parts["xl/worksheets/sheet1.xml"] = BILLION_LAUGHS + "<a>&a9;</a>"
    assert refusal(pool, office.archive(path, parts)) == "declares_entities"


def test_elements_that_lie_too_deep_end_in_a_sentence(pool: ParserPool, tmp_path: Path) -> None:
    depth = 20_000
    body = "<w:tbl><w:tr><w:tc>" * depth + BODY + "</w:tc></w:tr></w:tbl>" * depth
    assert refusal(pool, office.docx(tmp_path / "deep.docx", body)) == "too_nested"


def test_an_entry_under_a_password_says_so(pool: ParserPool, tmp_path: Path) -> None:
    path = office.docx(tmp_path / "locked.docx", BODY)
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(mark, place + 1)
    path.write_bytes(data)
    assert refusal(pool, path) == "password_protected"


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.97])
def test_an_archive_cut_short_is_damaged(pool: ParserPool, tmp_path: Path, share: float) -> None:
    whole = office.docx(tmp_path / "whole.docx", BODY * 50).read_bytes()
    (tmp_path / "cut.docx").write_bytes(whole[: int(share * len(whole))])
    assert refusal(pool, tmp_path / "cut.docx") == "damaged"


def test_bytes_turned_over_in_the_text_are_damage(pool: ParserPool, tmp_path: Path) -> None:
    path = office.docx(tmp_path / "turned.docx", BODY * 200)
    data = bytearray(path.read_bytes())
    place = data.find(b"word/document.xml") + 60
    data[place : place + 20] = bytes(sign ^ 0xFF for sign in data[place : place + 20])
    path.write_bytes(data)
    assert refusal(pool, path) == "damaged"


def test_a_large_office_file_with_a_password_says_so_wherever_its_directory_lies(tmp_path: Path) -> None:
    sectors = 9 * 2**20 // 512
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    head[30:32] = (9).to_bytes(2, "little")
    head[48:52] = sectors.to_bytes(4, "little")
    path = tmp_path / "plan.xlsx"
    path.write_bytes(bytes(head) + bytes(512 * sectors) + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(UnreadableFileError) as caught:
        sniff(path, path.name)
    assert caught.value.code == "password_protected"


def test_a_word_file_is_one_under_any_name(pool: ParserPool, tmp_path: Path) -> None:
    for name in ("report.pdf", "report.xlsx", "report", "report.docm"):
        document = pool.parse(office.docx(tmp_path / name, BODY))
        assert document.media_type == DOCX and "31 March" in document.pages[0].text


def test_an_open_document_that_does_not_begin_with_its_kind_is_still_one(tmp_path: Path) -> None:
    path = office.open_document(tmp_path / "a.odt", "text", "<text:p>Words.</text:p>")
    with zipfile.ZipFile(path) as file:
        parts: dict[str, str | bytes] = {name: file.read(name) for name in reversed(file.namelist())}
    assert sniff(office.archive(tmp_path / "b.odt", parts), "b.odt") == ODT
