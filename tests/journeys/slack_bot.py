"""The bot in the emulated Slack."""

import contextlib
from collections.abc import Iterator

from tests.journeys.chat_bot import ChatBot, started
from tests.journeys.conftest import Tcbot
from tests.servers.slack import SlackServers, slack_servers
from tests.servers.slack_people import SlackPeople

SlackBot = ChatBot[SlackServers, SlackPeople]


@contextlib.contextmanager
def running_slack_bot(tcbot: Tcbot, **settings: str) -> Iterator[SlackBot]:
    """The bot over these documents, and a Slack for it; both end with the block."""
    with slack_servers() as servers:
        bot = SlackBot(tcbot, servers, SlackPeople(servers), servers.settings() | settings)
        with started(bot):
            yield bot
