"""What was there before a file became ready: a newer file of a name takes the place of what its sharer may end."""

from bot.access.audience import Audience
from bot.access.labels import own_label, person_label
from bot.access.rights import Rights
from bot.chat.ports import CardHistory, Directory
from bot.records.shared_files import SharedRecord
from bot.service.files.withdrawing import Withdrawing
from bot.service.surface import known_chat
from bot.threads.blocking import BlockingCalls
from pipelines.access import Scope


class Replacing:
    """Ends what a file replaces, once it is ready. Safe to repeat; what records and search raise comes through."""

    def __init__(self, calls: BlockingCalls, audience: Audience, rights: Rights, withdrawing: Withdrawing) -> None:
        self._calls = calls
        self._audience = audience
        self._rights = rights
        self._withdrawing = withdrawing

    async def replace(self, record: SharedRecord, directory: Directory | None) -> CardHistory:
        """Takes back what the record's channel shared under its name before, as far as its sharer may; what there was.

        What was replaced is told again until the card has shown it. Without a `directory` the sharer may end their own.
        """
        by = person_label(record.file.sharer)
        await self._calls.run(self._withdrawing.end_outdated, record, by)
        stays = False
        for earlier in await self._calls.run(self._withdrawing.earlier_than, record):
            ended = [each for each in earlier.records if await self._may_end(record, each, directory)]
            is_whole = len(ended) == len(earlier.records)
            stays = stays or not is_whole
            if is_whole:
                await self._calls.run(self._withdrawing.note_replaced, record, earlier.document)
            if ended:
                await self._calls.run(self._withdrawing.take_back, earlier.document.document_id, ended, by)
        scope = await self._scope_of_card(record, directory)
        known = await self._calls.run(self._withdrawing.was_known, record, scope)
        replaces = await self._calls.run(self._withdrawing.replaced_since, record)
        return CardHistory(replaces, known=known, stays=stays)

    async def _may_end(self, record: SharedRecord, earlier: SharedRecord, directory: Directory | None) -> bool:
        sharer = record.file.sharer
        if person_label(sharer) == person_label(earlier.file.sharer):
            return True
        return directory is not None and await self._rights.may_forget(sharer, earlier, directory)

    async def _scope_of_card(self, record: SharedRecord, directory: Directory | None) -> Scope:
        """What everyone may read who sees the record's card."""
        chat, sharer = record.file.chat, record.file.sharer
        if directory is None or not await self._rights.is_admitted(sharer):
            return Scope.of(own_label(chat, sharer))
        now = await known_chat(directory, chat, sharer.id)  # it may have become another kind since
        return (await self._audience.scope_of(now, sharer, directory)).scope
