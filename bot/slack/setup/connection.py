"""Slack as a chat that a bot process connects to: which settings it needs, and what opens it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from bot.chat.ports import Directory
from bot.service.chat_connection import LOOPBACK, ConnectedChat, Surroundings
from bot.settings import BotSettings
from pipelines.settings import SettingsError

if TYPE_CHECKING:
    from pipelines.records.database import Database


class SlackConnection:
    """A `ChatConnection`. Slack calls over HTTP, or is called in Socket Mode, or both."""

    name: Final = "slack"

    def is_set(self, settings: BotSettings) -> bool:
        """Whether a token of Slack's is set, its secret, or an app that workspaces install."""
        given = (
            settings.slack_bot_token,
            settings.slack_client_id,
            settings.slack_app_token,
            settings.slack_signing_secret,
        )
        return any(each is not None for each in given)

    def check(self, settings: BotSettings, host: str = LOOPBACK) -> None:
        """Raises `SettingsError`, which says what to set, where Slack couldn't reach the bot or the bot not Slack."""
        missing = []
        if settings.slack_bot_token is None and settings.slack_client_id is None:
            missing.append(
                "SLACK_BOT_TOKEN is not set. Set it to the Bot User OAuth Token of your Slack app (xoxb-…), "
                "or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET for an app that several workspaces install."
            )
        if settings.slack_signing_secret is None and settings.slack_app_token is None:
            missing.append(
                "SLACK_SIGNING_SECRET is not set. Set it where Slack reaches this machine over HTTP, "
                "or SLACK_APP_TOKEN (xapp-…) for Socket Mode, which needs no public address."
            )
        if missing:
            raise SettingsError(
                "\n".join([*missing, "deploy/slack/README.md leads from the app's manifest to these values."])
            )

    def examine(self, settings: BotSettings) -> tuple[str, str]:
        """One line on the app, and what should be done; calls Slack. Raises `SettingsError`, `SlackRefusesError`."""
        self.check(settings)
        from bot.slack.setup.examining import examine_slack

        return examine_slack(settings)

    @asynccontextmanager
    async def look(self, settings: BotSettings, database: "Database") -> AsyncIterator[Callable[[str], Directory]]:
        """What Slack knows of people and channels, without a bot."""
        from bot.slack.setup.looking import looking

        async with looking(settings, database) as directory:
            yield directory

    @asynccontextmanager
    async def open(self, surroundings: Surroundings) -> AsyncIterator[ConnectedChat]:
        """The bot in Slack for as long as the block lasts."""
        from bot.slack.setup.connected import connected

        async with connected(surroundings) as chat:
            yield chat
