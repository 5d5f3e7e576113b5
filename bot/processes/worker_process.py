"""A worker over a place: the parts that `bot.wiring` opens, around the loop of `ingest.jobs.worker`."""

from collections.abc import Callable

from bot.engine_parts import open_parsers, parse_limits
from bot.processes.worker_metrics import WorkerMetrics
from bot.wiring import Engine
from ingest.jobs.job_runner import StageSeconds
from ingest.jobs.job_vectors import JobVectors
from ingest.jobs.worker import WorkerPlan, run_worker
from ingest.library.ingestor import Ingestor
from ingest.library.library import Library


def work(engine: Engine, on_ready: Callable[[], object], metrics: WorkerMetrics | None = None) -> None:
    """Takes files out of the place's queue until SIGTERM or SIGINT; the models are warm when `on_ready` is called.

    `metrics` hear of each file.
    """
    settings, limits = engine.settings, parse_limits(engine.settings)
    database, index = engine.database, engine.index  # before what takes long to import: they fail fast
    indexer, vault = engine.indexer, engine.vault
    seconds = StageSeconds(
        settings.fetch_timeout_seconds, settings.embed_timeout_seconds, settings.index_timeout_seconds
    )

    def sweep() -> None:
        engine.sweeper_with(engine.jobs.restore).sweep()
        engine.jobs.prune()

    vectors = JobVectors(engine.cache.folder, engine.keys, engine.jobs)
    with open_parsers(settings) as parsers:

        def ingestor(team: str) -> Ingestor:
            return Ingestor(Library(database, team), index, indexer, vault, limits=limits, parsers=parsers)

        on_ready()
        plan = WorkerPlan(settings.job_lease_seconds, settings.job_attempts, limits, seconds)
        run_worker(database, ingestor, vault, engine.redis, vectors, plan, sweep, metrics)
