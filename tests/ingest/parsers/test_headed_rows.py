"""Rows of figures in a PDF's tables: each figure with the head of its own column, or the row as it is printed."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.parsers.headed_rows import ColumnHeads, with_column_heads
from ingest.parsers.pdf_lines import Line
from ingest.reading.parse import ParserPool

SIZE = 10.0
LETTER = 5.0
"""Points that a letter is wide here."""


def printed(y: float, *pieces: tuple[float, str], ruled: Sequence[tuple[float, float]] = ()) -> Line:
    """A line of pieces that each begin at a place across the page."""
    edges = []
    for left, text in pieces:
        at = left
        for word in text.split():
            edges.append((at, at + LETTER * len(word)))
            at += LETTER * (len(word) + 0.6)
    text = " ".join(text for _, text in pieces)
    return Line(text, pieces[0][0], y, SIZE, 400, edges=tuple(edges), ruled=tuple(ruled))


def figures(y: float, label: str, *figures: str, rights: Sequence[float] = (300, 400, 500)) -> Line:
    """A row whose figures end below each other."""
    ends = zip(rights, figures, strict=False)
    return printed(y, (50, label), *((right - LETTER * len(figure), figure) for right, figure in ends))


def read(*lines: Line) -> list[str]:
    return with_column_heads(lines, [line.text for line in lines])


ROWS = (figures(660, "North", "1,200", "1,100", "9%"), figures(648, "South", "300", "250", "20%"))


def test_each_figure_stands_with_the_head_of_its_column() -> None:
    heads = printed(672, (270, "Revenue"), (375, "Profit"), (470, "Growth"))
    assert read(heads, *ROWS) == [
        "Revenue Profit Growth",
        "North | Revenue: 1,200 | Profit: 1,100 | Growth: 9%",
        "South | Revenue: 300 | Profit: 250 | Growth: 20%",
    ]


def test_a_head_of_several_lines_is_read_from_the_top_also_where_the_file_has_it_cell_by_cell() -> None:
    heads = (
        printed(684, (265, "Fees paid")),
        printed(672, (272, "in cash")),
        printed(684, (375, "Stock")),
        printed(672, (375, "awards")),
        printed(672, (478, "Total")),
    )
    assert read(*heads, *ROWS)[-2:] == [
        "North | Fees paid in cash: 1,200 | Stock awards: 1,100 | Total: 9%",
        "South | Fees paid in cash: 300 | Stock awards: 250 | Total: 20%",
    ]


def test_a_head_with_a_rule_below_it_holds_for_the_columns_below_the_rule() -> None:
    upper = printed(684, (290, "Year ended"), (470, "Growth"), ruled=[(250, 405)])
    lower = printed(672, (275, "2024"), (375, "2023"), (470, "in year"))
    assert read(upper, lower, *ROWS)[2] == (
        "North | Year ended 2024: 1,200 | Year ended 2023: 1,100 | Growth in year: 9%"
    )


def test_periods_that_come_again_are_told_apart_by_the_heads_above_them() -> None:
    rights = (250, 320, 390, 460)
    upper = printed(684, (265, "Quarter"), (412, "Half"))
    lower = printed(672, *((right - 20, year) for right, year in zip(rights, ("2024", "2023") * 2, strict=True)))
    rows = [figures(660 - 12 * n, f"Region {name}", *"1234", rights=rights) for n, name in enumerate("AB")]
    assert read(upper, lower, *rows)[2] == (
        "Region A | Quarter 2024: 1 | Quarter 2023: 2 | Half 2024: 3 | Half 2023: 4"
    )
    assert read(lower, *rows)[1:] == [row.text for row in rows]


def test_a_row_with_fewer_figures_keeps_them_in_their_columns() -> None:
    heads = printed(672, (270, "Revenue"), (375, "Profit"), (470, "Growth"))
    short = printed(636, (50, "East"), (285, "100"), (485, "10%"))
    label = printed(668, (50, "Reported:"))
    assert read(heads, label, *ROWS, short)[-1] == "East | Revenue: 100 | Growth: 10%"


def test_what_is_said_of_a_whole_table_heads_no_column() -> None:
    heads = printed(672, (270, "Revenue"), (375, "Profit"), (470, "Growth"))
    unit = printed(684, (372, "(in millions)"))
    rest = printed(684, (250, "except as noted)"))
    title = printed(696, (300, "Results of our regions in the year"))
    for said in (unit, rest):
        assert read(title, said, heads, *ROWS)[3] == "North | Revenue: 1,200 | Profit: 1,100 | Growth: 9%"


def test_a_table_below_the_first_has_its_own_heads_and_a_part_without_any_has_those_above() -> None:
    heads = printed(672, (270, "Revenue"), (375, "Profit"), (470, "Growth"))
    others = printed(624, (275, "Staff"), (375, "Sites"), (470, "Rooms"))
    more = figures(612, "West", "12", "3", "8"), figures(600, "East", "14", "5", "9")
    assert read(heads, *ROWS, others, *more)[-1] == "East | Staff: 14 | Sites: 5 | Rooms: 9"
    apart = printed(636, (50, "Abroad")), *(printed(630 - 6 * n, (50, "and so on")) for n in range(4))
    assert read(heads, *ROWS, *apart, *more)[-1] == "East | Revenue: 14 | Profit: 5 | Growth: 9"


@pytest.mark.parametrize(
    "above",
    [
        (),
        (printed(672, (270, "Revenue"), (470, "Growth")),),
        (printed(672, (270, "Amount"), (375, "Amount"), (470, "Amount")),),
        (
            printed(
                672,
                (50, "The regions and what they earned with all of their goods"),
            ),
        ),
        (printed(720, (270, "Revenue"), (375, "Profit"), (470, "Growth")),),
    ],
    ids=["none", "one missing", "all the same", "a sentence", "far above"],
)
def test_rows_stay_as_they_are_where_a_column_has_no_head_of_its_own(above: tuple[Line, ...]) -> None:
    assert read(*above, *ROWS)[-2:] == [row.text for row in ROWS]


def test_figures_that_stand_between_columns_leave_their_row_as_it_is() -> None:
    heads = printed(672, (270, "Revenue"), (375, "Profit"), (470, "Growth"))
    between = printed(636, (50, "East"), (330, "100"), (485, "10%"))
    assert read(heads, *ROWS, between)[-1] == between.text


def test_a_number_within_a_label_is_no_figure_of_the_row() -> None:
    heads = printed(672, (50, "Years"), (375, "Days"), (470, "Pay"))
    rows = [printed(660 - 12 * n, (50, f"{n} to {n + 1}"), (375, "27"), (470, "100")) for n in range(2)]
    assert read(heads, *rows)[1:] == ["0 to 1 | Days: 27 | Pay: 100", "1 to 2 | Days: 27 | Pay: 100"]
    led = printed(
        636,
        (50, "All the others \u2026\u2026\u2026\u2026\u2026\u2026\u2026\u2026\u2026\u2026\u2026\u2026\u2026\u2026"),
        (375, "27"),
        (470, "9"),
    )
    assert read(heads, *rows, led)[-1] == "All the others | Days: 27 | Pay: 9"
    lone = [printed(660 - 12 * n, (50, f"{n} to {n + 1}"), (375, "27")) for n in range(2)]
    assert read(heads, *lone)[1:] == ["0 to 1 27", "1 to 2 27"]
    near = printed(636, (50, "All of the regions in the north with seas"), (275, "100"), (375, "90"), (485, "10%"))
    assert read(printed(672, (270, "Revenue"), (375, "Profit"), (470, "Growth")), *ROWS, near)[-1] == (
        "All of the regions in the north with seas | Revenue: 100 | Profit: 90 | Growth: 10%"
    )


def test_the_end_of_a_paragraph_and_a_larger_title_head_no_column() -> None:
    heads = printed(672, (270, "Revenue"), (375, "Profit"), (470, "Growth"))
    title = replace(printed(686, (260, "Part C")), size=14.0)
    for above in (printed(684, (260, "all years.")), title):
        assert read(above, heads, *ROWS)[2] == "North | Revenue: 1,200 | Profit: 1,100 | Growth: 9%"


def test_a_table_of_a_file_is_read_with_its_heads(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "table.pdf"))
    canvas.setFont("Helvetica", 10)
    canvas.drawString(60, 720, "The committees of the board meet four times a year, and these are their fees.")
    for y, cells in (
        (684, ("", "Annual", "Meeting")),
        (672, ("Committee", "retainer", "fee")),
        (656, ("Audit", "$30,000", "$1,500")),
        (642, ("Compensation", "20,000", "1,000")),
        (628, ("Governance", "15,000", "\u2014")),
    ):
        canvas.drawString(60, y, cells[0])
        canvas.drawRightString(300, y, cells[1])
        canvas.drawRightString(400, y, cells[2])
    canvas.save()
    with ParserPool() as pool:
        (page,) = pool.parse(tmp_path / "table.pdf").pages
    assert "Compensation | Annual retainer: 20,000 | Meeting fee: 1,000" in page.text.split("\n")
    assert "Governance | Annual retainer: 15,000 | Meeting fee: \u2014" in page.text.split("\n")


def test_halves_and_quarters_are_heads_and_years_may_stand_at_the_first_of_theirs() -> None:
    rights = (300, 400, 500, 600)
    rows = [
        figures(y, label, *found, rights=rights)
        for y, label, *found in ((660, "North", *"1234"), (648, "South", *"5678"))
    ]
    halves = printed(672, (50, "Region"), (290, "H1"), (390, "H2"), (490, "H1"), (590, "H2"))
    for years in (((280, "2025"), (480, "2026")), ((330, "2025"), (530, "2026"))):
        found = read(printed(684, *years), halves, *rows)
        assert found[2] == "North | 2025 H1: 1 | 2025 H2: 2 | 2026 H1: 3 | 2026 H2: 4"
    assert read(halves, *rows)[1] == rows[0].text


def test_a_table_that_goes_on_over_the_page_keeps_its_heads() -> None:
    heads = printed(672, (270, "Revenue"), (375, "Profit"), (470, "Growth"))
    more = figures(760, "West", "12", "3", "8%"), figures(748, "East", "14", "5", "9%")
    others = [replace(row, edges=tuple((left + 40, right + 40) for left, right in row.edges)) for row in more]

    def second(*page: Line, first: Sequence[Line] = (heads, *ROWS)) -> str:
        columns = ColumnHeads()
        columns.headed(first, [line.text for line in first])
        return columns.headed(page, [line.text for line in page])[-1]

    said = "East | Revenue: 14 | Profit: 5 | Growth: 9%"
    assert second(*more) == second(printed(775, (50, "continued")), *more) == said
    prose = [printed(640 - 12 * n, (50, "What is said below the table, line by line")) for n in range(5)]
    assert second(*more, first=(heads, *ROWS, *prose)) == more[-1].text
    assert second(*(replace(line, y=line.y + 100) for line in prose), *more) == more[-1].text
    assert second(*others) == others[-1].text
