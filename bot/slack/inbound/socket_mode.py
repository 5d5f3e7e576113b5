"""Socket Mode: the bot calls Slack and gets its events over that connection, so that it needs no public address."""

import asyncio
import contextlib

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from bot.slack.directory.clients import SlackClients
from bot.slack.directory.errors import SLACK_ERRORS, code_of

_log = structlog.stdlib.get_logger("tcbot.slack")

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds before a connection that couldn't be made is tried again, doubled each time."""


async def listen(app: AsyncApp, clients: SlackClients, app_token: str) -> None:
    """Keeps a connection until it is cancelled. Slack may be away at the start; later the SDK connects again itself."""
    handler = AsyncSocketModeHandler(app, app_token, web_client=clients.client(app_token, is_patient=False))
    try:
        await _connected(handler)
        await asyncio.Event().wait()
    finally:
        with contextlib.suppress(*SLACK_ERRORS):
            await handler.close_async()  # type: ignore[no-untyped-call]


async def _connected(handler: AsyncSocketModeHandler) -> None:
    pause = FIRST_PAUSE
    while True:
        try:
            await handler.connect_async()  # type: ignore[no-untyped-call]
            return
        except SLACK_ERRORS as error:
            _log.warning("slack_socket_not_connected", reason=code_of(error))
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
