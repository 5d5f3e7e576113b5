"""What a question is answered from, looked up before the engine is asked: its readers, settings, and what was said."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.access.audience import Audience, ReplyScope
from bot.chat.channel_settings import ChannelSettings
from bot.chat.chat import ChatKind, Question
from bot.chat.ports import Directory
from bot.records.channel_settings import ChannelSettingsStore
from bot.records.question_log import QuestionLog, question_key
from bot.service.limits import ServiceLimits
from bot.service.replies.live_progress import LiveProgress
from bot.threads.background import ended
from bot.threads.blocking import BlockingCalls
from bot.wording.sentences import say
from ingest.library.library import Library
from pipelines.tracing import note, span
from pipelines.types import Turn


@dataclass(frozen=True, slots=True)
class PreparedQuestion:
    """What a question is answered from; `documents` counts those that its readers may read, `hidden` are forgotten."""

    audible: ReplyScope
    settings: ChannelSettings
    documents: int
    history: Sequence[Turn]
    hidden: frozenset[str]


class Preparing:
    """Prepares questions. Errors of the records and of the chat's directory pass through."""

    def __init__(
        self,
        *,
        calls: BlockingCalls,
        log: QuestionLog,
        audience: Audience,
        channel_settings: ChannelSettingsStore,
        library: Library,
        limits: ServiceLimits,
    ) -> None:
        self._calls = calls
        self._log = log
        self._audience = audience
        self._channel_settings = channel_settings
        self._library = library
        self._limits = limits

    @asynccontextmanager
    async def begun(
        self, question: Question, telling: LiveProgress, directory: Directory
    ) -> AsyncIterator["asyncio.Task[PreparedQuestion]"]:
        """The preparing, and a first line where it takes longer than people should wait for one."""
        preparing = asyncio.create_task(self._scoped(question, directory))
        try:
            await asyncio.wait({preparing}, timeout=self._limits.first_sign_seconds)
            if not preparing.done():
                telling.status(say("looking_first", question.asker.locale))
            yield preparing
        finally:
            await ended(preparing)

    async def _scoped(self, question: Question, directory: Directory) -> PreparedQuestion:
        """What is prepared, as a part of the trace."""
        with span("question.scope"):
            prepared = await self._prepare(question, directory)
            note(documents=prepared.documents)
            return prepared

    async def _prepare(self, question: Question, directory: Directory) -> PreparedQuestion:
        chat = question.chat
        settings, hidden = await asyncio.gather(
            self._calls.run(self._channel_settings.get, chat.surface, chat.team, chat.channel),
            self._calls.run(self._log.forgotten),
        )
        audible = await self._audience.scope_of(chat, question.asker, directory, settings, question.only_asker)
        documents = await self._calls.run(self._library.count_readable, audible.scope)
        history: Sequence[Turn] = ()
        if not question.only_asker:  # who answers all must not build on what was said to one
            key, of = question_key(question.key), question.asker if chat.kind is ChatKind.DIRECT else None
            history = await self._calls.run(self._log.history, chat.conversation, audible.scope, key, asker=of)
        return PreparedQuestion(audible, settings, documents, history, hidden)
