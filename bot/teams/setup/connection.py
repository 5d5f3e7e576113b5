"""Teams as a chat that a bot process connects to: which settings it needs, and what opens it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from bot.chat.ports import Directory
from bot.service.chat_connection import LOOPBACK, ConnectedChat, Surroundings
from bot.settings import BotSettings
from bot.teams.directory.service_urls import is_loopback
from bot.teams.setup.modes import missing, mode_of
from pipelines.settings import SettingsError

if TYPE_CHECKING:
    from pipelines.records.database import Database


class TeamsConnection:
    """A `ChatConnection`. Teams calls over HTTP; in local mode a program of this machine does."""

    name: Final = "teams"

    def is_set(self, settings: BotSettings) -> bool:
        """Whether anything of Teams' app is set, or local mode."""
        return mode_of(settings) != "off"

    def check(self, settings: BotSettings, host: str = LOOPBACK) -> None:
        """Raises `SettingsError` where the app is set by half, or where others could reach a bot in local mode."""
        if mode_of(settings) == "local":
            if not is_loopback(host):
                raise SettingsError(
                    f"Teams is in local mode, where anybody who reaches the bot can speak as anybody, and --host is "
                    f"{host}. Listen at 127.0.0.1, or set a chat: TEAMS_APP_ID (deploy/teams/README.md leads to it) or "
                    "SLACK_BOT_TOKEN (deploy/slack/README.md)."
                )
            return
        if lacks := missing(settings):
            raise SettingsError("\n".join([*lacks, "deploy/teams/README.md leads from the app to these values."]))

    def examine(self, settings: BotSettings) -> tuple[str, str]:
        """One line on the app, and what should be done; calls Microsoft.

        Raises `SettingsError`, `TeamsRefusesError`.
        """
        self.check(settings)
        from bot.teams.setup.examining import examine_teams

        return examine_teams(settings)

    @asynccontextmanager
    async def look(self, settings: BotSettings, database: "Database") -> AsyncIterator[Callable[[str], Directory]]:
        """What Teams knows of people and channels, without a bot."""
        from bot.teams.setup.looking import looking

        async with looking(settings, database) as directory:
            yield directory

    @asynccontextmanager
    async def open(self, surroundings: Surroundings) -> AsyncIterator[ConnectedChat]:
        """The bot in Teams for as long as the block lasts."""
        from bot.teams.setup.connected import connected

        async with connected(surroundings) as chat:
            yield chat
