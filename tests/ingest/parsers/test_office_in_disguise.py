"""Office content in plain XML, HTML or text under an office file's name is read as what it is."""

import base64
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.formats.errors import UnreadableFileError
from ingest.formats.sniff import CSV, EML, HTML, TEXT, sniff
from ingest.formats.sniff_markup import EXCEL_2003, FLAT_OFFICE
from ingest.reading.parse import ParserPool
from ingest.reading.parsed import ParsedDocument
from tests.ingest import office


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    with ParserPool() as shared:
        yield shared


def text_of(document: ParsedDocument) -> str:
    return "\n\n".join(page.text for page in document.pages)


def saved(path: Path, content: str, encoding: str = "utf-8") -> Path:
    path.write_text(content, encoding=encoding)
    return path


TABLE = "<table><tr><th>Region</th><th>Orders</th></tr><tr><td>North</td><td>120</td></tr></table>"
NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
EXCEL = f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="{NAMESPACE}"'
SHEET_START = f'{EXCEL} xmlns:ss="{NAMESPACE}" xmlns:html="http://www.w3.org/TR/REC-html40">'


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.xls", TABLE, HTML),
        ("a.doc", f"<!-- saved --> <div>{TABLE}</div>", HTML),
        ("a.xlsx", f'<meta charset="utf-8">{TABLE}', HTML),
        ("a.txt", TABLE, TEXT),
        ("a.xls", "Region\tOrders\nNorth\t120\n", CSV),
        ("a.xlsx", "Region;Orders\nNorth;120\n", CSV),
        ("a.doc", "Just words.", TEXT),
        ("a.doc", "< 5 degrees", TEXT),
        ("a.xls", f"{EXCEL}/>", EXCEL_2003),
        ("a.xml", f"<!-- c -->{EXCEL.partition('?>')[2]} >", EXCEL_2003),
        ("a.xml", '<Workbook xmlns="urn:other"/>', TEXT),
        ("a.doc", '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">', FLAT_OFFICE),
        ("a.xml", '<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">', FLAT_OFFICE),
        ("a.fodt", '<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">', FLAT_OFFICE),
        ("a.doc", f"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n\n{TABLE}", EML),
        ("a.txt", "MIME-Version: 1.0\nContent-Type: text/html\n\nwords", TEXT),
    ],
)
def test_content_decides_over_the_name(tmp_path: Path, name: str, content: str, kind: str) -> None:
    assert sniff(saved(tmp_path / name, content), name) == kind


def test_tables_under_an_excel_name_keep_their_heads(pool: ParserPool, tmp_path: Path) -> None:
    for number, content in enumerate((TABLE, "Region\tOrders\nNorth\t120\n", "\ufeffRegion\tOrders\nNorth\t120\n")):
        encoding = "utf-16-le" if number == 2 else "utf-8"
        document = pool.parse(saved(tmp_path / f"{number}.xls", content, encoding))
        assert text_of(document) == "Region: North | Orders: 120"


STYLES = (
    '<Styles><Style ss:ID="Default"><Font ss:Bold="0"/></Style>'
    '<Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style>'
    '<Style ss:ID="q" ss:Parent="p"><Font ss:StrikeThrough="1"/></Style>'
    '<Style ss:ID="z"><NumberFormat ss:Format="00000"/></Style>'
    '<Style ss:ID="d"><NumberFormat ss:Format="dd.mm.yyyy"/></Style></Styles>'
)


def excel_cell(words: object, kind: str = "String", more: str = "") -> str:
    return f'<Cell {more}><Data ss:Type="{kind}">{words}</Data></Cell>'


