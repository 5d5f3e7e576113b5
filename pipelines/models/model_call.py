"""One call of the writing model, in the trace and in the metrics: its seconds, its tokens, how it ended."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from pipelines.engine_measures import model_called
from pipelines.models.generators import Generator, unavailable
from pipelines.tracing import note, span


class ModelCall:
    """A call under way; `usage` are the tokens that the provider counted, by kind, where it says so."""

    def __init__(self) -> None:
        self.usage: dict[str, int] = {}

    def ended(self, meta: dict[str, Any]) -> None:
        """Takes what the provider tells of the whole reply."""
        told = meta.get("usage") or {}
        names = {"prompt_tokens": "prompt", "input_tokens": "prompt", "completion_tokens": "completion",
                 "output_tokens": "completion"}  # fmt: skip
        self.usage = {names[key]: value for key, value in told.items() if key in names and isinstance(value, int)}


@contextmanager
def model_call(generator: Generator, purpose: Literal["answer", "rewrite"]) -> Iterator[ModelCall]:
    """A call as long as the block lasts; what is raised in it passes through, counted by its code."""
    call, begun, result = ModelCall(), time.perf_counter(), "ok"
    with span("model.call", "client", model=str(getattr(generator, "model", "")), kind=purpose):
        try:
            yield call
        except Exception as error:
            problem = unavailable(error)
            result = problem.code if problem is not None else "cut_off"
            raise
        finally:
            model_called(purpose, result, time.perf_counter() - begun, call.usage)
            note(
                outcome=result,
                prompt_tokens=call.usage.get("prompt", 0),
                completion_tokens=call.usage.get("completion", 0),
            )
