"""Alerts: each has its page and its tests, asks for what there is, is routed, and travels the whole way."""

import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
import yaml
from prometheus_client import CollectorRegistry, make_wsgi_app

from bot.processes.metrics import Metrics
from tests.deploy.programs import DEPLOY, needed_program
from tests.metrics_page import PARTS, metrics_of, shown_name
from tests.servers.alerting import REMEDY, Receiver, alerting

ALERTS, RUNBOOK = DEPLOY / "alerts", DEPLOY / "runbook"
NAMES = sorted(each.stem for each in ALERTS.glob("*.yaml") if each.stem != "recording")
PROMETHEUS = DEPLOY / "prometheus"
SEVERITIES = {"page": ["pagerduty", "slack"], "ticket": ["slack"]}


def rules_of(name: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = yaml.safe_load((ALERTS / f"{name}.yaml").read_text())["groups"][0]["rules"]
    return found


def run(*command: str, cwd: Path = DEPLOY) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("name", NAMES)
def test_an_alert_has_one_rule_of_its_name_with_a_page_that_says_what_to_do(name: str) -> None:
    [rule] = rules_of(name)
    assert rule["alert"] == name
    assert rule["labels"] in [{"severity": each} for each in SEVERITIES]
    assert rule["annotations"]["runbook"] == f"deploy/runbook/{name}.md"  # type: ignore[index]
    page = (RUNBOOK / f"{name}.md").read_text()
    parts = ("**Meaning.**", "**Impact.**", "## Diagnosis", "## Mitigation")
    assert [part for part in parts if part not in page] == []


def test_no_page_and_no_test_is_of_an_alert_that_is_gone() -> None:
    pages = {each.stem for each in RUNBOOK.glob("*.md")} - {"README"}
    assert pages == {each.stem for each in (ALERTS / "tests").glob("*.yaml")} == set(NAMES)


def test_pages_lead_to_pages_that_there_are() -> None:
    for page in RUNBOOK.glob("*.md"):
        for target in re.findall(r"\]\(([^)#]+\.md)", page.read_text()):
            assert (RUNBOOK / target).is_file(), f"{page.name} leads to {target}"


def test_alerts_and_pages_ask_for_metrics_that_there_are() -> None:
    known = {shown_name(each) for registry in PARTS.values() for each in metrics_of(registry())}
    for file in (*ALERTS.glob("*.yaml"), *RUNBOOK.glob("*.md")):
        for name in re.findall(r"\btcbot_[a-z0-9_]+", file.read_text()):
            assert re.sub(r"_(bucket|count|sum)$", "", name) in known, f"{file.name} asks for {name}"


def test_prometheus_takes_the_rules_and_the_configuration() -> None:
    promtool = needed_program("promtool", REMEDY)
    run(promtool, "check", "config", "prometheus.yml", cwd=PROMETHEUS)
    run(promtool, "check", "rules", *(str(each) for each in ALERTS.glob("*.yaml")))


def test_each_alert_comes_when_it_should_and_not_when_it_should_not() -> None:
    tests = sorted(str(each) for each in (ALERTS / "tests").glob("*.yaml"))
    run(needed_program("promtool", REMEDY), "test", "rules", *tests)


@pytest.mark.parametrize(("severity", "receivers"), SEVERITIES.items(), ids=SEVERITIES)
def test_every_severity_reaches_somebody(severity: str, receivers: list[str]) -> None:
    amtool = needed_program("amtool", REMEDY)
    run(amtool, "check-config", "alertmanager.yml", cwd=PROMETHEUS)
    told = run(
        amtool, "config", "routes", "test", "--config.file=alertmanager.yml", f"severity={severity}", cwd=PROMETHEUS
    )
    assert told.strip().split(",") == receivers


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def shown() -> Iterator[tuple[Metrics, str]]:
    """The metrics of a bot where Prometheus can scrape them."""
    metrics = Metrics()
    registry: CollectorRegistry = metrics.registry
    with make_server("127.0.0.1", 0, make_wsgi_app(registry), handler_class=_Quiet) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield metrics, f"127.0.0.1:{server.server_port}"
        server.shutdown()


def test_an_alert_travels_to_those_who_are_to_be_woken_and_its_end_does_too(shown: tuple[Metrics, str]) -> None:
    metrics, address = shown
    metrics.parts.labels("index").set(0)
    with Receiver() as receiver, alerting(DEPLOY, {"tcbot": [address]}, receiver) as at_work:
        pages, notes = "/v2/enqueue", "/slack"
        _until(lambda: receiver.took.get(pages) and receiver.took.get(notes), "the alert")
        page, note = receiver.took[pages][0], receiver.took[notes][0]
        assert page["event_action"] == "trigger"
        assert page["payload"]["summary"] == "index is away"
        assert page["payload"]["custom_details"]["runbook"] == "deploy/runbook/PartAway.md"
        assert "FIRING: PartAway" in note["attachments"][0]["title"]
        assert at_work.asked('ALERTS{alertname="PartAway",alertstate="firing"}')
        metrics.parts.labels("index").set(1)
        _until(lambda: any(each["event_action"] == "resolve" for each in receiver.took[pages]), "its end")
        assert {each["dedup_key"] for each in receiver.took[pages]} == {page["dedup_key"]}


def _until(is_so: object, what: str, seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not is_so():  # type: ignore[operator]
        assert time.monotonic() < until, f"{what} didn't come"
        time.sleep(0.2)
