"""A question in a chat to its one end: an answer, a refusal or a failure, shown once and recorded."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

import structlog

from bot.access.audience import Audience
from bot.access.labels import person_label, told_readers
from bot.access.rights import Rights
from bot.chat.chat import ChatKind, Question
from bot.chat.ended import QUOTE_MARK, Ended
from bot.chat.notes import Note
from bot.chat.ports import Directory, Reply
from bot.records.channel_settings import ChannelSettingsStore
from bot.records.denials import Denials
from bot.records.question_log import QuestionLog
from bot.service.limits import ServiceLimits
from bot.service.questions.answerer_port import Answerer
from bot.service.questions.failed_questions import asked_wrongly, failed_by, failed_for
from bot.service.questions.kept_back import KeptBack
from bot.service.questions.more_in_private import Look, MoreInPrivate
from bot.service.questions.own_answers import OwnAnswers
from bot.service.questions.preparing import PreparedQuestion, Preparing
from bot.service.questions.turns import Turns
from bot.service.replies.live_progress import LiveProgress
from bot.service.replies.putting_off import PuttingOff
from bot.service.replies.showing_ends import show_end, show_end_or_put_off
from bot.service.throttle import Throttle
from bot.threads.blocking import BlockingCalls
from bot.threads.engine_thread import EngineThread
from bot.wording.phrasing import reading_line
from bot.wording.sentences import counted, duration_words, say
from bot.wording.told_answer import told
from bot.wording.told_lines import outline_lines
from ingest.jobs.faults import DATABASE_AWAY
from ingest.library.held_documents import HeldDocument
from ingest.library.library import Library
from pipelines.access import Scope
from pipelines.tracing import span
from pipelines.types import Answer, Outcome

_log = structlog.stdlib.get_logger("tcbot.bot")


@dataclass(slots=True)
class _End:
    """How a question ended so far, for whoever its readers are; `notes` are said below it.

    `hidden` are the documents that were forgotten before it was looked for, `away` is what was waited for last.
    """

    scope: Scope
    hidden: frozenset[str] = frozenset()
    away: Exception | None = None
    ended: Ended | None = None
    notes: tuple[Note, ...] = ()


class AnsweringQuestions:
    """Answers the questions of all chats of a process; some at a time, people in turn (`turns`)."""

    def __init__(
        self,
        *,
        answerer: Callable[[], Answerer],
        engine: EngineThread,
        calls: BlockingCalls,
        log: QuestionLog,
        audience: Audience,
        rights: Rights,
        throttle: Throttle,
        channel_settings: ChannelSettingsStore,
        library: Library,
        own: OwnAnswers,
        limits: ServiceLimits,
        denials: Denials,
    ) -> None:
        self._answerer = answerer
        self._engine = engine
        self._calls = calls
        self._log = log
        self._audience = audience
        self._rights = rights
        self._denials = denials
        self._throttle = throttle
        self._own = own
        self._kept_back = KeptBack(calls, audience, channel_settings, library)
        self._more = MoreInPrivate(answerer=answerer, engine=engine, calls=calls, audience=audience, library=library)
        self._limits = limits
        self._preparing = Preparing(
            calls=calls, log=log, audience=audience, channel_settings=channel_settings, library=library, limits=limits
        )
        self.turns = Turns(limits.answers_at_once)

    async def open(self) -> None:
        """Opens the engine; to be called in its own loop."""
        self._answerer()

    async def answer(
        self, question: Question, reply: Reply, directory: Directory, putting_off: PuttingOff | None = None
    ) -> Ended:
        """How the question ended, after its one `reply.finish`. Raises `CancelledError`, and `UndeliveredError`."""
        end = _End(Scope.of(self._audience.label_of(question.chat, question.asker)))
        async with LiveProgress(reply, lambda: self._is_still(end.hidden)) as telling:
            try:
                async with asyncio.timeout(self._limits.answer_seconds) as limit:
                    reach = self._reach if putting_off is None else self._reach_at_last
                    await reach(end, question, telling, directory)
            except Exception as error:
                if end.ended is None:  # else an answer is there, and nothing but a note below it is missing
                    is_late = isinstance(error, TimeoutError) and limit.expired() and end.away is None
                    end.ended = self._late(question) if is_late else failed_by(end.away or error, question)
            await telling.end(self._limits.telling_seconds)
        assert end.ended is not None
        await self._record(question, end.scope, end.ended)
        if await self._is_current(end):
            await show_end_or_put_off(reply, end.ended, end.notes, putting_off)
            if await self._is_current(end):  # else it was forgotten while the chat took the answer
                return end.ended
        ended = failed_for(question, "forgotten_meanwhile")
        await self._record(question, end.scope, ended)
        await show_end(reply, ended)
        return ended

    async def give_up(self, question: Question, reply: Reply, reference: str = "") -> Ended:
        """Ends a question whose attempts are used up in its one visible error, under this reference or a new one."""
        ended = failed_for(question, "unexpected", reference=reference)
        await self._record(question, Scope.of(self._audience.label_of(question.chat, question.asker)), ended)
        await show_end(reply, ended)
        return ended

    def _late(self, question: Question) -> Ended:
        return failed_for(question, "took_too_long", self._limits.answer_seconds)

    async def _reach_at_last(self, end: _End, question: Question, telling: LiveProgress, directory: Directory) -> None:
        """The same where nobody else asks again: begun anew as long as the records are away."""
        while True:
            try:
                return await self._reach(end, question, telling, directory)
            except DATABASE_AWAY as error:
                if end.ended is not None:
                    raise
                end.away = error
                _log.warning("question_waits_for_records", error=type(error).__name__)
            await asyncio.sleep(self._limits.records_pause_seconds)
            telling.begin_anew()

    async def _reach(self, end: _End, question: Question, telling: LiveProgress, directory: Directory) -> None:
        locale = question.asker.locale
        if not await self._rights.is_admitted(question.asker):
            await self._calls.run(self._denials.note, person_label(question.asker), "ask", person_label(question.asker))
            end.ended = asked_wrongly("account_disabled", say("account_disabled", locale))
            return
        wait = await self._throttle.admit(question.asker, question.request or question.key)
        if wait > 0:
            text = say("throttled", locale, duration=duration_words(max(wait, 1.0), locale))
            end.ended = asked_wrongly("throttled", text)
            return
        async with self._preparing.begun(question, telling, directory) as preparing:
            prepared = await preparing
        end.scope, end.hidden = prepared.audible.scope, prepared.hidden
        own = await self._calls.run(self._own.answer, question.text, end.scope, locale, prepared.history)
        if own is not None:
            end.ended = Ended(own)
            return
        document = await self._calls.run(self._own.to_sum_up, question.text, end.scope, prepared.history)
        if document is not None:
            end.ended = await self._summed_up(question, document, end.scope, telling)
            end.ended = replace(end.ended, readers=end.scope.labels)
            return
        if prepared.documents:
            telling.status(say("looking", locale, documents=counted(prepared.documents)))
        look = self._more.look(question, end.scope, prepared.settings, directory, bool(prepared.history))
        async with look:
            answer = await self._answer(question, prepared, telling, look.begin)
            end.ended = Ended(_as_in(question, answer), share=question.origin if answer.citations else "")
            with span("question.marks"):
                kept_back = await self._kept_back.marks(question, answer, directory)
            end.ended = replace(end.ended, kept_back=kept_back, readers=end.scope.labels)
            end.notes = await _notes(question, prepared, answer, look)

    async def _answer(
        self, question: Question, prepared: PreparedQuestion, telling: LiveProgress, on_writing: Callable[[], None]
    ) -> Answer:
        """The engine's answer; `on_writing` is called, from another thread, when a model begins to write it."""
        on_sentence, on_reading = _told_to(telling, question.asker.locale, on_writing)
        scope, history = prepared.audible.scope, prepared.history
        async with AsyncExitStack() as turn:
            with span("question.turn"):
                await turn.enter_async_context(self.turns.of(question.asker))
            with span("question.engine"):
                return await self._engine.run(
                    lambda: self._answerer().answer(question.text, scope, history, on_sentence, on_reading)
                )

    async def _summed_up(
        self, question: Question, document: HeldDocument, scope: Scope, telling: LiveProgress
    ) -> Ended:
        """A model's sentences on a document, else its outline."""
        locale = question.asker.locale
        on_sentence, on_reading = _told_to(telling, locale, lambda: None)
        of_document = document.document_id, document.pages, scope
        async with self.turns.of(question.asker):
            answer = await self._engine.run(
                lambda: self._answerer().summary(question.text, *of_document, on_sentence, on_reading)
            )
            if answer is not None:
                return Ended(answer, share=question.origin)
            outline = await self._engine.run(lambda: self._answerer().outline(*of_document))
        return Ended(told(outline_lines(document, outline, locale), [document.document_id]))

    async def _record(self, question: Question, scope: Scope, ended: Ended) -> None:
        """Writes the question down; what can't be written is shown all the same."""
        try:
            readers = told_readers(question.chat, scope, question.only_asker)
            with span("question.record"):
                await self._calls.run(self._log.record, question, scope, ended, readers)
        except Exception as error:
            _log.warning("question_not_recorded", error=type(error).__name__)

    async def _is_still(self, hidden: frozenset[str]) -> bool:
        """Whether nothing was forgotten since, so that a sentence may be shown which waited here for the chat."""
        return await self._calls.run(self._log.forgotten) <= hidden

    async def _is_current(self, end: _End) -> bool:
        """Whether its readers may still read each document that the answer quotes or names; so too where the records
        can't tell.
        """
        assert end.ended is not None
        try:
            return await self._calls.run(self._log.is_current, end.ended.answer, end.scope)
        except Exception as error:
            _log.warning("answer_not_checked", error=type(error).__name__)
            return True


