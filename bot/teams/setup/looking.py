"""What Teams knows of people and conversations, asked without a bot that runs."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from bot.chat.ports import Directory
from bot.records.conversations import Conversations
from bot.records.membership_changes import MembershipChanges
from bot.settings import BotSettings
from bot.teams.directory.senders import Senders
from bot.teams.directory.teams_directory import Directories
from bot.teams.directory.teams_place import TeamsPlaces
from bot.teams.setup.connected import open_lines, sources_of
from pipelines.records.database import Database


@asynccontextmanager
async def looking(settings: BotSettings, database: Database) -> AsyncIterator[Callable[[str], Directory]]:
    """The directory of the tenant, for as long as the block lasts."""
    async with AsyncExitStack() as opening:
        lines = open_lines(settings, lambda method, result: None, opening)
        opening.push_async_callback(lines.connectors.close)
        places = TeamsPlaces(Conversations(database))
        yield Directories(sources_of(settings, lines, places, Senders(), MembershipChanges(database))).of
