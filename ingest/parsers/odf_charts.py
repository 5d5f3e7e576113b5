"""Charts of OpenDocument texts and slides: their values as a table in their place, each as the chart shows it."""

from itertools import islice
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from ingest.parsers.cleaning import clean_line
from ingest.parsers.damage import let_fatal_through
from ingest.parsers.number_formats import shown
from ingest.parsers.package import Package
from ingest.parsers.xml_parts import attribute, whole_number

MOST_CHARTS: Final = 200
MOST_ROWS: Final = 200
"""Of longer charts the beginning is taken: nobody reads single values off those."""
MOST_DECIMALS: Final = 6


def place_charts(content: Element, package: Package) -> bool:
    """Puts the values of embedded charts into the frames that show them; false where one couldn't be read."""
    is_whole = True
    for frame in islice((each for each in content.iter("frame") if each.find("object") is not None), MOST_CHARTS):
        link = attribute(next(frame.iter("object")), "href") or ""
        try:
            root = package.xml(f"{link.removeprefix('./')}/content.xml")
            chart = root.find("body/chart/chart") if root is not None else None
            if root is not None and chart is not None:
                _place(frame, chart, _format(root, chart))
        except Exception as error:
            let_fatal_through(error)
            is_whole = False
    return is_whole


def _place(frame: Element, chart: Element, code: str) -> None:
    values = chart.find("table")
    rows = [
        [_words(cell, code) for cell in row.findall("table-cell")]
        for row in islice(values.iter("table-row") if values is not None else (), MOST_ROWS)
    ]
    if len(rows) < 2 or not any(map(any, rows[1:])):
        return
    named = chart.find("title")
    title = clean_line("".join(named.itertext())) if named is not None else ""
    if title:
        SubElement(SubElement(frame, "text-box"), "p").text = f"Chart: {title}"
    table = SubElement(frame, "table")
    heads = SubElement(table, "table-header-rows")
    for number, row in enumerate(rows):
        into = SubElement(heads if number == 0 else table, "table-row")
        for words in row:
            SubElement(SubElement(into, "table-cell"), "p").text = words


def _words(cell: Element, code: str) -> str:
    written = clean_line("".join(cell.itertext()))
    number = attribute(cell, "value") if attribute(cell, "value-type") in {"float", "percentage"} else None
    try:
        return written if number is None or not code else shown(float(number), code)
    except ValueError:
        return written


def _format(root: Element, chart: Element) -> str:
    """The format of percents on the axis of values, as spreadsheets write it; empty where it shows plain numbers."""
    axis = next((each for each in chart.iter("axis") if attribute(each, "dimension") == "y"), None)
    styles = {attribute(each, "name"): each for each in root.iter() if each.tag in {"style", "percentage-style"}}
    style = styles.get(attribute(axis, "style-name")) if axis is not None else None
    data = styles.get(attribute(style, "data-style-name")) if style is not None else None
    if data is None or data.tag != "percentage-style":
        return ""
    number = data.find("number")
    decimals = whole_number(attribute(number, "decimal-places"), 0) if number is not None else 0
    return f"0.{'0' * min(decimals, MOST_DECIMALS)}%" if decimals else "0%"
