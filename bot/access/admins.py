"""Who is an admin everywhere, by a setting."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Self

from bot.access.named_people import identity_of, is_address
from bot.chat.chat import Person


@dataclass(frozen=True, slots=True)
class Admins:
    """Who is an admin everywhere: by identity, by a verified address, by the label of a group that they are in."""

    people: frozenset[Person] = frozenset()
    addresses: frozenset[str] = field(default=frozenset(), repr=False)
    groups: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, text: str, groups: Collection[str] = ()) -> Self:
        """Those named in a text by identity or address, separated by commas, and whoever is in one of the groups, by
        their labels. Raises `ValueError` for a name that is neither.
        """
        named = [each.strip() for each in text.split(",") if each.strip()]
        people = {each: identity_of(each) for each in named}
        if not all(person is not None or is_address(each) for each, person in people.items()):
            raise ValueError("Name admins by slack:TEAM:USER, teams:TENANT:USER or an e-mail address.")
        return cls(
            frozenset(person for person in people.values() if person is not None),
            frozenset(each for each, person in people.items() if person is None),
            frozenset(groups),
        )


NO_ADMINS = Admins()
