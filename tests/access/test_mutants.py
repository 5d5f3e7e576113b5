"""The deliberate breaks fit the code as it is: one whose words are gone breaks nothing, and would tell nothing."""

import ast

import pytest

from tests.access.mutants_of_rules import OF_RULES
from tests.access.mutants_of_showing import OF_SHOWING
from tests.access.mutation import Mutant, StaleMutantError, mutated

LEAST = 25


@pytest.mark.parametrize("mutant", [*OF_RULES, *OF_SHOWING], ids=lambda mutant: mutant.breaks)
def test_a_break_changes_one_place_and_leaves_a_program(mutant: Mutant) -> None:
    ast.parse(mutated(mutant))
    assert mutant.old != mutant.new


def test_a_break_whose_words_are_gone_is_refused() -> None:
    with pytest.raises(StaleMutantError):
        mutated(Mutant("nothing", "pipelines/access.py", "words that stand nowhere", ""))


def test_there_are_enough_of_them() -> None:
    assert len({(each.file, each.old, each.new) for each in (*OF_RULES, *OF_SHOWING)}) >= LEAST
