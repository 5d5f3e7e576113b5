"""The one table of units: its entries agree with each other."""

import pytest

from pipelines.text.measures_in_text import asked_measure, measures
from pipelines.text.numbers_in_text import numbers
from pipelines.text.units import UNIT_OF, UNITS, MeasureUnit, measure_the_same

WRITTEN = [unit for unit in UNITS if unit.written is not None]


@pytest.mark.parametrize("unit", WRITTEN, ids=lambda unit: unit.name)
def test_a_unit_is_read_by_its_name_and_by_every_word_that_counts_behind_a_number(unit: MeasureUnit) -> None:
    for word in (unit.name, unit.plural, *unit.behind_numbers):
        assert unit.name in measures(f"It is 12 {word} here."), word


@pytest.mark.parametrize("unit", [unit for unit in WRITTEN if len(unit.plural) > 3], ids=lambda unit: unit.name)
def test_a_question_can_ask_for_each_unit(unit: MeasureUnit) -> None:
    assert asked_measure(f"How many {unit.plural} are there?") == (unit.name, unit.plural)


def test_numbers_know_their_units_from_the_same_table() -> None:
    for unit in UNITS:
        for word in unit.behind_numbers:
            (number,) = numbers(f"It is 12 {word} here.")
            assert number.unit == ("" if word == "pound" else word)  # pounds are money, too: no unit tells them apart


def test_units_measure_the_same_where_all_have_one_dimension() -> None:
    assert measure_the_same(frozenset({"day", "week", "year"}))
    assert not measure_the_same(frozenset({"day", "metre"}))
    assert not measure_the_same(frozenset({"volt", "ampere"}))
    assert len(UNIT_OF) == len(UNITS)
