"""Tables as text: the delimiter and the encoding are told by the content."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.formats.errors import UnreadableFileError
from ingest.parsers.delimited_rows import dialect_of
from ingest.reading.parse import ParserPool
from ingest.reading.parsed import ParsedDocument
from pipelines.types import Unit


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    with ParserPool() as shared:
        yield shared


def parsed(pool: ParserPool, path: Path, content: str, encoding: str = "utf-8") -> ParsedDocument:
    path.write_bytes(content.encode(encoding))
    return pool.parse(path)


def lines_of(document: ParsedDocument) -> list[str]:
    return [line for page in document.pages for line in page.text.split("\n\n")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_by_the_rows(delimiter: str) -> None:
    rows = [["Name", "Amount", "Day"], ['"Smith, Ann; Co"', "1.234,50", "5 March"], ["Ben", "99,00", "6 March"]]
    written = [delimiter.join(row if delimiter != "," else [cell.replace(",", "") for cell in row]) for row in rows]
    assert dialect_of("\n".join(written)).delimiter == delimiter
    assert dialect_of("\n".join(delimiter.join(row) for row in [["a b", "c", "d"]] * 3)).delimiter == delimiter


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (
            "Report: orders\nUser: 4711\n\nNo;Customer;Sum\nA-1;Norda;1.200,50\n",
            "No: A-1 | Customer: Norda | Sum: 1.200,50",
        ),
        ("Item;Price;Weight\nBolt;1,50;0,20\nNut;0,75;0,10\n", "Item: Bolt | Price: 1,50 | Weight: 0,20"),
        ("Made on 5 March, by Ann, in Bonn\nCity\tStaff\nBonn\t1,200\nLyon\t900\n", "City: Bonn | Staff: 1,200"),
        (
            "Name|Remark|No\nPump|small, blue, new|1\nValve|big, red, old|2\n",
            "Name: Pump | Remark: small, blue, new | No: 1",
        ),
    ],
)
def test_lines_in_front_and_decimal_commas_tell_no_delimiter(
    pool: ParserPool, tmp_path: Path, content: str, line: str
) -> None:
    assert line in lines_of(parsed(pool, tmp_path / "a.csv", content))


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('name, place, phone\n"Berg, Eva", "12 Mill, UK", 555\n', "name: Berg, Eva | place: 12 Mill, UK | phone: 555"),
        ('size,name,price\n1,"the \\"long\\" one, blue",7\n', 'size: 1 | name: the "long" one, blue | price: 7'),
        ('size,name,price\n1,"the ""long"" one, blue",7\n', 'size: 1 | name: the "long" one, blue | price: 7'),
        ('size,folder,price\n1,"C:\\new\\table, old",7\n', "size: 1 | folder: C:\\new\\table, old | price: 7"),
        ('name,place,phone\nEva,"12 Mill\nOxbow, UK",555\n', "name: Eva | place: 12 Mill Oxbow, UK | phone: 555"),
    ],
)  # fmt: skip
def test_quotation_marks_are_read_as_people_write_them(
    pool: ParserPool, tmp_path: Path, content: str, line: str
) -> None:
    document = parsed(pool, tmp_path / "a.csv", content)
    assert lines_of(document) == [line]
    assert not document.warnings


@pytest.mark.parametrize("last", ['5,"Plate, small",12', "5,Plate,12"], ids=["closed by a later one", "never closed"])
def test_a_quotation_mark_without_end_swallows_no_rows(pool: ParserPool, tmp_path: Path, last: str) -> None:
    document = parsed(pool, tmp_path / "a.csv", f'id,name,price\n1,"Bolt M8,4\n2,Nut M8,3\n3,Washer,1\n{last}\n')
    assert lines_of(document)[:3] == [
        "id: 1 | name: Bolt M8 | price: 4",
        "id: 2 | name: Nut M8 | price: 3",
        "id: 3 | name: Washer | price: 1",
    ]
    assert lines_of(document)[3].endswith("price: 12")
    assert [warning.describe(document.unit) for warning in document.warnings] == [
        "A quotation mark in rows 2 isn't closed; I read its lines one by one."
    ]


def test_commas_inside_numbers_and_quotation_marks_part_nothing(pool: ParserPool, tmp_path: Path) -> None:
    content = 'Name;Amount;Day\r\n"Smith; Ann";1.234,50;05.03.2024\r\nBen;99,00;06.03.2024\r\n'
    document = parsed(pool, tmp_path / "a.csv", content)
    assert lines_of(document) == [
        "Name: Smith; Ann | Amount: 1.234,50 | Day: 05.03.2024",
        "Name: Ben | Amount: 99,00 | Day: 06.03.2024",
    ]
    assert (document.unit, document.length, document.pages[0].label) == (Unit.ROWS, 3, "2–3")


def test_a_legacy_encoding_is_told_of(pool: ParserPool, tmp_path: Path) -> None:
    document = parsed(pool, tmp_path / "a.csv", "Straße;Größe\nMüllerstraße;12\nKönigsallee;13\n" * 5, "cp1252")
    assert "Straße: Müllerstraße | Größe: 12" in lines_of(document)
    assert [warning.code for warning in document.warnings] == ["legacy_encoding"]


def test_a_tab_separated_file_in_utf_16_is_read(pool: ParserPool, tmp_path: Path) -> None:
    document = parsed(pool, tmp_path / "a.tsv", "City\tStaff\nBonn\t120\n", "utf-16")
    assert lines_of(document) == ["City: Bonn | Staff: 120"]


def test_a_delimiter_that_the_file_names_is_taken(pool: ParserPool, tmp_path: Path) -> None:
    document = parsed(pool, tmp_path / "a.csv", "sep=|\nCity|Staff, all\nBonn|120\n")
    assert lines_of(document) == ["City: Bonn | Staff, all: 120"]


def test_every_block_of_rows_repeats_the_heads_and_names_its_rows(pool: ParserPool, tmp_path: Path) -> None:
    content = "Name,City,Days\n" + "".join(f"Employee number {n},Bonn,{n}\n" for n in range(300))
    document = parsed(pool, tmp_path / "a.csv", content)
    assert len(document.pages) > 3 and document.length == 301
    assert all(line.startswith("Name: Employee number ") for line in lines_of(document))
    labels = [page.label or "" for page in document.pages]
    assert labels[0].startswith("2–") and labels[-1].endswith("–301")


def test_rows_of_other_lengths_and_a_quotation_mark_left_open_lose_nothing(pool: ParserPool, tmp_path: Path) -> None:
    document = parsed(pool, tmp_path / "a.csv", 'A,B,C\n1,2,3,4\n5\n\n"open,6\n7,8,9\n')
    text = " ".join(lines_of(document))
    assert all(sign in text for sign in "123456789")


def test_one_column_is_read_as_lines(pool: ParserPool, tmp_path: Path) -> None:
    assert lines_of(parsed(pool, tmp_path / "a.csv", "Bonn\nLyon\nRome\nOslo\n")) == ["Bonn", "Lyon", "Rome", "Oslo"]


@pytest.mark.parametrize("content", ["\n\n", ",,,\n,,,\n", '""\n'])
def test_a_table_of_nothing_is_refused(pool: ParserPool, tmp_path: Path, content: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        parsed(pool, tmp_path / "a.csv", content)
    assert caught.value.code == "no_text_in_file"


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        ("person,visits\nAnn,3\nBen,5\n", ["person: Ann | visits: 3", "person: Ben | visits: 5"]),
        ("Company;Norda\nFounded;1998\nStaff;240\n", ["Company: Norda", "Founded: 1998", "Staff: 240"]),
        ("Ann,Berg\nBen,Stone\n", ["Ann: Berg", "Ben: Stone"]),
    ],
)
def test_two_columns_have_heads_unless_they_are_names_with_values(
    pool: ParserPool, tmp_path: Path, content: str, lines: list[str]
) -> None:
    assert lines_of(parsed(pool, tmp_path / "a.csv", content)) == lines
