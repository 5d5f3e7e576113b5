"""What a worker lets operators count and time of its jobs: codes, numbers and seconds."""

from collections.abc import Mapping
from typing import Protocol

from ingest.job import JobView, Stage


class JobMeasures(Protocol):
    """Takes note of jobs that came to an end, or were put off."""

    def ended(self, job: JobView, stages: Mapping[Stage, float]) -> None:
        """How a job stands after this worker's work on it, and the seconds that each stage took here."""
        ...


class NoJobMeasures:
    """Takes note of nothing."""

    def ended(self, job: JobView, stages: Mapping[Stage, float]) -> None:
        """See `JobMeasures`."""
