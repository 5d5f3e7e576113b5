"""Files that can't be read end in a code and a sentence that says what to do; the real child process every time."""

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.formats.errors import READABLE_TYPES, UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.reading.parse import ParserPool
from tests.ingest import paper


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    with ParserPool() as shared:
        yield shared


def refusal(pool: ParserPool, path: Path, limits: ParseLimits | None = None) -> UnreadableFileError:
    with pytest.raises(UnreadableFileError) as caught:
        pool.parse(path, limits or ParseLimits())
    return caught.value


def test_a_missing_file_is_named_as_missing(pool: ParserPool, tmp_path: Path) -> None:
    assert refusal(pool, tmp_path / "nothing.pdf").code == "missing"
    assert refusal(pool, tmp_path / ("x" * 400)).code == "missing"
    assert refusal(pool, Path("with\0zero.pdf")).code == "missing"


def test_a_folder_is_refused(pool: ParserPool, tmp_path: Path) -> None:
    assert refusal(pool, tmp_path).code == "is_folder"


def test_a_pipe_is_refused_without_waiting_for_it(pool: ParserPool, tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("No named pipes on this system.")
    os.mkfifo(tmp_path / "pipe.txt")
    assert refusal(pool, tmp_path / "pipe.txt").code == "unsupported_type"


def test_an_empty_file_is_refused(pool: ParserPool, tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    error = refusal(pool, tmp_path / "empty.pdf")
    assert error.code == "empty_file"
    assert error.message == "The file is empty (0 bytes). Check that the upload went through and share it again."


def test_a_file_of_blank_lines_is_refused(pool: ParserPool, tmp_path: Path) -> None:
    (tmp_path / "blank.txt").write_text(" \n\n\t\n")
    assert refusal(pool, tmp_path / "blank.txt").code == "no_text_in_file"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may open everything")
def test_a_file_that_may_not_be_opened_is_named_as_such(pool: ParserPool, tmp_path: Path) -> None:
    path = tmp_path / "private.txt"
    path.write_text("secret")
    path.chmod(0)
    assert refusal(pool, path).code == "not_permitted"


def test_a_file_over_the_size_limit_is_refused_with_the_limit(pool: ParserPool, tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    path.write_bytes(b"a" * (3 * 2**20))
    error = refusal(pool, path, ParseLimits(max_file_bytes=2 * 2**20))
    assert error.code == "too_large" and "larger than 2 MB" in error.message


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("archive.txt", b"\x1f\x8b\x08\x00" + bytes(40), "archive"),
        ("program.txt", b"\x7fELF\x02\x01\x01" + bytes(40), "program"),
        ("data.txt", b"head" + bytes(range(256)) * 8, "binary file"),
    ],
)
def test_what_a_file_is_comes_from_its_bytes_and_not_its_name(
    pool: ParserPool, tmp_path: Path, name: str, content: bytes, word: str
) -> None:
    (tmp_path / name).write_bytes(content)
    error = refusal(pool, tmp_path / name)
    assert error.code == "unsupported_type"
    assert word in error.message and error.message.endswith(READABLE_TYPES)


@pytest.mark.parametrize(
    ("part", "suffix"), [("WordDocument", ".docx"), ("Workbook", ".xlsx"), ("PowerPoint Document", ".pptx")]
)
def test_an_old_office_file_says_how_to_save_it_where_nothing_converts_it(
    pool: ParserPool, tmp_path: Path, part: str, suffix: str
) -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + part.encode("utf-16-le")
    (tmp_path / "old.txt").write_bytes(content)
    error = refusal(pool, tmp_path / "old.txt")
    assert error.code == "old_office"
    assert error.message.endswith(f"Save it as {suffix} and share it again.")


@pytest.mark.parametrize("name", ["photo.pdf", "photo.txt"])
def test_an_image_without_text_recognition_says_what_is_missing(pool: ParserPool, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    assert refusal(pool, tmp_path / name).code == "no_text"


@pytest.mark.parametrize(
    ("entry", "word"),
    [
        ("xl/workbook.bin", "binary Excel workbook"),
        ("Index/Document.iwa", "iWork"),
        ("META-INF/MANIFEST.MF", "program"),
    ],
)
def test_archives_that_are_not_read_are_named_for_what_they_are(
    pool: ParserPool, tmp_path: Path, entry: str, word: str
) -> None:
    with zipfile.ZipFile(tmp_path / "file.pdf", "w") as archive:
        archive.writestr(entry, "x" * 50)
    error = refusal(pool, tmp_path / "file.pdf")
    assert error.code == "unsupported_type" and word in error.message


def test_a_zip_cut_short_is_damaged(pool: ParserPool, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "whole.docx", "w") as archive:
        archive.writestr("word/document.xml", "x" * 5000)
    (tmp_path / "cut.docx").write_bytes((tmp_path / "whole.docx").read_bytes()[:700])
    assert refusal(pool, tmp_path / "cut.docx").code == "damaged"


def test_an_office_file_with_a_password_says_so(pool: ParserPool, tmp_path: Path) -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    (tmp_path / "plan.docx").write_bytes(content)
    assert refusal(pool, tmp_path / "plan.docx").code == "password_protected"


def test_a_pdf_with_a_password_says_so(pool: ParserPool, tmp_path: Path) -> None:
    path = paper.with_password(paper.pdf(tmp_path / "a.pdf", paper.BODY), tmp_path / "locked.pdf", "open sesame")
    error = refusal(pool, path)
    assert error.code == "password_protected"
    assert error.message == "It is protected by a password. Remove the password and share it again."


def test_a_pdf_with_an_empty_user_password_opens(pool: ParserPool, tmp_path: Path) -> None:
    path = paper.with_password(paper.pdf(tmp_path / "a.pdf", paper.BODY), tmp_path / "restricted.pdf", "")
    assert "carry over up to five days" in pool.parse(path).pages[0].text


def test_a_pdf_header_without_a_pdf_is_damaged(pool: ParserPool, tmp_path: Path) -> None:
    (tmp_path / "fake.pdf").write_bytes(b"%PDF-1.7\n" + b"not really one\n" * 40)
    assert refusal(pool, tmp_path / "fake.pdf").code == "damaged"


def test_a_truncated_pdf_is_read_as_far_as_it_goes_or_called_damaged(pool: ParserPool, tmp_path: Path) -> None:
    whole = paper.pdf(tmp_path / "whole.pdf", *[paper.BODY] * 8).read_bytes()
    for share in (0.05, 0.3, 0.6, 0.95):
        path = tmp_path / f"cut-{share}.pdf"
        path.write_bytes(whole[: int(share * len(whole))])
        try:
            document = pool.parse(path)
        except UnreadableFileError as error:
            assert error.code in {"damaged", "no_pages", "no_text"}
        else:
            assert all("carry over" in page.text for page in document.pages)


def test_a_pdf_without_pages_is_refused(pool: ParserPool, tmp_path: Path) -> None:
    path = paper.objects(
        tmp_path / "none.pdf", b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"
    )
    assert refusal(pool, path).code == "no_pages"


def test_a_page_tree_that_bites_its_tail_ends(pool: ParserPool, tmp_path: Path) -> None:
    path = paper.objects(
        tmp_path / "cycle.pdf",
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 2 >>",
        b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 2 >>",
    )
    assert refusal(pool, path, ParseLimits(timeout_seconds=20)).code in {"damaged", "no_pages"}


def test_a_lie_about_the_number_of_pages_is_noticed(pool: ParserPool, tmp_path: Path) -> None:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>"
    path = paper.objects(tmp_path / "many.pdf", b"<< /Type /Catalog /Pages 2 0 R >>", tree, page)
    assert refusal(pool, path, ParseLimits(timeout_seconds=20)).code in {"too_many_pages", "damaged", "no_text"}


def test_a_document_over_the_page_limit_is_refused_whole(pool: ParserPool, tmp_path: Path) -> None:
    path = paper.pdf(tmp_path / "long.pdf", *[paper.BODY] * 4)
    error = refusal(pool, path, ParseLimits(max_pages=3))
    assert error.code == "too_many_pages" and "more than 3 pages" in error.message


def test_a_decompression_bomb_costs_only_itself(pool: ParserPool, tmp_path: Path) -> None:
    path = paper.bomb(tmp_path / "bomb.pdf", 300 * 2**20)
    assert path.stat().st_size < 100_000
    limits = ParseLimits(memory_bytes=300 * 2**20, cpu_seconds=10, timeout_seconds=20)
    assert refusal(pool, path, limits).code in {"needs_too_much_memory", "took_too_long"}
    assert pool.parse(paper.pdf(tmp_path / "next.pdf", paper.BODY)).page_count == 1


def test_a_scan_without_text_says_so(pool: ParserPool, tmp_path: Path) -> None:
    error = refusal(pool, paper.picture(tmp_path / "scan.pdf", pages=3))
    assert error.code == "no_text" and "looks like a scan" in error.message


def test_a_notice_that_stands_in_for_a_form_is_never_indexed(pool: ParserPool, tmp_path: Path) -> None:
    notice = [
        "Please wait...",
        "If this message is not eventually replaced by the proper contents of the document, your PDF",
        "viewer may not be able to display this type of document.",
    ]
    assert refusal(pool, paper.pdf(tmp_path / "form.pdf", notice)).code == "placeholder_only"


def test_text_in_no_known_encoding_is_refused_rather_than_garbled(pool: ParserPool, tmp_path: Path) -> None:
    noise = bytes((position * 73 + 41) % 127 + 129 for position in range(600))
    (tmp_path / "noise.txt").write_bytes(noise)
    assert refusal(pool, tmp_path / "noise.txt").code in {"unknown_encoding", "garbled_text"}
