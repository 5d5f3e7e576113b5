"""The bot in the Playground: `tcbot web` with nothing of a chat set."""

import contextlib
from collections.abc import Iterator

from tests.journeys.chat_bot import ChatBot, started
from tests.journeys.conftest import Tcbot
from tests.servers.playground_people import PlaygroundPeople
from tests.servers.teams_playground import PlaygroundServer, playground_server

TeamsBot = ChatBot[PlaygroundServer, PlaygroundPeople]


@contextlib.contextmanager
def running_teams_bot(tcbot: Tcbot, **settings: str) -> Iterator[TeamsBot]:
    """The bot over these documents, and the Playground for it; both end with the block."""
    with playground_server() as server:
        bot = TeamsBot(tcbot, server, PlaygroundPeople(server), settings)
        with started(bot):
            yield bot
