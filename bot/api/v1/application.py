"""The application of /v1: its routes, its description and the page that shows it."""

from collections.abc import Callable, Collection
from typing import Any

from fastapi import APIRouter, FastAPI, Response
from fastapi.responses import HTMLResponse, JSONResponse

from bot.api.callers.caller import ApiScope
from bot.api.callers.proven_callers import ProvenCallers
from bot.api.http.application import guarded, new_application
from bot.api.http.guard import MOST_BYTES, Guard
from bot.api.parts import ApiParts
from bot.api.v1 import documents, jobs, keys, me, originals, questions, search
from bot.api.v1.description import description_of
from bot.api.v1.description_page import STYLE_HASH, page_of

ROUTERS = tuple(each.router for each in (questions, search, documents, originals, jobs, keys, me))
OPEN = frozenset({"/openapi.json", "/docs"})
LINKED = "/originals/"
"""Below it addresses are their own proof."""
FORM_BYTES = 64 * 1024
"""What an upload's form may have beside the file."""


def v1_application(parts: ApiParts, version: str) -> FastAPI:
    """The application, without what stands around it."""
    app = new_application("TCBot", version, ROUTERS, parts=parts, callers=parts.callers)
    described: dict[str, Any] = {}

    def description() -> dict[str, Any]:
        if not described:
            described.update(description_of(app, ROUTERS, parts.callers.schemes))
        return described

    about = APIRouter(include_in_schema=False)

    @about.get("/openapi.json")
    async def openapi() -> Response:
        """The description, for programs."""
        return JSONResponse(description())

    @about.get("/docs")
    async def docs() -> Response:
        """The same for people; it needs nothing from elsewhere."""
        policy = f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; frame-ancestors 'none'"
        return HTMLResponse(page_of(description()), headers={"Content-Security-Policy": policy})

    app.include_router(about)
    app.include_router(originals.opened)
    app.openapi = description  # type: ignore[method-assign]
    return app


def v1(parts: ApiParts, version: str, origins: Collection[str], counted: Callable[[int, float], None]) -> Guard:
    """The application, to be mounted at /v1."""
    most = parts.most_file_bytes + FORM_BYTES

    def most_bytes(path: str) -> int:
        return most if path.rstrip("/").endswith("/documents") else MOST_BYTES

    needed = {("POST", "/documents"): ApiScope.UPLOAD}
    app = ProvenCallers(v1_application(parts, version), parts.callers, OPEN, needed, (LINKED,))
    return guarded(app, origins, most_bytes, counted)
