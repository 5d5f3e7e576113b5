"""Dashboards: written by their program, nothing overlaps, and a real Prometheus gives data to every expression."""

import importlib.util
import re
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from prometheus_client import CollectorRegistry, make_wsgi_app

from bot.chat.chat import Chat, ChatKind, Person, Question
from bot.chat.ended import Ended
from bot.processes.metrics import Metrics, SurfaceMetrics
from bot.processes.worker_metrics import WorkerMetrics
from ingest.job import JobState, Stage
from pipelines.types import Answer, Citation, Dropped, Outcome, Passage
from tests.deploy.programs import DEPLOY
from tests.servers.alerting import Alerting, Receiver, alerting

FOLDER = DEPLOY / "dashboards"
QUESTION = Question("k", Chat("slack", "T1", "C1", ChatKind.PUBLIC), Person("slack", "T1", "U1"), "m", "how long?")


def _maker() -> Any:
    spec = importlib.util.spec_from_file_location("dashboards_maker", FOLDER / "make.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


MAKER = _maker()
BOARDS: dict[str, dict[str, Any]] = {name: MAKER.board(name) for name in MAKER.BOARDS}


@pytest.mark.parametrize("name", BOARDS)
def test_a_dashboard_is_what_its_program_writes(name: str) -> None:
    assert (FOLDER / f"{name}.json").read_text(encoding="utf-8") == MAKER.as_text(name), "run make.py"


def test_no_dashboard_is_left_over() -> None:
    assert {each.stem for each in FOLDER.glob("*.json")} == set(BOARDS)


@pytest.mark.parametrize("name", BOARDS)
def test_panels_lie_side_by_side_within_the_page(name: str) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in BOARDS[name]["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        taken |= cells


def expressions() -> list[tuple[str, str]]:
    """Every expression, as Grafana would ask it over a short time."""
    return [
        (
            f"{name}: {panel['title']}",
            re.sub(r"\$__(rate_interval|range)", "5m", target["expr"]).replace("[1d]", "[5m]"),
        )
        for name, board in BOARDS.items()
        for panel in board["panels"]
        for target in panel["targets"]
    ]


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


class _Job:
    """A job as the metrics look at it."""

    def __init__(self, state: JobState, reason: str | None) -> None:
        self.state, self.reason, self.pages = state, reason, 3
        self.created_at = datetime.now(UTC) - timedelta(seconds=9)


def _busy(metrics: Metrics, worker: WorkerMetrics) -> None:
    """A little of everything that a bot and a worker measure."""
    passage = Passage("c1", "d1", "a.md", "a", 1, 1, None, "words", 0.5)
    citation = Citation(1, "a.md", 1, 1, None, "words", "c1")
    dropped, usage = (Dropped("x", "number"),), {"prompt": 900, "completion": 90}
    answer = Answer(Outcome.ANSWERED, "x", 0.8, (citation,), (passage,), {"total": 900.0}, dropped=dropped, usage=usage)
    metrics.questions.answered(QUESTION, Ended(answer), 1.2)
    for outcome, reason in ((Outcome.REFUSED, "not_found"), (Outcome.FAILED, "search_away")):
        metrics.questions.answered(QUESTION, Ended(Answer(outcome, "", 0.5, reason=reason)), 0.8)
    metrics.questions.signed("slack", 0.3)
    metrics.questions.judged("slack", True)
    metrics.questions.surveyed("slack", 5)
    chat = SurfaceMetrics(metrics, "slack")
    chat.received("message", True)
    chat.acknowledged(200, 0.02)
    chat.called("chat.update", "ratelimited")
    chat.handled("message", "answered", 1.0)
    metrics.waiting.set(1)
    metrics.overdue_are({("slack", "poll"): 1})
    metrics.parts.labels("index").set(1)
    metrics.jobs.labels("waiting").set(2)
    metrics.missing.labels("slack").set(0)
    metrics.audit_chain.set(1)
    metrics.invariants_are({"forgettings_end": 0})
    metrics.oldest.set(3)
    metrics.oldest_job.set(9)
    metrics.backup.set(time.time())
    metrics.engine.looked_up("memberships", True)
    metrics.engine.looked_up("memberships", False)
    metrics.engine.stage_failed("keyword")
    metrics.engine.model_called("answer", "ok", 1.2, {})
    worker.ended(_Job(JobState.READY, None), {Stage.PARSING: 0.5})  # type: ignore[arg-type]
    worker.ended(_Job(JobState.FAILED, "damaged"), {Stage.PARSING: 0.1})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def prometheus() -> Iterator[Alerting]:
    """A Prometheus that has scraped a bot and a worker at work for some seconds."""
    metrics, worker = Metrics(2.0, 10.0), WorkerMetrics()
    targets = {}
    servers = []
    registries: dict[str, CollectorRegistry] = {"tcbot": metrics.registry, "tcbot-worker": worker.registry}
    for job, registry in registries.items():
        server = make_server("127.0.0.1", 0, make_wsgi_app(registry), handler_class=_Quiet)
        Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        targets[job] = [f"127.0.0.1:{server.server_port}"]
    with Receiver() as receiver, alerting(DEPLOY, targets, receiver) as at_work:
        until = time.monotonic() + 60
        _busy(metrics, worker)
        counts = ("tcbot_pages_total", "tcbot_question_seconds_count")  # a worker's and a bot's
        while not all(at_work.asked(f"rate({each}[5m]) > 0") for each in counts):
            assert time.monotonic() < until, "nothing was scraped"
            _busy(metrics, worker)
            time.sleep(1)
        yield at_work
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(("title", "expression"), expressions(), ids=[title for title, _ in expressions()])
def test_every_expression_has_data(prometheus: Alerting, title: str, expression: str) -> None:
    assert prometheus.asked(expression), expression
