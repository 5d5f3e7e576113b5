"""What everybody holds who is in a private conversation now: labels of groups and of other channels that all are in."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

from bot.access.labels import channel_label
from bot.chat.chat import Chat, Person
from bot.chat.ports import Directory, DirectoryUnavailableError
from bot.records.people import KnownPerson

MOST_LOOKED_AT: Final = 100
"""Channels, or people, that are looked at for one question; where there are more, none of the channels counts."""
AT_ONCE: Final = 8
PeopleKnown = Callable[[Collection[Person]], Mapping[Person, KnownPerson]]
"""Those of some people who have an account, with it; see `People.known`. Blocks."""


@dataclass(frozen=True, slots=True)
class Present:
    """The people of a conversation who count. `is_known` says whether the chat told who they are."""

    people: tuple[Person, ...]
    known: Mapping[Person, KnownPerson]
    is_known: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether the chat told that nobody is there who counts: what nobody holds isn't what all hold."""
        return self.is_known and not self.people

    @property
    def has_disabled(self) -> bool:
        """Whether an account is among them that was shut out, which holds nothing."""
        return any(each.is_disabled for each in self.known.values())

    @property
    def groups(self) -> frozenset[str]:
        """The labels of the groups that all of them are in."""
        if not self.is_known or not self.people:
            return frozenset()
        return frozenset.intersection(*(self._groups(each) for each in self.people))

    def _groups(self, person: Person) -> frozenset[str]:
        known = self.known.get(person)
        return known.groups if known is not None else frozenset()


async def present_in(
    chat: Chat, asker: Person, directory: Directory, people: PeopleKnown, *, guests: bool, strangers: bool
) -> Present:
    """Who is in the conversation now, with who asks; `guests` of the workspace and `strangers`, who are of another one,
    only where they count.

    Where the chat can't say, or there are too many, that is who asks alone.
    """
    is_known, found = True, frozenset[Person]()
    try:
        found = await directory.members_of(chat.channel, guests)
    except DirectoryUnavailableError:
        is_known = False
    counted = {each.id: each for each in found if strangers or each.team == chat.team}
    if not is_known or guests:  # a guest who asks where they don't count is no reader who narrows
        counted.setdefault(asker.id, asker)
    ordered = tuple(counted[each] for each in sorted(counted))
    return Present(ordered, await asyncio.to_thread(people, ordered), is_known)


async def channels_of_all(
    chat: Chat, present: Present, directory: Directory, candidates: frozenset[str]
) -> frozenset[str]:
    """The labels of those of the candidates that all who are present are in.

    Costs one reading for each channel that the first of them is in, or for each of the others, whichever are fewer, at
    most a minute old; without candidates nothing.
    """
    others = candidates - {chat.channel}
    if not others or not present.is_known or not present.people:
        return frozenset()
    first, *rest = present.people
    try:
        shared = await directory.channels_of(first, others)
        if not rest or not shared:
            found = shared
        elif min(len(rest), len(shared)) > MOST_LOOKED_AT:
            return frozenset()
        elif len(rest) <= len(shared):
            found = await _in_turn(rest, directory, shared)
        else:
            found = await _by_members({each.id for each in rest}, directory, shared)
    except DirectoryUnavailableError:
        return frozenset()
    return frozenset(channel_label(chat.surface, chat.team, each) for each in found)


async def _in_turn(people: Collection[Person], directory: Directory, channels: frozenset[str]) -> frozenset[str]:
    """What is left of the channels: mostly nothing after a few."""
    for person in people:
        channels = await directory.channels_of(person, channels)
        if not channels:
            break
    return channels


async def _by_members(people: Collection[str], directory: Directory, channels: frozenset[str]) -> frozenset[str]:
    """Those of the channels in which all these people are; one that can't be read isn't among them."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def has_all(channel: str) -> bool:
        async with turns:
            try:
                members = await directory.members_of(channel)
            except DirectoryUnavailableError:
                return False
        return {each.id for each in members}.issuperset(people)

    ordered = sorted(channels)
    found = zip(ordered, await asyncio.gather(*map(has_all, ordered)), strict=True)
    return frozenset(channel for channel, is_shared in found if is_shared)
