"""Tasks of the event loop that run beside everything else."""

import asyncio


async def ended(task: "asyncio.Task[None]") -> None:
    """Cancels the task and waits until it is over, however it ends."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
