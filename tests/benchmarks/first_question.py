"""What the first question costs once `tcbot web` says that it is ready: `python -m tests.benchmarks.first_question`.

A real process over the samples, embedded and over PostgreSQL and Elasticsearch. The first question is asked the moment
`/readyz` says so, then further ones, one after the other; the ratio of the first to their median counts.
"""

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import httpx2

from tests.benchmarks.machine import load, processor
from tests.servers.chat_tools import free_ports
from tests.servers.elasticsearch import running_elasticsearch
from tests.servers.postgres import new_database, postgres

SOURCE = Path(__file__).resolve().parents[2]
SAMPLES = SOURCE / "bot" / "samples"
STORES = ("embedded", "servers")
FIRST = "How many days of unused vacation may employees carry over?"
FURTHER = (
    "How often does the filter have to be replaced?",
    "What is the notice period of the agreement?",
    "Who approves remote work from abroad?",
    "What does the operating manual say about the emergency stop?",
    "Wie lange ist die Kündigungsfrist?",
)
KEYS = 4
"""Callers: each may ask so many questions a minute."""
PATIENCE = 180.0


class Program:
    """`tcbot` over one home folder, with these settings and nothing else of the environment."""

    def __init__(self, home: Path, settings: Mapping[str, str]) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
        own = {"HOME": str(home.parent), "TCBOT_HOME": str(home), "PYTHONPATH": str(SOURCE)}
        self.environment = {**kept, **own, **settings}

    def run(self, *arguments: str) -> str:
        """Its standard output; raises `CalledProcessError`."""
        command = [sys.executable, "-m", "bot", *arguments]
        ran = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True)
        return ran.stdout

    @contextlib.contextmanager
    def web(self, log: Path) -> Iterator[str]:
        """A bot from the moment it began, and its address."""
        (port,) = free_ports(1)
        with log.open("wb") as output:
            command = [sys.executable, "-m", "bot", "web", "--port", str(port)]
            process = subprocess.Popen(command, env=self.environment, stdout=output, stderr=output)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(60)


def measure(program: Program, log: Path, keys: Sequence[str], further: int) -> tuple[float, float, float, float]:
    """Seconds until it is ready, of the first question, the median of those after it, and their longest."""
    with program.web(log) as url, httpx2.Client(base_url=url, timeout=PATIENCE) as client:
        begun = time.perf_counter()
        while not _is_ready(client):
            if time.perf_counter() - begun > PATIENCE:
                raise TimeoutError(f"not ready after {PATIENCE:.0f} s, see {log}")
            time.sleep(0.02)
        ready = time.perf_counter() - begun
        first = _asked(client, keys[0], FIRST)
        others = [_asked(client, keys[n % len(keys)], FURTHER[n % len(FURTHER)]) for n in range(further)]
    return ready, first, statistics.median(others), max(others)


def _is_ready(client: httpx2.Client) -> bool:
    with contextlib.suppress(httpx2.TransportError):
        return client.get("/readyz").status_code == 200
    return False


def _asked(client: httpx2.Client, key: str, question: str) -> float:
    begun, proof = time.perf_counter(), {"Authorization": f"Bearer {key}"}
    client.post("/v1/questions", json={"question": question}, headers=proof).raise_for_status()
    return time.perf_counter() - begun


@contextlib.contextmanager
def settings_of(store: str) -> Iterator[dict[str, str]]:
    """The settings of a store, whose servers run meanwhile. There is no Redis: the process has a worker of its own."""
    if store == "embedded":
        yield {}
        return
    with running_elasticsearch() as elasticsearch, postgres() as server:
        yield {"ELASTICSEARCH_URL": elasticsearch, "DATABASE_URL": new_database(server)}


def main() -> None:
    """Measures, and prints a line a start."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stores", nargs="+", choices=STORES, default=STORES)
    parser.add_argument("--starts", type=int, default=3, help="how often a process is started over each store")
    parser.add_argument("--questions", type=int, default=30, help="further questions of each start")
    arguments = parser.parse_args()
    print(f"{processor()}, load {load()}")
    for store in arguments.stores:
        with tempfile.TemporaryDirectory(prefix="tcbot-first-") as folder, settings_of(store) as settings:
            program = Program(Path(folder) / "home", settings)
            program.run("ingest", "--readable-by", "everyone", *map(str, sorted(SAMPLES.glob("*.pdf"))))
            create = ("api-keys", "create", "m", "--scope", "ask", "--readable-by", "everyone")
            keys = [program.run(*create).strip() for _ in range(KEYS)]
            for _ in range(arguments.starts):
                ready, first, median, longest = measure(program, Path(folder) / "log", keys, arguments.questions)
                print(
                    f"{store}: ready after {ready:.1f} s; first question {first * 1000:.0f} ms, then p50 "
                    f"{median * 1000:.0f} ms (longest {longest * 1000:.0f} ms): {first / median:.1f} times"
                )


if __name__ == "__main__":
    main()
