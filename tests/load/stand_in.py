"""The stand-in for a model server as a process of the stack."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.servers.chat_tools import free_ports
from tests.stack.program import Program
from tests.stack.release import CURRENT


@contextmanager
def model_stand_in(folder: Path) -> Iterator[Program]:
    """It, at work as long as the block lasts; its log is in the folder."""
    [port] = free_ports(1)
    address = f"http://127.0.0.1:{port}/v1"
    command = [sys.executable, "-m", "tests.load.model_server", str(port)]
    ready = lambda: httpx.get(f"{address}/models", timeout=5).is_success  # noqa: E731
    program = Program("model", command, folder, CURRENT.variables({}), ready, address)
    program.start()
    try:
        program.wait()
        yield program
    finally:
        program.close()


def writing_settings(address: str) -> dict[str, str]:
    """What a bot is told so that the server at this address writes its answers."""
    return {"LLM_URL": address, "LLM_MODEL": "local"}
