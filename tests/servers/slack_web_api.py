"""Slack in this process, over real connections: its Web API for one workspace or several, its files, and its faults.

It is strict: what Slack refuses, it refuses, by the same codes. A method that it doesn't know is refused, too.
"""

import asyncio
import contextlib
import json
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

from tests.servers.slack_methods import METHODS
from tests.servers.slack_rules import RefusedError, check_message
from tests.servers.slack_workspace import Arguments, SlackWorkspace, new_id


@dataclass(frozen=True)
class Fault:
    """What happens to one call that says these words.

    It waits, is refused with a code, is one too many for now, or is done and not answered.
    """

    seconds: float = 0.0
    code: str = ""
    needed: str = ""
    is_limited: bool = False
    is_lost: bool = False
    saying: str = ""


class SlackWebApi:
    """`workspaces` by their tokens, `asked` the calls in order. `is_away` has every connection break.

    `limits_each` are methods of which the next call is one too many; with `*` each method's.
    """

    def __init__(self) -> None:
        self.workspaces: dict[str, SlackWorkspace] = {}
        self.codes: dict[str, SlackWorkspace] = {}
        self.asked: list[tuple[str, Arguments]] = []
        self.downloads: list[str] = []
        self.served: dict[str, tuple[int, bytes, str]] = {}
        self.is_away = False
        self.url = ""
        self.released = asyncio.Event()
        self.sockets: list[web.WebSocketResponse] = []
        self.acknowledged: list[str] = []
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._limiting = False
        self._limited: set[str] = set()

    def routes(self) -> web.Application:
        """To be served."""
        app = web.Application(client_max_size=2**26)
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_get("/files/{name}", self._download)
        app.router.add_post("/response/{name}", self._respond)
        app.router.add_get("/socket", self._socket)
        return app

    def fault(self, method: str, times: int = 1, **what: Any) -> None:
        """The next calls of a method come to this; see `Fault`."""
        self._faults[method].extend([Fault(**what)] * times)

    def has_faults(self, method: str) -> bool:
        """Whether calls of a method still are to fail."""
        return bool(self._faults[method])

    def limit_each_once(self) -> None:
        """The next call of every method is one too many."""
        self._limiting, self._limited = True, set()

    def heal(self) -> None:
        """Nothing goes wrong any more; what hung comes back."""
        self._faults.clear()
        self._limiting = self.is_away = False
        self.served.clear()
        self.released.set()
        self.released = asyncio.Event()

    def calls(self, method: str) -> list[Arguments]:
        """The arguments of the calls of a method."""
        return [arguments for called, arguments in self.asked if called == method]

    async def send(self, payload: dict[str, Any], kind: str) -> str:
        """Sends something over the connection that the bot opened; the id that it will acknowledge."""
        envelope = new_id("E")
        sent = {"envelope_id": envelope, "type": kind, "payload": payload, "accepts_response_payload": False}
        await self.sockets[-1].send_json(sent)
        return envelope

    async def _call(self, request: web.Request) -> web.Response:
        method, arguments = request.match_info["method"], await _arguments(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or str(arguments.pop("token", ""))
        self.asked.append((method, arguments))
        if self.is_away and request.transport is not None:
            request.transport.abort()
            return web.Response()
        fault = self._fault_of(method, arguments)
        if fault.seconds:
            released = self.released
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(released.wait(), fault.seconds)
        if fault.is_limited:
            headers = {"Retry-After": "1"}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        try:
            if fault.code:
                raise RefusedError(fault.code, **({"needed": fault.needed} if fault.needed else {}))
            answer = self._answer(method, token, arguments)
        except RefusedError as refused:
            return web.json_response({"ok": False, "error": str(refused)} | refused.details)
        if fault.is_lost and request.transport is not None:
            request.transport.abort()
            return web.Response()
        space = self.workspaces.get(token)
        headers = {"x-oauth-scopes": ",".join(sorted(space.scopes))} if space is not None else {}
        return web.json_response({"ok": True} | answer, headers=headers)

    def _answer(self, method: str, token: str, arguments: Arguments) -> dict[str, Any]:
        if method == "oauth.v2.access":
            return self._installed(str(arguments.get("code")))
        if method == "apps.connections.open":
            if not token.startswith("xapp-"):
                raise RefusedError("not_allowed_token_type")
            return {"url": f"{self.url.replace('http', 'ws', 1)}/socket"}
        space = self.workspaces.get(token)
        if space is None:
            raise RefusedError("invalid_auth")
        do = METHODS.get(method)
        if do is None:
            raise RefusedError("unknown_method")
        try:
            return do(space, arguments)
        except KeyError as missing:
            raise RefusedError("invalid_arguments", argument=str(missing)) from missing

    def _installed(self, code: str) -> dict[str, Any]:
        space = self.codes.pop(code, None)
        if space is None:
            raise RefusedError("invalid_code")
        self.workspaces[space.token] = space
        told = {"access_token": space.token, "bot_user_id": space.bot, "scope": ",".join(sorted(space.scopes))}
        return told | {"team": {"id": space.team, "name": space.team}, "authed_user": {"id": "U0INSTALLER"}}

    def _fault_of(self, method: str, arguments: Arguments) -> Fault:
        waiting, said = self._faults[method], json.dumps(arguments, ensure_ascii=False)
        if waiting and waiting[0].saying in said:
            return waiting.popleft()
        if self._limiting and method not in self._limited:
            self._limited.add(method)
            return Fault(is_limited=True)
        return Fault()

    async def _respond(self, request: web.Request) -> web.Response:
        said, name = await request.json(), request.match_info["name"]
        self.asked.append(("response", said))
        if self.is_away and request.transport is not None:
            request.transport.abort()
            return web.Response()
        fault = self._fault_of("response", said)
        for space in self.workspaces.values():
            if name in space.addresses and not fault.code:
                return _answered(space, name, said)
        return web.json_response({"ok": False, "error": fault.code or "expired_url"}, status=404)

    async def _download(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        self.downloads.append(request.headers.get("Authorization", ""))
        if name in self.served:
            status, data, kind = self.served[name]
            return web.Response(status=status, body=data, content_type=kind)
        space = self.workspaces.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if space is None or name not in space.files or "files:read" not in space.scopes:
            return web.Response(status=302, headers={"Location": "/login"})
        file = space.files[name]
        return web.Response(body=file.content, content_type=file.media_type)

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A1"}})
        self.sockets.append(socket)
        async for each in socket:
            if each.type is WSMsgType.TEXT:
                self.acknowledged.append(str(each.json().get("envelope_id")))
        return socket


def _answered(space: SlackWorkspace, name: str, said: dict[str, Any]) -> web.Response:
    """Shows something to the person of an address, in place of the message that belongs to it where that is wanted."""
    address = space.addresses[name]
    if address["left"] <= 0:
        return web.json_response({"ok": False, "error": "used_url"}, status=404)
    try:
        check_message(said)
    except RefusedError as refused:
        return web.json_response({"ok": False, "error": str(refused)}, status=400)
    address["left"] -= 1
    shown = {"text": said.get("text"), "blocks": said.get("blocks") or []}
    if said.get("replace_original") and address["whisper"] is not None:
        address["whisper"].update(shown)
    else:
        place = {"user": address["user"], "channel": address["channel"], "ts": space.stamp()}
        address["whisper"] = place | shown
        space.whispers.append(address["whisper"])
    space.note("whispered", address["channel"], address["whisper"])
    return web.Response(text="ok")


async def _arguments(request: web.Request) -> Arguments:
    arguments: Arguments = dict(request.query)
    if request.content_type == "application/json":
        return arguments | {name: value for name, value in (await request.json()).items() if value is not None}
    for name, value in (await request.post()).items():
        text = str(value)
        arguments[name] = json.loads(text) if text[:1] in ("{", "[") else text
    return arguments
