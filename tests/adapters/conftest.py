"""The chats that the list is gone through with, each with a bot behind it."""

import logging
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
import structlog

from bot.settings import BotSettings
from pipelines.telemetry import configure_logging
from tests.adapters.chat import Chat
from tests.adapters.clock import Clock
from tests.adapters.declared import complaint, let_off
from tests.adapters.slack.running import slack
from tests.adapters.teams.running import teams
from tests.bot.fake_chat import FakeAnswerer

CHATS: dict[str, Callable[[Path, Clock, StringIO, FakeAnswerer | None], Iterator[Chat]]] = {
    "slack": slack,
    "teams": teams,
}
"""A chat by its column in the list."""
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Lets each chat off what is declared impossible there."""
    for item in items:
        if HERE in item.path.parents and (why := let_off(item.originalname, _chat_of(item))):  # type: ignore[attr-defined]
            item.add_marker(pytest.mark.skip(why))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A test that is skipped without being let off has failed."""
    result = yield
    report = result.get_result()  # type: ignore[attr-defined]
    if report.skipped and (wrong := complaint(item.originalname, _chat_of(item), str(report.longrepr))):  # type: ignore[attr-defined]
        report.outcome, report.longrepr = "failed", wrong


def _chat_of(item: pytest.Item) -> str:
    return str(item.callspec.params.get("running", "")) if hasattr(item, "callspec") else ""


@pytest.fixture(scope="class")
def clock() -> Iterator[Clock]:
    """The time of a class of tests; nothing of the environment reaches them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in BotSettings.model_fields.keys() - {"hf_hub_offline"}:
            patch.delenv(name.upper(), raising=False)
        yield Clock(patch)


@pytest.fixture(scope="class")
def log() -> Iterator[StringIO]:
    """What the bot logs during a class of tests, as an operator would see it."""
    stream = StringIO()
    configure_logging("INFO", stream)
    yield stream
    logging.basicConfig(handlers=[logging.NullHandler()], force=True)
    structlog.reset_defaults()


@pytest.fixture(scope="class", params=CHATS)
def running(
    request: pytest.FixtureRequest, clock: Clock, log: StringIO, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Chat]:
    """A chat for a class of tests. Where it `reads` the real engine answers, else one that is told what to say."""
    answers = None if getattr(request.cls, "reads", False) else FakeAnswerer()
    yield from CHATS[request.param](tmp_path_factory.mktemp("adapters"), clock, log, answers)


@pytest.fixture
def chat(running: Chat) -> Iterator[Chat]:
    """The chat, well, with a bot that runs; what a test left undone there is over."""
    if running.bot.answers is not None:
        running.bot.answers.__init__()  # type: ignore[misc]
    yield running
    running.heal()
    running.bot.drop_open_items()
    if not running.bot.processes:
        running.bot.start()