def _told_to(
    telling: LiveProgress, locale: str, on_writing: Callable[[], None]
) -> tuple[Callable[[str], None], Callable[[Sequence[str]], None]]:
    """What the engine calls for a sentence, and before a model begins to write; from another thread."""

    def on_sentence(text: str) -> None:
        if not text.startswith(QUOTE_MARK):  # quotes come in one piece, with the answer that holds them
            telling.sentence(text)

    def on_reading(documents: Sequence[str]) -> None:
        on_writing()
        if documents:
            telling.status(reading_line(documents, locale))

    return on_sentence, on_reading


async def _notes(question: Question, prepared: PreparedQuestion, answer: Answer, look: Look) -> tuple[Note, ...]:
    """What to say below the answer: that not all could be used, or that there is better for the asker alone."""
    if prepared.audible.reduced is not None:
        return (prepared.audible.reduced,)
    if answer.outcome is Outcome.FAILED or question.chat.kind is ChatKind.DIRECT or question.only_asker:
        return ()
    return (Note.MORE_IN_PRIVATE,) if await look.is_better_than(answer) else ()


def _as_in(question: Question, answer: Answer) -> Answer:
    """The answer with the reason that fits where it was asked."""
    if answer.reason == "not_found" and question.chat.kind is not ChatKind.DIRECT and not question.only_asker:
        return replace(answer, reason="not_found_channel")
    return answer
