"""Charts give their values as they show them."""

from xml.etree.ElementTree import fromstring

import pytest

from ingest.parsers.chart_values import chart_lines
from ingest.parsers.xml_parts import local_name


def lines(plot: str, axes: str = "", head: str = "") -> list[str]:
    root = fromstring(
        f"<chartSpace>{head}<chart><plotArea><barChart>{plot}</barChart>{axes}</plotArea></chart></chartSpace>"
    )
    for element in root.iter():
        element.tag = local_name(element.tag)
    return list(chart_lines(root))


def points(*values: str, code: str = "General") -> str:
    inner = "".join(f'<pt idx="{n}"><v>{each}</v></pt>' for n, each in enumerate(values) if each)
    return f"<numRef><numCache><formatCode>{code}</formatCode>{inner}</numCache></numRef>"


def series(values: str, categories: str = "", name: str = "Margin", labels: str = "") -> str:
    categories = categories or points("2024", "2025")
    named = f'<tx><strRef><strCache><pt idx="0"><v>{name}</v></pt></strCache></strRef></tx>'
    return f"<ser>{named}{labels}<cat>{categories}</cat><val>{values}</val></ser>"


AXES = (
    '<catAx><axId val="1"/></catAx><valAx><axId val="2"/><numFmt formatCode="{}" sourceLinked="{}"/></valAx>'
    '<valAx><axId val="3"/><numFmt formatCode="0.00" sourceLinked="0"/></valAx>'
)
ON_AXES = '<axId val="1"/><axId val="2"/>'


@pytest.mark.parametrize(
    ("plot", "axes", "values"),
    [
        (series(points("0.125", "0.083", code="0.0%")), "", ["12.5%", "8.3%"]),
        (series(points("0.125", "0.083")), "", ["0.125", "0.083"]),
        (series(points("0.30000000000000004", "7")), "", ["0.3", "7"]),
        (series(points("0.125", "0.083")) + ON_AXES, AXES.format("0%", 0), ["13%", "8%"]),
        (series(points("0.125", "0.083", code="0.0%")) + ON_AXES, AXES.format("0%", 0), ["12.5%", "8.3%"]),
        (series(points("0.125", "0.083")) + ON_AXES, AXES.format("0%", 1), ["0.125", "0.083"]),
        (
            series(
                points("1250000", "990000", code="#,##0"),
                labels='<dLbls><numFmt formatCode="0.0,,&quot;M&quot;" sourceLinked="0"/></dLbls>',
            ),
            "",
            ["1.3M", "1.0M"],
        ),
        (series(points("30", "10"), labels='<dLbls><showPercent val="1"/></dLbls>'), "", ["30 (75%)", "10 (25%)"]),
        (
            series(
                points("30", "10", code="0.0"),
                labels='<dLbls><numFmt formatCode="0.0%" sourceLinked="0"/><showPercent val="1"/></dLbls>',
            ),
            "",
            ["30.0 (75.0%)", "10.0 (25.0%)"],
        ),
    ],
)
def test_values_have_the_format_of_their_chart(plot: str, axes: str, values: list[str]) -> None:
    assert lines(plot, axes) == [f"2024 | Margin: {values[0]}", f"2025 | Margin: {values[1]}"]


def test_a_point_may_have_a_format_of_its_own() -> None:
    first, second = '<pt idx="0"><v>3</v></pt>', '<pt idx="1" formatCode="0.0"><v>4</v></pt>'
    cache = f"<numCache><formatCode>0</formatCode>{first}{second}</numCache>"
    assert lines(series(cache)) == ["2024 | Margin: 3", "2025 | Margin: 4.0"]


def test_values_stay_with_their_categories_where_some_are_missing() -> None:
    plot = series(points("5", "", "7"), points("2024", "2025", "2026"))
    assert lines(plot) == ["2024 | Margin: 5", "2025", "2026 | Margin: 7"]


def test_categories_that_are_days_are_written_as_days() -> None:
    assert lines(series(points("5", "6"), points("45017", "45018", code="d.m.yyyy"))) == [
        "1.4.2023 | Margin: 5", "2.4.2023 | Margin: 6"
    ]  # fmt: skip
    assert lines(series(points("5"), points("43555", code="d.m.yyyy")), head='<date1904 val="1"/>') == [
        "1.4.2023 | Margin: 5"
    ]


def test_categories_of_two_levels_name_both() -> None:
    inner = "".join(f'<pt idx="{n}"><v>Q{n % 2 + 1}</v></pt>' for n in range(4))
    outer = '<pt idx="0"><v>2025</v></pt><pt idx="2"><v>2026</v></pt>'
    categories = (
        f"<multiLvlStrRef><multiLvlStrCache><lvl>{inner}</lvl><lvl>{outer}</lvl></multiLvlStrCache></multiLvlStrRef>"
    )
    assert lines(series(points("1", "2", "3", "4"), categories)) == [
        "2025 Q1 | Margin: 1", "2025 Q2 | Margin: 2", "2026 Q1 | Margin: 3", "2026 Q2 | Margin: 4"
    ]  # fmt: skip
