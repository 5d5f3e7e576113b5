"""Tasks of the event loop that run beside everything else."""

import asyncio
from typing import Any, TypeVar

from pipelines.telemetry import new_reference, report_error

Work = TypeVar("Work", bound="asyncio.Task[Any]")


def watched(task: Work, stage: str) -> Work:
    """The task, which nobody awaits; what it raises is reported under the stage."""

    def report(done: "asyncio.Task[Any]") -> None:
        error = None if done.cancelled() else done.exception()
        if error is not None:
            report_error(error, new_reference(), stage=stage)

    task.add_done_callback(report)
    return task


async def ended(task: "asyncio.Task[Any]") -> None:
    """Cancels the task and waits until it is over, however it ends."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
