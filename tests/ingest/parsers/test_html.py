"""What a web page looks like once it is read: sections, tables, and nothing that a browser wouldn't show."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ingest.formats.sniff import HTML, TEXT, sniff
from ingest.reading.parse import ParserPool
from ingest.reading.parsed import ParsedDocument


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    with ParserPool() as shared:
        yield shared


def read(pool: ParserPool, tmp_path: Path, page: str | bytes) -> ParsedDocument:
    path = tmp_path / "page.html"
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    return pool.parse(path)


def text_of(pool: ParserPool, tmp_path: Path, page: str | bytes) -> str:
    return "\n\n".join(each.text for each in read(pool, tmp_path, page).pages)


def test_sections_are_pages_that_know_the_headings_above(pool: ParserPool, tmp_path: Path) -> None:
    document = read(
        pool, tmp_path, "<h1>Leave</h1><p>All staff.</p><h2>Vacation</h2><p>30 days.<h1>Travel</h1>Second class."
    )
    found = [(page.number, page.label, [heading.text for heading in page.headings]) for page in document.pages]
    assert found == [(1, "Leave", ["Leave"]), (2, "Vacation", ["Leave", "Vacation"]), (3, "Travel", ["Travel"])]
    assert document.pages[1].text == "Vacation\n\n30 days."


def test_the_title_and_the_date_are_the_page_s_own(pool: ParserPool, tmp_path: Path) -> None:
    head = "<title>Leave policy of Acme</title><meta property='article:published_time' content='2024-03-05T10:00'>"
    document = read(pool, tmp_path, f"<html><head>{head}</head><body><p>Thirty days.</body>")
    assert (document.title, document.date) == ("Leave policy of Acme", date(2024, 3, 5))


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>hush</script>", "<style>.hush{}</style>", "<nav>hush</nav>", "<p hidden>hush</p>", "<!-- hush -->",
        "<div style='color:red; display : none'>hush<p>hush</div>", "<template>hush</template>",
        "<div role=navigation>hush</div>", "<span aria-hidden=true>hush</span>", "<noscript>hush</noscript>",
        "<div style='mso-hide:all'>hush</div>", "<svg><text>hush</text></svg>", "<button>hush</button>",
    ],
)  # fmt: skip
def test_what_a_browser_hides_is_left_out(pool: ParserPool, tmp_path: Path, hidden: str) -> None:
    assert text_of(pool, tmp_path, f"<body><p>Before.</p>{hidden}<p>After.</p>") == "Before.\n\nAfter."


def test_every_value_of_a_table_stands_beside_its_headers(pool: ParserPool, tmp_path: Path) -> None:
    table = (
        "<table><caption>Day rates</caption>"
        "<thead><tr><th rowspan=2>City<th colspan=2>2024<tr><th>Meals<th>Hotel</thead>"
        "<tr><th rowspan=2>Oslo<td>40<td>190<tr><td>41<td><p>191</p><p>with tax</p><tr><th>Rome<td>30<td>150</table>"
    )
    assert text_of(pool, tmp_path, table).split("\n") == [
        "Day rates",
        "City: Oslo | 2024 Meals: 40 | 2024 Hotel: 190",
        "City: Oslo | 2024 Meals: 41 | 2024 Hotel: 191 with tax",
        "City: Rome | 2024 Meals: 30 | 2024 Hotel: 150",
    ]


def test_a_table_without_headers_keeps_its_rows(pool: ParserPool, tmp_path: Path) -> None:
    assert text_of(pool, tmp_path, "<table><tr><td>1<td>2<tr><td>3<td>4</table>") == "1 | 2\n3 | 4"


def test_a_first_row_of_words_above_figures_is_a_header_even_unmarked(pool: ParserPool, tmp_path: Path) -> None:
    table = "<table><tr><td>Item<td>EUR<tr><td>Pump<td>40</table>"
    assert text_of(pool, tmp_path, table) == "Item: Pump | EUR: 40"


def test_a_table_that_only_arranges_the_page_is_read_cell_by_cell(pool: ParserPool, tmp_path: Path) -> None:
    inner = "<table><tr><th>A<th>B<tr><td>1<td>2</table>"
    page = f"<table><tr><td><p>Left one.</p><p>Left two.</p></td><td>{inner}</td></tr></table>"
    assert text_of(pool, tmp_path, page) == "Left one.\n\nLeft two.\n\nA: 1 | B: 2"


def test_items_of_lists_are_lines_with_their_marks(pool: ParserPool, tmp_path: Path) -> None:
    page = "<p>Steps:</p><ol><li>Open<li>Close<ul><li>gently</ul></ol><p>Done.</p>"
    assert text_of(pool, tmp_path, page) == "Steps:\n\n1. Open\n2. Close\n• gently\n\nDone."


def test_lines_and_blanks_are_those_that_a_browser_shows(pool: ParserPool, tmp_path: Path) -> None:
    page = "<p>One\n  line <b>bo</b>ld<br>next line</p><pre>x = 1\n  y = 2</pre>"
    assert text_of(pool, tmp_path, page) == "One line bold\nnext line\n\nx = 1\n  y = 2"


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("utf-8", "utf-8"), ("iso-8859-1", "cp1252"), ("windows-1252", "cp1252"), ("utf-16", "utf-8")],
)
def test_letters_are_read_as_the_page_declares_them(
    pool: ParserPool, tmp_path: Path, declared: str, encoding: str
) -> None:
    page = f"<html><head><meta charset='{declared}'></head><body>“Café” für 5 €</body></html>"
    assert text_of(pool, tmp_path, page.encode(encoding)) == "“Café” für 5 €"


def test_cyrillic_by_declaration_and_a_false_declaration(pool: ParserPool, tmp_path: Path) -> None:
    page = "<meta http-equiv=Content-Type content='text/html; charset=koi8-r'><p>Привет, мир</p>"
    assert text_of(pool, tmp_path, page.encode("koi8-r")) == "Привет, мир"
    lie = "<meta charset=utf-8><p>Le café était à l'hôtel où dînait l'élève</p>"
    assert "café était" in text_of(pool, tmp_path, lie.encode("cp1252"))


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.txt", b"<!DOCTYPE html><html><body>x", HTML),
        ("a.txt", b"<?xml version='1.0'?>\n<html xmlns='x'>", HTML),
        ("a.html", b"<p>only a piece</p>", HTML),
        ("a.txt", b"In HTML, <p> opens a paragraph.", TEXT),
        ("a.html", b"no elements at all", TEXT),
    ],
)
def test_a_web_page_is_known_by_what_it_says_of_itself(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert sniff(tmp_path / name, name) == kind


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (
            "<label>City <input value=Porto></label> <label>Days <input type=number value=4></label>",
            "City: Porto\nDays: 4",
        ),
        ("<label for=a>City:</label> <input id=a value=' Porto '>", "City: Porto"),
        ("I, <input value='Ann Berg'>, agree.", "I, Ann Berg , agree."),
        ("<input type=checkbox checked> Hotel <input type=checkbox> Car", "☒ Hotel ☐ Car"),
        ("<input type=radio> First <input type=RADIO checked> Second", "☐ First ☒ Second"),
        ("a<input type=hidden value=hush><input type=password value=hush><input type=submit value=hush>", "a"),
        ("By <select><option>Bus<option selected>Train</select>", "By Train"),
        ("By <select><option>Bus<option>Train</select>", "By Bus"),
        ("By <select><option value=''>Choose<option>Train</select>", "By"),
        ("By <select multiple><option>Bus<option selected>Train<option selected>Ship</select>", "By Train, Ship"),
        ("By <select multiple><option>Bus</select>", "By"),
        ("<label>Why<textarea>Two\nlines</textarea></label>", "Why: Two lines"),
        ("Done <progress value=3 max=4></progress>", "Done 3 of 4"),
        ("<ruby>東京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby>都", "東京都"),
        ("See <img alt='gate 3, north side'>", "See gate 3, north side"),
        (
            "a<img alt='logo.png'><img alt=x role=presentation><img alt='A car. Description automatically generated'>",
            "a",
        ),
        (r"by <img alt='{\displaystyle F=0.05A}' aria-hidden=true>", "by F=0.05A"),
        ("<span style='font-family:Wingdings'>o</span> Open", "☐ Open"),
    ],
)
def test_what_a_page_shows_without_being_text_is_read(pool: ParserPool, tmp_path: Path, shown: str, text: str) -> None:
    assert text_of(pool, tmp_path, f"<body><p>{shown}</p>") == text


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("<mi>F</mi><mo>=</mo><mn>0.05</mn><mo>×</mo><mi>A</mi>", "F = 0.05 × A"),
        ("<mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>", "E = mc^2"),
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>", "(a + b)/2"),
        ("<msup><mn>10</mn><mrow><mo>−</mo><mn>6</mn></mrow></msup>", "10^−6"),
        ("<msup><mrow><mo>(</mo><mn>1</mn><mo>+</mo><mi>x</mi><mo>)</mo></mrow><mi>n</mi></msup>", "(1 + x)^n"),
        ("<msub><mi>x</mi><mi>i</mi></msub><mo>≤</mo><msqrt><mi>y</mi></msqrt>", "x_i ≤ √(y)"),
        ("<mroot><mi>y</mi><mn>3</mn></mroot>", "(3)√(y)"),
        (
            "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mi>i</mi>",
            "∑_(i = 1)^n i",
        ),
        ("<mover><mi>x</mi><mo>¯</mo></mover>", "x"),
        ("<mfenced><mi>a</mi><mi>b</mi></mfenced>", "(a, b)"),
        ("<mi>fee</mi><mi>rate</mi><mo>&#8290;</mo><mn>2</mn>", "fee rate·2"),
        (
            "<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd><mn>3</mn></mtd></mtr></mtable>",
            "1, 2; 3",
        ),
        ("<semantics><mi>a</mi><annotation>hush</annotation></semantics><mphantom><mi>hush</mi></mphantom>", "a"),
        ("<mrow>" * 80 + "<mi>hush</mi>" + "</mrow>" * 80 + "<mi>a</mi>", "a"),
    ],
)
def test_a_formula_is_read_on_one_line(pool: ParserPool, tmp_path: Path, formula: str, text: str) -> None:
    assert text_of(pool, tmp_path, f"<body><p>It is <math>{formula}</math></p>") == f"It is {text}"


def test_header_cells_at_the_side_name_their_rows(pool: ParserPool, tmp_path: Path) -> None:
    side = "<table><tr><th scope=row>Maker<td>Suda</tr><tr><th scope=row>Built in<td>2017</tr></table>"
    assert text_of(pool, tmp_path, side) == "Maker: Suda\nBuilt in: 2017"
    both = "<table><tr><td><th>2025<th>2026</tr><tr><th>Rent<td>10<td>11</tr><tr><th>Power<td>3<td>4</tr></table>"
    assert text_of(pool, tmp_path, both) == "Rent | 2025: 10 | 2026: 11\nPower | 2025: 3 | 2026: 4"


@pytest.mark.parametrize(
    ("items", "text"),
    [
        ('<ul class="checklist"><li class="checked">Paid</li><li>Sent</li></ul>', "☒ Paid\n☐ Sent"),
        ('<ul><li data-checked="true">Paid</li><li data-checked="false">Sent</li></ul>', "☒ Paid\n☐ Sent"),
        ('<ul><li><input type="checkbox" checked>Paid</li><li>Sent</li></ul>', "• ☒ Paid\n• Sent"),
    ],
)
def test_a_checklist_says_what_is_ticked(pool: ParserPool, tmp_path: Path, items: str, text: str) -> None:
    assert text_of(pool, tmp_path, f"<html><body>{items}</body></html>") == text
