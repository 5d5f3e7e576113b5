"""The message of a shared file's card in Teams."""

from collections.abc import Awaitable, Callable, Mapping

from bot.chat.chat import ChatKind, SharedFile
from bot.chat.ports import CardHistory
from bot.inbox.item_key import item_key
from bot.records.shared_files import SharedRecord
from bot.teams.render.render_card import card_message, card_refused
from bot.teams.render.teams_message import TeamsMessage
from bot.teams.reply.posting import MessagePlace, Posting
from bot.teams.reply.troubles import chat_troubles
from ingest.job import JobView

Names = Callable[[], Awaitable[Mapping[str, str]]]
Drawn = Callable[[Mapping[str, str]], TeamsMessage]
"""A card, once the names of its people and channels are known."""


class TeamsCardMessages:
    """`CardMessages` of one file; `names` gives those that its card says."""

    def __init__(self, posting: Posting, names: Names, file: SharedFile) -> None:
        self._posting = posting
        self._names = names
        chat = file.chat
        key = item_key("file", chat.team, file.id, chat.channel)
        where = (chat.team, chat.channel, chat.thread)
        self._spot = MessagePlace(*where, key, file.sharer.locale, since=file.message)

    async def post(self, message: Drawn, part: int = 0, look_first: bool = False) -> str:
        """Sends it, or brings up to date what is noted; a card has one part."""
        with chat_troubles():
            return await self._posting.post(self._spot, message(await self._names()), part, look_first)

    async def update(self, message_id: str, message: Drawn, part: int = 0) -> None:
        """Updates it."""
        with chat_troubles():
            await self._posting.update(self._spot, message_id, message(await self._names()))

    def card(self, file: SharedFile, record: SharedRecord, job: JobView, earlier: CardHistory) -> Drawn:
        """The card in the language of whoever shared the file."""
        return lambda names: card_message(
            job,
            record_id=record.id,
            shared_by=file.sharer.id,
            channel=file.chat.channel,
            is_direct=file.chat.kind is ChatKind.DIRECT,
            locale=file.sharer.locale,
            label=record.label,
            earlier=earlier,
            names=names,
        )

    def refused(self, file: SharedFile, sentence: str) -> Drawn:
        """The card of a file that isn't taken up."""
        return lambda _: card_refused(file.name, sentence, file.sharer.locale)
