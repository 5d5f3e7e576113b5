"""What people who sign in and programs may read: the labels that they hold without any chat around them."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass

from bot.access.audience import ReplyScope
from bot.access.labels import person_label
from bot.access.roles import AccountDisabledError
from bot.chat.chat import Person
from bot.chat.joined_ids import split_ids
from bot.records.api_keys import ApiKeys
from bot.records.people import KEY, SSO, WEB, KnownPerson, People
from pipelines.access import EVERYONE

Direct = Callable[[Person], Awaitable[ReplyScope | None]]
"""What somebody of a chat would be answered from in a direct message there; None for who is of no chat that is set."""


@dataclass(frozen=True, slots=True)
class HeldLabels:
    """The labels that somebody holds; `is_reduced` says that a chat couldn't tell whether there are more."""

    labels: frozenset[str]
    is_reduced: bool = False


class WebScope:
    """Finds out what they hold, anew each time. `granted_labels` gives the labels that there are documents for.

    Who signed in holds what is for everyone, their groups and, for each identity in a chat, what they would be answered
    from there. A program holds what its key says, and what it shared itself.
    """

    def __init__(
        self, people: People, keys: ApiKeys, granted_labels: Callable[[], Collection[str]], direct: Direct
    ) -> None:
        self._people = people
        self._keys = keys
        self._granted_labels = granted_labels
        self._direct = direct

    async def labels_of(self, person: Person) -> HeldLabels:
        """What somebody holds now. Raises `AccountDisabledError` for who was shut out, and for a key that is over."""
        if person.surface == KEY:
            held = await asyncio.to_thread(self._keys.get, person.id)
            if held is None:
                raise AccountDisabledError
            return HeldLabels(held.labels | {person_label(person)})
        known = await asyncio.to_thread(self._people.get, person.id) if person.surface == WEB else None
        if known is None or known.is_disabled:
            raise AccountDisabledError
        return await self._of_account(person, known)

    async def _of_account(self, person: Person, known: KnownPerson) -> HeldLabels:
        labels, is_reduced = {person_label(person), *known.groups}, False
        if any(each.surface == SSO for each in known.identities):
            labels |= await asyncio.to_thread(self._of_everyone)
        for identity in sorted(known.identities, key=lambda each: (each.surface, each.team, each.id)):
            there = await self._direct(identity) if identity.surface not in {WEB, SSO} else None
            if there is not None:
                labels |= there.scope.labels
                is_reduced = is_reduced or there.reduced is not None
        return HeldLabels(frozenset(labels), is_reduced)

    def _of_everyone(self) -> frozenset[str]:
        """What is for everyone, and its collections."""
        collections = (each for each in self._granted_labels() if split_ids(each)[0] == EVERYONE)
        return frozenset({EVERYONE, *collections})
