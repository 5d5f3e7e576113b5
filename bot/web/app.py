"""The bot over HTTP: what Slack sends, the installation in further workspaces, health, metrics."""

import html
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from bot.processes.bot_process import Serving
from bot.processes.metrics import CONTENT_TYPE
from bot.slack.inbound.routes import slack_routes
from bot.slack.setup.install import STATE_SECONDS
from bot.wording.sentences import say

COOKIE = "tcbot-slack-install"


def build_web(serving: Serving) -> FastAPI:
    """The web application over what serves; it is opened and closed with the application."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            async with serving:
                yield
        except Exception as error:  # the server only logs it
            app.state.problem = error
            raise

    app = FastAPI(title="TCBot", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    _add_health(app, serving)
    if serving.listens_to_http:
        _add_slack(app, serving)
    if serving.installs:
        _add_installation(app, serving)
    return app


def _add_slack(app: FastAPI, serving: Serving) -> None:
    def acknowledged(status: int, seconds: float) -> None:
        serving.metrics.acknowledged.labels(str(status)).observe(seconds)

    app.include_router(
        slack_routes(lambda asked: serving.bolt.async_dispatch(asked), serving.signing_secret, acknowledged)
    )


def _add_installation(app: FastAPI, serving: Serving) -> None:
    @app.get("/slack/install")
    async def slack_install() -> Response:
        """The way to Slack, where somebody says which workspace."""
        address, state = serving.installing.begin()
        response = RedirectResponse(address, 302)
        response.set_cookie(COOKIE, state, max_age=STATE_SECONDS, httponly=True, secure=True, samesite="lax")
        return response

    @app.get("/slack/oauth_redirect")
    async def slack_oauth_redirect(request: Request, code: str = "", state: str = "", error: str = "") -> Response:
        """The way back: the workspace's token is kept."""
        if error or not code:
            return _page("install_refused", 400)
        installed = await serving.installing.finish(code, state, request.cookies.get(COOKIE, ""))
        if installed.code:
            return _page(f"install_{installed.code}" if installed.code in _SAID else "install_failed", 400)
        response = _page("installed", 200, installed.workspace)
        response.delete_cookie(COOKIE)
        return response


_SAID = frozenset({"invalid_state", "organization_install", "team_not_admitted"})


def _page(key: str, status: int, workspace: str = "") -> Response:
    words = html.escape(say(key, workspace=workspace))
    return HTMLResponse(f"<!doctype html><meta charset=utf-8><title>TCBot</title><p>{words}</p>", status)


def _add_health(app: FastAPI, serving: Serving) -> None:
    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        """The process answers."""
        return {"status": "ok"}

    @app.get("/readyz")
    async def readyz() -> Response:
        """Whether questions can be answered now: the records and the search. The other parts are told of, no more."""
        parts, is_ready = await serving.parts.states(), await serving.parts.is_ready()
        return JSONResponse({"ready": is_ready, "parts": parts}, 200 if is_ready else 503)

    @app.get("/metrics")
    async def metrics() -> Response:
        """Counters and times, for Prometheus."""
        await serving.measure()
        return Response(serving.metrics.page(), media_type=CONTENT_TYPE)
