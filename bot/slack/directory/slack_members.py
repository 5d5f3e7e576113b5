"""Who is in a channel of Slack, and who of them is no member of the workspace."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any, Final, Protocol

from bot.access.memberships import Memberships
from bot.chat.ports import MOST_MEMBERS, DirectoryUnavailableError
from bot.slack.directory.errors import CHAT
from bot.slack.directory.slack_user import NOBODY, SlackUser

PAGE: Final = 1000
"""Members, or people, of one answer: the most that Slack gives."""
MOST_PAGES: Final = 20
"""20,000 members of a channel, or people of a workspace: of more than that nobody says who is a guest."""
FEW: Final = 20
"""People who are looked up one by one; for more the list of the workspace's people costs fewer calls."""
AT_ONCE: Final = 8


class Asked(Protocol):
    """Calls one of Slack's methods; every refusal is a `DirectoryUnavailableError`."""

    async def __call__(self, method: str, **arguments: Any) -> Any:
        """Slack's answer."""
        ...


class SlackMembers:
    """The members of a workspace's channels, remembered in `memory` for a minute at most; the bot itself is none.

    What a first question in a minute costs: one call for each thousand members of the channel, and to tell who they
    are one for each of them who isn't remembered, up to twenty; where they are more, one for each thousand people of
    the workspace, guests and those who left among them. That list counts for all channels. A channel or a workspace of
    more than 20,000 can't be told. Everything raises `DirectoryUnavailableError`.
    """

    def __init__(self, team: str, memory: Memberships, asked: Asked, bot_user: Callable[[], Awaitable[str]]) -> None:
        self._team = team
        self._memory = memory
        self._asked = asked
        self._bot_user = bot_user

    async def user(self, user: str) -> SlackUser:
        """Somebody, with their language."""

        async def ask() -> SlackUser:
            return SlackUser.of((await self._asked("users_info", user=user, include_locale=True))["user"])

        return await self._memory.other("user", user, ask)

    async def ids(self, channel: str) -> frozenset[str]:
        """Who is in a channel now beside the bot: people, apps, and accounts that are no more."""
        return await self._memory.members_of(channel, lambda: self.read(channel))

    async def read(self, channel: str) -> frozenset[str]:
        """The same, not from memory."""
        pages = self._pages("conversations_members", "members", "chat_too_many_members", channel=channel)
        found = {str(each) async for each in pages}
        return frozenset(found - {await self._bot_user()})

    async def has_outsiders(self, ids: Collection[str], guests: bool) -> bool:
        """Whether any of these is of another workspace, or with `guests` a guest of this one."""
        found = await self._people(ids)
        return any(each.is_outsider(self._team, guests) for each in found.values())

    async def people(self, channel: str, guests: bool) -> Mapping[str, SlackUser]:
        """The people of a channel by their ids; see `Directory.members_of`."""
        ids = await self.ids(channel)
        if len(ids) > 2 * MOST_MEMBERS:  # apps and those who left are told apart only now
            raise DirectoryUnavailableError("chat_too_many_members")
        found = {user: each for user, each in (await self._people(ids)).items() if each.is_person}
        if len(found) > MOST_MEMBERS:
            raise DirectoryUnavailableError("chat_too_many_members")
        return {user: each for user, each in found.items() if guests or not each.is_guest}

    async def _people(self, ids: Collection[str]) -> Mapping[str, SlackUser]:
        """Who they are; whom Slack doesn't know is of no workspace."""
        if len(ids) > FEW:
            everybody = await self._memory.other("users", self._team, self._everybody)
            return {user: everybody.get(user, NOBODY) for user in ids}
        turns = asyncio.Semaphore(AT_ONCE)

        async def known(user: str) -> SlackUser:
            async with turns:
                return await self.user(user)

        ordered = sorted(ids)
        return dict(zip(ordered, await asyncio.gather(*map(known, ordered)), strict=True))

    async def _everybody(self) -> Mapping[str, SlackUser]:
        pages = self._pages("users_list", "members", "chat_too_many_members")
        return {str(each.get("id")): SlackUser.of(each) async for each in pages}

    async def _pages(self, method: str, rows: str, too_many: str, **arguments: Any) -> Any:
        cursor = ""
        for _ in range(MOST_PAGES):
            answer = await self._asked(method, limit=PAGE, cursor=cursor or None, **arguments)
            found = answer.get(rows)
            if not isinstance(found, list):  # who can't be told isn't nobody
                raise DirectoryUnavailableError("chat_refused", chat=CHAT, code="unreadable_answer")
            for row in found:
                yield row
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return
        raise DirectoryUnavailableError(too_many)
