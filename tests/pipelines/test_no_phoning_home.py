"""Nobody is contacted unasked: the libraries' own reports and look-ups stay off."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
QUIETED = ("HAYSTACK_", "HF_", "TRANSFORMERS_", "DO_NOT_TRACK", "CI", "VLLM_")


def watched_run(home: Path, *arguments: str) -> list[str]:
    """Who a first start contacted; it ran as a person with the empty home folder `home`."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(QUIETED)}
    run = subprocess.run(
        [sys.executable, "-m", "tests.pipelines.watched_run", *arguments],
        cwd=ROOT,
        env=environment | {"HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    contacted: list[str] = json.loads(run.stdout.splitlines()[-1])
    return contacted


@pytest.mark.slow
def test_a_first_start_contacts_nobody_and_leaves_the_home_folder_alone(tmp_path: Path) -> None:
    home = tmp_path / "home of a person"
    home.mkdir()
    assert watched_run(home, str(tmp_path / "converted")) == []
    assert [str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()] == []


@pytest.mark.slow
def test_the_watch_sees_what_libraries_send_when_nobody_stops_them(tmp_path: Path) -> None:
    contacted = watched_run(tmp_path, "--loud")
    assert any("posthog" in attempt for attempt in contacted)
