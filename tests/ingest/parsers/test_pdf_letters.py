"""Letters of a PDF that mean something by how they stand: raised, lowered, struck out, on a layer, mapped wrong."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Highlight
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, StreamObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas

from ingest.formats.errors import UnreadableFileError
from ingest.parsers.pdf_layer_marks import may_have_layers
from ingest.parsers.wordless import is_wordless
from ingest.reading.parse import ParserPool
from tests.ingest import paper

Run = tuple[str, float, float]
"""Words, how far they are raised, and their size."""


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    with ParserPool() as shared:
        yield shared


def with_runs(path: Path, *lines: list[Run]) -> Path:
    """A PDF with lines of runs."""
    canvas = Canvas(str(path))
    for number, runs in enumerate(lines):
        text = canvas.beginText(60, 780 - 18 * number)
        for words, rise, size in runs:
            text.setFont("Helvetica", size)
            text.setRise(rise)
            text.textOut(words)
        canvas.drawText(text)
    canvas.save()
    return path


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        ([("At most 10", 0, 11), ("-6", 4, 7), (" mbar l s", 0, 11), ("-1", 4, 7)], "At most 10^-6 mbar l s^-1"),
        ([("For 24", 0, 11), ("2", 4, 7), (" months from then.", 0, 11)], "For 24 [^2] months from then."),
        ([("For 36", 0, 11), ("1)", 5, 6), (" months from then.", 0, 11)], "For 36 [^1] months from then."),
        ([("CO", 0, 11), ("2", -2, 7), ("O is no gas of 30 m", 0, 11), ("3", 4, 7)], "CO2O is no gas of 30 m³"),
        ([("It ends on a word", 0, 11), ("12", 4, 7), (". Then more.", 0, 11)], "It ends on a word [^12]. Then more."),
        ([("2", 3, 5), (" Twelve months for parts.", 0, 8)], "[^2] Twelve months for parts."),
        ([("Room 12", 0, 11), (" and 13", 0, 7), (" are small print", 0, 11)], "Room 12 and 13 are small print"),
        ([("Made of 2024", 0, 11), (" parts", 0, 11)], "Made of 2024 parts"),
    ],
)
def test_raised_and_lowered_figures_are_no_part_of_the_number_before(
    pool: ParserPool, tmp_path: Path, runs: list[Run], text: str
) -> None:
    assert pool.parse(with_runs(tmp_path / "a.pdf", runs)).pages[0].text == text


def ruled(path: Path, height: float, thickness: float = 0.8, width: float = 400.0) -> Path:
    """A PDF of two sentences with a line drawn at this height over the first one's baseline."""
    canvas = Canvas(str(path))
    canvas.setFont("Helvetica", 12)
    canvas.drawString(60, 700, "The grace period is 30 days.")
    canvas.drawString(60, 680, "The grace period is 10 days.")
    canvas.setLineWidth(thickness)
    canvas.line(58, 700 + height, 58 + width, 700 + height)
    canvas.save()
    return path


def test_a_line_through_letters_strikes_them_out_and_is_told(pool: ParserPool, tmp_path: Path) -> None:
    document = pool.parse(ruled(tmp_path / "a.pdf", 3.5))
    assert document.pages[0].text == "The grace period is 10 days."
    assert [(remark.code, remark.pages) for remark in document.remarks] == [("struck_out", (1,))]


@pytest.mark.parametrize("height", [-1.5, 0.0, 11.0], ids=["underline", "on the baseline", "above"])
def test_lines_under_and_over_letters_strike_nothing_out(pool: ParserPool, tmp_path: Path, height: float) -> None:
    document = pool.parse(ruled(tmp_path / "a.pdf", height))
    assert document.pages[0].text.count("grace period") == 2
    assert not document.remarks


def test_words_that_an_annotation_strikes_out_are_left_out(pool: ParserPool, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=ruled(tmp_path / "plain.pdf", 11.0))
    box = (60.0, 698.0, 300.0, 711.0)
    quad = ArrayObject([FloatObject(each) for each in (60, 711, 300, 711, 60, 698, 300, 698)])
    mark = Highlight(rect=box, quad_points=quad)
    mark[NameObject("/Subtype")] = NameObject("/StrikeOut")
    writer.add_annotation(0, mark)
    writer.write(tmp_path / "a.pdf")
    assert pool.parse(tmp_path / "a.pdf").pages[0].text == "The grace period is 10 days."


