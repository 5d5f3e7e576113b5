"""The card of a shared file in Slack: one message, posted where the file was shared and updated as its job goes on."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.chat.chat import SharedFile
from bot.chat.ports import NOTHING_EARLIER, Earlier
from bot.records.shared_files import SharedFiles, SharedRecord
from bot.slack.directory.clients import Workspace
from bot.slack.directory.errors import GONE, TROUBLES, code_of
from bot.slack.render.blocks import SlackMessage
from bot.slack.render.render_card import card_message, card_refused
from bot.slack.reply.posting import Spot, post, update
from ingest.job import JobView


class SlackCard:
    """A `Card`. With a `record` it is the card of one that is known; else it finds the record when there is one."""

    def __init__(
        self,
        workspace: Callable[[], Awaitable[Workspace]],
        files: SharedFiles,
        file: SharedFile,
        record: SharedRecord | None = None,
        look_first: bool = False,
    ) -> None:
        self._workspace = workspace
        self._files = files
        self._file = file
        self._record = record
        self._look_first = look_first or record is not None

    async def show(self, job: JobView, earlier: Earlier = NOTHING_EARLIER) -> None:
        """Shows how far the file is; raises `TROUBLES` where Slack can't be reached.

        A card whose conversation is gone, or that somebody deleted, is not posted again.
        """
        record = self._record or await asyncio.to_thread(self._recorded)
        if record is None:
            return
        self._record = record
        locale = self._file.sharer.locale
        message = card_message(
            job,
            record_id=record.id,
            shared_by=self._file.sharer.id,
            channel=self._file.chat.channel,
            locale=locale,
            label=record.label,
            earlier=earlier,
        )
        await self._put(message, record)

    async def refuse(self, sentence: str) -> None:
        """Says in the place of the card why the file isn't taken up."""
        await self._put(card_refused(self._file.name, sentence, self._file.sharer.locale), self._record)

    async def _put(self, message: SlackMessage, record: SharedRecord | None) -> None:
        workspace = await self._workspace()
        try:
            if record is not None and record.card:
                await update(workspace.patient, self._spot(), record.card, message)
                return
            ts = await post(workspace, self._spot(), message, self._look_first)
        except TROUBLES as error:
            if code_of(error) not in GONE:
                raise
            return
        if record is not None:
            await asyncio.to_thread(self._files.set_card, record.id, ts)
            self._record = replace(record, card=ts)

    def _spot(self) -> Spot:
        chat = self._file.chat
        key = f"file:{chat.team}:{self._file.id}:{chat.channel}"
        return Spot(chat.channel, chat.thread, key, since=self._file.message)

    def _recorded(self) -> SharedRecord | None:
        chat = self._file.chat
        found = self._files.of_file(chat.surface, chat.team, self._file.id)
        return next((each for each in found if each.file.chat.channel == chat.channel), None)
