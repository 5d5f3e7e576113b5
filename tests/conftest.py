"""What every test runs under: nobody is contacted, unit tests open no sockets, the rest stays on this machine."""

import os
from pathlib import Path

import pytest

from bot.settings import BotSettings
from ingest.settings import IngestSettings
from pipelines.privacy import contact_nobody
from pipelines.settings import PipelineSettings

contact_nobody()

TESTS = Path(__file__).parent
WITHOUT_SOCKETS = {"bot", "ingest", "pipelines"}
LOOPBACK = ["127.0.0.1", "::1", "localhost"]
FIRST = {"journeys": 0, "contracts": 1, "sign_in": 1, "adapters": 2}


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(TESTS).parts[0]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Blocks sockets in unit tests, and every address but this machine's in all others.

    What waits most comes first, so that at the end of a run over several processes none has a long way to go alone.
    """
    items.sort(key=lambda item: FIRST.get(_folder(item), len(FIRST)))
    for item in items:
        blocked = _folder(item) in WITHOUT_SOCKETS
        item.add_marker(pytest.mark.disable_socket if blocked else pytest.mark.allow_hosts(LOOPBACK))


class _FailuresAtOnce:
    """Prints each failure as it comes: of a run that is ended from outside, nothing else would say what failed.

    Keeps how the run ended: what failed may be run again where all the rest was run.
    """

    def __init__(self, terminal: pytest.TerminalReporter) -> None:
        self._terminal = terminal

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._terminal.write_line("")
            self._terminal.write_line(f"FAILED {report.nodeid} ({report.when})\n{report.longreprtext[-3000:]}")

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if session.config.cache is not None:
            session.config.cache.set("tcbot/ended", int(exitstatus))


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and terminal and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_FailuresAtOnce(terminal), "failures-at-once")


@pytest.fixture(autouse=True)
def _settings_of_this_test_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test reads the settings, the .env or the data of whoever runs it."""
    for name in BotSettings.model_fields.keys() - {"hf_hub_offline"}:
        monkeypatch.delenv(name.upper(), raising=False)
    for kind in (PipelineSettings, IngestSettings, BotSettings):
        monkeypatch.setitem(kind.model_config, "env_file", None)
    monkeypatch.setenv("TCBOT_HOME", str(tmp_path / "home"))


@pytest.fixture
def llm_url() -> str:
    """The address of the model server that tests marked `llm` call; its model is named `local`."""
    url = os.environ.get("TCBOT_TEST_LLM_URL", "")
    if not url:
        pytest.skip("No model server: start one and set TCBOT_TEST_LLM_URL, for example http://127.0.0.1:8000/v1.")
    return url
