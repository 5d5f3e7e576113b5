"""What a chat said of a workspace's people and channels, remembered for a minute, and no longer than it holds."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Hashable
from typing import Final, TypeVar

from bot.access.memory import Memory

KEPT_SECONDS: Final = 60.0
MOST_KEPT: Final = 10_000
ALL_MEMBERS: Final = "*"
"""Stands for everybody of a workspace, where memberships of people changed who aren't named."""
_CHANNEL, _MEMBERSHIPS, _OTHER = "channel", "memberships", "other"

Known = TypeVar("Known")
StampOf = Callable[[str, str, Collection[str]], str]
"""The stamp of what last changed for some people and channels; see `MembershipChanges.stamp`. Blocks."""


def never_changed(_surface: str, _team: str, _subjects: Collection[str]) -> str:
    """For a process that hears of every change itself."""
    return ""


class Memberships:
    """The memory of one workspace; one for all questions of a process. What is asked for is read once, however many
    wait for it; what a reading raises comes through.

    What memberships and channels are is read anew once `stamp_of` says that they changed, whichever process heard of
    it; that costs a question one look.
    """

    def __init__(self, surface: str, team: str, stamp_of: StampOf = never_changed) -> None:
        self._surface = surface
        self._team = team
        self._stamp_of = stamp_of
        self._memory = Memory(KEPT_SECONDS, MOST_KEPT)

    async def of_person(self, person_id: str, read: Callable[[], Awaitable[Known]]) -> Known:
        """What `read` gives: the channels that a person is in."""
        stamp = await self._stamp(person_id, ALL_MEMBERS)
        known: Known = await self._memory.get((_MEMBERSHIPS, person_id), read, stamp)
        return known

    async def of_channel(
        self, channel: str, read: Callable[[], Awaitable[Known]], must_be_current: bool = False
    ) -> Known:
        """What `read` gives: what a channel is. What is remembered will do, unless it `must_be_current`."""
        key = (_CHANNEL, channel)
        stamp = None if must_be_current else self._memory.stamp_of(key)
        if stamp is None:
            stamp = await self._stamp(channel)
        known: Known = await self._memory.get(key, read, stamp)
        return known

    async def other(self, kind: str, of: str, read: Callable[[], Awaitable[Known]]) -> Known:
        """What `read` gives: something else, of which no news comes."""
        known: Known = await self._memory.get((_OTHER, (kind, of)), read)
        return known

    def drop(self, channel: str = "", person_id: str = "") -> None:
        """Forgets what is known of a channel, and the memberships of a person, of all people where none is named.

        They have just changed: what is being read of them meanwhile isn't kept either.
        """

        def has_changed(key: Hashable) -> bool:
            kind, of = key if isinstance(key, tuple) else ("", "")
            return (kind, of) == (_CHANNEL, channel) or (kind == _MEMBERSHIPS and person_id in {"", of})

        self._memory.drop(has_changed)

    async def _stamp(self, *subjects: str) -> str:
        return await asyncio.to_thread(self._stamp_of, self._surface, self._team, subjects)
