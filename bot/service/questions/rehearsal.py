"""A question that a process asks itself before it says that it is ready: what is only loaded then waits for nobody."""

import asyncio
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Final

import structlog

from bot.service.questions.answerer_port import Answerer
from bot.threads.blocking import BlockingCalls
from bot.threads.engine_thread import EngineThread
from pipelines.access import EVERYONE, Scope

_log = structlog.stdlib.get_logger("tcbot.bot")

TIMES: Final = 3
"""How often it asks itself: the first time loads, the others find what each of several threads has to make."""
MOST_LABELS: Final = 20
SECONDS: Final = 60.0
"""How long all of it may take; a process that is slow is better than one that never begins."""


async def rehearse(
    answerer: Callable[[], Answerer],
    engine: EngineThread,
    calls: BlockingCalls,
    labels: Callable[[], Sequence[str]],
) -> None:
    """Has the engine rehearse over documents of some of these `labels`. What it finds goes nowhere: not to the log of
    questions, not to metrics, not to the audit. What goes wrong is logged, and the first question meets it again.
    """
    try:
        async with asyncio.timeout(SECONDS):
            scope = Scope.of(EVERYONE, *islice(await calls.run(labels), MOST_LABELS))
            for _ in range(TIMES):
                await engine.run(lambda: answerer().rehearse(scope))
    except Exception as error:
        _log.warning("rehearsal_failed", error=type(error).__name__)
