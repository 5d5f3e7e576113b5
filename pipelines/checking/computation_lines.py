"""The line in which a model says what is to be computed: a formula, and where each of its figures stands."""

import re
from dataclasses import dataclass

from pipelines.checking.citations import read_marks
from pipelines.text.formulas import Formula, FormulaError, read_formula
from pipelines.text.numbers_in_text import Number, numbers
from pipelines.text.words import content_stems

MOST_OPERANDS = 24
LONGEST_LINE = 4000
"""Characters of a line with all that belongs to it."""

_OPERAND = re.compile(r"(?:where |with |and )?\(?(?P<name>[^\W\d][\w ]{0,39}?)\)? ?=(?P<rest>[^=]*)$")
_PARTS = re.compile(r"[;\n]|(?<=[\]\u3011])\s*,?(?=[\w ]{1,48}=)")
_MARKS = re.compile(r"[\[\u3010][\d,; ]{1,20}[\]\u3011]")
_PERCENT = re.compile(
    r"[,(]? ?(?:(?:in|as) )?(?:an? )?(?:%|percentage|percent|per cent|prozent) ?\)?\.?$", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20)\d\d\)?")


@dataclass(frozen=True, slots=True)
class Operand:
    """A figure of a formula: its name there, what it is in words, as it was written, its sources from 1 on."""

    name: str
    words: str
    number: Number
    written: str
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ComputationLine:
    """What is to be computed. `label` says what it is (may be empty), `in_percent` that the result is wanted so."""

    label: str
    formula: Formula
    in_percent: bool
    operands: tuple[Operand, ...]


def is_operand(text: str) -> bool:
    """Whether a line names an operand: `a = revenue 2023: $1,250 million [1]`."""
    return any(_operand(part) is not None for part in _PARTS.split(text[:LONGEST_LINE]))


def read_computation(text: str) -> ComputationLine:
    """What a line says, without its keyword: `label = formula in percent; name = words: value [n]; …`.

    Operands may stand on lines of their own. Raises `FormulaError` for what can't be read.
    """
    if len(text) > LONGEST_LINE:
        raise FormulaError("size")
    head, *rest = _PARTS.split(text)
    operands = {each.name: each for each in map(_operand, rest) if each is not None}
    if not operands or len(operands) > MOST_OPERANDS:
        raise FormulaError("unreadable")
    problem = FormulaError("unreadable")
    label = ""
    for part in " ".join(_MARKS.sub(" ", head).split()).split("="):
        body = _PERCENT.sub("", part).strip()
        try:
            formula = read_formula(body, list(operands))
        except FormulaError as error:
            problem, label = error, part.strip(" *_`\"'")
            continue
        used = tuple(operands[name] for name in formula.names)
        return ComputationLine(label, formula, body != part.strip() or formula.is_times_hundred, used)
    raise problem


def _operand(part: str) -> Operand | None:
    found = _OPERAND.match(" ".join(part.split()))
    if found is None:
        return None
    marked = read_marks(found["rest"])
    before, colon, after = marked.text.rpartition(":")
    place = after if colon and numbers(after) else marked.text
    number = _value(place)
    if number is None:
        return None
    start = place.rfind(number.written, 0, number.end)
    start -= number.bracketed and place[start - 1 : start] == "("
    end = number.end + _unit_length(place[number.end :], number)
    words = before if place is after else f"{place[:start]} {place[end:]}"
    name = found["name"].strip()
    if not content_stems(words):
        words = f"{name.replace('_', ' ')} {words}" if len(name) > 1 else words
    return Operand(name, " ".join(words.split()).strip(" ,.*_"), number, place[start:end].strip(), marked.numbers)


def _value(text: str) -> Number | None:
    found = numbers(text)
    return next((n for n in reversed(found) if not _YEAR.fullmatch(n.written)), found[-1] if found else None)


def _unit_length(after: str, number: Number) -> int:
    """How far the unit or the currency reaches that stands behind a number, as "days" or "EUR"."""
    if not number.unit and not number.currency:
        return 0
    word = re.match(r"[\s-]?[^\W\d_]+", after)
    return word.end() if word and any(n.unit or n.currency for n in numbers(f"1{word.group()}")) else 0
