"""More passages for an earlier question: searched for anew, since who reads along and what is held may have changed."""

from collections.abc import Callable

from bot.access.audience import Audience
from bot.access.labels import told_readers
from bot.chat.chat import Chat, Person
from bot.chat.ports import Directory
from bot.records.channel_settings import ChannelSettingsStore
from bot.records.logged_questions import LoggedQuestion
from bot.records.question_log import QuestionLog
from bot.service.questions.answerer_port import Answerer
from bot.service.questions.asked_questions import AskedQuestions
from bot.service.questions.turns import Turns
from bot.threads.blocking import BlockingCalls
from bot.threads.engine_thread import EngineThread
from pipelines.types import Passage


class MorePassages:
    """Searches again for what was asked before."""

    def __init__(
        self,
        *,
        answerer: Callable[[], Answerer],
        engine: EngineThread,
        calls: BlockingCalls,
        log: QuestionLog,
        asked: AskedQuestions,
        audience: Audience,
        channel_settings: ChannelSettingsStore,
        turns: Turns,
    ) -> None:
        self._answerer = answerer
        self._engine = engine
        self._calls = calls
        self._log = log
        self._asked = asked
        self._audience = audience
        self._channel_settings = channel_settings
        self._turns = turns

    async def passages(self, question_id: str, person: Person, chat: Chat, directory: Directory) -> tuple[Passage, ...]:
        """At most 20 passages, best first; none for a question that wasn't asked in this chat.

        Those that the answer quoted are left out, where there are others.
        """
        logged = await self._asked.asked_in(question_id, chat, person)
        if logged is None:
            return ()
        settings = await self._calls.run(self._channel_settings.get, chat.surface, chat.team, chat.channel)
        # As if all of the chat read along: where these passages are shown isn't known here.
        audible = await self._audience.scope_of(chat, person, directory, settings)
        asked = _asked(logged)
        async with self._turns.of(person):
            found = await self._engine.run(lambda: self._answerer().search(asked, audible.scope))
        shown = tuple(each for each in found.passages if not _is_quoted(each, logged)) or found.passages
        readers = told_readers(chat, audible.scope)
        await self._calls.run(self._log.passages_shown, question_id, person, shown, readers)
        return shown


def _is_quoted(passage: Passage, logged: LoggedQuestion) -> bool:
    text = " ".join(passage.text.split())
    return any(
        each.document_id == passage.document_id and each.quote in text for each in logged.citations if each.quote
    )


def _asked(logged: LoggedQuestion) -> str:
    """The question with the filters that were typed, or as it stands alone where it was a follow-up."""
    is_follow_up = not set(logged.standalone.split()) <= set(logged.text.split())
    return logged.standalone if is_follow_up else logged.text
