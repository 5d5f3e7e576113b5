"""Files that are never read, and files that only point elsewhere, are told by their bytes and hear what to do."""

from pathlib import Path

import pytest

from ingest.formats.errors import UnreadableFileError
from ingest.formats.signatures import (
    ARCHIVE,
    AVIF,
    DATABASE,
    DJVU,
    DRAWING,
    E_BOOK,
    HEIC,
    LINK,
    NOTEBOOK,
    OTHER_IMAGE,
    SOUND,
    SVG,
    UNKNOWN,
    VIDEO,
)
from ingest.formats.sniff import HTML, IMAGE, TEXT, sniff


def refusal(path: Path, content: bytes) -> UnreadableFileError:
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError) as caught:
        sniff(path, path.name)
    return caught.value


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", HEIC),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic", HEIC),
        (b'<?xml version="1.0"?>\n<!-- made --><svg xmlns="http://www.w3.org/2000/svg"><text>A</text></svg>', SVG),
        (b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1", AVIF),
        (b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2", VIDEO),
        (b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  ", VIDEO),
        (b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00M4A mp42", SOUND),
        (b"RIFF\x24\x08\x00\x00WAVEfmt ", SOUND),
        (b"RIFF\x24\x08\x00\x00AVI LIST", VIDEO),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01", VIDEO),
        (b"OggS\x00\x02" + bytes(20), SOUND),
        (b"ID3\x04" + bytes(20), SOUND),
        (b"\xff\xfb\x90\x00" + bytes(20), SOUND),
        (b"Rar!\x1a\x07\x01\x00", ARCHIVE),
        (b"a/notes.txt".ljust(257, b"\x00") + b"ustar\x0000" + bytes(300), ARCHIVE),
        (b"SQLite format 3\x00" + bytes(40), DATABASE),
        (b"8BPS\x00\x01" + bytes(20), DRAWING),
        (b"AT&TFORM\x00\x00\x10\x00DJVU", DJVU),
        (b"Some book".ljust(60, b"\x00") + b"BOOKMOBI" + bytes(20), E_BOOK),
        (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1" + bytes(20), NOTEBOOK),
        (b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(20), OTHER_IMAGE),
        (b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(60), LINK),
        (b"\x07\x00nobody knows" + bytes(60), UNKNOWN),
    ],
)
def test_a_kind_that_is_never_read_is_told_by_its_bytes(tmp_path: Path, content: bytes, kind: str) -> None:
    error = refusal(tmp_path / "file.pdf", content)
    assert (error.code, error.details["kind"]) == ("unsupported_type", kind)
    assert any(word in error.message for word in (" Save ", " Share ", " Convert ", " Export ", " Unpack "))


def test_images_and_text_that_begin_alike_are_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"RIFF\x24\x08\x00\x00WEBPVP8 ")
    assert sniff(tmp_path / "a", "a") == IMAGE
    (tmp_path / "b").write_bytes(b"MZ is short for Mozambique.")
    assert sniff(tmp_path / "b", "b.txt") == TEXT


PLIST = b"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict><key>URL</key><string>https://example.org/plan</string></dict></plist>
"""


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.gdoc", b'{"":"WARNING! DO NOT EDIT","doc_id":"1a2b","email":"a@example.org"}', "only_a_google_link"),
        ("a.gsheet", b'{"url": "https://docs.google.com/1", "resource_id": "spreadsheet:1"}', "only_a_google_link"),
        ("a.gslides", b'{"url":"https://docs.google.com/open?id=1"}', "only_a_google_link"),
        ("a.url", b"[InternetShortcut]\r\nURL=https://example.org/\r\n", "only_a_link"),
        (
            "a.url",
            b"[{0AB210A0-0000-0000-C000-0000000000AB}]\r\nProp1=2\r\n[InternetShortcut]\r\nURL=https://example.org/\r\n",
            "only_a_link",
        ),
        ("a.txt", b"\xef\xbb\xbf[InternetShortcut]\nURL=https://example.org/\n", "only_a_link"),
        ("a.url", "[InternetShortcut]\nURL=https://example.org/\n".encode("utf-16"), "only_a_link"),
        ("a.webloc", PLIST, "only_a_link"),
        ("b.webloc", b"bplist00\xd1\x01\x02SURL_\x10\x14https://example.org/" + bytes(20), "only_a_link"),
        ("a.desktop", b"[Desktop Entry]\nEncoding=UTF-8\nName=Plan\nType=Link\nURL=https://x.org\n", "only_a_link"),
        ("a.docx", b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "only_a_link"),
    ],
)  # fmt: skip
def test_a_file_that_only_points_elsewhere_is_refused(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    assert refusal(tmp_path / name, content).code == code


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.json", b'{"id": 4, "url": "https://example.org", "price": 12}', TEXT),
        ("a.ini", b"[Service]\nURL=https://example.org\n", TEXT),
        ("a.txt", b"Write [InternetShortcut] at the top of the file.\n", TEXT),
        ("a.txt", b"version https://git-lfs is not what I meant\n", TEXT),
        ("a.html", b"<html><body><a href='https://example.org'>here</a></body></html>", HTML),
    ],
)
def test_text_that_names_addresses_is_text(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert sniff(tmp_path / name, name) == kind
