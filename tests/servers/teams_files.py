"""Where files of Teams are kept, by addresses that let in whoever has them, for a while, without credentials."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from tests.servers.teams_tenant import StoredFile, TeamsTenant

LOGIN = b"<!doctype html><title>Sign in to your account</title>"


@dataclass
class Given:
    """An address that was handed out, and how often it sends on to another before the file comes."""

    file: str
    redirects: int = 0
    is_lapsed: bool = False


class TeamsFiles:
    """`asked` are the credentials that came with each look at a file: there should be none."""

    def __init__(self, tenant: TeamsTenant) -> None:
        self.tenant = tenant
        self.url = ""
        self.asked: list[str] = []
        self._given: dict[str, Given] = {}

    def routes(self) -> web.Application:
        """To be served."""
        app = web.Application()
        app.router.add_get("/download/{name}", self._download)
        app.router.add_get("/login", self._login)
        return app

    def address(self, file: StoredFile, redirects: int = 0) -> str:
        """A new address for a file; of one that is kept elsewhere that of a stranger."""
        if file.flags.get("foreign"):
            return "https://files.example.com/download/stolen"
        name = secrets.token_urlsafe(24)
        self._given[name] = Given(file.id, redirects)
        return f"{self.url}/download/{name}?tempauth={secrets.token_urlsafe(24)}"

    def lapse(self) -> None:
        """All addresses so far are no longer good."""
        for each in self._given.values():
            each.is_lapsed = True

    async def _login(self, _: web.Request) -> web.Response:
        return web.Response(body=LOGIN, content_type="text/html")

    async def _download(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.headers.get("Authorization", ""))
        given = self._given.get(request.match_info["name"])
        file = self.tenant.files.get(given.file) if given is not None else None
        if given is None or given.is_lapsed:
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
