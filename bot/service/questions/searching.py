"""Passages and pages for who asks for nothing else: searched for and read under the scope of who will see them."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.access.audience import Audience
from bot.chat.chat import Chat, Person
from bot.chat.notes import Note
from bot.chat.ports import Directory
from bot.records.channel_settings import ChannelSettingsStore
from bot.service.questions.answerer_port import Answerer
from bot.service.questions.turns import Turns
from bot.threads.blocking import BlockingCalls
from bot.threads.engine_thread import EngineThread
from pipelines.types import Page, Passage


@dataclass(frozen=True, slots=True)
class Found:
    """The passages that fit best, best first; `reduced` says why there may be more."""

    passages: tuple[Passage, ...]
    reduced: Note | None = None


class Searching:
    """Searches and reads. Raises what a search raises: `QuestionError`, `IndexUnavailableError`."""

    def __init__(
        self,
        *,
        answerer: Callable[[], Answerer],
        engine: EngineThread,
        calls: BlockingCalls,
        audience: Audience,
        channel_settings: ChannelSettingsStore,
        turns: Turns,
    ) -> None:
        self._answerer = answerer
        self._engine = engine
        self._calls = calls
        self._audience = audience
        self._channel_settings = channel_settings
        self._turns = turns

    async def search(self, text: str, person: Person, chat: Chat, directory: Directory) -> Found:
        """At most 20 passages of what this chat's readers may use."""
        settings = await self._calls.run(self._channel_settings.get, chat.surface, chat.team, chat.channel)
        audible = await self._audience.scope_of(chat, person, directory, settings)
        async with self._turns.of(person):
            found = await self._engine.run(lambda: self._answerer().search(text, audible.scope))
        return Found(found.passages, audible.reduced)

    async def page(
        self, document_id: str, number: int, person: Person, chat: Chat, directory: Directory
    ) -> Page | None:
        """A page as it was read, by its number; None where there is none that this chat's readers may use."""
        settings = await self._calls.run(self._channel_settings.get, chat.surface, chat.team, chat.channel)
        audible = await self._audience.scope_of(chat, person, directory, settings)
        return await self._engine.run(lambda: self._answerer().page(document_id, number, audible.scope))
