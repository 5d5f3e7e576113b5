"""Slack with a bot in it, as long as a test or a class of tests needs it."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from tests.adapters.clock import Clock
from tests.adapters.running_bot import RunningBot
from tests.adapters.slack.site import SlackSite
from tests.adapters.slack.slack_chat import SlackChat
from tests.bot.fake_chat import FakeAnswerer


def slack(folder: Path, clock: Clock, log: StringIO, answers: FakeAnswerer | None) -> Iterator[SlackChat]:
    """Slack in this process; what goes wrong there is over at the end."""
    site = SlackSite()
    bot = RunningBot(folder, clock, log, answers, **site.settings())
    try:
        bot.start()
        yield SlackChat(site, bot)
    finally:
        site.now(site.server.heal)
        bot.close()
        site.close()
