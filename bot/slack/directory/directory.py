"""What Slack knows of a workspace's people, channels and files, remembered for a minute at most."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.access.memberships import Memberships, StampsOf, never_changed
from bot.chat.chat import Chat, ChatKind, Person, SharedFile
from bot.chat.ports import DirectoryUnavailableError
from bot.slack.directory.clients import SlackClients, Workspace
from bot.slack.directory.downloads import download
from bot.slack.directory.errors import CHAT, SLACK_ERRORS, MissingScopeError, code_of
from bot.slack.directory.slack_channel import SlackChannel
from bot.slack.directory.slack_members import SlackMembers
from bot.slack.directory.slack_user import NOBODY, SlackUser
from ingest.formats.errors import UnreadableFileError

SURFACE = "slack"
PAGE = 200
MOST_PAGES = 100
"""20,000 channels of one person: who is in more is treated as one whose channels can't be read."""
GONE_FILES = frozenset({"file_not_found", "file_deleted"})
"""Codes of a file that isn't there for the bot. Slack says the first of what the bot may not see, too."""
UNKNOWN_ADDRESSES = frozenset({"users_not_found", "user_not_found", "invalid_email", "invalid_arguments"})
"""Codes of an address that is nobody's."""
PLACES = ("channels", "groups", "ims")
"""The fields of a file that list where it was shared."""


