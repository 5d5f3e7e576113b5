"""Tables drawn with bars give rows that name their columns, in Markdown and in plain text; code stays as it is."""

from ingest.parsers.barred_tables import with_named_cells


def rows_of(text: str) -> list[str]:
    return [paragraph for paragraph in with_named_cells(text).split("\n\n") if paragraph.strip()]


def test_each_row_of_a_markdown_table_names_its_columns() -> None:
    table = "| Part | Voltage V |\n|:---|---:|\n| TX-1 | 12 |\n| TX-2 | 24 |\n\nAfter it."
    assert [row.strip() for row in rows_of(table)] == [
        "Part: TX-1 | Voltage V: 12",
        "Part: TX-2 | Voltage V: 24",
        "After it.",
    ]


def test_a_table_without_bars_at_its_sides_is_one() -> None:
    assert rows_of("Name | Phone\n--- | ---\nEva | 555-0101\nBen | 555-0102") == [
        "\nName: Eva | Phone: 555-0101",
        "Name: Ben | Phone: 555-0102\n",
    ]


def test_output_of_databases_is_read_with_its_heads() -> None:
    boxed = "+----+-------+\n| id | name  |\n+----+-------+\n|  1 | Norda |\n+----+-------+\n1 row"
    ruled = " id | city \n----+------\n  1 | Rome\n(1 row)"
    assert [row.strip() for row in rows_of(boxed)] == ["id: 1 | name: Norda", "1 row"]
    assert [row.strip() for row in rows_of(ruled)] == ["id: 1 | city: Rome", "(1 row)"]


def test_names_and_values_have_no_heads() -> None:
    table = "| Supplier | Norda Pumps |\n|---|---|\n| Founded | 1998 |\n| City | Oxbow |"
    assert [row.strip() for row in rows_of(table)] == ["Supplier: Norda Pumps", "Founded: 1998", "City: Oxbow"]


def test_a_table_without_heads_has_rows_of_names_and_values() -> None:
    assert [row.strip() for row in rows_of("| | |\n|---|---|\n| Owner | Ida |\n| Date | 3 May |")] == [
        "Owner: Ida",
        "Date: 3 May",
    ]


def test_an_escaped_bar_and_a_break_belong_to_their_cell() -> None:
    [row] = rows_of("| Sign | Means |\n|---|---|\n| a\\|b | one<br>two |")
    assert row.strip() == "Sign: a|b | Means: one two"


def test_code_and_sentences_with_bars_stay_as_they_are() -> None:
    for text in (
        "```\n| a | b |\n|---|---|\n| 1 | 2 |\n```",
        "Read a | b -- or c.\n\nHead | line\n-----------\nNo table",
        "a | b | c\n---|---\n1 | 2",
    ):
        assert with_named_cells(text) == text
