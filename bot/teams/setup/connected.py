"""Teams within a bot process: its connector, its door, its routes, what runs beside them."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.records.conversations import Conversations
from bot.records.membership_changes import MembershipChanges
from bot.records.shared_files import SharedFiles
from bot.records.shown_messages import ShownMessages
from bot.service.chat_connection import ConnectedChat, Surroundings
from bot.service.files.file_check import FileCheck
from bot.settings import BotSettings
from bot.teams.directory.connectors import Connectors
from bot.teams.directory.errors import code_of
from bot.teams.directory.graph import Graph
from bot.teams.directory.senders import Senders
from bot.teams.directory.teams_directory import Directories
from bot.teams.directory.teams_downloads import TeamsDownloads
from bot.teams.directory.teams_graph import TeamsGraph
from bot.teams.directory.teams_place import SURFACE, TeamsPlaces
from bot.teams.directory.teams_sources import TeamsSources
from bot.teams.directory.tokens import Tokens
from bot.teams.inbound.adapter import Turns
from bot.teams.inbound.door import Door, LocalDoor, SignedDoor
from bot.teams.inbound.handlers import handlers
from bot.teams.inbound.invokes import Invokes
from bot.teams.inbound.item_reading import TeamsItemReading
from bot.teams.inbound.keys import IssuerKeys
from bot.teams.inbound.meant_questions import MeantQuestions
from bot.teams.inbound.reception import Reception
from bot.teams.inbound.routes import teams_routes
from bot.teams.inbound.surface import TeamsSurface
from bot.teams.reply.lost_messages import LostMessages
from bot.teams.reply.posting import Posting
from bot.teams.reply.whispers import Whispers
from bot.teams.setup.modes import mode_of
from bot.threads.blocking import BlockingCalls

PING_KEPT_SECONDS = 60.0
"""How long it is remembered what Microsoft said to the credentials."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The ways to Microsoft. Without `tokens` it is local mode, where there is no Graph, either."""

    connectors: Connectors
    tokens: Tokens | None
    graph: TeamsGraph | None
    door: Door

    async def ping(self) -> None:
        """Whether the bot is let in, and was answered last; raises `TokenError`, `ConnectorError`."""
        if self.tokens is not None:
            await self.tokens.connector()
        self.connectors.check()


@asynccontextmanager
async def connected(surroundings: Surroundings) -> AsyncIterator[ConnectedChat]:
    """Teams, open for as long as the block lasts."""
    assistant, database = surroundings.assistant, surroundings.database
    async with AsyncExitStack() as opening:
        settings, called = surroundings.settings, surroundings.metrics.called
        lines = open_lines(settings, called, opening)
        opening.push_async_callback(lines.connectors.close)
        places, senders = TeamsPlaces(Conversations(database)), Senders()
        shown, changes, files = ShownMessages(database, SURFACE), MembershipChanges(database), SharedFiles(database)
        directories = Directories(sources_of(settings, lines, places, senders, changes))
        posting = Posting(lines.connectors, places, shown, LostMessages(lines.graph, shown))
        questions = MeantQuestions(shown, assistant.asked.last_in)
        surface = TeamsSurface(
            connectors=lines.connectors,
            directories=directories,
            places=places,
            senders=senders,
            posting=posting,
            whispers=Whispers(
                connectors=lines.connectors,
                places=places,
                directories=directories,
                posting=posting,
                may_target=lines.tokens is not None,
            ),
            changes=changes,
            files=files,
            reading=TeamsItemReading(senders, directories.of, questions),
            tenant=settings.teams_tenant_id or "",
        )
        invokes = Invokes(assistant, surface, questions)
        tenant = settings.teams_tenant_id or ""
        reception = Reception(surroundings.door, places, senders, invokes, surface.left, tenant)
        turns = Turns(lines.connectors.client)
        calls = BlockingCalls(1, "teams")
        opening.callback(calls.close)
        check = FileCheck(SURFACE, files=files, calls=calls, directory_of=directories.of, forget=assistant.forget_file)
        yield ConnectedChat(
            surface=surface,
            handlers=handlers(assistant, surface),
            ping=lines.ping,
            code=code_of,
            kept=PING_KEPT_SECONDS,
            routes=[teams_routes(lines.door, turns, reception.take, surroundings.metrics.acknowledged)],
            background=[check.run()] if lines.graph is not None else [],
        )


def open_lines(settings: BotSettings, called: Callable[[str, str], object], opening: AsyncExitStack) -> Lines:
    """The ways to Microsoft, each call of which `called` hears of; what they hold is let go of at the end."""
    if mode_of(settings) == "local":
        return Lines(Connectors(None, called), None, None, LocalDoor())
    tokens = Tokens(settings)
    opening.callback(tokens.close)
    connectors = Connectors(tokens, called)
    keys = IssuerKeys(settings.teams_openid_url, connectors.http)
    opening.callback(keys.close)
    graph = TeamsGraph(Graph(settings.teams_graph_url, tokens.graph, connectors.http, called))
    return Lines(connectors, tokens, graph, SignedDoor(settings.teams_app_id or "", keys))


def sources_of(
    settings: BotSettings, lines: Lines, places: TeamsPlaces, senders: Senders, changes: MembershipChanges
) -> TeamsSources:
    """What a directory asks."""
    hosts = tuple(filter(None, settings.teams_file_hosts.split(",")))
    downloads = TeamsDownloads(lines.connectors, places, lines.graph, hosts, lines.tokens is None)
    return TeamsSources(
        places=places,
        senders=senders,
        connectors=lines.connectors,
        downloads=downloads,
        graph=lines.graph,
        stamps_of=changes.stamps,
    )
