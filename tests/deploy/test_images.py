"""The images of `deploy/images`: linted, and beside what they are made of. Nothing here builds them."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.deploy.programs import DEPLOY, ROOT, needed_program

IMAGES = DEPLOY / "images"
DOCKERFILES = ["Dockerfile", "model-server.Dockerfile"]


def lines_of(name: str) -> list[str]:
    """Its instructions, each in one line."""
    text = re.sub(r"^\s*#.*\n", "", (IMAGES / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    return re.sub(r"\\\n\s*", "", text).splitlines()


@pytest.mark.parametrize("name", DOCKERFILES)
def test_hadolint_has_nothing_to_say(name: str) -> None:
    done = subprocess.run([needed_program("hadolint"), str(IMAGES / name)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("name", DOCKERFILES)
def test_an_image_runs_as_nobody_special_and_its_base_can_be_pinned(name: str) -> None:
    lines = lines_of(name)
    assert [line for line in lines if line.startswith("USER")][-1] == "USER 10001:10001"
    assert {line.split()[1] for line in lines if line.startswith("FROM")} == {"${BASE}"}
    assert not any(line.endswith(":latest") for line in lines)


def test_whatever_is_copied_is_there_and_let_through() -> None:
    let = [line[1:] for line in (IMAGES / "Dockerfile.dockerignore").read_text().splitlines() if line.startswith("!")]
    copied = [line.split()[1:-1] for line in lines_of("Dockerfile") if line.startswith("COPY") and "--from" not in line]
    sources = [each.rstrip("/") for line in copied for each in line if not each.startswith("--")]
    assert len(sources) == 9
    assert all((ROOT / source).exists() for source in sources)
    assert set(sources) == set(let)


def test_packages_are_installed_by_the_environments_script_alone() -> None:
    """Which takes them by the locks' hashes: tests/deploy/test_install.py runs it."""
    runs = [line for line in lines_of("Dockerfile") if line.startswith("RUN")]
    assert [line for line in runs if "install " in line and "apt-get" not in line] == []
    assert [line.split()[1:3] for line in runs if "environment.sh" in line] == [
        ["deploy/environment.sh", "packages"],
        ["deploy/environment.sh", "program"],
    ]


def test_the_start_links_the_converted_model_into_the_volume_and_becomes_the_command(tmp_path: Path) -> None:
    (tmp_path / "opt" / "models" / "some-model").mkdir(parents=True)
    program = tmp_path / "tcbot"
    program.write_text('#!/bin/sh\necho "$@"\n', encoding="ascii")
    program.chmod(0o755)
    start = tmp_path / "start"
    text = (IMAGES / "start").read_text(encoding="utf-8")
    start.write_text(text.replace("/opt/tcbot", str(tmp_path / "opt")), encoding="utf-8")
    own = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "TCBOT_HOME": str(tmp_path / "home")}
    for _ in range(2):  # a second start finds the link
        said = subprocess.run(
            ["/bin/sh", start, "web", "--port", "1"], env=own, capture_output=True, text=True, check=True
        )
        assert said.stdout == "web --port 1\n"
    assert (tmp_path / "home" / "models" / "some-model").resolve() == tmp_path / "opt" / "models" / "some-model"
