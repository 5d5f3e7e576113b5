"""A real Prometheus and a real Alertmanager for tests, on loopback, as `deploy/` has them or quickened to seconds."""

import json
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import yaml

from tests.servers import unavailable
from tests.servers.chat_tools import free_ports

REMEDY = "Install Prometheus and Alertmanager (Debian: apt-get install prometheus prometheus-alertmanager)."


@dataclass
class Receiver:
    """Takes what Alertmanager sends: by the path it was sent to, the JSON bodies."""

    took: dict[str, list[Any]] = field(default_factory=dict)

    def __enter__(self) -> "Receiver":
        took = self.took

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                took.setdefault(self.path, []).append(json.loads(body))
                self.send_response(202 if "enqueue" in self.path else 200)
                self.end_headers()
                self.wfile.write(b'{"status":"success"}' if "enqueue" in self.path else b"ok")

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def _needed(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        unavailable(name, REMEDY)
    return found


@contextmanager
def _running(command: list[str], is_ready: Callable[[], object], folder: Path) -> Iterator[None]:
    with (folder / f"{Path(command[0]).name}.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            until = time.monotonic() + 60
            while True:
                try:
                    is_ready()
                    break
                except OSError:
                    if process.poll() is not None or time.monotonic() > until:
                        raise
                    time.sleep(0.1)
            yield
        finally:
            process.terminate()
            process.wait(30)


def _got(address: str) -> Any:
    with urlopen(address, timeout=5) as answer:
        body = answer.read()
    return json.loads(body) if body[:1] in (b"{", b"[") else body


class Alerting:
    """Both at work, or about to be; `address` is Prometheus'."""

    def __init__(self, address: str, alertmanager: str) -> None:
        self.address, self.alertmanager = address, alertmanager

    def asked(self, expression: str) -> list[Any]:
        """What Prometheus answers to an expression now."""
        found: list[Any] = self.told(f"query?query={quote(expression)}")["result"]
        return found

    def told(self, what: str) -> Any:
        """What Prometheus says at this path of its API."""
        return _got(f"{self.address}/api/v1/{what}")["data"]

    def prometheus_is_ready(self) -> bool:
        """Raises `OSError` as long as it isn't."""
        return bool(_got(f"{self.address}/-/ready"))

    def alertmanager_is_ready(self) -> bool:
        """Raises `OSError` as long as it isn't."""
        return bool(_got(f"{self.alertmanager}/-/ready"))


@dataclass(frozen=True)
class AlertingPlan:
    """Where both will be, and the command lines that start them in their folder."""

    at_work: Alerting
    prometheus: list[str]
    alertmanager: list[str]


def planned_alerting(
    deploy: Path, folder: Path, targets: dict[str, list[str]], receiver: Receiver, is_quick: bool
) -> AlertingPlan:
    """Lays the configuration of `deploy` into the folder, with other addresses; all of it within seconds if quick."""
    prometheus, alertmanager = _needed("prometheus"), _needed("prometheus-alertmanager")
    prometheus_port, alertmanager_port = free_ports(2)
    config = yaml.safe_load((deploy / "prometheus" / "prometheus.yml").read_text())
    config["rule_files"] = [str(deploy / "alerts" / "*.yaml")]
    config["alerting"]["alertmanagers"][0]["static_configs"][0]["targets"] = [f"127.0.0.1:{alertmanager_port}"]
    config["scrape_configs"] = [each for each in config["scrape_configs"] if each["job_name"] in targets]
    for each in config["scrape_configs"]:
        each["static_configs"] = [{"targets": targets[each["job_name"]]}]
    routes = yaml.safe_load((deploy / "prometheus" / "alertmanager.yml").read_text())
    for each in routes["receivers"]:
        for pager in each.get("pagerduty_configs", ()):
            pager["url"] = f"{receiver.address}/v2/enqueue"
        for slack in each.get("slack_configs", ()):
            slack["api_url"] = f"{receiver.address}/slack"
    if is_quick:
        (folder / "alerts").mkdir()
        for rules in (deploy / "alerts").glob("*.yaml"):
            (folder / "alerts" / rules.name).write_text(yaml.safe_dump(_quick_rules(yaml.safe_load(rules.read_text()))))
        config["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
        config["rule_files"] = ["alerts/*.yaml"]
        routes["route"] |= {"group_wait": "1s", "group_interval": "1s"}
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
    (folder / "alertmanager.yml").write_text(yaml.safe_dump(routes))
    return AlertingPlan(
        Alerting(f"http://127.0.0.1:{prometheus_port}", f"http://127.0.0.1:{alertmanager_port}"),
        [
            prometheus,
            "--config.file=prometheus.yml",
            "--storage.tsdb.path=data",
            f"--web.listen-address=127.0.0.1:{prometheus_port}",
        ],
        [
            alertmanager,
            "--config.file=alertmanager.yml",
            "--storage.path=alerts-data",
            f"--web.listen-address=127.0.0.1:{alertmanager_port}",
            "--cluster.listen-address=",
        ],
    )


@contextmanager
def alerting(deploy: Path, targets: dict[str, list[str]], receiver: Receiver) -> Iterator[Alerting]:
    """Prometheus with the rules of `deploy`, scraping these targets by job, before an Alertmanager; quick."""
    with tempfile.TemporaryDirectory(prefix="tcbot-alerting-", dir="/tmp") as name:
        folder = Path(name)
        plan = planned_alerting(deploy, folder, targets, receiver, is_quick=True)
        with (
            _running(plan.alertmanager, plan.at_work.alertmanager_is_ready, folder),
            _running(plan.prometheus, plan.at_work.prometheus_is_ready, folder),
        ):
            yield plan.at_work


def _quick_rules(rules: dict[str, Any]) -> dict[str, Any]:
    for group in rules["groups"]:
        group["interval"] = "1s"
        for rule in group["rules"]:
            if "for" in rule:
                rule["for"] = "1s"
    return rules
