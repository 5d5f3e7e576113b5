"""Teams with a bot in it, as long as a test or a class of tests needs it."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from tests.adapters.clock import Clock
from tests.adapters.running_bot import RunningBot
from tests.adapters.teams.site import TeamsSite
from tests.adapters.teams.teams_chat import TeamsChat
from tests.bot.fake_chat import FakeAnswerer
from tests.servers.local_authority import local_authority


def teams(folder: Path, clock: Clock, log: StringIO, answers: FakeAnswerer | None) -> Iterator[TeamsChat]:
    """Teams in this process; what goes wrong there is over at the end."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**local_authority().environment, "NO_PROXY": "127.0.0.1"}.items():
            patch.setenv(name, value)
        site = TeamsSite()
        bot = RunningBot(folder, clock, log, answers, **site.settings())
        chat = TeamsChat(site, bot)
        try:
            bot.start()
            yield chat
        finally:
            chat.heal()
            bot.close()
            site.close()
