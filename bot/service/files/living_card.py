"""The card of a shared file: one message, posted where the file was shared and updated as its job goes on."""

import asyncio
from dataclasses import replace
from typing import Generic

from bot.chat.chat import SharedFile
from bot.chat.ports import NO_HISTORY, CardHistory
from bot.chat.troubles import PlaceGoneError
from bot.records.shared_files import SharedFiles, SharedRecord
from bot.service.replies.messages import CardMessages, Spelled
from ingest.job import JobView


class LivingCard(Generic[Spelled]):
    """A `Card`. With a `record` it is the card of one that is known; else it finds the record when there is one.

    Raises `ChatTroubleError` where the chat can't be reached. A card whose conversation is gone, or that somebody
    deleted, is not posted again.
    """

    def __init__(
        self,
        messages: CardMessages[Spelled],
        files: SharedFiles,
        file: SharedFile,
        record: SharedRecord | None = None,
        look_first: bool = False,
    ) -> None:
        self._messages = messages
        self._files = files
        self._file = file
        self._record = record
        self._look_first = look_first or record is not None

    async def show(self, job: JobView, earlier: CardHistory = NO_HISTORY) -> None:
        """Shows how far the file is."""
        record = self._record or await asyncio.to_thread(self._recorded)
        if record is None:
            return
        self._record = record
        await self._put(self._messages.card(self._file, record, job, earlier))

    async def refuse(self, sentence: str) -> None:
        """Says in the place of the card why the file isn't taken up."""
        await self._put(self._messages.refused(self._file, sentence))

    async def _put(self, message: Spelled) -> None:
        record = self._record
        try:
            if record is not None and record.card:
                await self._messages.update(record.card, message)
                return
            message_id = await self._messages.post(message, look_first=self._look_first)
        except PlaceGoneError:
            return
        if record is not None:
            await asyncio.to_thread(self._files.set_card, record.id, message_id)
            self._record = replace(record, card=message_id)

    def _recorded(self) -> SharedRecord | None:
        chat = self._file.chat
        found = self._files.of_file(chat.surface, chat.team, self._file.id)
        return next((each for each in found if each.file.chat.channel == chat.channel), None)
