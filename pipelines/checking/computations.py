"""What a model asked to have computed: each figure is looked up on its page, and the result is code's own."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipelines.checking.checker import QUOTE_LENGTH, Reading, trimmed_quote
from pipelines.checking.computation_lines import ComputationLine, Operand, read_computation
from pipelines.checking.facts import missing_facts
from pipelines.checking.support import ReadPassage
from pipelines.text.addresses_in_text import missing_addresses
from pipelines.text.formulas import PERCENT, Amount, Formula, FormulaError
from pipelines.text.numbers_in_text import Number, stands_in
from pipelines.text.orders_to_models import gives_orders
from pipelines.text.words import content_stems, words
from pipelines.text.written_amounts import asked_places, enough_places, written_amount

NAMED = 0.5
"""The least share of an operand's words that must stand in the sentence or row of its figure."""
LONGEST_NAME = 60
_GENERAL = frozenset(content_stems("value amount figure number year fiscal quarter current previous prior total"))
_FIGURES = re.compile(r"\d(?:[\d.,]*\d)?")
_SHOWN_SIGNS = {"-": "\u2212", "*": "\u00d7"}


@dataclass(frozen=True, slots=True)
class StandingOperand:
    """An operand that stands in the passage with this index, in a stretch of it that `quote` is cut from.

    `support` in 0..1 is the share of its words that stand beside it. `words` are empty where they can't be shown.
    """

    operand: Operand
    words: str
    passage: int
    quote: str
    support: float


@dataclass(frozen=True, slots=True)
class Computation:
    """A computation all of whose figures stand on their pages, computed."""

    label: str
    formula: Formula
    operands: Mapping[str, StandingOperand]
    result: str

    @property
    def support(self) -> float:
        """That of the weakest operand."""
        return min(each.support for each in self.operands.values())

    def text(self, marks: Mapping[str, str]) -> str:
        """`label: words 12 [1] / words 48 [2] = 25 %.`; `marks` are what stands behind each operand, by name.

        An operand that stands several times is described the first time.
        """
        said: set[str] = set()
        parts: list[str] = []
        for token in self.formula.tokens:
            if token.kind != "name":
                parts.append(_SHOWN_SIGNS.get(token.text, token.text))
                continue
            each = self.operands[token.text]
            shown = [each.operand.written]
            if token.text not in said:
                shown = [each.words, each.operand.written, marks.get(token.text, "")]
            said.add(token.text)
            parts.append(" ".join(part for part in shown if part))
        computed = " ".join(parts).replace("( ", "(").replace(" )", ")")
        return f"{self.label}: {computed} = {self.result}." if self.label else f"{computed} = {self.result}."


def compute(text: str, reading: Reading) -> Computation:
    """The computation that a model's line asks for. Raises `FormulaError`, also for a figure that isn't on its page.

    An operand is looked for in the sources that it names, then in each other one, by the very same check.
    """
    line = read_computation(text)
    standing = {operand.name: _standing(operand, reading) for operand in line.operands}
    amounts = _amounts(standing, reading)
    result = _result(line, standing, line.formula.result(amounts), reading.question)
    told = " ".join([reading.question, *(each.words for each in standing.values())])
    label = line.label if _may_be_shown(line.label, told, set(_FIGURES.findall(told))) else ""
    return Computation(label, line.formula, standing, result)


def _standing(operand: Operand, reading: Reading) -> StandingOperand:
    own = [n - 1 for n in operand.sources if 0 < n <= len(reading.evidence)]
    for index in (*own, *(i for i in range(len(reading.evidence)) if i not in own)):
        passage = reading.passage(index)
        if found := _found(operand, passage, reading.question):
            number, stretch, support = found
            quote = trimmed_quote(stretch, f"{operand.words} {number.written}", QUOTE_LENGTH)
            around = f"{passage.context}\n{passage.text}\n{reading.question}"
            may = _may_be_shown(
                operand.words, around, {*map(str, passage.facts.years), *_FIGURES.findall(reading.question)}
            )
            return StandingOperand(operand, operand.words if may else "", index, quote, support)
    raise FormulaError("operand")


def _found(operand: Operand, passage: ReadPassage, question: str) -> tuple[Number, str, float] | None:
    """The figure in the passage that the operand is, the stretch where it stands, and how many of its words stand there
    too."""
    stems = {stem for stem in content_stems(operand.words) if stem.isalpha()}
    stems = stems - _GENERAL or stems
    if not stems or missing_facts(operand.words, passage.facts, question):
        return None
    places = []
    for number in _same(operand, passage):
        stretch, before = _stretch(passage, number)
        if _is_of_its_head(operand.words, stretch, len(before)):
            places.append((number, stretch, _share(stems, stretch, passage.text[: number.start - len(before)])))
    best = max(places, key=lambda place: place[2], default=None)
    return best if best is not None and best[2] >= NAMED else None


def _stretch(passage: ReadPassage, number: Number) -> tuple[str, str]:
    """The sentence or the whole row in which a figure stands, and what of it stands before the figure."""
    span = next((s for s in passage.spans if s.start <= number.start < s.end), None)
    start, end = (span.start, span.end) if span else (number.start, number.end)
    if span is None or span.table:
        start = passage.text.rfind("\n", 0, number.start) + 1
        end = passage.text.find("\n", number.start)
    stretch = passage.text[start : end if end >= 0 else None]
    return stretch, passage.text[start : number.start]


def _share(stems: set[str], stretch: str, above: str) -> float:
    """The share of the words in a sentence or a row; a row's name may begin on the line above, which has no figures."""
    held = set(content_stems(stretch))
    line_above = above.rstrip("\n").rpartition("\n")[2]
    if not any(sign.isdigit() for sign in line_above):
        held |= set(content_stems(line_above))
    return len(stems & held) / len(stems)


