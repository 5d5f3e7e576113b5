"""The pages of an installation: the way to Slack and back."""

import html

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.slack.setup.install import STATE_SECONDS, Installing
from bot.wording.sentences import say

COOKIE = "tcbot-slack-install"
_SAID = frozenset({"invalid_state", "organization_install", "team_not_admitted"})
"""Codes that have a sentence of their own."""


def install_routes(installing: Installing) -> APIRouter:
    """Both steps of an installation."""
    router = APIRouter()

    @router.get("/slack/install")
    async def slack_install() -> Response:
        """The way to Slack, where somebody says which workspace."""
        address, state = installing.begin()
        response = RedirectResponse(address, 302)
        response.set_cookie(COOKIE, state, max_age=STATE_SECONDS, httponly=True, secure=True, samesite="lax")
        return response

    @router.get("/slack/oauth_redirect")
    async def slack_oauth_redirect(request: Request, code: str = "", state: str = "", error: str = "") -> Response:
        """The way back: the workspace's token is kept."""
        if error or not code:
            return _page("install_refused", 400)
        installed = await installing.finish(code, state, request.cookies.get(COOKIE, ""))
        if installed.code:
            return _page(f"install_{installed.code}" if installed.code in _SAID else "install_failed", 400)
        response = _page("installed", 200, installed.workspace)
        response.delete_cookie(COOKIE)
        return response

    return router


def _page(key: str, status: int, workspace: str = "") -> Response:
    words = html.escape(say(key, workspace=workspace))
    return HTMLResponse(f"<!doctype html><meta charset=utf-8><title>TCBot</title><p>{words}</p>", status)