def test_a_sheet_of_excel_2003_is_read_as_its_cells_show_it(pool: ParserPool, tmp_path: Path) -> None:
    head = "<Row>" + "".join(map(excel_cell, ("Region", "Share", "Code", "Since", "Open", "Rule"))) + "</Row>"
    row = (
        '<Row ss:Index="2">' + excel_cell("North") + excel_cell(0.125, "Number", 'ss:StyleID="p"')
        + excel_cell(1067, "Number", 'ss:StyleID="z"')
        + excel_cell("2023-04-01T00:00:00.000", "DateTime", 'ss:StyleID="d"') + excel_cell(1, "Boolean")
        + '<Cell><ss:Data ss:Type="String">10<html:Sup>3</html:Sup><html:S> old</html:S> max</ss:Data>'
        '<Comment ss:Author="Ann"><ss:Data>Ann: net</ss:Data></Comment></Cell></Row>'
    )  # fmt: skip
    struck = "<Row>" + excel_cell("South") + excel_cell(0.5, "Number", 'ss:StyleID="q"') + "</Row>"
    later = "<Row>" + excel_cell("East") + excel_cell("07001", more='ss:Index="3"') + "</Row>"
    hidden = '<Row ss:Hidden="1">' + excel_cell("West") + "</Row>"
    options = "<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions>"
    secret = f'<Worksheet ss:Name="B"><Table/>{options}</Worksheet>'
    table = f"<Table>{head}{row}{struck}{later}{hidden}</Table>"
    content = f'{SHEET_START}{STYLES}<Worksheet ss:Name="Orders">{table}</Worksheet>{secret}</Workbook>'
    document = pool.parse(saved(tmp_path / "a.xls", content))
    assert document.pages[0].label == "Orders, A2:F4"
    assert text_of(document).split("\n\n") == [
        "Region: North | Share: 12.50% | Code: 01067 | Since: 01.04.2023 | Open: TRUE | Rule: 10^3 max"
        " | Comment on Rule by Ann: net",
        "South",
        "Region: East | Code: 07001",
    ]
    assert {remark.code for remark in document.remarks} == {"struck_out", "hidden_cells", "hidden_sheets"}


def test_merged_heads_of_excel_2003_hold_for_all_their_columns(pool: ParserPool, tmp_path: Path) -> None:
    year = excel_cell(2026, "Number", 'ss:MergeAcross="1"')
    top = "<Row>" + excel_cell("Region", more='ss:MergeDown="1"') + year + "</Row>"
    second = "<Row>" + excel_cell("H1", more='ss:Index="2"') + excel_cell("H2") + "</Row>"
    row = "<Row>" + excel_cell("North") + excel_cell(10, "Number") + excel_cell(12, "Number") + "</Row>"
    content = f'{SHEET_START}<Worksheet ss:Name="A"><Table>{top}{second}{row}</Table></Worksheet></Workbook>'
    assert text_of(pool.parse(saved(tmp_path / "a.xls", content))) == "Region: North | 2026 H1: 10 | 2026 H2: 12"


WORD_NAMESPACE = "http://schemas.microsoft.com/office/word/2003/wordml"
WORD = f'<w:wordDocument xmlns:w="{WORD_NAMESPACE}" xmlns:wx="wx" xmlns:aml="aml" xmlns:o="o">'


def test_a_text_of_word_2003_is_read_like_one_of_today(pool: ParserPool, tmp_path: Path) -> None:
    def run(words: str, look: str = "") -> str:
        return f"<w:r><w:rPr>{look}</w:rPr><w:t>{words}</w:t></w:r>"

    def noted(kind: str, inner: str) -> str:
        return (
            f'<aml:annotation aml:id="1" w:type="Word.{kind}" aml:author="Ann"><aml:content>{inner}</aml:content>'
            "</aml:annotation>"
        )

    power = run("3", '<w:vertAlign w:val="superscript"/>')
    changed = noted("Deletion", run(" weeks")) + noted("Insertion", run(" days"))
    paragraph = f"<w:p>{run('Pay in 10')}{power}{changed}{noted('Comment', '<w:p>' + run('OK') + '</w:p>')}</w:p>"
    number = '<w:p><w:pPr><w:listPr><wx:t wx:val="2."/></w:listPr></w:pPr><w:r><w:t>Second</w:t></w:r></w:p>'
    rows = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p>{run(cell)}</w:p></w:tc>" for cell in cells) + "</w:tr>"
        for cells in (("Region", "Orders", "Open"), ("North", "120", "3"))
    )
    about = "<o:DocumentProperties><o:Title>Terms of payment</o:Title></o:DocumentProperties>"
    heading = '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Terms</w:t></w:r></w:p>'
    styles = (
        '<w:styles><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>'
    )
    body = f"<wx:sect><wx:sub-section>{heading}{paragraph}{number}<w:tbl>{rows}</w:tbl></wx:sub-section></wx:sect>"
    document = pool.parse(saved(tmp_path / "a.doc", f"{WORD}{about}{styles}<w:body>{body}</w:body></w:wordDocument>"))
    assert text_of(document) == (
        "Terms\n\nPay in 10^3 days\n\nComment by Ann: OK\n\n2. Second\n\nRegion: North | Orders: 120 | Open: 3"
    )
    assert (document.title, document.pages[0].label) == ("Terms of payment", "Terms")