class SlackDirectory:
    """A `Directory` of one workspace. One for all questions, so that its memory is one; for `stamps_of` see
    `Memberships`.
    """

    def __init__(self, clients: SlackClients, team: str, stamps_of: StampsOf = never_changed) -> None:
        self._clients = clients
        self._team = team
        self._memory = Memberships(SURFACE, team, stamps_of)
        self._members = SlackMembers(team, self._memory, self._all_asked, self._bot_user)

    async def workspace(self) -> Workspace:
        """The bot in this workspace."""
        return await self._clients.of(self._team)

    async def channels_of(self, person: Person, among: Collection[str]) -> frozenset[str]:
        """Those of the channels that the person is in, as far as the bot can see them."""
        return (await self._memory.of_person(person.id, lambda: self._channels(person))).intersection(among)

    def read_ago(self, person: Person, among: Collection[str]) -> float | None:
        """How many seconds ago the person's channels were read; see `Directory`."""
        return self._memory.age_of(person.id)

    async def is_guest(self, person: Person) -> bool:
        """Whether Slack calls the person a guest, of one channel or of several."""
        return (await self._members.user(person.id)).is_guest

    async def by_email(self, email: str) -> str:
        """The id of the member with this confirmed address; see `Directory`. Never remembered."""
        try:
            answer = await self._asked("users_lookupByEmail", email=email)
        except SlackApiError as error:
            if code_of(error) in UNKNOWN_ADDRESSES:
                return ""
            raise DirectoryUnavailableError("chat_refused", chat=CHAT, code=code_of(error)) from error
        found = answer.get("user") or {}
        return str(found.get("id") or "") if SlackUser.of(found).has_address(email, self._team) else ""

    async def has_outsiders(self, channel: str, guests: bool = True) -> bool:
        """Whether people of other workspaces are in the channel, or are invited into it; with `guests` or guests of its
        own, which costs what `SlackMembers` says.
        """
        if not guests:
            return (await self._channel(channel, must_be_current=True)).kind is ChatKind.SHARED
        known, members = await self._memory.channel_with_members(
            channel, lambda: self._read(channel), lambda: self._members.read(channel)
        )
        return known.kind is ChatKind.SHARED or await self._members.has_outsiders(members, guests)

    async def members_of(self, channel: str, guests: bool = True) -> frozenset[Person]:
        """The people of a channel; see `Directory`, and for what it costs `SlackMembers`."""
        people = await self._members.people(channel, guests)
        return frozenset(Person(SURFACE, each.team_for(self._team, ""), user) for user, each in people.items())

    async def may_manage(self, person: Person, channel: str) -> bool:
        """Whether the person created the channel, or is an admin or owner of the workspace; never a guest."""
        if person.team != self._team:
            return False
        user = await self._members.user(person.id)
        if not user.is_of(self._team) or user.is_guest:
            return False
        return user.is_admin or (await self._channel(channel)).creator == person.id

    async def person(self, surface_id: str, team: str) -> Person:
        """Who acts, with their language: of this workspace where Slack says so and `team`, if any, agrees."""
        try:
            user = await self._members.user(surface_id)
        except DirectoryUnavailableError:
            user = NOBODY
        return Person(SURFACE, user.team_for(self._team, team), surface_id, user.locale)

    async def chat(self, channel: str, person_id: str, thread: str = "") -> Chat:
        """The channel with its kind. A direct message with somebody else is no more than private."""
        known = await self._channel(channel)
        is_others = known.kind is ChatKind.DIRECT and not await self._is_with(channel, known, person_id)
        return Chat(SURFACE, self._team, channel, ChatKind.PRIVATE if is_others else known.kind, thread)

    async def is_in(self, channel: str) -> bool:
        """Whether the bot is in a channel, so that it can show something there; False where Slack doesn't know it."""
        try:
            return (await self._channel(channel)).has_bot
        except DirectoryUnavailableError:
            return False

    async def download(self, file: SharedFile, path: Path, most_bytes: int) -> None:
        """Writes the file to `path`; see `Directory`."""
        info = await self.file_info(file.id)
        if info is None:
            raise UnreadableFileError("gone")
        if not _is_shared(info, file):
            raise UnreadableFileError("not_shared_here")
        await download(self._clients, await self.workspace(), info, path, most_bytes)

    async def file_info(self, file_id: str) -> Mapping[str, Any] | None:
        """What Slack knows of a file now; None where it isn't there for the bot. Never remembered."""
        try:
            answer = await self._asked("files_info", file=file_id)
        except SlackApiError as error:
            if code_of(error) in GONE_FILES:
                return None
            raise DirectoryUnavailableError("chat_refused", chat=CHAT, code=code_of(error)) from error
        found: Mapping[str, Any] = answer["file"]
        return None if found.get("mode") == "tombstone" else found

    async def still_has(self, file: SharedFile) -> bool:
        """Whether Slack still has a file that was shared; see `Directory`. Never remembered."""
        if await self.file_info(file.id) is not None:
            return True
        info = (await self._all_asked("conversations_info", channel=file.chat.channel))["channel"]
        if info.get("is_archived") or not (info.get("is_im") or info.get("is_member")):
            raise DirectoryUnavailableError("chat_refused", chat=CHAT, code="not_in_channel")
        return False

    async def places_of(self, file_id: str) -> frozenset[str] | None:
        """The channels, groups and direct messages that a file is in; None where it isn't there. Never remembered."""
        info = await self.file_info(file_id)
        if info is None:
            return None
        return frozenset(str(each) for name in PLACES for each in info.get(name) or ())

    async def address_of(self, file: SharedFile) -> str:
        """Where people open the file in Slack; empty where it is gone."""

        async def ask() -> str:
            return str((await self.file_info(file.id) or {}).get("permalink") or "")

        return await self._memory.other("address", file.id, ask)

    async def hears_all(self, channel: str) -> bool:
        """Always: Slack tells the app of every message where it is."""
        return True

    async def writers_of(self, channel: str, thread: str) -> frozenset[str]:
        """The ids of the people who wrote in a thread; bots aren't among them. Never remembered."""
        answer = await self._all_asked("conversations_replies", channel=channel, ts=thread, limit=PAGE)
        messages = answer.get("messages") or []
        found = frozenset(str(each["user"]) for each in messages if each.get("user") and not each.get("bot_id"))
        return found - {(await self.workspace()).bot_user}

    def drop(self, channel: str = "", person_id: str = "") -> None:
        """They have just changed; see `Memberships.drop`."""
        self._memory.drop(channel, person_id)

    async def _is_with(self, channel: str, known: SlackChannel, person_id: str) -> bool:
        """Whether a direct message is the bot's own with this person; where Slack doesn't name its partner, by who is
        in it.
        """
        if known.partner:
            return known.partner == person_id
        return await self._members.ids(channel) == {person_id}

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
        raise DirectoryUnavailableError("chat_too_many_channels")

    async def _bot_user(self) -> str:
        try:
            return (await self.workspace()).bot_user
        except MissingScopeError as error:
            raise DirectoryUnavailableError("slack_scope_missing", scope=error.needed) from error
        except SLACK_ERRORS as error:
            raise DirectoryUnavailableError("chat_unreachable", chat=CHAT) from error

    async def _channel(self, channel: str, must_be_current: bool = False) -> SlackChannel:
        return await self._memory.of_channel(channel, lambda: self._read(channel), must_be_current)

    async def _read(self, channel: str) -> SlackChannel:
        answer = await self._all_asked("conversations_info", channel=channel)
        return SlackChannel.of(answer["channel"], self._team)

    async def _all_asked(self, method: str, **arguments: Any) -> Any:
        """As `_asked`, with every refusal as `DirectoryUnavailableError`."""
        try:
            return await self._asked(method, **arguments)
        except SlackApiError as error:
            raise DirectoryUnavailableError("chat_refused", chat=CHAT, code=code_of(error)) from error

    async def _asked(self, method: str, **arguments: Any) -> Any:
        try:
            client = (await self.workspace()).patient
            return (await getattr(client, method)(**arguments)).data
        except SlackApiError:
            raise
        except MissingScopeError as error:
            raise DirectoryUnavailableError("slack_scope_missing", scope=error.needed) from error
        except SLACK_ERRORS as error:
            raise DirectoryUnavailableError("chat_unreachable", chat=CHAT) from error


class Directories:
    """The directory of each workspace; for `stamps_of` see `SlackDirectory`."""

    def __init__(self, clients: SlackClients, stamps_of: StampsOf = never_changed) -> None:
        self._clients = clients
        self._stamps_of = stamps_of
        self._of: dict[str, SlackDirectory] = {}

    def of(self, team: str) -> SlackDirectory:
        """The one of a workspace, always the same."""
        return self._of.setdefault(team, SlackDirectory(self._clients, team, self._stamps_of))


def _is_shared(info: Mapping[str, Any], file: SharedFile) -> bool:
    """Whether a file is the sharer's own, or was shared in the very channel that they share it in."""
    places = {str(each) for name in PLACES for each in info.get(name) or ()}
    for shares in (info.get("shares") or {}).values():
        places.update(map(str, shares))
    return str(info.get("user") or "") == file.sharer.id or file.chat.channel in places
