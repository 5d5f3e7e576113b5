"""A process that says it is ready has asked itself a question, and nobody else hears of that."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.processes.own_worker import OwnWorker
from bot.settings import BotSettings
from pipelines.access import EVERYONE, Scope
from pipelines.records.tables import AskedQuestion, AuditEntry
from tests.adapters.running_process import RunningProcess
from tests.bot.fake_chat import FakeAnswerer


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What began, in its order."""
    begun: list[str] = []

    async def run(_self: OwnWorker) -> None:
        begun.append("worker")

    monkeypatch.setattr(OwnWorker, "run", run)
    return begun


@dataclass
class Noting(FakeAnswerer):
    """Notes that it was asked."""

    order: list[str] | None = None

    async def rehearse(self, scope: Scope) -> None:
        assert self.order is not None
        self.order.append("rehearsal")
        await super().rehearse(scope)


@pytest.fixture
def process(tmp_path: Path, order: list[str]) -> Iterator[RunningProcess]:
    running = RunningProcess(BotSettings(tcbot_home=tmp_path / "home"), Noting(order=order))
    yield running
    running.stop()


def test_a_process_rehearses_before_it_is_ready_and_its_worker_begins_behind_that(
    process: RunningProcess, order: list[str]
) -> None:
    assert process.request("GET", "/healthz").status_code == 200
    assert set(order[:-1]) == {"rehearsal"}
    assert order[-1] == "worker"


def test_a_rehearsal_is_no_question_in_records_audit_or_metrics(tmp_path: Path, order: list[str]) -> None:
    process = RunningProcess(BotSettings(tcbot_home=tmp_path / "home"), None)
    try:
        page = process.request("GET", "/metrics").text
        with process.engine.database.reading() as session:
            counts = [session.scalar(select(func.count()).select_from(each)) for each in (AskedQuestion, AuditEntry)]
    finally:
        process.stop()
    counted = [line for line in page.splitlines() if line.startswith(("tcbot_question", "tcbot_retrievals", "tcbot_s"))]
    assert counts == [0, 0]
    assert not [line for line in counted if "_count" in line and not line.endswith(" 0.0")]


def test_it_rehearses_over_what_everybody_may_read_where_nothing_was_shared(process: RunningProcess) -> None:
    answers = process.engine.answerer
    assert set(answers.rehearsed) == {Scope.of(EVERYONE)}
