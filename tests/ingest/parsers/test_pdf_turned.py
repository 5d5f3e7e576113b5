"""Pages that are turned, or on which the text is, are read by their lines."""

from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from ingest.reading.parse import ParserPool

ROWS = (("Ferry", "Cars", "People"), ("Alba", "120", "900"), ("Cors", "80", "640"))
READ = [
    "Departures of the week",
    "Ferry Cars People",
    "Alba | Cars: 120 | People: 900",
    "Cors | Cars: 80 | People: 640",
]


@pytest.mark.parametrize(
    ("size", "rotation", "shift", "turn"),
    [
        (A4, 0, (A4[0], 0), 90),
        (A4, 0, (0, A4[1]), -90),
        (A4, 0, A4, 180),
        (landscape(A4), 90, (A4[1], 0), 90),
        (landscape(A4), 0, (0, 0), 0),
        (A4, 90, (0, 0), 0),
    ],
)
def test_a_table_is_read_whichever_way_its_page_is_turned(
    tmp_path: Path, size: tuple[float, float], rotation: int, shift: tuple[float, float], turn: int
) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=size)
    if rotation:
        canvas.setPageRotation(rotation)
    canvas.translate(*shift)
    canvas.rotate(turn)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(60, 420, READ[0])
    for y, cells in zip((390, 374, 358), ROWS, strict=True):
        canvas.drawString(60, y, cells[0])
        canvas.drawRightString(240, y, cells[1])
        canvas.drawRightString(320, y, cells[2])
    canvas.save()
    with ParserPool() as pool:
        (page,) = pool.parse(tmp_path / "a.pdf").pages
    assert [line for line in page.text.split("\n") if line] == READ
