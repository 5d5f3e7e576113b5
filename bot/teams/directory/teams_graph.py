"""What the bot asks Graph for: members, owners, files on messages, whether a team is public, who wrote in a thread."""

import base64
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from bot.chat.heard import NamedFile
from bot.teams.directory.graph import PAGE, Graph, GraphError
from bot.teams.directory.teams_member import TeamsMember, text_in
from bot.teams.directory.teams_place import CHANNEL, TeamsPlace

MOST_FILES: Final = 20
"""Files of one message that are looked at."""
REPLIES: Final = "50"
GONE: Final = frozenset({404, 410})
"""Graph's answers for what isn't there any more."""


class TeamsGraph:
    """Graph's answers in the bot's own terms. Each raises `GraphError`, of those `NotAllowedError` where a permission
    is missing: those that are named here.
    """

    MEMBERS: Final = "ChannelMember.Read.Group"
    MESSAGES: Final = "ChannelMessage.Read.Group"
    FILES: Final = "Files.Read.All"
    TEAMS: Final = "TeamSettings.Read.Group"
    USERS: Final = "User.Read.All"

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    async def members(self, place: TeamsPlace) -> list[TeamsMember]:
        """Everybody in a channel, those of other teams and tenants among them; owners have that role."""
        address = self.graph.address("teams", place.group, "channels", place.channel, "allMembers")
        rows = await self.graph.pages("members", address, {"$top": PAGE})
        return [TeamsMember.of_graph(row) for row in rows]

    async def is_public(self, group: str) -> bool:
        """Whether everybody of the tenant may join the team."""
        team = await self.graph.get("team", self.graph.address("teams", group))
        return str(team.get("visibility")).lower() == "public"

    async def by_email(self, email: str) -> str:
        """The id of the member of the tenant with this address, whose account is in use; empty where there is none."""
        told = email.strip().replace("'", "''")
        query = {"$filter": f"mail eq '{told}'", "$select": "id,mail,userType,accountEnabled", "$top": "2"}
        rows = await self.graph.pages("users", self.graph.address("users"), query)
        found = [text_in(row, "id") for row in rows if _is_member(row) and _has_address(row, email)]
        return found[0] if len(found) == 1 else ""

    async def writers(self, place: TeamsPlace, thread: str) -> frozenset[str]:
        """The people who wrote in a thread of a channel, by their ids; bots are none."""
        root = self._message(place, thread, thread)
        messages = [await self.graph.get("message", root)]
        messages += await self.graph.pages("replies", f"{root}/replies", {"$top": REPLIES})
        return frozenset(_person(each, "from") for each in messages) - {""}

    async def own(self, place: TeamsPlace, thread: str) -> tuple[str, ...]:
        """The ids of the bot's messages among the newest of a thread, or of a chat, the oldest first."""
        if place.kind == CHANNEL and not thread:
            address = self.graph.address("teams", place.group, "channels", place.channel, "messages")
        elif place.kind == CHANNEL:
            address = f"{self._message(place, thread, thread)}/replies"
        else:
            address = self.graph.address("chats", place.channel, "messages")
        page = await self.graph.get("replies", address, {"$top": REPLIES})
        rows = page.get("value")
        app = place.bot.removeprefix("28:")
        told = [each for each in rows if isinstance(each, dict)] if isinstance(rows, list) else []
        return tuple(sorted(str(each.get("id")) for each in told if _app(each) == app))

    async def files(self, place: TeamsPlace, thread: str, message: str) -> tuple[NamedFile, ...]:
        """The files on a message of a channel or a group chat."""
        return files_of(await self.graph.get("message", self._message(place, thread, message)))

    async def has_file(self, link: str) -> bool:
        """Whether a file is still where people open it."""
        try:
            await self.item(link)
        except GraphError as error:
            if error.status in GONE:
                return False
            raise
        return True

    async def item(self, link: str) -> Mapping[str, Any]:
        """What Graph knows of a file that people open at a link."""
        return await self.graph.get("file", self.file_address(link))

    async def is_shared(self, item: Mapping[str, Any], person: str, place: TeamsPlace) -> bool:
        """Whether a file is the person's own, or lies where the channel keeps its files: the bot's right to read goes
        further than theirs.
        """
        if person in {_person(item, "createdBy"), _person(item, "lastModifiedBy")}:
            return True
        if place.kind != CHANNEL:
            return False
        folder = self.graph.address("teams", place.group, "channels", place.channel, "filesFolder")
        drive = _drive(await self.graph.get("folder", folder))
        return bool(drive) and drive == _drive(item)

    def file_address(self, link: str) -> str:
        """Where Graph has a file that people open at a link."""
        shared = base64.urlsafe_b64encode(quote(link, safe=":/?#[]@!$&'()*+,;=%").encode()).decode().rstrip("=")
        return self.graph.address("shares", f"u!{shared}", "driveItem")

    def _message(self, place: TeamsPlace, thread: str, message: str) -> str:
        if place.kind != CHANNEL:
            return self.graph.address("chats", place.channel, "messages", message)
        channel = ("teams", place.group, "channels", place.channel, "messages")
        is_reply = thread and thread != message
        return self.graph.address(*channel, *((thread, "replies", message) if is_reply else (message,)))


def _is_member(row: Mapping[str, Any]) -> bool:
    return text_in(row, "userType").lower() == "member" and row.get("accountEnabled") is True


def _has_address(row: Mapping[str, Any], email: str) -> bool:
    return text_in(row, "mail").casefold() == email.strip().casefold()


def files_of(message: Mapping[str, Any]) -> tuple[NamedFile, ...]:
    """The files on a message as Graph and message extensions tell them: links, which are to be read by Graph."""
    told = message.get("attachments")
    found = []
    for each in told[:MOST_FILES] if isinstance(told, list) else ():
        if not isinstance(each, dict) or each.get("contentType") != "reference":
            continue
        link, file_id, name = each.get("contentUrl"), each.get("id"), each.get("name")
        if isinstance(link, str) and isinstance(file_id, str) and link and file_id:
            found.append(NamedFile(file_id[:255], str(name or "file"), 0, "", link=link))
    return tuple(found)


def size_of(item: Mapping[str, Any]) -> int:
    """How many bytes a file has; 0 where that isn't told."""
    size = item.get("size")
    return size if isinstance(size, int) and size > 0 else 0


def _person(item: Mapping[str, Any], role: str) -> str:
    by = item.get(role)
    user = by.get("user") if isinstance(by, dict) else None
    return str(user.get("id") or "") if isinstance(user, dict) else ""


def _app(message: Mapping[str, Any]) -> str:
    by = message.get("from")
    app = by.get("application") if isinstance(by, dict) else None
    return str(app.get("id") or "") if isinstance(app, dict) and not message.get("deletedDateTime") else ""


def _drive(item: Mapping[str, Any]) -> str:
    parent = item.get("parentReference")
    return str(parent.get("driveId") or "") if isinstance(parent, dict) else ""
