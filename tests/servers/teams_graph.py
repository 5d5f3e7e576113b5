"""A fake of Microsoft Graph in this process, made by us: what is asked of teams, channels, chats, messages and files.

Who lacks a right is refused. Lists come in pages.
"""

import base64
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from tests.servers.teams_files import TeamsFiles
from tests.servers.teams_graph_shapes import chat_message, drive_item, drive_of, full_member, member_of, team_of
from tests.servers.teams_refusals import RefusedError
from tests.servers.teams_tenant import Posted, Team, TeamsConversation, TeamsTenant
from tests.servers.teams_troubles import Troubles

Json = dict[str, Any]


class TeamsGraph:
    """`asked` are the addresses in order. `knows` judges their credentials."""

    def __init__(self, tenant: TeamsTenant, files: TeamsFiles, knows: Callable[[str], bool]) -> None:
        self.tenant, self.files = tenant, files
        self.troubles = Troubles()
        self.asked: list[str] = []
        self.url = ""
        self.most_on_a_page = 100
        self._knows = knows

    def routes(self) -> web.Application:
        """To be served."""
        app, channel = web.Application(), "/v1.0/teams/{group}/channels/{channel}"
        add = app.router.add_get
        add("/v1.0/teams/{group}", self._as("team", self._team))
        add("/v1.0/groups/{group}/owners", self._as("owners", self._owners))
        add("/v1.0/teams/{group}/members", self._as("owners", self._team_members))
        add(channel, self._as("channel", self._channel))
        add(f"{channel}/members", self._as("channel members", self._channel_members))
        add(f"{channel}/allMembers", self._as("channel members", self._all_members))
        add(f"{channel}/{{access:doesUserHaveAccess.*}}", self._as("channel members", self._access))
        add(f"{channel}/filesFolder", self._as("folder", self._folder))
        add(f"{channel}/messages/{{message}}", self._as("messages", self._message))
        add(f"{channel}/messages/{{root}}/replies", self._as("messages", self._replies))
        add(f"{channel}/messages/{{root}}/replies/{{message}}", self._as("messages", self._message))
        add("/v1.0/chats/{channel}/messages", self._as("messages", self._chat_messages))
        add("/v1.0/chats/{channel}/messages/{message}", self._as("messages", self._message))
        add("/v1.0/users", self._as("users", self._users))
        add("/v1.0/users/{user}", self._as("users", self._user))
        add("/v1.0/shares/{share}/driveItem", self._as("files", self._item))
        add("/v1.0/shares/{share}/driveItem/content", self._as("files", self._content))
        return app

    def _as(self, what: str, do: Callable[[web.Request], Any]) -> Callable[[web.Request], Any]:
        async def answer(request: web.Request) -> web.Response:
            address = unquote(request.path_qs)
            self.asked.append(address)

            def checked() -> web.Response:
                if not self._knows(request.headers.get("Authorization", "")):
                    raise RefusedError(401, "InvalidAuthenticationToken", "Access token is empty.")
                found = do(request)
                return found if isinstance(found, web.Response) else web.json_response(found)

            return await self.troubles.answer(request, what, address, checked)

        return answer

    def _team(self, request: web.Request) -> Json:
        team = self._group(request, "TeamSettings.Read.Group", "Team.ReadBasic.All")
        return team_of(team, self.tenant.id)

    def _owners(self, request: web.Request) -> Json:
        team = self._group(request, "TeamMember.Read.Group", "TeamMember.Read.All")
        people = [user for each in sorted(team.owners) if (user := self.tenant.user(each)) is not None]
        return self._paged(request, [{"id": each.aad, "displayName": each.name} for each in people], "directoryObjects")

    def _team_members(self, request: web.Request) -> Json:
        team = self._group(request, "TeamMember.Read.Group", "TeamMember.Read.All")
        people = [user for each in sorted(team.members) if (user := self.tenant.user(each)) is not None]
        told = [member_of(each, each.member in team.owners, self.tenant.id) for each in people if each.aad]
        if "owner" in request.query.get("$filter", ""):
            told = [each for each in told if "owner" in each["roles"]]
        return self._paged(request, told, "teams('x')/members")

    def _channel(self, request: web.Request) -> Json:
        channel = self._at(request, "ChannelSettings.Read.Group", "Channel.ReadBasic.All", "ChannelMember.Read.Group")
        kinds = {"membershipType": channel.channel_type or "standard", "displayName": channel.name}
        return {"id": channel.id, "createdDateTime": "2026-01-01T00:00:00Z", "description": None} | kinds

    def _folder(self, request: web.Request) -> Json:
        channel = self._at(request, "ChannelSettings.Read.Group", "Files.Read.All", "Sites.Read.All")
        return {"id": "01FOLDER", "name": channel.name, "parentReference": {"driveId": drive_of(channel)}, "folder": {}}

    def _channel_members(self, request: web.Request) -> Json:
        channel = self._at(request, "ChannelMember.Read.Group", "ChannelMember.Read.All")
        return self._paged(request, self._listed(channel, channel.members), "members")

    def _all_members(self, request: web.Request) -> Json:
        channel = self._at(request, "ChannelMember.Read.Group", "ChannelMember.Read.All")
        indirect = self._listed(channel, channel.members | channel.shared_with)
        return self._paged(request, indirect, "members")

    def _listed(self, channel: TeamsConversation, members: set[str]) -> list[Json]:
        people = (self.tenant.user(each) for each in sorted(members))
        owners = channel.team.owners if channel.team is not None else set()
        return [member_of(each, each.member in owners, each.tenant) for each in people if each is not None and each.aad]

    def _access(self, request: web.Request) -> Json:
        channel = self._at(request, "ChannelMember.Read.Group", "ChannelMember.Read.All")
        asked = dict(each.split("=", 1) for each in unquote(request.match_info["access"]).split("(")[1][:-1].split(","))
        user = self.tenant.user(asked.get("userId", "").strip("'@"))
        tenant = asked.get("tenantId", f"'{self.tenant.id}'").strip("'")
        is_in = user is not None and user.tenant == tenant and user.member in channel.members | channel.shared_with
        return {"value": is_in}

    def _message(self, request: web.Request) -> Json:
        channel = self._readable(request)
        root = request.match_info.get("root", "")
        for each in channel.messages:
            if each.id == request.match_info["message"] and each.root == root and not each.to and not each.is_gone:
                return self._told(each, channel)
        raise RefusedError(404, "NotFound", "NotFound")

    def _replies(self, request: web.Request) -> Json:
        channel, root = self._readable(request), request.match_info["root"]
        found = [each for each in channel.messages if each.root == root and not each.to]
        return self._paged(request, [self._told(each, channel) for each in reversed(found)], "replies", 20, 50)

    def _chat_messages(self, request: web.Request) -> Json:
        channel = self._readable(request)
        found = [self._told(each, channel) for each in reversed(channel.messages) if not each.to]
        return self._paged(request, found, "messages", 20, 50)

    def _user(self, request: web.Request) -> Json:
        self._needs(set(), "User.Read.All", "User.ReadBasic.All")
        user = self.tenant.user(request.match_info["user"])
        if user is None or user.tenant != self.tenant.id:
            raise RefusedError(404, "Request_ResourceNotFound", "The resource does not exist.")
        return full_member(user)

    def _users(self, request: web.Request) -> Json:
        self._needs(set(), "User.Read.All")
        asked = re.fullmatch(r"mail eq '((?:[^']|'')*)'", request.query["$filter"])
        if asked is None:
            raise RefusedError(400, "Request_UnsupportedQuery", "Unsupported or invalid query filter clause.")
        mail = asked.group(1).replace("''", "'").lower()
        found = [each for each in self.tenant.users.values() if each.tenant == self.tenant.id and each.aad]
        rows = [full_member(each) for each in found if each.mail and each.mail.lower() == mail]
        return self._paged(request, rows, "users")

    def _item(self, request: web.Request) -> Json:
        file = self._file(request)
        return drive_item(file, self.tenant.users[file.owner])

    def _content(self, request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": self.files.address(self._file(request), 1)})

    def _file(self, request: web.Request) -> Any:
        self._needs(set(), "Files.Read.All", "Sites.Selected", "Sites.Read.All")
        share = request.match_info["share"].removeprefix("u!")
        try:
            link = base64.urlsafe_b64decode(share + "=" * (-len(share) % 4)).decode()
        except ValueError as error:
            raise RefusedError(400, "invalidRequest", "The sharing token is malformed.") from error
        for each in self.tenant.files.values():
            if link == each.link and not each.flags.get("is_elsewhere"):
                return each
        raise RefusedError(404, "itemNotFound", "The resource could not be found.")

    def _told(self, posted: Posted, channel: TeamsConversation) -> Json:
        return chat_message(posted, channel, self.tenant)

    def _readable(self, request: web.Request) -> TeamsConversation:
        channel = self._at(request, "ChannelMessage.Read.Group", "ChannelMessage.Read.All")
        return channel

    def _group(self, request: web.Request, *needed: str) -> Team:
        team = self.tenant.group(request.match_info["group"])
        if team is None:
            raise RefusedError(404, "NotFound", "No team found with Group Id.")
        self._needs(team.consents, *needed)
        return team

    def _at(self, request: web.Request, *needed: str) -> TeamsConversation:
        channel = self.tenant.conversations.get(unquote(request.match_info["channel"]))
        group = request.match_info.get("group", "")
        if channel is None or (channel.team.group if channel.team is not None else "") != group:
            raise RefusedError(404, "NotFound", "There is no such conversation.")
        wanted = needed if group else tuple(each.replace("Channel", "Chat").replace("Group", "Chat") for each in needed)
        self._needs(channel.consented if channel.has_bot else set(), *wanted)
        return channel

    def _needs(self, consented: set[str], *needed: str) -> None:
        if not (self.tenant.rights | consented) & set(needed):
            raise RefusedError(403, "Forbidden", f"API requires one of '{', '.join(needed)}'.")

    def _paged(self, request: web.Request, found: list[Any], context: str, usual: int = 100, most: int = 999) -> Json:
        start, size = int(request.query.get("$skiptoken", "0")), int(request.query.get("$top", str(usual)))
        if not 1 <= size <= most:
            raise RefusedError(400, "BadRequest", f"Invalid $top: it is at most {most}.")
        end = start + min(size, self.most_on_a_page)
        told: Json = {"@odata.context": f"{self.url}/v1.0/$metadata#{context}", "value": found[start:end]}
        if end < len(found):
            told["@odata.nextLink"] = str(request.url.origin()) + str(request.rel_url.update_query({"$skiptoken": end}))
        return json.loads(json.dumps(told))
