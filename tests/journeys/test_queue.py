"""Files through the queue, as people run it: submitted, followed, cancelled, and answered from; a real worker."""

import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.samples.catalogue import DEMO_QUESTIONS, HANDBOOK, SAMPLES
from tests.journeys.conftest import Tcbot
from tests.journeys.loaded_program import LoadedProcess

pytestmark = pytest.mark.slow

PATIENCE = 180.0


@contextmanager
def working(tcbot: Tcbot) -> Iterator[LoadedProcess]:
    """A `tcbot worker`, told to stop at the end."""
    worker = tcbot.start("worker", log=tcbot.home / "worker.log")
    try:
        yield worker
    finally:
        worker.send_signal(signal.SIGTERM)
        try:
            worker.wait(60)
        except subprocess.TimeoutExpired:
            worker.kill()


def until(tcbot: Tcbot, condition: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
    """The jobs, as soon as they are as wished."""
    limit = time.monotonic() + PATIENCE
    while not condition(listed := tcbot("jobs", "--json").json()):
        assert time.monotonic() < limit, listed
    return listed


def test_files_wait_for_a_worker_and_are_answered_from_afterwards(tcbot: Tcbot, tmp_path: Path) -> None:
    ran = tcbot("ingest", "--background", "--json", *SAMPLES, tmp_path / "missing.pdf")
    assert ran.code == 1
    queued = ran.lines()
    assert [line["status"] for line in queued] == ["queued"] * 3 + ["failed"]
    assert (queued[3]["reason"], queued[3]["job"]) == ("missing", "")
    assert {job["state"] for job in tcbot("jobs", "--json").json()} == {"queued"}
    health = {check["part"]: check for check in tcbot("doctor", "--json").json()}
    assert (health["queue"]["state"], "3 waiting, 0 running, 0 stuck; 0 workers" in health["queue"]["detail"]) == (
        "warning",
        True,
    )

    unwanted = queued[2]["job"]
    assert tcbot("jobs", "cancel", unwanted[:8], "--json").json()["state"] == "cancelled"
    with working(tcbot) as worker:
        until(tcbot, lambda jobs: [job["state"] for job in jobs].count("ready") == 2)
    assert worker.returncode == 0
    assert (tcbot.home / "worker.log").read_text().strip() == "I take files out of the queue now, until Ctrl+C."

    answer = tcbot("ask", DEMO_QUESTIONS[0].text, "--json").json()
    assert answer["citations"][0]["document"] == HANDBOOK
    assert len(tcbot("documents", "--json").json()) == 2
    shown = tcbot("jobs", "show", unwanted)
    assert f"To try it again: tcbot jobs retry {unwanted[:8]}" in shown.out
    assert tcbot("jobs", "retry", unwanted, "--json").json()["state"] == "queued"
    assert tcbot("jobs", "--active", "--json").json()[0]["job"] == unwanted


def test_a_worker_leaves_no_text_in_its_folders_beside_the_sealed_ones(tcbot: Tcbot, tmp_path: Path) -> None:
    secret = "Zanzibarquartz"
    note = tmp_path / "note.md"
    note.write_text(f"The code word of the vault is {secret}.", encoding="utf-8")
    tcbot("ingest", "--background", note)
    with working(tcbot):
        until(tcbot, lambda jobs: jobs[0]["state"] == "ready")
    assert json.dumps(tcbot("search", "code word", "--json").json()).count(secret)
    files = [path for path in tcbot.home.rglob("*") if path.is_file() and "models" not in path.parts]
    assert [path for path in files if secret.encode() in path.read_bytes()] == []
    assert list((tcbot.home / "cache").iterdir()) == []


def test_an_unknown_job_is_told(tcbot: Tcbot) -> None:
    ran = tcbot("jobs", "cancel", "0123")
    assert (ran.code, ran.out) == (1, "There is no job “0123”. See tcbot jobs\n")
    assert tcbot("jobs").out == "No files are on their way. Queue some: tcbot ingest --background PATH\n"
