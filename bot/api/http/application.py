"""An application of the API, with all that they do alike."""

import json
from collections.abc import Callable, Collection, Sequence
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.telemetry import TelemetryConfig
from starlette.types import ASGIApp

from bot.api.http.guard import MOST_BYTES, Guard
from bot.api.http.problems import add_problems

EXPOSED = ["X-Request-Id", "Retry-After", "Location", "Content-Disposition"]
UNTOLD: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
"""FastAPI's own telemetry, which tells addresses and messages of exceptions: none of it."""
ASKED = ["Authorization", "Content-Type", "Idempotency-Key", "Accept", "X-Request-Id"]


def new_application(title: str, version: str, routers: Sequence[APIRouter], **state: Any) -> FastAPI:
    """An application with these routes, to be `guarded`; `state` is what their dependencies find."""
    app = FastAPI(
        title=title,
        version=version,
        telemetry=UNTOLD,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    for name, value in state.items():
        setattr(app.state, name, value)
    for router in routers:
        app.include_router(router)
    add_problems(app)
    return app


def guarded(
    app: ASGIApp,
    origins: Collection[str] = (),
    most_bytes: Callable[[str], int] = lambda _path: MOST_BYTES,
    counted: Callable[[int, float], None] = lambda _status, _seconds: None,
) -> Guard:
    """The application within its bounds; pages of `origins` may call it from a browser, and no others.

    Never with cookies: pages elsewhere send a key or a token.
    """
    if origins:
        methods = ["GET", "POST", "DELETE"]
        app = CORSMiddleware(
            app, allow_origins=list(origins), allow_methods=methods, allow_headers=ASKED, expose_headers=EXPOSED
        )
    return Guard(app, most_bytes, counted)


def canonical(value: Any) -> str:
    """JSON as all answers that aren't made by a model are written."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
