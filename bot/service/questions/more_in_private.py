"""Whether the asker alone could be answered from better evidence than all who read along: said without naming it."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

import structlog

from bot.access.audience import Audience
from bot.chat.channel_settings import ChannelSettings
from bot.chat.chat import ChatKind, Question
from bot.chat.ports import Directory
from bot.service.questions.answerer_port import Answerer
from bot.threads.background import ended
from bot.threads.blocking import BlockingCalls
from bot.threads.engine_thread import EngineThread
from ingest.library.library import Library
from pipelines.access import Scope
from pipelines.types import Answer, Outcome

_log = structlog.stdlib.get_logger("tcbot.bot")

LONGEST_LOOK: Final = 2.0
"""Seconds that an answer which is there waits for the look: without it nothing is said."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the asker alone would be answered from: whether the best passage of it, or any, is for them alone."""

    is_best: bool = False
    is_any: bool = False

    def is_better_than(self, answer: Answer) -> bool:
        """Whether it is better than what an answer was made from; a refusal found nothing that would do."""
        return self.is_any if answer.outcome is Outcome.REFUSED else self.is_best


NO_EVIDENCE = Evidence()


class Look:
    """A look at what is for the asker alone, beside the answer in the making; to be used as an async context manager.

    It begins while a model writes, where it can, so that nobody waits for it; else once the answer is there.
    """

    def __init__(self, look: Callable[[str], Coroutine[Any, Any, Evidence]], asked: str, may_begin_early: bool) -> None:
        self._look = look
        self._asked = asked
        self._may_begin_early = may_begin_early
        self._loop = asyncio.get_running_loop()
        self._task: asyncio.Task[Evidence] | None = None
        self._is_over = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over = True
        if self._task is not None:
            await ended(self._task)

    def begin(self) -> None:
        """Begins it, from any thread."""
        if self._may_begin_early:
            self._loop.call_soon_threadsafe(self._start, self._asked)

    async def is_better_than(self, answer: Answer) -> bool:
        """Whether there is better evidence than the answer's; False where that can't be told in time."""
        self._start(answer.standalone_question or self._asked)
        assert self._task is not None
        try:
            async with asyncio.timeout(LONGEST_LOOK):
                return (await asyncio.shield(self._task)).is_better_than(answer)
        except Exception as error:
            _log.warning("private_documents_not_looked_at", error=type(error).__name__)
            return False

    def _start(self, asked: str) -> None:
        if self._task is None and not self._is_over:
            self._task = asyncio.create_task(self._look(asked))


class MoreInPrivate:
    """Looks at what a private answer would be made from. Costs one search, where the asker may read more at all."""

    def __init__(
        self,
        *,
        answerer: Callable[[], Answerer],
        engine: EngineThread,
        calls: BlockingCalls,
        audience: Audience,
        library: Library,
    ) -> None:
        self._answerer = answerer
        self._engine = engine
        self._calls = calls
        self._audience = audience
        self._library = library

    def look(
        self, question: Question, audible: Scope, settings: ChannelSettings, directory: Directory, is_follow_up: bool
    ) -> Look:
        """The look for a question that is answered from `audible`; what a follow-up asks is known with its answer."""

        async def evidence(asked: str) -> Evidence:
            if question.chat.kind is ChatKind.DIRECT or question.only_asker:
                return NO_EVIDENCE
            return await self._evidence(question, asked, audible, settings, directory)

        return Look(evidence, question.text, not is_follow_up)

    async def _evidence(
        self, question: Question, asked: str, audible: Scope, settings: ChannelSettings, directory: Directory
    ) -> Evidence:
        alone = (await self._audience.scope_of(question.chat, question.asker, directory, settings, True)).scope
        if not await self._calls.run(self._library.reads_more, alone, audible):
            return NO_EVIDENCE
        passages = await self._engine.run(lambda: self._answerer().evidence(asked, alone))
        found = [each.document_id for each in passages]
        readable = await self._calls.run(self._library.readable_among, found, audible)
        kept_back = [each not in readable for each in found]
        return Evidence(is_best=kept_back[:1] == [True], is_any=any(kept_back))
