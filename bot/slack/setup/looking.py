"""What Slack knows of people and channels, asked without a bot that runs."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.chat.ports import Directory
from bot.records.installations import Installations
from bot.settings import BotSettings
from bot.slack.directory.clients import SlackClients
from bot.slack.directory.directory import SURFACE, Directories
from pipelines.records.database import Database


@asynccontextmanager
async def looking(settings: BotSettings, database: Database) -> AsyncIterator[Callable[[str], Directory]]:
    """The directory of each workspace, for as long as the block lasts."""
    installations = Installations(database)
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else None
    clients = SlackClients(settings.slack_api_url, token, lambda team: installations.find(SURFACE, team))
    try:
        yield Directories(clients).of
    finally:
        await clients.close()
