"""Teams in this process, over real connections: the Bot Connector's REST API for one tenant, and its faults.

It is strict: what Teams refuses, it refuses, and what it takes without doing what was meant is kept as a broken rule.
"""

import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from tests.servers.teams_messages import TeamsMessages
from tests.servers.teams_refusals import MEMBERS, MESSAGES, Pace, RefusedError
from tests.servers.teams_rosters import TeamsRosters
from tests.servers.teams_streams import stream_info
from tests.servers.teams_tenant import TeamsTenant
from tests.servers.teams_troubles import Troubles


class TeamsConnector:
    """`asked` are the calls in order: of which kind, to which address, with what; `times` are when, in seconds.

    `knows` judges their credentials.
    """

    def __init__(self, tenant: TeamsTenant, knows: Callable[[str], bool]) -> None:
        self.tenant, self.messages, self.rosters = tenant, TeamsMessages(tenant), TeamsRosters(tenant)
        self.troubles = Troubles()
        self.asked: list[tuple[str, str, Any]] = []
        self.times: list[float] = []
        self.pictures: dict[str, tuple[bytes, str]] = {}
        self._knows = knows
        self._paces = {"messages": Pace(*MESSAGES), "members": Pace(*MEMBERS)}

    def routes(self) -> web.Application:
        """To be served; the service's address has a region and the tenant in it."""
        app = web.Application(client_max_size=2**22)
        at = "/{region}/{tenant}/v3"
        app.router.add_post(f"{at}/conversations", self._create)
        app.router.add_post(f"{at}/conversations/{{conversation}}/activities", self._send)
        app.router.add_post(f"{at}/conversations/{{conversation}}/activities/{{message}}", self._send)
        app.router.add_put(f"{at}/conversations/{{conversation}}/activities/{{message}}", self._update)
        app.router.add_delete(f"{at}/conversations/{{conversation}}/activities/{{message}}", self._delete)
        app.router.add_get(f"{at}/conversations/{{conversation}}/pagedmembers", self._members)
        app.router.add_get(f"{at}/conversations/{{conversation}}/members/{{member}}", self._member)
        app.router.add_get(f"{at}/teams/{{team}}", self._team)
        app.router.add_get(f"{at}/teams/{{team}}/conversations", self._channels)
        app.router.add_get(f"{at}/attachments/{{name}}/views/original", self._picture)
        return app

    def calls(self, what: str) -> list[Any]:
        """What the calls of a kind held."""
        return [body for kind, _, body in self.asked if kind == what]

    async def _send(self, request: web.Request) -> web.Response:
        activity, is_targeted = await _body(request), _is_targeted(request)
        what = "tell alone" if is_targeted else _kind_of(activity)

        def do() -> web.Response:
            made = self.messages.send(_named(request, "conversation"), activity, is_targeted)
            return web.json_response({"id": made}, status=201) if made else web.Response(status=202)

        return await self._answer(request, what, activity, do, "messages")

    async def _update(self, request: web.Request) -> web.Response:
        activity, is_targeted = await _body(request), _is_targeted(request)

        def do() -> web.Response:
            message = _named(request, "message")
            self.messages.update(_named(request, "conversation"), message, activity, is_targeted)
            return web.json_response({"id": message})

        return await self._answer(request, "change alone" if is_targeted else "change", activity, do, "messages")

    async def _delete(self, request: web.Request) -> web.Response:
        def do() -> web.Response:
            name, message = _named(request, "conversation"), _named(request, "message")
            self.messages.delete(name, message, _is_targeted(request))
            return web.Response()

        return await self._answer(request, "take away", None, do, "messages")

    async def _create(self, request: web.Request) -> web.Response:
        asked = await _body(request)
        return await self._answer(
            request, "open a chat", asked, lambda: web.json_response(self.rosters.create(asked), status=201)
        )

    async def _members(self, request: web.Request) -> web.Response:
        def do() -> web.Response:
            return web.json_response(self.rosters.page(self._conversation(request), request.query))

        return await self._answer(request, "members", None, do, "members")

    async def _member(self, request: web.Request) -> web.Response:
        def do() -> web.Response:
            return web.json_response(self.rosters.member(self._conversation(request), _named(request, "member")))

        return await self._answer(request, "member", None, do, "members")

    async def _team(self, request: web.Request) -> web.Response:
        do = lambda: web.json_response(self.rosters.team(_named(request, "team")))  # noqa: E731
        return await self._answer(request, "team", None, do)

    async def _channels(self, request: web.Request) -> web.Response:
        do = lambda: web.json_response(self.rosters.channels(_named(request, "team")))  # noqa: E731
        return await self._answer(request, "channels", None, do)

    async def _picture(self, request: web.Request) -> web.Response:
        def do() -> web.Response:
            if request.match_info["name"] not in self.pictures:
                raise RefusedError(404, "NotFound")
            content, kind = self.pictures[request.match_info["name"]]
            return web.Response(body=content, content_type=kind)

        return await self._answer(request, "fetch", None, do)

    def _conversation(self, request: web.Request) -> Any:
        return self.messages.place(_named(request, "conversation"))[0]

    async def _answer(
        self, request: web.Request, what: str, body: Any, do: Callable[[], web.Response], pace: str = ""
    ) -> web.Response:
        address = unquote(request.path)
        self.asked.append((what, address, body))
        self.times.append(time.monotonic())

        def checked() -> web.Response:
            if not self._knows(request.headers.get("Authorization", "")):
                raise RefusedError(401, "Unauthorized", "Authorization has been denied for this request.")
            if pace:
                self._paces[pace].check(_named(request, "conversation"))
            return do()

        said = f"{address} {json.dumps(body, ensure_ascii=False)}"
        return await self.troubles.answer(request, what, said, checked)


def _kind_of(activity: Any) -> str:
    info = stream_info(activity)
    if not info:
        return "show" if activity.get("type", "message") == "message" else "typing"
    if info.get("streamType") == "final":
        return "end a stream"
    if not info.get("streamId"):
        return "stream"
    return "signal" if info.get("streamType") == "informative" else "go on streaming"


def _named(request: web.Request, name: str) -> str:
    return unquote(request.match_info[name])


def _is_targeted(request: web.Request) -> bool:
    return request.query.get("isTargetedActivity") == "true"


async def _body(request: web.Request) -> Any:
    try:
        body = json.loads(await request.text())
    except ValueError:
        body = None
    return body if isinstance(body, dict) else {}
