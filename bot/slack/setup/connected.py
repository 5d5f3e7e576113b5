"""Slack within a bot process: its clients, its door, its routes, what runs beside them."""

from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any

from bot.access.admitted_teams import AdmittedTeams
from bot.records.conversations import Conversations
from bot.records.installations import Installations
from bot.records.membership_changes import MembershipChanges
from bot.records.shared_files import SharedFiles
from bot.service.assistant import Assistant
from bot.service.chat_connection import ConnectedChat, Surroundings
from bot.service.files.file_check import FileCheck
from bot.settings import BotSettings
from bot.slack.directory.clients import SlackClients
from bot.slack.directory.directory import SURFACE, Directories
from bot.slack.directory.errors import code_of
from bot.slack.inbound.app import SlackDoor, build_app
from bot.slack.inbound.dialogs import open_dialog
from bot.slack.inbound.handlers import handlers
from bot.slack.inbound.routes import slack_routes
from bot.slack.inbound.socket_mode import listen
from bot.slack.inbound.surface import SlackSurface
from bot.slack.setup.install import Installing
from bot.slack.setup.install_routes import install_routes
from bot.threads.blocking import BlockingCalls

if TYPE_CHECKING:
    from fastapi import APIRouter
    from slack_bolt.async_app import AsyncApp

PING_KEPT_SECONDS = 60.0
"""How long it is remembered what Slack said to the token."""


@asynccontextmanager
async def connected(surroundings: Surroundings) -> AsyncIterator[ConnectedChat]:
    """Slack, open for as long as the block lasts."""
    settings, metrics = surroundings.settings, surroundings.metrics
    installations = Installations(surroundings.database)
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else None
    async with AsyncExitStack() as opening:
        clients = SlackClients(
            settings.slack_api_url, token, lambda team: installations.find(SURFACE, team), metrics.called
        )
        opening.push_async_callback(clients.close)
        admitted = AdmittedTeams(
            settings.admitted_teams, clients.ping, lambda: installations.first(SURFACE), has_token=token is not None
        )
        assistant, changes = surroundings.assistant, MembershipChanges(surroundings.database)
        files = SharedFiles(surroundings.database)
        surface = SlackSurface(
            clients=clients,
            directories=Directories(clients, changes.stamps),
            installations=installations,
            changes=changes,
            files=files,
            conversations=Conversations(surroundings.database),
        )
        keeper = SlackDoor(surroundings.door, lambda body: open_dialog(assistant, surface, body), admitted.admits)
        opening.push_async_callback(keeper.close)
        secret = settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else ""
        bolt = build_app(secret or None, keeper)
        calls = BlockingCalls(1, "slack")
        opening.callback(calls.close)
        yield ConnectedChat(
            surface=surface,
            handlers=handlers(assistant, surface),
            ping=clients.ping,
            code=code_of,
            kept=PING_KEPT_SECONDS,
            routes=_routes(surroundings, bolt, secret, _installing(settings, clients, installations, admitted)),
            background=_background(settings, assistant, surface, calls, bolt),
        )


def _installing(
    settings: BotSettings, clients: SlackClients, installations: Installations, admitted: AdmittedTeams
) -> Installing | None:
    if settings.slack_client_id is None or settings.slack_client_secret is None:
        return None
    secret = settings.slack_client_secret.get_secret_value()
    return Installing(settings.slack_client_id, secret, clients, installations.save, admitted.may_install)


def _routes(
    surroundings: Surroundings, bolt: "AsyncApp", secret: str, installing: Installing | None
) -> list["APIRouter"]:
    routes = []
    if secret:
        routes.append(slack_routes(bolt.async_dispatch, secret, surroundings.metrics.acknowledged))
    if installing is not None:
        routes.append(install_routes(installing))
    return routes


def _background(
    settings: BotSettings, assistant: Assistant, surface: SlackSurface, calls: BlockingCalls, bolt: "AsyncApp"
) -> list[Coroutine[Any, Any, None]]:
    check = FileCheck(
        SURFACE, files=surface.files, calls=calls, directory_of=surface.directory, forget=assistant.forget_file
    )
    tasks = [check.run()]
    if settings.slack_app_token is not None:
        tasks.append(listen(bolt, surface.clients, settings.slack_app_token.get_secret_value()))
    return tasks
