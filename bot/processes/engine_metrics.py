"""What operators watch deep inside a bot process: caches, failed stages, calls of the model. Codes and counts alone."""

from collections.abc import Callable, Mapping
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram

MODEL_BUCKETS: Final = (0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 20.0, 30.0, 60.0)


class EngineMetrics:
    """The `EngineMeasures` of a process. `used` counts the tokens of calls that no answer tells of."""

    def __init__(self, registry: CollectorRegistry, used: Callable[[Mapping[str, int]], None]) -> None:
        self._used = used
        self.lookups = Counter(
            "tcbot_cache_lookups",
            "Looks into a cache: memberships that a chat told, labels that there are documents for, filters applied",
            ["cache", "hit"],
            registry=registry,
        )
        self.stage_errors = Counter(
            "tcbot_stage_errors", "Stages of a question that ended in an error", ["stage"], registry=registry
        )
        self.model_seconds = Histogram(
            "tcbot_model_call_seconds",
            "A call of the model, by what for and by how it ended; an answer's with the check of its sentences",
            ["purpose", "result"],
            buckets=MODEL_BUCKETS,
            registry=registry,
        )

    def looked_up(self, cache: str, is_hit: bool) -> None:
        """See `EngineMeasures`."""
        self.lookups.labels(cache, "yes" if is_hit else "no").inc()

    def stage_failed(self, stage: str) -> None:
        """See `EngineMeasures`."""
        self.stage_errors.labels(stage).inc()

    def model_called(self, purpose: str, result: str, seconds: float, usage: Mapping[str, int]) -> None:
        """See `EngineMeasures`."""
        self.model_seconds.labels(purpose, result).observe(seconds)
        if purpose != "answer":
            self._used(usage)
