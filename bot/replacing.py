"""What was there before a file became ready: a newer file of a name takes the place of what its sharer may end."""

from bot.audience import Audience, own_label, person_label
from bot.blocking import BlockingCalls
from bot.chat_ports import Directory, Earlier
from bot.shared_files import SharedRecord
from bot.withdrawing import Withdrawing
from pipelines.access import Scope


class Replacing:
    """Ends what a file replaces, once it is ready. Safe to repeat; what records and search raise comes through."""

    def __init__(self, calls: BlockingCalls, audience: Audience, withdrawing: Withdrawing) -> None:
        self._calls = calls
        self._audience = audience
        self._withdrawing = withdrawing

    async def replace(self, record: SharedRecord, directory: Directory | None) -> Earlier:
        """Takes back what the record's channel shared under its name before, as far as its sharer may; what there was.

        What was replaced is told once: a repeat finds it gone. Without a `directory` the sharer may end their own.
        """
        by = person_label(record.file.sharer)
        replaced = [each.live_at for each in await self._calls.run(self._withdrawing.outdated, record, by)]
        stays = False
        for earlier in await self._calls.run(self._withdrawing.earlier_than, record):
            ended = [each for each in earlier.records if await self._may_end(record, each, directory)]
            if ended:
                await self._calls.run(self._withdrawing.take_back, earlier.document.document_id, ended, by)
            if len(ended) == len(earlier.records):
                replaced.append(earlier.document.live_at)
            else:
                stays = True
        scope = await self._scope_of_card(record, directory)
        known = await self._calls.run(self._withdrawing.was_known, record, scope)
        return Earlier(max(replaced, default=None), known=known, stays=stays)

    async def _may_end(self, record: SharedRecord, earlier: SharedRecord, directory: Directory | None) -> bool:
        sharer = record.file.sharer
        if person_label(sharer) == person_label(earlier.file.sharer):
            return True
        return directory is not None and await self._audience.may_forget(sharer, earlier, directory)

    async def _scope_of_card(self, record: SharedRecord, directory: Directory | None) -> Scope:
        """What everyone may read who sees the record's card."""
        chat, sharer = record.file.chat, record.file.sharer
        if directory is None:
            return Scope.of(own_label(chat, sharer))
        return (await self._audience.scope_of(chat, sharer, directory)).scope
