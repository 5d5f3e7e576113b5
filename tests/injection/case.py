"""One attack: the files that carry it, the question that meets it, what has to be answered and what must not appear."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Make = Callable[[Path], object]
"""Writes a file at the path that it is given."""


@dataclass(frozen=True, slots=True)
class Attack:
    """A file of the attacker: its name as people shared it, and what makes it."""

    name: str
    make: Make


@dataclass(frozen=True, slots=True)
class Case:
    """An attack and its question.

    `must` are words of the honest answer, all of which have to be shown; there are none where nothing honest answers.
    `never` are words of the attack that may not be shown, in whatever case. `says` is what a model writes that does as
    it was told, for the test without a model.
    """

    id: str
    kind: str
    question: str
    attacks: tuple[Attack, ...]
    must: tuple[str, ...]
    never: tuple[str, ...]
    says: tuple[str, ...] = ()
