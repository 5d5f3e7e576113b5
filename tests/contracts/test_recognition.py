"""Text recognition with a real Tesseract: which pages it reads, what is told of them, and how it ends."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from bot.operations.checks.reading import look_at_recognition
from bot.settings import load_settings
from ingest.confinement.confined import ProgramLimits
from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.reading.parse import ParserPool
from ingest.reading.parsed import ParsedDocument
from ingest.reading.recognition import Recogniser, UnknownLanguageError, languages_to_recognise, open_recogniser, turn
from ingest.reading.tools import Tools
from tests.ingest import paper
from tests.ingest.pictures import WORDS, drawn, scan
from tests.servers.programs import tesseract

pytestmark = pytest.mark.slow

NASTY = Path(__file__).parents[3] / "shared" / "evaluation" / "nasty"


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return tesseract()


@pytest.fixture(scope="module")
def pool(recogniser: Recogniser) -> Iterator[ParserPool]:
    with ParserPool(tools=Tools(recogniser=recogniser)) as made:
        yield made


def told(document: ParsedDocument) -> list[tuple[str, tuple[int, ...]]]:
    return [(warning.code, warning.pages) for warning in document.warnings]


def test_a_scan_is_read_and_says_so(pool: ParserPool, tmp_path: Path) -> None:
    document = pool.parse(scan(tmp_path / "scan.pdf", drawn(), drawn(["Second page of the scan"])))
    assert document.pages[0].text.split() == " ".join(WORDS).split()
    assert [page.number for page in document.pages] == [1, 2]
    assert document.pages[0].language == "en"
    assert document.warnings[0].describe() == "Pages 1–2 hold only images: read by text recognition."


def test_only_the_pages_that_need_it_are_recognised(pool: ParserPool, tmp_path: Path) -> None:
    text = paper.pdf(tmp_path / "text.pdf", paper.BODY)
    document = pool.parse(paper.joined(tmp_path / "a.pdf", text, scan(tmp_path / "scan.pdf", drawn()), text))
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert document.pages[0].text.startswith("Employees may carry over") and "Invoice 4711" in document.pages[1].text
    assert told(document) == [("recognised_images", (2,))]


def test_a_stamp_on_a_scan_does_not_hide_its_words(pool: ParserPool, tmp_path: Path) -> None:
    document = pool.parse(scan(tmp_path / "a.pdf", drawn(WORDS * 2), text=["Copy no. 3"]))
    assert "Invoice 4711" in document.pages[0].text
    assert told(document) == [("recognised_images", (1,))]


def test_a_photograph_beside_words_leaves_the_words(pool: ParserPool, tmp_path: Path) -> None:
    document = pool.parse(scan(tmp_path / "a.pdf", Image.effect_noise((600, 400), 80), text=["Our new building"]))
    assert (document.pages[0].text, document.warnings) == ("Our new building", ())


def test_pages_that_show_no_words_are_named_and_blank_ones_are_not(pool: ParserPool, tmp_path: Path) -> None:
    noise, blank = Image.effect_noise((600, 800), 90), Image.new("L", (600, 800), 250)
    document = pool.parse(scan(tmp_path / "a.pdf", drawn(), noise, blank))
    assert told(document) == [("recognised_images", (1,)), ("not_recognised", (2,))]


def test_the_covers_of_a_longer_document_are_read_without_a_word(pool: ParserPool, tmp_path: Path) -> None:
    text = paper.pdf(tmp_path / "text.pdf", *[paper.BODY] * 12)
    front = scan(tmp_path / "front.pdf", drawn(["The annual report of Acme"]))
    back = scan(tmp_path / "back.pdf", Image.effect_noise((600, 800), 90))
    document = pool.parse(paper.joined(tmp_path / "a.pdf", front, text, back))
    assert "annual report" in document.pages[0].text
    assert (document.page_count, len(document.pages), document.warnings) == (14, 13, ())


def test_a_file_of_pictures_without_words_is_refused(pool: ParserPool, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        pool.parse(scan(tmp_path / "a.pdf", Image.effect_noise((600, 800), 90)))
    assert caught.value.code == "no_text_recognised"


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_pages_that_lie_on_their_side_are_turned(pool: ParserPool, tmp_path: Path, angle: int) -> None:
    lines = [*WORDS, "Employees keep their rights when the company moves.", "The board decides about further days."] * 2
    document = pool.parse(scan(tmp_path / "a.pdf", drawn(lines).rotate(angle, expand=True)))
    assert "Invoice 4711 is due" in document.pages[0].text


def test_the_file_s_own_rotation_counts(pool: ParserPool, tmp_path: Path) -> None:
    from pypdf import PdfReader, PdfWriter

    scan(tmp_path / "a.pdf", drawn().rotate(90, expand=True))
    writer = PdfWriter(clone_from=PdfReader(tmp_path / "a.pdf"))
    writer.pages[0].rotate(90)
    writer.write(tmp_path / "turned.pdf")
    assert "Invoice 4711" in pool.parse(tmp_path / "turned.pdf").pages[0].text


@pytest.mark.parametrize("suffix", ["png", "jpg", "tiff", "bmp", "gif", "webp"])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_images_of_every_kind_are_read(pool: ParserPool, tmp_path: Path, suffix: str, mode: str) -> None:
    drawn(mode=mode).save(tmp_path / f"a.{suffix}")
    document = pool.parse(tmp_path / f"a.{suffix}")
    assert "Invoice 4711" in document.pages[0].text
    assert told(document) == [("recognised_images", (1,))]


def test_each_page_of_a_tiff_is_a_page(pool: ParserPool, tmp_path: Path) -> None:
    drawn().save(tmp_path / "a.tiff", save_all=True, append_images=[drawn(["The second page says this"])])
    document = pool.parse(tmp_path / "a.tiff")
    assert [page.number for page in document.pages] == [1, 2] and "second page" in document.pages[1].text


def test_a_photograph_is_turned_as_its_camera_says(pool: ParserPool, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    drawn().rotate(90, expand=True).save(tmp_path / "a.jpg", exif=exif)
    assert "Invoice 4711" in pool.parse(tmp_path / "a.jpg").pages[0].text


def test_letters_on_nothing_and_in_sixteen_bits_are_read(pool: ParserPool, tmp_path: Path) -> None:
    clear = Image.new("RGBA", drawn().size, (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), mask=drawn().point(lambda level: 255 - level))
    clear.save(tmp_path / "clear.png")
    drawn().convert("I").point(lambda level: level * 200).convert("I;16").save(tmp_path / "deep.png")
    for name in ("clear.png", "deep.png"):
        assert "Invoice 4711" in pool.parse(tmp_path / name).pages[0].text


def sample(name: str) -> Path:
    """A file of other people, which isn't part of the repository."""
    path = NASTY / "files" / name
    if not path.exists():
        pytest.skip(f"{name} is other people's and not part of this repository: lay it into {path.parent}.")
    return path


