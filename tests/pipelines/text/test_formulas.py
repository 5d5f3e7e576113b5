"""Formulas: four operations over named amounts, in decimals, and nothing else that a model may write."""

from decimal import Decimal

import pytest

from pipelines.text.formulas import Amount, FormulaError, read_formula

AMOUNTS = {
    "a": Amount(Decimal("1250"), "$"),
    "b": Amount(Decimal("5000"), "$"),
    "n": Amount(Decimal("4")),
    "days": Amount(Decimal("30"), "day"),
    "euros": Amount(Decimal("10"), "\u20ac"),
    "zero": Amount(Decimal(0)),
    "share": Amount(Decimal("12.5"), "%"),
    "rate": Amount(Decimal("7.25"), "%"),
    "open": Amount(Decimal("100"), "", 1),
    "huge": Amount(Decimal(10) ** 12),
    "net income": Amount(Decimal("300"), "$"),
    "net": Amount(Decimal("1"), "$"),
}


def value(formula: str) -> Decimal:
    return read_formula(formula, list(AMOUNTS)).result(AMOUNTS).value


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("a / b", "0.25"),
        ("(b - a) / a", "3"),
        ("a + b * n", "21250"),
        ("(a + b) / 2", "3125"),
        ("-a + b", "3750"),
        ("b - a - a", "2500"),
        ("b / n / 5", "250"),
        ("net income / b", "0.06"),
        ("a \u00f7 b \u00d7 100", "25"),
        ("b \u2212 a", "3750"),
        ("share + rate", "19.75"),
        ("b * share", "625"),
        ("1 - a / b", "0.75"),
    ],
)
def test_products_come_before_sums_and_parentheses_before_both(formula: str, expected: str) -> None:
    assert value(formula) == Decimal(expected)


@pytest.mark.parametrize(
    ("formula", "unit", "dimension"),
    [
        ("a / b", "", 0),
        ("a + b", "$", 1),
        ("a / n", "", 0),
        ("a / days", "$", 0),
        ("a / 12", "$", 1),
        ("(share + rate) / 2", "%", 1),
        ("b * share", "$", 1),
        ("share / rate", "", 0),
    ],
)
def test_a_result_has_the_unit_that_its_operands_leave(formula: str, unit: str, dimension: int) -> None:
    result = read_formula(formula, list(AMOUNTS)).result(AMOUNTS)
    assert (result.unit, result.dimension) == (unit, dimension)


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("a / zero", "size"),
        ("a / (b - b)", "size"),
        ("huge * huge", "size"),
        ("(" * 30 + "a + b" + ")" * 30, "size"),
        ("a + " * 80 + "b", "size"),
        ("a / c", "unknown_name"),
        ("__import__('os')", "unreadable"),
        ("a.real + b", "unreadable"),
        ("a ** b", "unreadable"),
        ("a // b", "unreadable"),
        ("a % b", "unreadable"),
        ("a; b", "unreadable"),
        ("lambda: a + b", "unknown_name"),
        ("a + [b]", "unreadable"),
        ("a b + a", "unreadable"),
        ("a + ", "unreadable"),
        ("(a + b", "unreadable"),
        ("a + b)", "unreadable"),
        ("a", "unreadable"),
        ("", "unreadable"),
        ("a * 97", "constant"),
        ("a * 1e9", "unknown_name"),
        ("a * 0.97", "constant"),
        ("a * 1234", "constant"),
        ("a + 100", "units"),
        ("a + euros", "units"),
        ("a / euros", "units"),
        ("a + days", "units"),
        ("n + share", "units"),
        ("open + n", "units"),
    ],
)
def test_whatever_else_is_written_is_refused_with_its_reason(formula: str, code: str) -> None:
    with pytest.raises(FormulaError) as refused:
        value(formula)
    assert refused.value.code == code


def test_figures_whose_scale_is_unknown_may_be_divided_by_each_other() -> None:
    amounts = {"a": Amount(Decimal(1), "", 1), "b": Amount(Decimal(4), "", 1)}
    result = read_formula("(a + b) / b", ["a", "b"]).result(amounts)
    assert (result.value, result.degree) == (Decimal("1.25"), 0)
