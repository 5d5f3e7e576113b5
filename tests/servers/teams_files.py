"""Where files of Teams are kept, by addresses that let in whoever has them, for a while, without credentials."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from tests.servers.teams_tenant import StoredFile, TeamsTenant

_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")
LOGIN = b"<!doctype html><title>Sign in to your account</title>"


@dataclass
class Given:
    """An address that was handed out, and how often it sends on to another before the file comes."""

    file: str
    redirects: int = 0


class TeamsFiles:
    """`asked` are the credentials that came with each look at a file: there should be none."""

    def __init__(self, tenant: TeamsTenant) -> None:
        self.tenant = tenant
        self.url = ""
        self.asked: list[str] = []
        self._given: dict[str, Given] = {}
        self._places: dict[str, bytearray] = {}
        self._whole: set[str] = set()

    def routes(self) -> web.Application:
        """To be served."""
        app = web.Application()
        app.router.add_get("/download/{name}", self._download)
        app.router.add_get("/login", self._login)
        app.router.add_put("/upload/{name}", self._upload)
        return app

    def address(self, file: StoredFile, redirects: int = 0) -> str:
        """A new address for a file; of one that is kept elsewhere that of a stranger."""
        if file.flags.get("foreign"):
            return "https://files.example.com/download/stolen"
        name = secrets.token_urlsafe(24)
        self._given[name] = Given(file.id, redirects)
        return f"{self.url}/download/{name}?tempauth={secrets.token_urlsafe(24)}"

    def place_for(self, name: str) -> str:
        """A new address that a file can be put at."""
        self._places[name] = bytearray()
        return f"{self.url}/upload/{name}"

    def handed(self, address: str) -> bytes:
        """What was put there, once it is whole."""
        name = address.rpartition("/")[2]
        return bytes(self._places[name]) if name in self._whole else b""

    async def _upload(self, request: web.Request) -> web.Response:
        self.asked.append(request.headers.get("Authorization", ""))
        name, piece = request.match_info["name"], await request.read()
        said = _RANGE.fullmatch(request.headers.get("Content-Range", ""))
        place = self._places.get(name)
        if place is None or said is None:
            return web.Response(status=404 if place is None else 400)
        begin, end, size = (int(each) for each in said.groups())
        if begin != len(place) or end - begin + 1 != len(piece):
            return web.Response(status=416)
        place += piece
        if len(place) == size:
            self._whole.add(name)
        return web.json_response({}, status=201 if name in self._whole else 202)

    async def _login(self, _: web.Request) -> web.Response:
        return web.Response(body=LOGIN, content_type="text/html")

    async def _download(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.headers.get("Authorization", ""))
        given = self._given.get(request.match_info["name"])
        file = self.tenant.files.get(given.file) if given is not None else None
        if given is None or (file is not None and file.flags.get("spoiled") == "lapsed"):
            return web.json_response({"error": {"code": "unauthenticated"}}, status=401)
        if file is None:
            return web.json_response({"error": {"code": "itemNotFound"}}, status=404)
        if given.redirects:
            return web.Response(status=302, headers={"Location": self.address(file, given.redirects - 1)})
        spoil = _SPOILED.get(str(file.flags.get("spoiled")))
        return spoil(file) if spoil is not None else web.Response(body=file.content, content_type=file.media_type)


def _login_page(_: StoredFile) -> web.Response:
    return web.Response(status=302, headers={"Location": "/login"})


def _half(file: StoredFile) -> web.Response:
    return web.Response(body=file.content[:-9], content_type=file.media_type)


_SPOILED: dict[str, Callable[[StoredFile], web.Response]] = {"login page": _login_page, "half": _half}
