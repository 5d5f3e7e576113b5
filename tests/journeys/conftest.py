"""Runs the real `tcbot` as its users do: a process of its own, a data folder of its own, everything embedded."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.journeys import loaded_program

SOURCE = Path(__file__).resolve().parents[2]
PATIENCE = 300.0
"""Seconds after which a command counts as hung."""
LLM = {"LLM_MODEL": "local", "LLM_PROVIDER": "compatible", "LLM_TIMEOUT_SECONDS": "20"}
NOBODY = "http://127.0.0.1:9"
"""An address where nobody listens."""


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """Standard output as the one JSON value that it must be."""
        return json.loads(self.out)

    def lines(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True)
class Tcbot:
    """`tcbot` of one data folder: `tcbot("ask", "…", LLM_URL="…")`; nothing of the environment reaches it."""

    home: Path
    before: Sequence[str] = field(default=())

    def environment(self, **settings: str) -> dict[str, str]:
        """What the process sees: its data folder, a home of its own, and these settings."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
        own = {"HOME": str(self.home.parent), "TCBOT_HOME": str(self.home), "PYTHONPATH": str(SOURCE), "COLUMNS": "100"}
        return kept | own | settings

    def command(self, *arguments: str) -> list[str]:
        """The command line."""
        return [*self.before, sys.executable, "-m", "bot", *arguments]

    def __call__(self, *arguments: str | Path, limit: float = PATIENCE, **settings: str) -> Ran:
        """Runs it to its end without a terminal."""
        run = self._through if self.before else loaded_program.run
        ran = Ran(*run(list(map(str, arguments)), self.environment(**settings), self.home.parent, limit))
        assert "Traceback" not in ran.err, ran.err
        return ran

    def start(self, *arguments: str, log: Path, **settings: str) -> loaded_program.LoadedProcess:
        """Starts it; what it says goes to the end of a file."""
        given = (arguments, self.environment(**settings), self.home.parent)
        return loaded_program.LoadedProcess(loaded_program.tcbot, *given, log, log)

    def _through(
        self, arguments: list[str], settings: dict[str, str], folder: Path, limit: float
    ) -> tuple[int, str, str]:
        ran = subprocess.run(
            self.command(*arguments),
            env=settings,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=limit,
            check=False,
        )
        return ran.returncode, ran.stdout, ran.stderr


@pytest.fixture(scope="session")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> tuple[Tcbot, Ran]:
    """Somebody who has just installed it, and the demo they ran: the model was converted, the samples are there."""
    tcbot = Tcbot(tmp_path_factory.mktemp("newcomer") / "home")
    return tcbot, tcbot("demo")


@pytest.fixture(scope="session")
def samples(newcomer: tuple[Tcbot, Ran]) -> Tcbot:
    """A `tcbot` whose documents are the samples. For tests that add nothing."""
    tcbot, demo = newcomer
    assert demo.code == 0, demo.err
    return Tcbot(with_model(tcbot.home, tcbot.home / "demo"))


@pytest.fixture
def tcbot(samples: Tcbot, newcomer: tuple[Tcbot, Ran], tmp_path: Path) -> Tcbot:
    """A `tcbot` without documents, for one test."""
    home = tmp_path / "own" / "home"
    home.mkdir(parents=True)
    return Tcbot(with_model(newcomer[0].home, home))


def with_model(prepared: Path, home: Path) -> Path:
    """The data folder, with the converted model of another one, which takes half a minute to make."""
    if not (home / "models").exists():
        (home / "models").symlink_to(prepared / "models")
    return home


def copied(home: Path, to: Path) -> Path:
    """A copy of a data folder, to be changed."""
    shutil.copytree(home, to, symlinks=True)
    return to
