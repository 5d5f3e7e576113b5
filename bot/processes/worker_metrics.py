"""What operators watch of a worker: how long files take, how they end, what a page costs. Codes and counts alone."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server

from ingest.job import ACTIVE, JobState, JobView, Stage
from pipelines.settings import SettingsError

FILE_BUCKETS: Final = (1.0, 2.5, 5.0, 10.0, 20.0, 30.0, 45.0, 60.0, 120.0, 300.0, 900.0, 3600.0)
"""Seconds; 30 is what a document may take until it answers questions."""
PAGE_BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class WorkerMetrics:
    """The `JobMeasures` of a worker, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.seconds = Histogram(
            "tcbot_file_seconds",
            "From a file's sharing to its end, by how it ended",
            ["state"],
            buckets=FILE_BUCKETS,
            registry=self.registry,
        )
        self.page_seconds = Histogram(
            "tcbot_page_seconds",
            "A worker's time for a file that became searchable, a page",
            buckets=PAGE_BUCKETS,
            registry=self.registry,
        )
        self.stage_seconds = Histogram(
            "tcbot_file_stage_seconds",
            "Stages of a file in a worker",
            ["stage"],
            buckets=FILE_BUCKETS,
            registry=self.registry,
        )
        self.stage_errors = Counter(
            "tcbot_file_stage_errors",
            "Stages in which a file failed or was put off",
            ["stage"],
            registry=self.registry,
        )
        self.pages = Counter("tcbot_pages", "Pages that became searchable", registry=self.registry)
        self.failures = Counter(
            "tcbot_file_failures", "Files that failed or were put off, by reason", ["reason"], registry=self.registry
        )

    def ended(self, job: JobView, stages: Mapping[Stage, float]) -> None:
        """See `JobMeasures`."""
        if job.reason and stages:
            self.stage_errors.labels(list(stages)[-1].value).inc()
        for stage, seconds in stages.items():
            self.stage_seconds.labels(stage.value).observe(seconds)
        if job.reason:
            self.failures.labels(job.reason).inc()
        if job.state in ACTIVE:
            return
        self.seconds.labels(job.state.value).observe(max(0.0, (datetime.now(UTC) - job.created_at).total_seconds()))
        if job.state in {JobState.READY, JobState.READY_WITH_WARNINGS} and job.pages:
            self.pages.inc(job.pages)
            self.page_seconds.observe(sum(stages.values()) / job.pages)

    def serve(self, host: str, port: int) -> None:
        """Shows them at `/metrics`, from a thread of its own; raises `SettingsError` where the address is taken."""
        try:
            start_http_server(port, host, self.registry)
        except OSError as error:
            raise SettingsError(
                f"I can't show metrics at {host}, port {port} ({error.strerror}). Use another WORKER_METRICS_PORT."
            ) from None
