"""A bot in our own Teams for contract tests, and what they do there again and again."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from bot.settings import BotSettings
from pipelines.telemetry import configure_logging
from tests.adapters.clock import Clock
from tests.adapters.questions import QUESTION
from tests.adapters.seen import Shown, Written
from tests.adapters.teams.running import teams
from tests.adapters.teams.teams_chat import TeamsChat
from tests.bot.fake_chat import FakeAnswerer
from tests.servers.teams_refusals import RefusedError
from tests.servers.teams_troubles import Fault

LOG = StringIO()


@pytest.fixture
def clock() -> Iterator[Clock]:
    """The time of a test; nothing of the environment reaches it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in BotSettings.model_fields.keys() - {"hf_hub_offline"}:
            patch.delenv(name.upper(), raising=False)
        configure_logging("INFO", LOG)
        yield Clock(patch)


@pytest.fixture
def chat(clock: Clock, tmp_path: Path) -> Iterator[TeamsChat]:
    """Teams with a bot in it."""
    yield from teams(tmp_path, clock, LOG, FakeAnswerer())


def fail(chat: TeamsChat, what: str, refused: RefusedError, times: int = 1) -> None:
    """The next calls of a kind are refused like this."""
    chat.site.now(chat.site.connector.troubles.add, Fault(what, refused), times)


def asked(chat: TeamsChat, where: str) -> Written:
    """A question in a channel, or of somebody alone with the bot, that was told of the place before."""
    ann = chat.person()
    place = chat.direct(ann) if where == "direct" else chat.channel(ann)
    chat.at(place)
    return chat.say(ann, place, QUESTION, mentions=where == "channel")


def answer(chat: TeamsChat, written: Written) -> Shown:
    """The one reply once all is done; time passes quickly until then."""
    chat.bot.settle(hurry=True)
    reply = chat.reply(written)
    assert "Sources" in reply.text
    return reply
