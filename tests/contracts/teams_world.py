"""Our own Teams with some people in it, asked as the bot asks it: to judge that it is as strict as Teams."""

import contextlib
import ssl
from typing import Any, Self

import httpx

from tests.servers.https_server import HttpsServer
from tests.servers.local_authority import local_authority
from tests.servers.teams_connector import TeamsConnector
from tests.servers.teams_files import TeamsFiles
from tests.servers.teams_graph import TeamsGraph
from tests.servers.teams_tenant import (
    StoredFile,
    Team,
    TeamsConversation,
    TeamsTenant,
    TeamsUser,
    new_guid,
    new_member_id,
    new_thread,
)

TOKEN = {"Authorization": "Bearer good"}


class TeamsWorld:
    """Ann and Bob in a team with a channel, Ann in a chat with the bot; `with` it, its servers are there."""

    def __init__(self) -> None:
        self.tenant = TeamsTenant(new_guid(), new_guid())
        self.ann, self.bob = self.person("Ann Smith"), self.person("Bob")
        members = {self.ann.member, self.bob.member}
        self.team = Team(new_thread(), new_guid(), "Finance", {self.ann.member}, members)
        self.channel = TeamsConversation(new_thread(), "channel", members, "Plans", self.team, "standard")
        self.direct = self.tenant.personal(self.ann.member)
        self.tenant.teams[self.team.id] = self.team
        self.tenant.conversations[self.channel.id] = self.channel
        self.files = TeamsFiles(self.tenant)
        self.connector = TeamsConnector(self.tenant, lambda given: given == TOKEN["Authorization"])
        self.graph = TeamsGraph(self.tenant, self.files, lambda given: given == TOKEN["Authorization"])
        self._stack = contextlib.ExitStack()

    def person(self, name: str) -> TeamsUser:
        """Somebody of the tenant."""
        user = TeamsUser(new_member_id(), new_guid(), self.tenant.id, name)
        self.tenant.users[user.member] = user
        return user

    def file(self) -> StoredFile:
        """A file of Ann's in the channel."""
        file = StoredFile(new_guid(), "Handbook.md", b"Five days.", self.ann.member)
        file.link, file.drive = f"{self.files.url}/sites/finance/Handbook.md", "b!finance"
        self.tenant.files[file.id] = file
        return file

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """The connector's answer."""
        url = f"{self._connector.url}/emea/{self.tenant.id}/v3/{path}"
        return self._http.request(method, url, json=body, headers=TOKEN | headers)

    def send(self, conversation: str, body: Any, message: str = "", alone: bool = False) -> httpx.Response:
        """The answer to a message, or to an update of one."""
        query = "?isTargetedActivity=true" if alone else ""
        path = f"conversations/{conversation}/activities" + (f"/{message}" if message else "")
        return self.call("PUT" if message else "POST", path + query, body)

    def ask(self, path: str) -> Any:
        """What Graph says at a path of it."""
        return self._http.get(f"{self.graph.url}/v1.0/{path}", headers=TOKEN)

    def __enter__(self) -> Self:
        context = ssl.create_default_context(cafile=str(local_authority().certificate))
        self._http = self._stack.enter_context(httpx.Client(verify=context, trust_env=False, timeout=30))
        self._connector = self._stack.enter_context(HttpsServer(self.connector.routes))
        self.graph.url = self._stack.enter_context(HttpsServer(self.graph.routes)).url
        self.files.url = self._stack.enter_context(HttpsServer(self.files.routes)).url
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()