def _same(operand: Operand, passage: ReadPassage) -> list[Number]:
    """The figures of the passage that have exactly this value, sign, unit and scale."""
    asked = replace(operand.number, negative=operand.number.negative or operand.number.bracketed)
    facts = passage.facts
    found = stands_in(asked, list(facts.numbers), facts.scales, facts.percent, operand.words)
    return [n for n in found if _exactly(asked, n, facts.scales) and (asked.negative or not n.negative)]


def _exactly(asked: Number, number: Number, scales: frozenset[int]) -> bool:
    powers = {0, *scales} if asked.scale and not number.scale else {0}
    return any(value == other.scaleb(p) for value in asked.values for other in number.values for p in powers)


def _is_of_its_head(said: str, stretch: str, at: int) -> bool:
    """Whether a cell that names its head, as `2023: 12`, is that of the year which the operand names."""
    years = {word for word in words(said) if len(word) == 4 and word.isdigit()}
    heads = [cell.rpartition(":")[0] for cell in stretch.split(" | ")]
    if not any(year in head for year in years for head in heads):
        return True
    return any(year in heads[stretch[:at].count(" | ")] for year in years)


def _amounts(standing: Mapping[str, StandingOperand], reading: Reading) -> dict[str, Amount]:
    """The operands as amounts. A bare figure of a page that says "in millions" somewhere has an unknown scale."""
    scaled = {name: _has_open_scale(each, reading) for name, each in standing.items()}
    pages = {reading.passage(standing[name].passage).facts.scales for name, is_open in scaled.items() if is_open}
    if len(pages) > 1 or (pages and any(each.operand.number.scale for each in standing.values())):
        raise FormulaError("units")
    return {
        name: Amount(_value(each, reading.passage(each.passage)), _unit(each.operand.number), int(scaled[name]))
        for name, each in standing.items()
    }


def _has_open_scale(standing: StandingOperand, reading: Reading) -> bool:
    number = standing.operand.number
    is_bare = not (number.scale or number.percent or number.unit) and "per share" not in standing.operand.words.lower()
    return is_bare and len(reading.passage(standing.passage).facts.scales) > 1


def _value(standing: StandingOperand, passage: ReadPassage) -> Decimal:
    number = standing.operand.number
    values = set(number.values)
    if len(values) > 1:  # 1.234 is what the page's other figures make of it
        commas = any(n.places and "," in n.written.rpartition(".")[2] for n in passage.facts.numbers)
        points = any("." in n.written.rpartition(",")[2] and len(n.values) == 1 for n in passage.facts.numbers)
        if commas == points:
            raise FormulaError("units")
        values = {max(values) if commas else min(values)}
    value = values.pop()
    return -value if number.negative or number.bracketed else value


def _unit(number: Number) -> str:
    return PERCENT if number.percent else number.currency or number.unit


def _result(line: ComputationLine, standing: Mapping[str, StandingOperand], amount: Amount, question: str) -> str:
    """The result as it is shown: in percent, as a ratio, or like the first operand that has its unit."""
    if amount.degree not in (0, 1):
        raise FormulaError("units")
    wanted = asked_places(question)
    alike = [each.operand for each in standing.values() if _unit(each.operand.number) == amount.unit]
    numbers = [operand.number for operand in alike]
    if amount.unit == PERCENT or (line.in_percent and not amount.dimension):
        is_hundredfold = amount.unit == PERCENT or line.formula.is_times_hundred
        percents = amount.value if is_hundredfold else amount.value * 100
        enough = _places(numbers, percents) if amount.unit == PERCENT else enough_places(percents, 1)
        return f"{written_amount(percents, enough if wanted is None else wanted, question)} %"
    if not alike or not (amount.unit or amount.dimension):
        return written_amount(amount.value, enough_places(amount.value, 2) if wanted is None else wanted, question)
    scales = {number.scale for number in numbers}
    scale = scales.pop() if len(scales) == 1 else 0
    places = _places(numbers, amount.value.scaleb(-scale)) if wanted is None else wanted
    return _like(alike[0], amount.value, scale, places, question)


def _places(numbers: Sequence[Number], value: Decimal) -> int:
    """As many decimals as the operands show, or up to two more where it takes them."""
    shown = max(number.places for number in numbers)
    exact = -int(value.normalize().as_tuple().exponent)
    return max(shown, min(exact, shown + 2))


def _like(operand: Operand, value: Decimal, scale: int, places: int, question: str) -> str:
    """The value with the currency, the scale and the unit of an operand around it."""
    written = operand.written.strip("()")
    digits = [i for i, sign in enumerate(written) if sign.isdigit()]
    if not digits:
        return written_amount(value, places, question)
    before = written[: digits[0]].strip(" -\u2212(.")
    after = written[digits[-1] + 1 :].strip(" )") if scale == operand.number.scale else ""
    plain = written_amount(abs(value.scaleb(-scale)), places, question)
    sign = "\u2212" if value < 0 else ""
    return f"{sign}{before}{' ' if before.isalpha() else ''}{plain}{' ' if after else ''}{after}"


def _may_be_shown(said: str, told: str, figures: set[str]) -> bool:
    """Whether words of a model's own may be shown: short, all of them told elsewhere, and of figures only these."""
    if not said or len(said) > LONGEST_NAME or missing_addresses(said, [told]) or gives_orders(said):
        return False
    is_plain = not set("<>[]{}|`*_@#:/\\") & set(said)
    return is_plain and set(content_stems(said)) <= set(content_stems(told)) and set(_FIGURES.findall(said)) <= figures