def test_letters_without_meaning_are_read_from_their_shapes(pool: ParserPool) -> None:
    path = sample("tam-review-unmapped-glyphs.pdf")
    few = ParseLimits(recognition_seconds=8)
    document = pool.parse(path, few)
    codes = dict(told(document))
    assert 2 in codes["recognised_garbled"] and 22 in codes["recognition_too_slow"]
    assert "technology acceptance" in next(page.text for page in document.pages if page.number == 2).casefold()


def test_a_medical_report_is_read_from_its_scan(pool: ParserPool) -> None:
    path = sample("medical-report-scan.pdf")
    case = next(each for each in map(json.loads, (NASTY / "manifest.jsonl").open()) if each["file"] == path.name)
    document = pool.parse(path)
    assert (document.page_count, told(document)) == (case["pages"], [("recognised_images", (1, 2, 3))])
    assert "MEDRPT-2024-PAT-3847" in document.pages[0].text


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (ProgramLimits(seconds=0.2, memory_bytes=1024 * 2**20), "recognition_too_slow"),
        (ProgramLimits(seconds=60, memory_bytes=48 * 2**20), "not_recognised"),
    ],
)
def test_without_time_or_memory_the_page_is_named_and_the_rest_is_read(
    recogniser: Recogniser, tmp_path: Path, limits: ProgramLimits, code: str
) -> None:
    text = paper.pdf(tmp_path / "text.pdf", paper.BODY)
    path = paper.joined(tmp_path / "a.pdf", text, scan(tmp_path / "scan.pdf", drawn()))
    begun = time.monotonic()
    with ParserPool(tools=Tools(recogniser=replace(recogniser, limits=limits))) as pool:
        document = pool.parse(path)
    assert [page.number for page in document.pages] == [1]
    assert told(document) == [(code, (2,))]
    assert time.monotonic() - begun < 60


def test_a_language_that_is_not_installed_is_told_with_what_is(recogniser: Recogniser) -> None:
    with pytest.raises(UnknownLanguageError) as caught:
        open_recogniser("eng+tlh")
    assert str(caught.value).startswith("OCR_LANGUAGES is 'eng+tlh', but Tesseract has no tlh here. Installed: ")
    assert "eng" in str(caught.value) and caught.value.remedy in str(caught.value)


def test_the_doctor_says_what_is_read(recogniser: Recogniser) -> None:
    finding = look_at_recognition(load_settings())
    assert finding.detail.startswith("tesseract ") and finding.detail.endswith("reads eng") and not finding.remedy


@pytest.mark.parametrize(
    ("given", "meant"), [("eng", "eng"), ("eng, deu", "eng+deu"), ("eng+deu+eng", "eng+deu"), ("chi_sim", "chi_sim")]
)
def test_languages_are_joined_as_the_command_takes_them(given: str, meant: str) -> None:
    assert languages_to_recognise(given) == meant


@pytest.mark.parametrize("given", ["", "eng+", "-l", "eng;rm", "../x"])
def test_what_can_be_no_language_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="joined by"):
        languages_to_recognise(given)


def test_a_picture_is_turned_as_a_library_turns_it() -> None:
    image = Image.effect_noise((5, 3), 60)
    pgm = b"P5 5 3 255\n" + image.tobytes()
    for degrees in (90, 180, 270):
        turned = image.rotate(-degrees, expand=True)
        assert turn(pgm, degrees) == b"P5 %d %d 255\n" % turned.size + turned.tobytes()
    assert turn(pgm, 0) is None and turn(pgm[:-1], 90) is None and turn(b"no picture", 90) is None