def layered(path: Path, member: bool, in_form: bool, compressed: bool) -> Path:
    """A PDF with a sentence on a layer that is off: by itself or in a membership, on the page or in a form on it."""
    writer = PdfWriter(clone_from=paper.pdf(path.with_suffix(".plain.pdf"), ["The discount is 12 percent."]))
    page = writer.pages[0]
    off = writer._add_object(
        DictionaryObject({NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("Old")})
    )
    layer = off
    if member:
        layer = writer._add_object(
            DictionaryObject({NameObject("/Type"): NameObject("/OCMD"), NameObject("/OCGs"): ArrayObject([off])})
        )
    settings = DictionaryObject({NameObject("/OFF"): ArrayObject([off])})
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject(
        {NameObject("/OCGs"): ArrayObject([off]), NameObject("/D"): settings}
    )
    resources = page["/Resources"]
    assert isinstance(resources, DictionaryObject)
    hidden = b"BT /F1 12 Tf 60 600 Td (The discount is 30 percent.) Tj ET"
    if in_form:
        form = StreamObject()
        form.set_data(hidden)
        form.update({NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form")})
        form.update({NameObject("/BBox"): ArrayObject(map(FloatObject, (0, 0, 600, 900)))})
        form.update({NameObject("/Resources"): resources, NameObject("/OC"): layer})
        resources[NameObject("/XObject")] = DictionaryObject({NameObject("/X1"): writer._add_object(form)})
        hidden = b"/X1 Do"
    else:
        resources[NameObject("/Properties")] = DictionaryObject({NameObject("/MC0"): layer})
        hidden = b"/OC /MC0 BDC " + hidden + b" EMC"
    contents = page.get_contents()
    assert contents is not None
    contents.set_data(contents.get_data() + b"\n" + hidden)
    page.replace_contents(contents)
    writer.compress_identical_objects()
    writer.write(path)
    assert "30 percent" in PdfReader(path).pages[0].extract_text()
    return path


@pytest.mark.parametrize("member", [False, True])
@pytest.mark.parametrize("in_form", [False, True])
def test_what_stands_on_a_layer_that_is_off_is_left_out_and_told(
    pool: ParserPool, tmp_path: Path, member: bool, in_form: bool
) -> None:
    document = pool.parse(layered(tmp_path / "a.pdf", member, in_form, compressed=False))
    assert document.pages[0].text == "The discount is 12 percent."
    assert [(remark.code, remark.pages) for remark in document.remarks] == [("hidden_layers", (1,))]


def test_files_without_layers_are_told_by_their_bytes(tmp_path: Path) -> None:
    assert not may_have_layers(paper.pdf(tmp_path / "a.pdf", paper.BODY))
    assert may_have_layers(layered(tmp_path / "b.pdf", False, False, compressed=False))


def shifted(text: str, by: int) -> str:
    """The text with each letter replaced by another one, as a font without a right letter table gives it."""
    return "".join(
        chr((ord(sign) - ord(base) + by) % 26 + ord(base))
        if sign.isascii() and sign.isalpha() and (base := "a" if sign.islower() else "A")
        else sign
        for sign in text
    )


LANGUAGES = {
    "en": " ".join(paper.BODY),
    "de": "Der Lieferant liefert Ersatzteile binnen neun Arbeitstagen. Für jeden Tag Verzug zahlt er ein "
    "Prozent des Auftragswerts, höchstens aber zehn Prozent. Die Teile werden dreißig Monate lang frei ersetzt.",
    "fi": "Toimittaja toimittaa varaosat yhdeksän päivän kuluessa tilauksesta. Jokaiselta viivästyneeltä päivältä "
    "se maksaa prosentin tilauksen arvosta, mutta enintään kymmenen prosenttia. Osat vaihdetaan maksutta takuuaikana.",
    "tr": "Tedarikçi yedek parçaları siparişten sonra dokuz iş günü içinde teslim eder. Geciken her gün için sipariş "
    "değerinin yüzde birini öder, ancak en fazla yüzde onunu. Parçalar otuz ay boyunca ücretsiz değiştirilir.",
    "ru": "Поставщик поставляет запасные части в течение девяти рабочих дней после заказа. За каждый день просрочки он "
    "платит один процент стоимости заказа, но не более десяти процентов. Детали бесплатно заменяются в течение месяца.",
    "el": "Ο προμηθευτής παραδίδει τα ανταλλακτικά μέσα σε εννέα εργάσιμες ημέρες από την παραγγελία. Για κάθε "
    "ημέρα καθυστέρησης πληρώνει ένα τοις εκατό της αξίας της παραγγελίας, αλλά όχι περισσότερο από δέκα τοις εκατό.",
    "parts": "hex bolt zinc plated, washer stainless, gasket ring nitrile, pump housing cast iron, impeller bronze, "
    "shaft seal carbon ceramic, coupling guard steel, bearing cage brass, flange weld neck, ball valve three piece",
}


@pytest.mark.parametrize("words", LANGUAGES.values(), ids=LANGUAGES)
def test_words_of_a_language_and_lists_of_things_are_words(words: str) -> None:
    assert not is_wordless(words)
    assert not is_wordless(words.upper())


@pytest.mark.parametrize("row", ["ZX-{0} {0} V 10.50", "Q{0} {0} kW XQ", "{0} bar WKZ", "XQZ{0}-{0} jy"])
def test_tables_of_codes_and_units_are_no_letters_mapped_wrong(row: str) -> None:
    assert not is_wordless("Article Volt Price\n" + "\n".join(row.format(number) for number in range(200, 260)))


@pytest.mark.parametrize("by", [1, 3, 5])
@pytest.mark.parametrize("language", ["en", "de", "fi"])
def test_letters_mapped_to_others_make_no_words(language: str, by: int) -> None:
    assert is_wordless(2 * shifted(LANGUAGES[language], by))


def test_a_page_of_letters_that_are_mapped_wrong_is_named(pool: ParserPool, tmp_path: Path) -> None:
    wrong = [shifted(line, 3) for line in paper.BODY]
    document = pool.parse(paper.pdf(tmp_path / "both.pdf", paper.BODY, wrong))
    assert [page.number for page in document.pages] == [1]
    assert [(warning.code, warning.pages) for warning in document.warnings] == [("garbled_text", (2,))]
    with pytest.raises(UnreadableFileError) as error:
        pool.parse(paper.pdf(tmp_path / "all.pdf", wrong))
    assert error.value.code == "garbled_text"
