"""Charts of OpenDocument texts and slides are read as tables, with percents as they are shown."""

from pathlib import Path

import pytest

from ingest.reading.parse import ParserPool
from tests.ingest import office


def cells(*values: str | float) -> str:
    kinds = ["" if isinstance(each, str) else f' office:value-type="float" office:value="{each}"' for each in values]
    written = zip(kinds, values, strict=True)
    inside = "".join(f"<table:table-cell{kind}><text:p>{each}</text:p></table:table-cell>" for kind, each in written)
    return f"<table:table-row>{inside}</table:table-row>"


def chart(style: str) -> str:
    names = "".join(
        f' xmlns:{prefix}="urn:{prefix}"' for prefix in ("office", "chart", "table", "text", "style", "number")
    )
    looks = (
        f'<number:percentage-style style:name="P"><number:number number:decimal-places="1"/></number:percentage-style>'
        f'<style:style style:name="y" style:data-style-name="{style}"/>'
    )
    rows = cells("", "Occupancy") + cells("Spring", 0.625) + cells("Autumn", 0.4)
    return (
        f"<office:document-content{names}><office:automatic-styles>{looks}</office:automatic-styles><office:body>"
        "<office:chart><chart:chart><chart:title><text:p>Rooms</text:p></chart:title><chart:plot-area>"
        '<chart:axis chart:dimension="y" chart:style-name="y"/></chart:plot-area>'
        f"<table:table>{rows}</table:table></chart:chart></office:chart></office:body></office:document-content>"
    )


FRAME = '<draw:frame><draw:object xmlns:xlink="urn:xlink" xlink:href="./Object 1"/></draw:frame>'


@pytest.mark.parametrize(("style", "values"), [("P", ("62.5%", "40.0%")), ("N", ("0.625", "0.4"))])
@pytest.mark.parametrize(
    ("kind", "body"), [("presentation", f"<draw:page>{FRAME}</draw:page>"), ("text", f"<text:p>{FRAME}</text:p>")]
)
def test_a_chart_is_read_with_its_values(
    tmp_path: Path, kind: str, body: str, style: str, values: tuple[str, str]
) -> None:
    more = {"Object 1/content": chart(style)}
    with ParserPool() as pool:
        document = pool.parse(office.open_document(tmp_path / "a.od", kind, body, **more))
    read = [line for line in document.pages[0].text.split("\n") if line]
    assert read == ["Chart: Rooms", f"Spring | Occupancy: {values[0]}", f"Autumn | Occupancy: {values[1]}"]


def test_a_broken_chart_costs_itself_alone(tmp_path: Path) -> None:
    body = f"<text:p>The rooms are full.</text:p><text:p>{FRAME}</text:p>"
    with ParserPool() as pool:
        document = pool.parse(office.open_document(tmp_path / "a.odt", "text", body, **{"Object 1/content": "<broken"}))
    assert document.pages[0].text == "The rooms are full."
    assert [warning.code for warning in document.warnings] == ["parts_unreadable"]
