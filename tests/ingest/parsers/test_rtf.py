"""What rich text looks like once it is read: its visible words in the right letters."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ingest.reading.parse import ParserPool
from ingest.reading.parsed import ParsedDocument


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    with ParserPool() as shared:
        yield shared


def read(pool: ParserPool, tmp_path: Path, body: str) -> ParsedDocument:
    path = tmp_path / "letter.rtf"
    fonts = r"{\fonttbl{\f0\fnil Calibri;}{\f1\fcharset204 Arial;}{\f2\fcharset128 Mincho;}}"
    path.write_bytes((r"{\rtf1\ansi\ansicpg1252\deff0" + fonts + body + "}").encode("ascii"))
    return pool.parse(path)


def text_of(pool: ParserPool, tmp_path: Path, body: str) -> str:
    return "\n\n".join(page.text for page in read(pool, tmp_path, body).pages)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"Caf\'e9 \u8364?5", "Café €5"),
        (r"\uc2\u8211\'96\'96 dash", "– dash"),
        (r"\f1\'cf\'f0\'e8\'e2\'e5\'f2\f0  r\'e9", "Привет ré"),
        (r"\f2\'93\'fa\'96\'7b", "日本"),
        (r"\u-10179?\u-8704? smile", "\U0001f600 smile"),
        (r"a\~b\_c\-d \{x\} \\", "a b-cd {x} \\"),
        (r"\ldblquote q\rdblquote  \emdash  \bullet", "“q” — •"),
        (r"one\line two\par three", "one\ntwo\n\nthree"),
        (r"before \bin4 }{\' after", "before after"),
    ],
)
def test_letters_come_out_as_they_are_meant(pool: ParserPool, tmp_path: Path, body: str, text: str) -> None:
    assert text_of(pool, tmp_path, body) == text


@pytest.mark.parametrize(
    "hidden",
    [
        r"{\v hush}", r"{\*\unknown hush}", r"{\header hush}", r"{\footer hush}", r"{\pict\pngblip 68757368}",
        r"{\deleted hush}", r"{\stylesheet{\s1 hush;}}", r"{\object{\*\objdata 6875}}",
        r"{\v{\b hush}}", r"{\*\generator hush;}",
    ],
)  # fmt: skip
def test_hidden_words_and_the_file_s_workings_are_left_out(pool: ParserPool, tmp_path: Path, hidden: str) -> None:
    assert text_of(pool, tmp_path, rf"Before {hidden}after.\par") == "Before after."


def test_links_boxes_and_notes_show_their_words(pool: ParserPool, tmp_path: Path) -> None:
    body = (
        r'{\field{\*\fldinst HYPERLINK "http://x"}{\fldrslt the page}}\par'
        r"{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt In a box\par}}}"
        r"In 12{\super\chftn{\footnote\pard{\super\chftn} Of 10{\super 3}\par or {\strike more}}} days.\par Next.\par"
    )
    assert text_of(pool, tmp_path, body) == ("the page\n\nIn a box\n\nIn 12 days.\n\nFootnote 1: Of 10^3 or\n\nNext.")


def row(*cells: str, looks: str = r"\cellx1000\cellx2000\cellx3000") -> str:
    return rf"\trowd{looks}\pard\intbl " + "".join(rf"{cell}\cell " for cell in cells) + r"\row "


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ([row("Item", "EUR", "Weeks"), row("Pump", "40", "3")], ["Item: Pump | EUR: 40 | Weeks: 3"]),
        (
            [row("Item", "Fee", "Exit"), row("75", "25", looks=r"\trleft1010\cellx2000\cellx3000")],
            ["Item | Fee | Exit", "Fee: 75 | Exit: 25"],
        ),
        (
            [row("Item", "2025", looks=r"\cellx1000\cellx3000"), row("", "H1", "H2"), row("Pump", "4", "6")],
            ["Item: Pump | 2025 H1: 4 | 2025 H2: 6"],
        ),
        (
            [
                row("Area", "Item", "EUR"),
                row("North", "Pump", "4", looks=r"\clvmgf\cellx1000\cellx2000\cellx3000"),
                row("", "Seal", "6", looks=r"\clvmrg\cellx1000\cellx2000\cellx3000"),
            ],
            ["Area: North | Item: Pump | EUR: 4", "Area: North | Item: Seal | EUR: 6"],
        ),
        (
            [row("Item", r"EUR\par net", "Weeks"), row("Pump", "40")],
            ["Item | EUR net | Weeks", "Item: Pump | EUR net: 40"],
        ),
        (
            [r"\trowd Item\cell EUR\cell Weeks\cell\row Pump\cell 40\cell 3\cell\row"],
            ["Item: Pump | EUR: 40 | Weeks: 3"],
        ),
    ],
)
def test_each_value_of_a_table_stands_beside_its_head(
    pool: ParserPool, tmp_path: Path, rows: list[str], lines: list[str]
) -> None:
    assert text_of(pool, tmp_path, rf"Before\par {''.join(rows)}\pard After\par") == "\n\n".join(
        ["Before", *lines, "After"]
    )


def test_tables_with_a_paragraph_between_them_are_two(pool: ParserPool, tmp_path: Path) -> None:
    body = row("A", "B", "C") + row("1", "2", "3") + r"\pard\par" + row("D", "E", "F") + row("4", "5", "6")
    assert text_of(pool, tmp_path, body) == "A: 1 | B: 2 | C: 3\n\nD: 4 | E: 5 | F: 6"


def test_paragraphs_of_an_outline_level_are_headings(pool: ParserPool, tmp_path: Path) -> None:
    body = r"\pard\outlinelevel0 Leave\par\pard All staff.\par\pard\outlinelevel1 Vacation\par\pard Thirty days.\par"
    pages = read(pool, tmp_path, body).pages
    assert [[(each.text, each.level) for each in page.headings] for page in pages] == [
        [("Leave", 1)],
        [("Leave", 1), ("Vacation", 2)],
    ]


def test_the_file_tells_its_title_and_its_day(pool: ParserPool, tmp_path: Path) -> None:
    info = r"{\info{\title Leave policy of Acme}{\author hush}{\creatim\yr2024\mo3\dy5\hr9}}"
    document = read(pool, tmp_path, rf"{info}Thirty days.\par")
    assert document.title.startswith("Leave policy of Acme")
    assert (document.date, document.pages[0].text) == (date(2024, 3, 5), "Thirty days.")
