"""Charts as tables: a row a category, a column a series, each number as the chart shows it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, zip_longest
from math import isfinite
from typing import Final
from xml.etree.ElementTree import Element

from ingest.parsers.cleaning import clean_line
from ingest.parsers.number_formats import GENERAL, shown
from ingest.parsers.table_lines import table_lines
from ingest.parsers.xml_parts import is_on, value, whole_number

MOST_POINTS: Final = 200
"""Of longer rows of a chart, the beginning is taken: nobody reads single values off those."""
LONGEST_FORMAT: Final = 255
_VALUE_AXES: Final = frozenset({"valAx"})
_CATEGORY_AXES: Final = frozenset({"catAx", "dateAx"})


@dataclass(slots=True)
class _Table:
    heads: list[str] = field(default_factory=lambda: [""])
    columns: list[list[str]] = field(default_factory=list)
    categories: list[str] = field(default_factory=lambda: [""])


def chart_lines(root: Element) -> Iterator[str]:
    """The chart's title, then its values as a table."""
    chart = root.find("chart")
    title = _words(chart.find("title")) if chart is not None else ""
    if title:
        yield f"Chart: {title}"
    axes = {value(axis, "axId"): axis for axis in root.iter() if axis.tag in _VALUE_AXES | _CATEGORY_AXES}
    since_1904 = is_on(root.find("date1904"))
    table = _Table()
    for plot in root.iter():
        own = [axes[key] for each in plot.findall("axId") if (key := each.attrib.get("val")) in axes]
        for series in plot.findall("ser"):
            _add(table, series, plot, own, since_1904)
    rows = [[cell or "" for cell in row] for row in zip_longest(table.categories, *table.columns, fillvalue="")]
    if table.columns:
        yield from table_lines([table.heads, *rows], 1)


def _add(table: _Table, series: Element, plot: Element, axes: list[Element], since_1904: bool) -> None:
    """Takes a series up: its name, its values, its categories."""
    named = series.find("tx")
    table.heads.append(_words(named) or next(iter(_points(named, "", since_1904)), ""))
    values = series.find("val") if series.find("val") is not None else series.find("yVal")
    labels = series.find("dLbls") if series.find("dLbls") is not None else plot.find("dLbls")
    label = _own_format(labels)
    as_shares = labels is not None and is_on(labels.find("showPercent"))
    usual = "" if as_shares else label or _axis_format(axes, _VALUE_AXES)
    column = _points(values, usual, since_1904, bool(label) and not as_shares)
    table.columns.append(_with_shares(column, values, label or "0%") if as_shares else column)
    places = series.find("cat") if series.find("cat") is not None else series.find("xVal")
    found = _categories(places, _axis_format(axes, _CATEGORY_AXES), since_1904)
    if len(found) > len(table.categories) or table.categories == [""]:
        table.categories = found


def _own_format(element: Element | None) -> str:
    """The format that an axis or a label has of its own, not that of its cells."""
    found = element.find("numFmt") if element is not None else None
    if found is None or found.attrib.get("sourceLinked", "0") in {"1", "true"}:
        return ""
    code = found.attrib.get("formatCode", "")[:LONGEST_FORMAT]
    return "" if code.lower() == GENERAL.lower() else code


def _axis_format(axes: list[Element], kinds: frozenset[str]) -> str:
    return next((code for axis in axes if axis.tag in kinds and (code := _own_format(axis))), "")


def _points(element: Element | None, usual: str, since_1904: bool, insists: bool = False) -> list[str]:
    """The values as they are shown: by their own format, by the `usual` one where they have none or it `insists`."""
    if element is None:
        return []
    cache = next(element.iter("numCache"), None)
    own = (cache.findtext("formatCode") or "" if cache is not None else "")[:LONGEST_FORMAT]
    found: list[str] = []
    for point in islice(element.iter("pt"), MOST_POINTS):
        place = whole_number(point.attrib.get("idx"), len(found))
        code = point.attrib.get("formatCode", own)[:LONGEST_FORMAT]
        plain = code.lower() in {"", GENERAL.lower()}
        words = _shown(clean_line(point.findtext("v") or ""), usual if plain or insists else code, since_1904)
        if place < MOST_POINTS:  # empty points have no entry
            found += [""] * (place + 1 - len(found))
            found[place] = words
    return found


def _categories(element: Element | None, usual: str, since_1904: bool) -> list[str]:
    """The categories; those of several levels with the words of the outer level before them."""
    levels = list(element.iter("lvl")) if element is not None else []
    if len(levels) < 2:
        return _points(element, usual, since_1904)
    names = _points(levels[0], usual, since_1904)
    for level in levels[1:]:
        above = ""
        for place, words in enumerate([*_points(level, "", False), *[""] * len(names)][: len(names)]):
            above = words or above
            names[place] = f"{above} {names[place]}".strip()
    return names


def _shown(stored: str, code: str, since_1904: bool) -> str:
    try:
        number = float(stored)
    except ValueError:
        return stored
    if not isfinite(number):
        return stored
    if code:
        return clean_line(shown(number, code, since_1904))
    return f"{number:.10g}" if "." in stored else stored  # without the noise of its last binary digits


def _with_shares(column: list[str], values: Element | None, code: str) -> list[str]:
    """The values with their shares of the whole, as slices of a pie show them."""
    points = list(islice(values.iter("pt"), MOST_POINTS)) if values is not None else []
    numbers = {whole_number(point.attrib.get("idx"), place): _number(point) for place, point in enumerate(points)}
    whole = sum(numbers.values())
    if not whole:
        return column
    return [
        f"{words} ({shown(numbers.get(place, 0.0) / whole, code)})" if words else ""
        for place, words in enumerate(column)
    ]


def _number(point: Element) -> float:
    try:
        number = float(point.findtext("v") or "")
    except ValueError:
        return 0.0
    return abs(number) if isfinite(number) else 0.0


def _words(element: Element | None) -> str:
    """All text runs inside, in order."""
    if element is None:
        return ""
    return clean_line(" ".join(run.text or "" for run in element.iter("t")))
