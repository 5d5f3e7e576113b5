"""The memory of our processes is their own: no core dump, and nobody of the same user looks into them."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TELL = """
import ctypes, resource
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE))
"""

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone can do both")


@pytest.mark.parametrize(
    "begin",
    [
        "import sys; sys.argv = ['tcbot', '--help']; from bot.__main__ import main",
        "from bot.processes.worker_child import main",
    ],
    ids=["every command", "the worker of a bot"],
)
def test_a_process_of_ours_keeps_its_memory_to_itself(begin: str) -> None:
    code = f"{begin}\ntry:\n    main()\nexcept BaseException:\n    pass\n{TELL}"
    environment = {"PYTHONPATH": str(ROOT), "LOG_LEVEL": "no such level"}  # which ends the worker before its work
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, env=environment, cwd="/", stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None  # its input stays open: the worker of a bot ends with it
        told = process.stdout.read().decode()
    assert told.splitlines()[-1:] == ["0 (0, 0)"]
