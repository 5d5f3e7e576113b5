"""What a chat said of a workspace's people and channels, remembered for a minute, and no longer than it holds."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Hashable, Mapping
from typing import Final, TypeVar

from bot.access.memory import Memory

KEPT_SECONDS: Final = 60.0
MOST_KEPT: Final = 10_000
AT_ONCE: Final = 8
"""Channels that are read at once."""
ALL_MEMBERS: Final = "*"
"""Stands for everybody of a workspace, where memberships of people changed who aren't named."""
_CHANNEL, _MEMBERS, _MEMBERSHIPS, _OTHER = "channel", "members", "memberships", "other"

Known = TypeVar("Known")
Members = TypeVar("Members")
StampsOf = Callable[[str, str, Collection[str]], Mapping[str, str]]
"""The stamps of those of some people and channels that changed; see `MembershipChanges.stamps`. Blocks."""


def never_changed(_surface: str, _team: str, _subjects: Collection[str]) -> Mapping[str, str]:
    """For a process that hears of every change itself."""
    return {}


class Memberships:
    """The memory of one workspace; one for all questions of a process. What is asked for is read once, however many
    wait for it; what a reading raises comes through.

    What memberships and channels are is read anew once `stamps_of` says that they changed, whichever process heard of
    it; that costs a question one look.
    """

    def __init__(self, surface: str, team: str, stamps_of: StampsOf = never_changed) -> None:
        self._surface = surface
        self._team = team
        self._stamps_of = stamps_of
        self._memory = Memory(KEPT_SECONDS, MOST_KEPT, "memberships")

    async def of_person(self, person_id: str, read: Callable[[], Awaitable[Known]]) -> Known:
        """What `read` gives: the channels that a person is in."""
        stamps = await self._stamps(person_id, ALL_MEMBERS)
        stamp = ":".join(stamps[each] for each in sorted(stamps))
        known: Known = await self._memory.get((_MEMBERSHIPS, person_id), read, stamp)
        return known

    async def of_channel(
        self, channel: str, read: Callable[[], Awaitable[Known]], must_be_current: bool = False
    ) -> Known:
        """What `read` gives: what a channel is. What is remembered will do, unless it `must_be_current`."""
        key = (_CHANNEL, channel)
        stamp = None if must_be_current else self._memory.stamp_of(key)
        if stamp is None:
            stamp = (await self._stamps(channel)).get(channel, "")
        known: Known = await self._memory.get(key, read, stamp)
        return known

    async def members_of(self, channel: str, read: Callable[[], Awaitable[Known]]) -> Known:
        """What `read` gives: who is in a channel, current."""
        stamp = (await self._stamps(channel)).get(channel, "")
        known: Known = await self._memory.get((_MEMBERS, channel), read, stamp)
        return known

    async def channel_with_members(
        self,
        channel: str,
        read: Callable[[], Awaitable[Known]],
        read_members: Callable[[], Awaitable[Members]],
    ) -> tuple[Known, Members]:
        """What `read` gives: what a channel is; and who is in it. Both current, at the cost of one look."""
        stamp = (await self._stamps(channel)).get(channel, "")
        known, members = await asyncio.gather(
            self._memory.get((_CHANNEL, channel), read, stamp),
            self._memory.get((_MEMBERS, channel), read_members, stamp),
        )
        return known, members

    async def of_channels(self, channels: Collection[str], read: Callable[[str], Awaitable[Known]]) -> dict[str, Known]:
        """What `read` gives for each of the channels, current, some read at once; the first error ends it."""
        stamps, turns = await self._stamps(*channels), asyncio.Semaphore(AT_ONCE)

        async def known(channel: str) -> Known:
            async with turns:
                value: Known = await self._memory.get(
                    (_CHANNEL, channel), lambda: read(channel), stamps.get(channel, "")
                )
                return value

        ordered = sorted(channels)
        return dict(zip(ordered, await asyncio.gather(*map(known, ordered)), strict=True))

    async def other(self, kind: str, of: str, read: Callable[[], Awaitable[Known]]) -> Known:
        """What `read` gives: something else, of which no news comes."""
        known: Known = await self._memory.get((_OTHER, (kind, of)), read)
        return known

    def age_of(self, person_id: str, channels: Collection[str] = ()) -> float | None:
        """How many seconds ago it was read where a person is, or who is in the channels, the oldest of these; None
        where it isn't remembered.
        """
        ages = [self._memory.age_of((_CHANNEL, each)) for each in channels]
        ages.append(self._memory.age_of((_MEMBERSHIPS, person_id)))
        return max((age for age in ages if age is not None), default=None)

    def drop(self, channel: str = "", person_id: str = "") -> None:
        """Forgets what is known of a channel, and the memberships of a person, of all people where none is named.

        They have just changed: what is being read of them meanwhile isn't kept either.
        """

        def has_changed(key: Hashable) -> bool:
            kind, of = key if isinstance(key, tuple) else ("", "")
            return (kind in {_CHANNEL, _MEMBERS} and of == channel) or (kind == _MEMBERSHIPS and person_id in {"", of})

        self._memory.drop(has_changed)

    async def _stamps(self, *subjects: str) -> Mapping[str, str]:
        return await asyncio.to_thread(self._stamps_of, self._surface, self._team, subjects)
