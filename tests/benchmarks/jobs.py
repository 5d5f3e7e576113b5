"""How fast shared files become answerable through the queue: `python -m tests.benchmarks.jobs [--quick]`, by hand.

Real `tcbot worker` processes with the real model, embedded parts: a document of 250 pages and one of 10 from upload to
answerable, a bulk load with a small file of another team in its middle, pages a second with 1 and 2 workers beside the
embedder's own limit and Haystack's stock components over the same files, and memory, with one very long document, too.
"""

import argparse
import contextlib
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from bot.settings import BotSettings
from bot.wiring import Engine
from ingest.job import ACTIVE, JobState, JobView
from tests.benchmarks.child import run_variant
from tests.benchmarks.documents import default_documents, found
from tests.benchmarks.machine import load, memory, processor
from tests.benchmarks.plan import Plan

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large a run is; `bulk` and `rate` are numbers of files, of `bulk_pages` and 10 pages."""

    long_pages: int = 250
    huge_pages: int = 1500
    bulk: int = 500
    bulk_pages: int = 1
    rate: int = 12


QUICK = Sizes(long_pages=12, huge_pages=20, bulk=12, rate=2)


class Workers:
    """So many workers over one data folder, as a context manager; `peak_mb` is the most memory one of them held."""

    def __init__(self, home: Path, count: int) -> None:
        self._home, self._count = home, count
        self.peak_mb = 0.0
        self._ended = threading.Event()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._watching = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Workers":
        environment = os.environ | {"TCBOT_HOME": str(self._home), "LOG_LEVEL": "WARNING"}
        for _ in range(self._count):
            command = [sys.executable, "-m", "bot", "worker"]
            self._processes.append(subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL))
        self._watching.start()
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.send_signal(signal.SIGTERM)
        for process in self._processes:
            process.wait(60)
        self._ended.set()

    def _watch(self) -> None:
        while not self._ended.wait(0.25):
            for process in self._processes:
                with contextlib.suppress(psutil.Error):
                    whole = psutil.Process(process.pid)
                    family = [whole, *whole.children(recursive=True)]
                    self.peak_mb = max(self.peak_mb, sum(each.memory_info().rss for each in family) / 2**20)


def main() -> None:
    """Runs all of it and prints the figures."""
    arguments = _arguments()
    sizes = QUICK if arguments.quick else Sizes()
    models = arguments.models.resolve()
    models.mkdir(parents=True, exist_ok=True)
    figures: dict[str, Any] = {"machine": f"{processor()}, {memory()}", "load_before": load()}
    with tempfile.TemporaryDirectory(prefix="tcbot-jobs-") as work:
        files = Files(Path(work) / "files", found(arguments.documents or default_documents()))
        figures |= _measured_alone(Path(work) / "alone", models, files, sizes)
        paths = [files.pdf(10) for _ in range(sizes.rate)]
        for count in (1, 2):
            figures |= _measured_rate(Path(work) / f"rate-{count}", models, files, paths, count)
        plan = Plan(tuple(map(str, paths)), work, str(models), repeats=1)
        ours, stock = (run_variant(plan, "ingestion", who) for who in ("ours", "stock"))
        figures["pages_per_second_embedder_alone"] = ours["embedder_chunks_per_second"] * ours["pages"] / ours["chunks"]
        figures["pages_per_second_stock"] = stock["pages_per_second"]
    figures["load_after"] = load()
    for name, value in figures.items():
        print(f"{name:38} {value:,.1f}" if isinstance(value, float) else f"{name:38} {value}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1))


class Files:
    """PDFs of wished lengths, cut from real ones; each is other than all others."""

    def __init__(self, folder: Path, sources: Sequence[Path]) -> None:
        import pypdf

        folder.mkdir(parents=True)
        self._folder = folder
        self._pages = [page for source in sources for page in pypdf.PdfReader(source).pages]
        self._made = 0

    def pdf(self, pages: int) -> Path:
        """A PDF of so many pages, begun where the last one ended."""
        import pypdf

        writer = pypdf.PdfWriter()
        for number in range(pages):
            writer.add_page(self._pages[(self._made * 7 + number) % len(self._pages)])
        self._made += 1
        writer.add_metadata({"/Title": f"Measured document {self._made}"})
        path = self._folder / f"document-{self._made}.pdf"
        writer.write(path)
        return path


def _measured_alone(home: Path, models: Path, files: Files, sizes: Sizes) -> dict[str, Any]:
    """One worker: single documents, then a bulk load with one small file of another team in its middle."""
    figures: dict[str, Any] = {}
    with _engine(home, models) as engine, Workers(home, 1) as workers:
        _ended(engine, [engine.submitter.submit(files.pdf(2), ["everyone"])])  # models are warm from here on
        for pages in (10, sizes.long_pages, sizes.huge_pages):
            begun = time.perf_counter()
            _ended(engine, [engine.submitter.submit(files.pdf(pages), ["everyone"])])
            figures[f"seconds_for_{pages}_pages"] = time.perf_counter() - begun
        bulk = [files.pdf(sizes.bulk_pages) for _ in range(sizes.bulk)]
        begun = time.perf_counter()
        jobs = [engine.submitter.submit(path, ["everyone"], upload="bulk") for path in bulk]
        figures["seconds_to_submit_bulk"] = time.perf_counter() - begun
        while sum(_now(engine, job).state in ACTIVE for job in jobs) > sizes.bulk // 2:
            time.sleep(0.2)
        begun = time.perf_counter()
        single = engine.submitter_of("another team").submit(files.pdf(1), ["everyone"])
        _ended(engine, [single])
        figures["seconds_of_single_file_in_bulk"] = time.perf_counter() - begun
        _ended(engine, jobs)
        spent = [_seconds(_now(engine, job)) for job in jobs]
        figures["seconds_until_bulk_was_done"] = max(spent)
        figures["seconds_a_file_of_bulk_median"] = statistics.median(spent)
    figures["peak_mb_of_worker"] = workers.peak_mb
    return figures


def _measured_rate(home: Path, models: Path, files: Files, paths: Sequence[Path], count: int) -> dict[str, Any]:
    """Pages a second of so many workers, all warm before the clock starts."""
    with _engine(home, models) as engine, Workers(home, count) as workers:
        _ended(engine, [engine.submitter.submit(files.pdf(2), ["everyone"]) for _ in range(count * 3)])
        begun = time.perf_counter()
        _ended(engine, [engine.submitter.submit(path, ["everyone"]) for path in paths])
        seconds = time.perf_counter() - begun
    return {
        f"pages_per_second_{count}_workers": 10 * len(paths) / seconds,
        f"peak_mb_of_worker_{count}_workers": workers.peak_mb,
    }


@contextlib.contextmanager
def _engine(home: Path, models: Path) -> Iterator[Engine]:
    home.mkdir(parents=True)
    (home / "models").symlink_to(models)
    with Engine(BotSettings(tcbot_home=home)) as engine:
        yield engine


def _ended(engine: Engine, jobs: Sequence[JobView]) -> None:
    for job in jobs:
        while (now := _now(engine, job)).state in ACTIVE:
            time.sleep(0.05)
        if now.state not in {JobState.READY, JobState.READY_WITH_WARNINGS}:
            raise RuntimeError(f"{now.name} ended as {now.state}: {now.reason}")


def _now(engine: Engine, job: JobView) -> JobView:
    found = engine.jobs.get(job.id)
    assert found is not None
    return found


def _seconds(job: JobView) -> float:
    assert job.finished_at is not None
    return (job.finished_at - job.created_at).total_seconds()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.jobs", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="toy sizes: proves that all of it runs")
    parser.add_argument("--documents", nargs="+", type=Path, help="PDFs or folders of PDFs to cut pages from")
    parser.add_argument("--models", type=Path, default=Path(".cache/benchmarks"), help="where converted models are")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    return parser.parse_args()


if __name__ == "__main__":
    main()