def flat(path: Path, source: Path) -> Path:
    """All parts of an office file as one XML; those that are no XML in Base64."""
    parts = []
    with zipfile.ZipFile(source) as file:
        for name in file.namelist():
            data = file.read(name)
            inner = data.decode().partition("?>")[2] if data.startswith(b"<?xml") else data.decode()
            content = f"<pkg:xmlData>{inner}</pkg:xmlData>"
            if name.endswith("sharedStrings.xml"):
                content = f"<pkg:binaryData>{base64.b64encode(data).decode()}</pkg:binaryData>"
            parts.append(f'<pkg:part pkg:name="/{name}">{content}</pkg:part>')
    return saved(
        path, '<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
        f"{''.join(parts)}</pkg:package>"
    )  # fmt: skip


def test_office_files_in_one_xml_are_read_like_their_archives(pool: ParserPool, tmp_path: Path) -> None:
    body = office.heading("Fees") + office.word_table(["Item", "Fee", "Exit"], ["Pump", "40", "3"])
    path = flat(tmp_path / "a.xml", office.docx(tmp_path / "a.docx", body))
    assert text_of(pool.parse(path)) == "Fees\n\nItem: Pump | Fee: 40 | Exit: 3"
    strings = "<si><t>Item</t></si><si><t>Price</t></si>"
    rows = '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>' + (
        '<row r="2"><c r="A2" t="inlineStr"><is><t>Pump</t></is></c><c r="B2"><v>40</v></c></row></sheetData>'
    )
    path = flat(tmp_path / "b.xml", office.workbook(tmp_path / "b.xlsx", {"A": rows}, strings=strings))
    assert text_of(pool.parse(path)) == "Item: Pump | Price: 40"


OPEN = "".join(
    f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
    for prefix in ("office", "text", "table", "meta", "style")
)


@pytest.mark.parametrize(
    ("kind", "body", "text"),
    [
        (
            "text",
            '<text:h text:outline-level="1">Fees</text:h><text:p>The fee is 40.</text:p>',
            "Fees\n\nThe fee is 40.",
        ),
        (
            "spreadsheet",
            '<table:table table:name="S"><table:table-row><table:table-cell><text:p>Item</text:p></table:table-cell>'
            "<table:table-cell><text:p>Price</text:p></table:table-cell></table:table-row><table:table-row>"
            "<table:table-cell><text:p>Pump</text:p></table:table-cell><table:table-cell><text:p>40</text:p>"
            "</table:table-cell></table:table-row></table:table>",
            "Item: Pump | Price: 40",
        ),
    ],
)
def test_flat_open_documents_are_read_like_their_archives(
    pool: ParserPool, tmp_path: Path, kind: str, body: str, text: str
) -> None:
    meta = '<office:meta><dc:title xmlns:dc="dc">Schedule of fees</dc:title></office:meta>'
    inner = f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    content = f"<office:document{OPEN}>{meta}{inner}</office:document>"
    document = pool.parse(saved(tmp_path / "a.xml", content))
    assert text_of(document) == text
    assert document.title == "Schedule of fees"


def test_a_saved_web_page_with_its_images_is_read_without_them(pool: ParserPool, tmp_path: Path) -> None:
    content = (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Location: file:///C:/a.htm\n"
        f"Content-Type: text/html\n\n<html>{TABLE}</html>\n--x\nContent-Location: file:///C:/image001.png\n"
        "Content-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--x\n"
        "Content-Location: file:///C:/filelist.xml\nContent-Type: text/xml\n\n<xml/>\n--x--\n"
    )
    document = pool.parse(saved(tmp_path / "a.doc", content))
    assert (text_of(document), document.attachments) == ("Region: North | Orders: 120", 0)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ('<!DOCTYPE a [<!ENTITY b "c">]>' + EXCEL + ">&b;</Workbook>", "declares_entities"),
        (EXCEL + "><Worksheet>", "damaged"),
        (EXCEL + "></Workbook>", "no_text_in_file"),
        (WORD + "</w:wordDocument>", "damaged"),
        ('<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"/>', "damaged"),
    ],
)
def test_damaged_and_hostile_ones_are_refused(pool: ParserPool, tmp_path: Path, content: str, code: str) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        pool.parse(saved(tmp_path / "a.xls", content))
    assert refused.value.code == code
