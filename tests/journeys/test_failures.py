"""Parts that are away: the search, the model, the model mid-answer, room on the disk. Each is told, and soon."""

import json
import resource
import subprocess
import time
from pathlib import Path

import pytest

from bot.samples.catalogue import DEMO_QUESTIONS, HANDBOOK, SAMPLES
from tests.contracts.fake_llm_server import failing_server
from tests.journeys.conftest import LLM, NOBODY, Tcbot, with_model

pytestmark = pytest.mark.slow

QUESTION = DEMO_QUESTIONS[0].text
SOON = 90.0
"""Seconds, most of them for starting on a busy machine."""


def test_a_search_server_that_is_down_is_named_soon(samples: Tcbot) -> None:
    begun = time.monotonic()
    ran = samples("ask", QUESTION, "--json", ELASTICSEARCH_URL=NOBODY)
    assert time.monotonic() - begun < SOON
    told = ran.json()
    assert (ran.code, told["outcome"], told["reason"], told["answer"]) == (1, "failed", "search_away", "")
    assert told["message"].startswith(f"Elasticsearch at {NOBODY} does not answer as it should")
    assert "Start it, or correct ELASTICSEARCH_URL." in told["message"]
    assert told["message"].endswith("tcbot doctor")


def test_files_are_not_lost_on_a_search_server_that_is_down(tcbot: Tcbot) -> None:
    ran = tcbot("ingest", "--json", *SAMPLES, ELASTICSEARCH_URL=NOBODY)
    assert ran.code == 1
    assert [(line["status"], line["reason"]) for line in ran.lines()] == [("failed", "search_away")] * 3
    assert tcbot("documents", "--json").json() == []


def test_the_doctor_names_what_is_broken_and_the_remedy(samples: Tcbot) -> None:
    ran = samples("doctor", "--json", ELASTICSEARCH_URL=NOBODY, LLM_URL=NOBODY, **LLM)
    assert ran.code == 1
    checks = {check["part"]: check for check in ran.json()}
    assert (checks["index"]["kind"], checks["index"]["state"]) == ("real", "broken")
    assert checks["index"]["remedy"] == "Start it, or correct ELASTICSEARCH_URL."
    assert (checks["model"]["state"], checks["model"]["remedy"]) == (
        "broken",
        "Start the model server or correct LLM_URL.",
    )
    assert checks["records"]["state"] == checks["embedder"]["state"] == "ok"


def test_a_healthy_installation_is_found_healthy(samples: Tcbot) -> None:
    ran = samples("doctor")
    assert ran.code == 0, ran.out
    assert "index · embedded · ok · " in ran.out


def test_without_its_model_server_it_quotes_and_says_so(samples: Tcbot) -> None:
    ran = samples("ask", QUESTION, LLM_URL=NOBODY, **LLM)
    assert ran.code == 0
    assert ran.out.startswith("I can't write a summary right now, so here are the passages that fit best:\n")
    assert "• Employee Handbook, p. 7 (printed 4)" in ran.out


def test_a_model_server_that_dies_mid_answer_leaves_what_was_checked(samples: Tcbot) -> None:
    written = (
        "Employees may carry over up to 5 days of unused vacation into the next calendar year [1]. "
        "Carried-over days expire on 31 March unless the line manager has agreed to a later date in writing [1]. "
        "All employees"
    )
    with failing_server("dies", written) as server:
        ran = samples("ask", QUESTION, "--json", LLM_URL=f"http://127.0.0.1:{server.server_address[1]}/v1", **LLM)
    told = ran.json()
    assert (ran.code, told["outcome"], told["reason"]) == (0, "answered", "model_away_mid_answer")
    assert told["message"] == "The model server went away while I was writing, so this answer ends early."
    assert told["answer"].startswith("Employees may carry over up to 5 days")
    assert "All employees" not in told["answer"]
    assert {(each["document"], each["page"]) for each in told["citations"]} == {(HANDBOOK, 7)}


def test_a_model_server_that_dies_before_a_sentence_is_whole_leaves_quotes(samples: Tcbot) -> None:
    with failing_server("dies", "Employees may") as server:
        ran = samples("ask", QUESTION, "--json", LLM_URL=f"http://127.0.0.1:{server.server_address[1]}/v1", **LLM)
    told = ran.json()
    assert (ran.code, told["outcome"]) == (0, "quoted")
    assert told["message"].endswith("so here are the passages that fit best:")


def test_a_disk_that_takes_no_more_costs_nothing_that_was_ready(tcbot: Tcbot, tmp_path: Path) -> None:
    """Here the system refuses to let any file grow beyond a limit, as a full disk does."""
    note = tmp_path / "note.md"
    note.write_text("The office is closed on Fridays in August.", encoding="utf-8")
    assert tcbot("ingest", note).code == 0
    held = (tcbot.home / "index.db").stat().st_size
    ran = subprocess.run(
        tcbot.command("ingest", "--json", str(SAMPLES[0])),
        env=tcbot.environment(),
        cwd=tcbot.home.parent,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (held + 100_000, held + 100_000)),
    )
    assert ran.returncode == 1, ran.stderr
    line = json.loads(ran.stdout)
    assert line["status"] == "failed"
    assert "disk" in line["message"]
    assert "full" in line["message"]
    assert "Traceback" not in ran.stderr
    assert [each["document"] for each in tcbot("documents", "--json").json()] == ["note.md"]
    assert tcbot("search", "vacation", "--json").json()["passages"][0]["document"] == "note.md"
    assert tcbot("ingest", SAMPLES[0]).code == 0


def test_a_full_disk_is_told_as_one(samples: Tcbot, tmp_path: Path) -> None:
    """A real one of two megabytes, in a mount namespace: needs no root, but a kernel that allows such namespaces."""
    mounted = ["unshare", "-rm", "sh", "-c", 'mount -t tmpfs -o size=2m full "$0" && exec "$@"', str(tmp_path)]
    if subprocess.run([*mounted, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("This kernel lets nobody mount a small disk; the limit on file sizes above stands for it.")
    made = ["sh", "-c", 'mkdir -p "$0" && ln -s "$1" "$0/models" && shift && exec "$@"']
    home = tmp_path / "disk" / "home"
    models = str((samples.home / "models").resolve())
    # The folders are made in the namespace, so the process starts elsewhere.
    full = Tcbot(home, [*mounted, *made, str(home), models])
    ran = subprocess.run(
        full.command("ingest", "--json", *map(str, SAMPLES)),
        env=full.environment(HOME="/nonexistent"),
        cwd=samples.home,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1, ran.stderr
    last = [json.loads(line) for line in ran.stdout.splitlines()][-1]
    assert (last["status"], last["reason"]) == ("failed", "disk_full")
    assert last["message"].startswith(f"I couldn't save this: the disk that holds {home} is full.")
    assert "Traceback" not in ran.stderr


def test_a_reader_that_leaves_early_is_no_error(samples: Tcbot) -> None:
    piped = subprocess.run(
        ["sh", "-c", '"$@" | true', "sh", *samples.command("documents", "--json")],
        env=samples.environment(),
        cwd=samples.home.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert piped.stderr == ""


def test_a_second_place_shares_the_model_alone(samples: Tcbot, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    other = Tcbot(with_model(samples.home, tmp_path / "home"))
    assert other("documents", "--json").json() == []
