"""The message of a shared file's card in Slack."""

from collections.abc import Awaitable, Callable

from bot.chat.chat import SharedFile
from bot.chat.ports import CardHistory
from bot.records.shared_files import SharedRecord
from bot.slack.directory.clients import Workspace
from bot.slack.render.blocks import SlackMessage
from bot.slack.render.render_card import card_message, card_refused
from bot.slack.reply.posting import MessagePlace, post, update
from bot.slack.reply.troubles import chat_troubles
from ingest.job import JobView


class SlackCardMessages:
    """`CardMessages` of one file."""

    def __init__(self, workspace: Callable[[], Awaitable[Workspace]], file: SharedFile) -> None:
        self._workspace = workspace
        chat = file.chat
        key = f"file:{chat.team}:{file.id}:{chat.channel}"
        self._spot = MessagePlace(chat.channel, chat.thread, key, since=file.message)

    async def post(self, message: SlackMessage, part: int = 0, look_first: bool = False) -> str:
        """Posts or finds it; a card has one part."""
        with chat_troubles():
            return await post(await self._workspace(), self._spot, message, look_first)

    async def update(self, message_id: str, message: SlackMessage, part: int = 0) -> None:
        """Updates it."""
        with chat_troubles():
            await update((await self._workspace()).patient, self._spot, message_id, message)

    def card(self, file: SharedFile, record: SharedRecord, job: JobView, earlier: CardHistory) -> SlackMessage:
        """The card in the language of whoever shared the file."""
        return card_message(
            job,
            record_id=record.id,
            shared_by=file.sharer.id,
            channel=file.chat.channel,
            locale=file.sharer.locale,
            label=record.label,
            earlier=earlier,
        )

    def refused(self, file: SharedFile, sentence: str) -> SlackMessage:
        """The card of a file that isn't taken up."""
        return card_refused(file.name, sentence, file.sharer.locale)
