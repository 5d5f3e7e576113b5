"""The programs that read `deploy/`: on the PATH, or where `make deploy-tools` puts them."""

import shutil
from pathlib import Path

from tests.servers import unavailable

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
TOOLS = ROOT / ".cache" / "deploy-tools" / "bin"


def found_program(name: str) -> str | None:
    """The path of a program; None where there is none."""
    own = TOOLS / name
    return str(own) if own.is_file() else shutil.which(name)


def needed_program(name: str, remedy: str = "Install it: make deploy-tools.") -> str:
    """The same for a test, which is skipped, or fails where `CI` is set, if there is none."""
    found = found_program(name)
    if found is None:
        unavailable(name, remedy)
    return found
