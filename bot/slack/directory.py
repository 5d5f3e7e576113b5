"""What Slack knows of a workspace's people, channels and files, remembered for a minute at most."""

import time
from collections.abc import Awaitable, Callable, Hashable, Mapping
from pathlib import Path
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.chat import Chat, ChatKind, Person, SharedFile
from bot.chat_ports import DirectoryUnavailableError
from bot.slack.clients import SlackClients, Workspace
from bot.slack.downloads import download
from bot.slack.errors import TROUBLES, MissingScopeError, code_of
from ingest.errors import UnreadableFileError

SURFACE = "slack"
KEPT_SECONDS = 60.0
MOST_KEPT = 10_000
PAGE = 200
MOST_PAGES = 100
"""20,000 channels of one person: who is in more is treated as one whose channels can't be read."""
GONE_FILES = frozenset({"file_not_found", "file_deleted"})
"""Codes of a file that isn't there for the bot. Slack says the first of what the bot may not see, too."""


class SlackDirectory:
    """A `Directory` of one workspace. One for all questions, so that its memory is one."""

    def __init__(self, clients: SlackClients, team: str) -> None:
        self._clients = clients
        self._team = team
        self._kept: dict[Hashable, tuple[float, Any]] = {}

    async def workspace(self) -> Workspace:
        """The bot in this workspace."""
        return await self._clients.of(self._team)

    async def channels_of(self, person: Person) -> frozenset[str]:
        """The ids of the channels that the person is in, among those that the bot can see."""
        found: frozenset[str] = await self._remembered(("channels", person.id), lambda: self._channels(person))
        return found

    async def may_manage(self, person: Person, channel: str) -> bool:
        """Whether the person created the channel, or is an admin or owner of the workspace."""
        user = await self._user(person.id)
        if user.get("is_admin") or user.get("is_owner") or user.get("is_primary_owner"):
            return True
        return str((await self._channel(channel)).get("creator") or "") == person.id

    async def person(self, surface_id: str, team: str) -> Person:
        """The person with the language that they chose; English where Slack doesn't say."""
        try:
            user = await self._user(surface_id)
        except DirectoryUnavailableError:
            user = {}
        return Person(SURFACE, team, surface_id, str(user.get("locale") or "en"))

    async def chat(self, team: str, channel: str, thread: str = "") -> Chat:
        """The channel with its kind."""
        info = await self._channel(channel)
        kind = ChatKind.PRIVATE if info.get("is_private") else ChatKind.PUBLIC
        if info.get("is_im"):
            kind = ChatKind.DIRECT
        elif info.get("is_mpim"):
            kind = ChatKind.GROUP
        return Chat(SURFACE, team, channel, kind, thread)

    async def is_in(self, channel: str) -> bool:
        """Whether the bot is in a channel, so that it can show something there; False where Slack doesn't know it."""
        try:
            info = await self._channel(channel)
        except DirectoryUnavailableError:
            return False
        return bool(info.get("is_im") or info.get("is_member", True))

    async def download(self, file: SharedFile, path: Path, most_bytes: int) -> None:
        """Writes the file to `path`; see `Directory`."""
        info = await self.file_info(file.id)
        if info is None:
            raise UnreadableFileError("gone")
        await download(self._clients, await self.workspace(), info, path, most_bytes)

    async def file_info(self, file_id: str) -> Mapping[str, Any] | None:
        """What Slack knows of a file now; None where it isn't there for the bot. Never remembered."""
        try:
            answer = await self._asked("files_info", file=file_id)
        except SlackApiError as error:
            if code_of(error) in GONE_FILES:
                return None
            raise DirectoryUnavailableError("slack_refused", code=code_of(error)) from error
        found: Mapping[str, Any] = answer["file"]
        return None if found.get("mode") == "tombstone" else found

    async def has_file(self, file_id: str, channel: str) -> bool:
        """Whether Slack still has a file that was shared in a channel. Never remembered.

        Raises `DirectoryUnavailableError` where it can't be told, as where the bot may no longer see what is there.
        """
        if await self.file_info(file_id) is not None:
            return True
        info = (await self._all_asked("conversations_info", channel=channel))["channel"]
        if info.get("is_archived") or not (info.get("is_im") or info.get("is_member")):
            raise DirectoryUnavailableError("slack_refused", code="not_in_channel")
        return False

    async def address_of(self, file_id: str) -> str:
        """Where people open the file in Slack; empty where it is gone."""

        async def ask() -> str:
            return str((await self.file_info(file_id) or {}).get("permalink") or "")

        address: str = await self._remembered(("address", file_id), ask)
        return address

    async def writers_of(self, channel: str, thread: str) -> frozenset[str]:
        """The ids of the people who wrote in a thread; bots aren't among them. Never remembered."""
        answer = await self._all_asked("conversations_replies", channel=channel, ts=thread, limit=PAGE)
        messages = answer.get("messages") or []
        return frozenset(str(each["user"]) for each in messages if each.get("user") and not each.get("bot_id"))

    def drop(self, channel: str = "") -> None:
        """Forgets memberships, and what is known of a channel where one is named: they have just changed."""
        for key in [each for each in self._kept if each in {("channel", channel)} or _is_of_members(each)]:
            self._kept.pop(key, None)

    async def _channels(self, person: Person) -> frozenset[str]:
        found: set[str] = set()
        cursor = ""
        for _ in range(MOST_PAGES):
            answer = await self._all_asked(
                "users_conversations",
                user=person.id,
                types="public_channel,private_channel,mpim",
                exclude_archived=True,
                limit=PAGE,
                cursor=cursor or None,
            )
            found.update(str(channel["id"]) for channel in answer["channels"])
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return frozenset(found)
        raise DirectoryUnavailableError("slack_too_many_channels")

    async def _user(self, user: str) -> Mapping[str, Any]:
        async def ask() -> Mapping[str, Any]:
            found: Mapping[str, Any] = (await self._all_asked("users_info", user=user, include_locale=True))["user"]
            return found

        known: Mapping[str, Any] = await self._remembered(("user", user), ask)
        return known

    async def _channel(self, channel: str) -> Mapping[str, Any]:
        async def ask() -> Mapping[str, Any]:
            found: Mapping[str, Any] = (await self._all_asked("conversations_info", channel=channel))["channel"]
            return found

        known: Mapping[str, Any] = await self._remembered(("channel", channel), ask)
        return known

    async def _remembered(self, key: Hashable, ask: Callable[[], Awaitable[Any]]) -> Any:
        now = time.monotonic()
        until, value = self._kept.get(key, (0.0, None))
        if now < until:
            return value
        value = await ask()
        if len(self._kept) >= MOST_KEPT:
            self._kept = {each: held for each, held in self._kept.items() if held[0] > now}
        self._kept[key] = (now + KEPT_SECONDS, value)
        return value

    async def _all_asked(self, method: str, **arguments: Any) -> Any:
        """As `_asked`, with every refusal as `DirectoryUnavailableError`."""
        try:
            return await self._asked(method, **arguments)
        except SlackApiError as error:
            raise DirectoryUnavailableError("slack_refused", code=code_of(error)) from error

    async def _asked(self, method: str, **arguments: Any) -> Any:
        try:
            client = (await self.workspace()).patient
            return (await getattr(client, method)(**arguments)).data
        except SlackApiError:
            raise
        except MissingScopeError as error:
            raise DirectoryUnavailableError("slack_scope_missing", scope=error.needed) from error
        except TROUBLES as error:
            raise DirectoryUnavailableError("slack_unreachable") from error


class Directories:
    """The directory of each workspace."""

    def __init__(self, clients: SlackClients) -> None:
        self._clients = clients
        self._of: dict[str, SlackDirectory] = {}

    def of(self, team: str) -> SlackDirectory:
        """The one of a workspace, always the same."""
        return self._of.setdefault(team, SlackDirectory(self._clients, team))


def _is_of_members(key: Hashable) -> bool:
    return isinstance(key, tuple) and key[0] == "channels"
