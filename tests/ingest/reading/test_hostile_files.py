"""Files made to harm: each ends in a sentence, or in what can be read of it within its limits; the real child."""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from ingest.confinement.confined import ProgramLimits
from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.reading.parse import ParserPool
from ingest.reading.recognition import Recogniser
from ingest.reading.tools import Tools
from tests.ingest import paper
from tests.ingest.letters import mail

MIB = 2**20


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    """Reads files as if text recognition were there; none of these files gets as far."""
    never = Recogniser("no-such-program-here", "eng", limits=ProgramLimits(5, 256 * MIB))
    with ParserPool(tools=Tools(recogniser=never)) as shared:
        yield shared


def refusal(pool: ParserPool, path: Path, limits: ParseLimits | None = None, spool: Path | None = None) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        pool.parse(path, limits or ParseLimits(), spool=spool)
    assert caught.value.message.endswith(".")
    return caught.value.code


def png(path: Path, width: int, height: int) -> Path:
    """A PNG of a few kilobytes that says it is so large; its rows are as many as the first block of it holds."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(MIB), 9)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))
    return path


def tiff(path: Path, pages: int, circular: bool = False) -> Path:
    """A TIFF of so many pages of one pixel; in a circular one the last is followed by the first."""
    tags = [(256, 1), (257, 1), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, 1), (279, 1)]
    size = 2 + 12 * len(tags) + 4
    made = struct.pack("<2sHI", b"II", 42, 16) + bytes(8)
    for page in range(pages):
        following = 16 + (page + 1) * size if page + 1 < pages else 16 if circular else 0
        made += struct.pack("<H", len(tags))
        made += b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
        made += struct.pack("<I", following)
    path.write_bytes(made)
    return path


def test_an_image_that_unpacks_to_gigabytes_is_refused_by_its_header(pool: ParserPool, tmp_path: Path) -> None:
    limits = ParseLimits(memory_bytes=400 * MIB, timeout_seconds=20)
    assert refusal(pool, png(tmp_path / "bomb.png", 60_000, 60_000), limits) == "too_many_pixels"


def test_a_later_page_of_an_image_is_held_to_the_same_limit(pool: ParserPool, tmp_path: Path) -> None:
    small, large = Image.new("1", (10, 10), 1), Image.new("1", (300, 300), 1)
    small.save(tmp_path / "a.tiff", save_all=True, append_images=[large])
    assert refusal(pool, tmp_path / "a.tiff", ParseLimits(max_picture_pixels=10_000)) == "too_many_pixels"


def test_an_image_of_five_thousand_pages_is_refused(pool: ParserPool, tmp_path: Path) -> None:
    assert refusal(pool, tiff(tmp_path / "a.tiff", 5_000)) == "too_many_pictures"


def test_an_image_whose_pages_go_round_in_a_circle_ends(pool: ParserPool, tmp_path: Path) -> None:
    assert refusal(pool, tiff(tmp_path / "a.tiff", 3, circular=True)) in {"no_text_recognised", "too_many_pictures"}


@pytest.mark.parametrize("share", [0.01, 0.3, 0.9])
def test_a_damaged_image_is_damaged(pool: ParserPool, tmp_path: Path, share: float) -> None:
    Image.effect_noise((200, 200), 60).save(tmp_path / "whole.png")
    whole = (tmp_path / "whole.png").read_bytes()
    (tmp_path / "cut.png").write_bytes(whole[: max(12, int(share * len(whole)))])
    assert refusal(pool, tmp_path / "cut.png") == "damaged"


def test_a_web_page_of_elements_within_elements_is_refused(pool: ParserPool, tmp_path: Path) -> None:
    path = tmp_path / "deep.html"
    path.write_bytes(b"<!doctype html><body>" + b"<div>" * (2 * MIB) + b"words")
    assert refusal(pool, path) == "too_nested"
    path.write_bytes(b"<!doctype html><body>" + b"<b>" * 600 + b"words")
    assert refusal(pool, path) == "too_nested"


@pytest.mark.slow
def test_fifty_megabytes_of_elements_end_in_a_sentence(pool: ParserPool, tmp_path: Path) -> None:
    path = tmp_path / "deep.html"
    path.write_bytes(b"<!doctype html><body>" + b"<p><i>" * (50 * MIB // 6))
    assert refusal(pool, path) == "too_nested"
    path.write_bytes(b"<!doctype html><body>" + b"<p></i>" * (50 * MIB // 7))
    assert refusal(pool, path) in {"no_text_in_file", "needs_too_much_memory", "took_too_long", "damaged"}


def test_a_table_that_spans_millions_of_cells_is_cut(pool: ParserPool, tmp_path: Path) -> None:
    path = tmp_path / "wide.html"
    cells = "<td colspan=1000 rowspan=65000>x</td>" * 100
    path.write_text(f"<!doctype html><p>Before.</p><table>{f'<tr>{cells}</tr>' * 50}</table>")
    limits = ParseLimits(memory_bytes=1024 * MIB, cpu_seconds=60)
    assert pool.parse(path, limits).pages[0].text.startswith("Before.")


def test_rich_text_of_groups_within_groups_is_refused(pool: ParserPool, tmp_path: Path) -> None:
    (tmp_path / "deep.rtf").write_bytes(b"{\\rtf1 " + b"{" * 500_000 + b"words" + b"}" * 500_000)
    assert refusal(pool, tmp_path / "deep.rtf") == "too_nested"


def test_rich_text_that_lies_about_its_binary_parts_ends(pool: ParserPool, tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_bytes(rb"{\rtf1 before {\pict\bin-5 x}{\pict\bin4000000000 x} after}")
    assert pool.parse(tmp_path / "a.rtf").pages[0].text == "before"


def test_a_mail_of_ten_thousand_parts_is_refused(pool: ParserPool, tmp_path: Path) -> None:
    parts = b"".join(b"--x\nContent-Type: text/plain\n\npart %d\n" % number for number in range(10_000))
    head = b"From: a@b.c\nSubject: s\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n"
    (tmp_path / "many.eml").write_bytes(head + parts + b"--x--\n")
    assert refusal(pool, tmp_path / "many.eml") == "too_many_parts"


@pytest.mark.parametrize("levels", [400, 5_000])
def test_a_mail_of_parts_within_parts_is_refused(pool: ParserPool, tmp_path: Path, levels: int) -> None:
    inner = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number) for number in range(levels)
    )
    (tmp_path / "deep.eml").write_bytes(b"From: a@b.c\nSubject: s\nMIME-Version: 1.0\n" + inner + b"\nwords\n")
    assert refusal(pool, tmp_path / "deep.eml", ParseLimits(max_nesting=300)) == "too_nested"


def test_mails_within_mails_are_refused_beyond_the_limit(pool: ParserPool, tmp_path: Path) -> None:
    opening = b"From: a@b.c\nSubject: s\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n" * 60
    (tmp_path / "deep.eml").write_bytes(opening + b"From: a@b.c\nSubject: last\n\nwords\n")
    assert refusal(pool, tmp_path / "deep.eml", ParseLimits(max_nesting=50)) == "too_nested"
    assert pool.parse(tmp_path / "deep.eml").pages[-1].text.endswith("words")


def test_files_beyond_the_number_and_the_size_allowed_stay_in_the_mail(pool: ParserPool, tmp_path: Path) -> None:
    path = mail(tmp_path / "a.eml", attached=[(f"{number}.txt", bytes(1000)) for number in range(20)])
    spool = tmp_path / "spool"
    spool.mkdir()
    few = pool.parse(path, ParseLimits(max_attachments=5), spool=spool)
    assert (few.attachments, len(few.attached)) == (20, 5)
    small = pool.parse(path, ParseLimits(max_attached_bytes=3_500), spool=spool)
    assert (small.attachments, len(small.attached)) == (20, 3)


def test_a_file_in_a_pdf_that_unpacks_to_gigabytes_costs_only_the_pdf(pool: ParserPool, tmp_path: Path) -> None:
    packed = zlib.compressobj(9)
    content = b"".join(packed.compress(bytes(MIB)) for _ in range(600)) + packed.flush()
    path = paper.objects(
        tmp_path / "a.pdf",
        b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(a.txt) 5 0 R] >> >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        paper.stream(content, b"/Filter /FlateDecode /Type /EmbeddedFile"),
        b"<< /Type /Filespec /F (a.txt) /EF << /F 4 0 R >> >>",
    )
    limits = ParseLimits(memory_bytes=300 * MIB, timeout_seconds=60)
    spool = tmp_path / "spool"
    spool.mkdir()
    assert refusal(pool, path, limits, spool) in {"needs_too_much_memory", "no_text"}
    assert pool.parse(paper.pdf(tmp_path / "next.pdf", paper.BODY)).page_count == 1
