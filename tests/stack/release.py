"""A version of tcbot: its source, and the Python whose packages it runs with."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Release:
    """A checkout at `source`."""

    source: Path
    python: str = sys.executable

    def command(self, arguments: Sequence[str]) -> list[str]:
        """The command line of `tcbot` with these arguments."""
        return [self.python, "-m", "bot", *arguments]

    def variables(self, settings: Mapping[str, str]) -> dict[str, str]:
        """What the process sees: its source, what the machine needs, these settings, and nothing else."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        return kept | {"PYTHONPATH": str(self.source), "COLUMNS": "100"} | dict(settings)

    def run(self, arguments: Sequence[str], settings: Mapping[str, str], folder: Path) -> str:
        """Runs it to its end; what it printed. Raises `RuntimeError` with what it complained of."""
        done = subprocess.run(
            self.command(arguments),
            env=self.variables(settings),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"tcbot {arguments[0]} ended with {done.returncode}: {done.stderr[-2000:]}")
        return done.stdout


CURRENT = Release(Path(__file__).resolve().parents[2])
"""This checkout."""
