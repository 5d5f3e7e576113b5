"""Formulas over named amounts: `+ - * /` and parentheses, computed in decimals. Nothing else is understood."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, DecimalException, localcontext

from pipelines.text.numbers_in_text import CURRENCIES

LONGEST = 200
"""Characters of a formula."""
LARGEST = Decimal("1e16")
"""What no amount and no step between may exceed."""
CONSTANTS = frozenset(Decimal(n) for n in (*range(1, 13), 24, 52, 60, 100, 360, 365))
"""The only figures that a formula may hold: counts, months, weeks, days and a hundred. All others need a source."""
PERCENT = "%"

_DEEPEST = 20
_DIGITS = 40
_SIGNS = {sign: sign for sign in "+-*/()"} | {"\u2212": "-", "\u2013": "-", "\u00d7": "*", "\u00b7": "*", "\u00f7": "/"}
_FIGURE = re.compile(r"\d{1,3}(?![\d.,])")


class FormulaError(ValueError):
    """A formula that can't be read or computed; `code` says why: unreadable, unknown_name, constant, units, size."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"The formula can't be computed: {code}.")


@dataclass(frozen=True, slots=True)
class Amount:
    """A value with its unit: a currency, "day" or `PERCENT`; empty for a bare figure, None for a constant.

    `degree` counts how often a scale that isn't known stands in it: the figures of a table in millions have 1, a ratio
    of two of them 0. `dimension` is 1 for all that was counted or measured, 0 for constants and ratios.
    """

    value: Decimal
    unit: str | None = ""
    degree: int = 0
    dimension: int = 1


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a formula: `kind` is name, constant or sign."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula taken apart."""

    tokens: tuple[Token, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names that it computes with, each once, in order."""
        return tuple(dict.fromkeys(token.text for token in self.tokens if token.kind == "name"))

    @property
    def divides(self) -> bool:
        """Whether anything is divided."""
        return Token("sign", "/") in self.tokens

    @property
    def is_times_hundred(self) -> bool:
        """Whether it makes percents of a ratio by itself."""
        return Token("constant", "100") in self.tokens

    def result(self, amounts: Mapping[str, Amount]) -> Amount:
        """What it amounts to. Raises `FormulaError`; nothing is rounded but at the fortieth digit."""
        with localcontext(prec=_DIGITS):
            try:
                return _Reader(self.tokens, amounts).whole()
            except DecimalException:
                raise FormulaError("size") from None


def read_formula(text: str, names: Sequence[str]) -> Formula:
    """The formula that a text is, over `names`, which may hold spaces. Raises `FormulaError`."""
    if len(text) > LONGEST:
        raise FormulaError("size")
    longest_first = sorted((name for name in names if name), key=len, reverse=True)
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        token, at = _token(text, at, longest_first)
        tokens.append(token)
    if sum(token.kind == "sign" and token.text not in "()" for token in tokens) == 0:
        raise FormulaError("unreadable")
    return Formula(tuple(tokens))


def _token(text: str, at: int, names: Sequence[str]) -> tuple[Token, int]:
    follows_word = at > 0 and text[at - 1].isalnum()
    for name in names:
        end = at + len(name)
        if text[at:end].lower() == name.lower() and not follows_word and not text[end : end + 1].isalnum():
            return Token("name", name), end
    if sign := _SIGNS.get(text[at]):
        return Token("sign", sign), at + 1
    if figure := _FIGURE.match(text, at):
        if Decimal(figure.group()) not in CONSTANTS:
            raise FormulaError("constant")
        return Token("constant", figure.group()), figure.end()
    if text[at].isdigit():
        raise FormulaError("constant")
    raise FormulaError("unknown_name" if text[at].isalpha() else "unreadable")


class _Reader:
    """Reads tokens from left to right, products before sums."""

    def __init__(self, tokens: Sequence[Token], amounts: Mapping[str, Amount]) -> None:
        self._tokens = tokens
        self._amounts = amounts
        self._at = 0
        self._depth = 0

    def whole(self) -> Amount:
        amount = self._sum()
        if self._at < len(self._tokens):
            raise FormulaError("unreadable")
        return amount

    def _next(self, signs: str) -> str:
        """Takes the next sign if it is one of these."""
        token = self._tokens[self._at] if self._at < len(self._tokens) else Token("end", "")
        if token.kind != "sign" or token.text not in signs:
            return ""
        self._at += 1
        return token.text

    def _sum(self) -> Amount:
        amount = self._product()
        while sign := self._next("+-"):
            amount = _added(amount, self._product(), sign)
        return amount

    def _product(self) -> Amount:
        amount = self._factor()
        while sign := self._next("*/"):
            factor = self._factor()
            amount = _multiplied(amount, factor) if sign == "*" else _divided(amount, factor)
        return amount

    def _factor(self) -> Amount:
        if self._next("-"):
            amount = self._single()
            return replace(amount, value=-amount.value)
        return self._single()

    def _single(self) -> Amount:
        if self._next("("):
            self._depth += 1
            if self._depth > _DEEPEST:
                raise FormulaError("size")
            amount = self._sum()
            if not self._next(")"):
                raise FormulaError("unreadable")
            self._depth -= 1
            return amount
        token = self._tokens[self._at] if self._at < len(self._tokens) else Token("end", "")
        self._at += 1
        if token.kind == "constant":
            return Amount(Decimal(token.text), None, dimension=0)
        if token.kind != "name":
            raise FormulaError("unreadable")
        if token.text not in self._amounts:
            raise FormulaError("unknown_name")
        return _bounded(self._amounts[token.text])


def _bounded(amount: Amount) -> Amount:
    if not amount.value.is_finite() or abs(amount.value) > LARGEST:
        raise FormulaError("size")
    return amount


def _added(left: Amount, right: Amount, sign: str) -> Amount:
    units = {unit for unit in (left.unit, right.unit) if unit is not None}
    named = units - {""}
    is_alike = left.degree == right.degree and len(named) < 2 and not (PERCENT in units and "" in units)
    beside_constant = max(left.dimension, right.dimension) if None in (left.unit, right.unit) else 0
    if not is_alike or (beside_constant and PERCENT not in units):
        raise FormulaError("units")
    value = left.value + right.value if sign == "+" else left.value - right.value
    unit = next(iter(named), "" if units else None)
    return _bounded(Amount(value, unit, left.degree, max(left.dimension, right.dimension)))


def _multiplied(left: Amount, right: Amount) -> Amount:
    degree = left.degree + right.degree
    if left.unit is None or right.unit is None:
        unit = right.unit if left.unit is None else left.unit
        return _bounded(Amount(left.value * right.value, unit, degree, left.dimension + right.dimension))
    left, right = _as_share(left, right), _as_share(right, left)
    _same_currency(left, right)
    unit = (left.unit or right.unit) if "" in (left.unit, right.unit) else ""
    return _bounded(Amount(left.value * right.value, unit, degree, left.dimension + right.dimension))


def _divided(left: Amount, right: Amount) -> Amount:
    if right.value == 0:
        raise FormulaError("size")
    degree = left.degree - right.degree
    if left.unit is None or right.unit is None:
        unit = left.unit if right.unit is None else ""
        return _bounded(Amount(left.value / right.value, unit, degree, left.dimension - right.dimension))
    if left.unit != right.unit:
        left, right = _as_share(left, right), _as_share(right, left)
    _same_currency(left, right)
    of_each = right.dimension == 0 or (right.unit not in ("", left.unit) and right.unit not in CURRENCIES)
    unit = left.unit if of_each else ""
    return _bounded(Amount(left.value / right.value, unit, degree, left.dimension - right.dimension))


def _as_share(amount: Amount, beside: Amount) -> Amount:
    """Percents beside something else are a share of it."""
    is_share = amount.unit == PERCENT and beside.unit != PERCENT
    return replace(amount, value=amount.value / 100, unit="", dimension=0) if is_share else amount


def _same_currency(left: Amount, right: Amount) -> None:
    if left.unit in CURRENCIES and right.unit in CURRENCIES and left.unit != right.unit:
        raise FormulaError("units")
