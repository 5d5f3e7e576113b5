"""Boxes and choices of forms in office files: what is ticked and what isn't."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.parsers.symbol_fonts import as_signs
from ingest.reading.parse import ParserPool
from tests.ingest import office


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    with ParserPool() as shared:
        yield shared


def field(data: str, code: str, result: str = "") -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
        f'<w:r><w:instrText>{code}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'<w:r><w:t>{result}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


CHOICES = "".join(f'<w:listEntry w:val="{each}"/>' for each in ("Sea", "Air", "Rail"))


@pytest.mark.parametrize(
    ("run", "shown"),
    [
        (field("<w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox>", "FORMCHECKBOX"), "☒"),
        (field("<w:checkBox><w:default w:val='1'/></w:checkBox>", "FORMCHECKBOX"), "☒"),
        (field("<w:checkBox><w:default w:val='1'/><w:checked w:val='0'/></w:checkBox>", "FORMCHECKBOX"), "☐"),
        (field(f"<w:ddList><w:result w:val='1'/>{CHOICES}</w:ddList>", "FORMDROPDOWN"), "Air"),
        (field(f"<w:ddList><w:default w:val='2'/>{CHOICES}</w:ddList>", "FORMDROPDOWN"), "Rail"),
        (field(f"<w:ddList>{CHOICES}</w:ddList>", "FORMDROPDOWN"), "Sea"),
        (field(f"<w:ddList><w:result w:val='7'/>{CHOICES}</w:ddList>", "FORMDROPDOWN"), ""),
        (field("<w:textInput/>", "FORMTEXT", "Bremen"), "Bremen"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>', "☐"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☑"),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="F053"/></w:r>', "☒"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0B1"/></w:r>', "±"),
        ('<w:r><w:sym w:font="Symbol" w:char="zz"/></w:r>', ""),
        ('<w:r><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr><w:t>o</w:t></w:r>', "☐"),
        ("<w:r><w:t>\uf0fd</w:t></w:r>", "☒"),
        (
            '<w:sdt><w:sdtPr><w14:checkbox xmlns:w14="w14"><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr>'
            "<w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt>",
            "☒",
        ),
    ],
)
def test_boxes_and_choices_of_a_word_form_are_read(pool: ParserPool, tmp_path: Path, run: str, shown: str) -> None:
    body = f'<w:p>{run}<w:r><w:t xml:space="preserve"> ISO 27001</w:t></w:r></w:p>'
    document = pool.parse(office.docx(tmp_path / "a.docx", body))
    assert document.pages[0].text == f"{shown} ISO 27001".strip()


def rich_field(form: str, result: str = "") -> str:
    return rf"{{\field{{\*\fldinst FORM {{\*\formfield{{{form}}}}}}}{{\fldrslt {result}}}}}"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (rich_field(r"\fftype1\ffres1{\*\ffname A}"), "☒"),
        (rich_field(r"\fftype1\ffres25\ffdefres0"), "☐"),
        (rich_field(r"\fftype1\ffdefres1"), "☒"),
        (rich_field(r"\fftype2\ffres1{\*\ffl Sea}{\*\ffl Air}{\*\ffl Rail}"), "Air"),
        (rich_field(r"\fftype0", "Bremen"), "Bremen"),
        (r'{\field{\*\fldinst SYMBOL 168 \\f "Wingdings" \\s 10}{\fldrslt\f1}}', "☐"),
        (r"{\f1 \'fe}", "☑"),
        (r"{\f1\u-3843?}", "☒"),
    ],
)
def test_boxes_and_choices_of_rich_text_are_read(pool: ParserPool, tmp_path: Path, body: str, shown: str) -> None:
    path = tmp_path / "a.rtf"
    path.write_text(rf"{{\rtf1\ansi{{\fonttbl{{\f0 Arial;}}{{\f1\fcharset2 Wingdings;}}}}{body} ISO 27001\par}}")
    assert pool.parse(path).pages[0].text == f"{shown} ISO 27001"


def test_letters_of_other_fonts_stay_letters() -> None:
    assert as_signs("abc", "Arial") == as_signs("abc", None) == "abc"
    assert as_signs("a \u2022 b", "symbol") == "α • β"


def control(name: str) -> str:
    return f'<draw:control draw:control="{name}"/>'


def test_controls_of_an_open_document_form_are_read(pool: ParserPool, tmp_path: Path) -> None:
    fields = (
        '<form:checkbox form:id="a" form:label="ISO 9001" form:current-state="checked"/>'
        '<form:checkbox form:id="b" form:label="ISO 27001" form:current-state="unchecked"/>'
        '<form:radio form:id="c" form:label="Sea" form:selected="true"/><form:listbox form:id="d">'
        '<form:option form:label="Air"/><form:option form:label="Rail" form:current-selected="true"/></form:listbox>'
        '<form:text form:id="e" form:current-value="Bremen" form:value="Kiel"/>'
        '<form:button form:id="f" form:label="hush"/>'
    )
    boxes = f"<text:p>{control('a')}{control('b')}</text:p>"
    others = f"<text:p>By {control('d')} to {control('e')}{control('f')}</text:p>{control('c')}"
    body = f'<office:forms><form:form xmlns:form="f">{fields}</form:form></office:forms>{boxes}{others}'
    document = pool.parse(office.open_document(tmp_path / "a.odt", "text", body))
    assert document.pages[0].text == "☒ ISO 9001 ☐ ISO 27001\n\nBy Rail to Bremen\n\n☒ Sea"


def test_boxes_and_choices_of_a_pdf_form_are_read(pool: ParserPool, tmp_path: Path) -> None:
    """Also where what is chosen stands on the page as one of the choices."""
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.drawString(60, 780, "Berth 7. Paid: at once or later. Boats: 7 or 12. Lights: Yes or No.")
    canvas.acroForm.checkbox(name="Lights", checked=True, x=60, y=700)
    canvas.acroForm.checkbox(name="Water", checked=False, x=60, y=670)
    for at, when in ((60, "at once"), (90, "later")):
        canvas.acroForm.radio(name="Paid", value=when, selected=when == "later", x=at, y=640)
    canvas.acroForm.choice(name="Boats", value="7", options=["7", "12"], x=60, y=610)
    canvas.save()
    text = pool.parse(tmp_path / "a.pdf").pages[0].text
    assert text.split("\n\n")[1].split("\n") == ["Lights: Yes", "Water: ☐", "Paid: later", "Boats: 7"]
