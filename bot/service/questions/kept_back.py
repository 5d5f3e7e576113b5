"""Which sources of an answer for one person the conversation around it can't read."""

from bot.access.audience import Audience
from bot.chat.chat import Chat, ChatKind, Question
from bot.chat.ports import Directory
from bot.records.channel_settings import ChannelSettingsStore
from bot.threads.blocking import BlockingCalls
from ingest.library.library import Library
from pipelines.types import Answer, cited_documents


class KeptBack:
    """Compares an answer with what all may read who are in the conversation it was asked in."""

    def __init__(
        self, calls: BlockingCalls, audience: Audience, channel_settings: ChannelSettingsStore, library: Library
    ) -> None:
        self._calls = calls
        self._audience = audience
        self._channel_settings = channel_settings
        self._library = library

    async def marks(self, question: Question, answer: Answer, directory: Directory) -> frozenset[int]:
        """The marks of the sources that only the asker may read; none where no conversation is around."""
        around = _around(question)
        cited = cited_documents(answer)
        if around is None or not cited:
            return frozenset()
        settings = await self._calls.run(self._channel_settings.get, around.surface, around.team, around.channel)
        audible = await self._audience.scope_of(around, question.asker, directory, settings)
        readable = await self._calls.run(self._library.readable_among, set(cited.values()), audible.scope)
        return frozenset(n for n, document_id in cited.items() if document_id not in readable)


def _around(question: Question) -> Chat | None:
    if question.beside is not None:
        return question.beside
    return question.chat if question.only_asker and question.chat.kind is not ChatKind.DIRECT else None
