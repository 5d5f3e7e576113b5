"""What operators count and time deep inside, told without handing a collector through every part.

One listener a process, or none.
"""

from collections.abc import Mapping
from typing import Protocol


class EngineMeasures(Protocol):
    """Takes note of what happened: codes of ours, truths and seconds."""

    def looked_up(self, cache: str, is_hit: bool) -> None:
        """Something was looked for in a cache, by the cache's name."""
        ...

    def stage_failed(self, stage: str) -> None:
        """A stage of a question ended in an error."""
        ...

    def model_called(self, purpose: str, result: str, seconds: float, usage: Mapping[str, int]) -> None:
        """A model was called to `answer` or to `rewrite`: `ok`, `cut_off` or the code of `GeneratorUnavailableError`;
        and the tokens that the provider counted.
        """
        ...


_measures: EngineMeasures | None = None


def measure_by(measures: EngineMeasures | None) -> None:
    """Who hears of it from now on, in this process."""
    global _measures
    _measures = measures


def looked_up(cache: str, is_hit: bool) -> None:
    """See `EngineMeasures`."""
    if _measures is not None:
        _measures.looked_up(cache, is_hit)


def stage_failed(stage: str) -> None:
    """See `EngineMeasures`."""
    if _measures is not None:
        _measures.stage_failed(stage)


def model_called(purpose: str, result: str, seconds: float, usage: Mapping[str, int]) -> None:
    """See `EngineMeasures`."""
    if _measures is not None:
        _measures.model_called(purpose, result, seconds, usage)
