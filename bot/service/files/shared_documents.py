"""The documents that a chat may use, and the end of one that somebody names there."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.access.audience import Audience
from bot.access.labels import person_label
from bot.access.rights import Rights, is_sharer
from bot.chat.chat import Chat, Person
from bot.chat.ports import Directory
from bot.records.channel_settings import ChannelSettingsStore
from bot.records.denials import Denials
from bot.records.shared_files import SharedFiles, SharedRecord
from bot.service.files.document_names import meant_names, named_documents, unknown_name
from bot.service.files.withdrawing import Withdrawing
from bot.threads.blocking import BlockingCalls
from bot.wording.problems import problem_of
from bot.wording.sentences import say
from ingest.library.held_documents import HeldDocument
from ingest.library.library import Library, storable_name


class SharedDocuments:
    """Lists and forgets the documents of chats."""

    def __init__(
        self,
        *,
        calls: BlockingCalls,
        audience: Audience,
        rights: Rights,
        channel_settings: ChannelSettingsStore,
        shared_files: SharedFiles,
        library: Library,
        withdrawing: Withdrawing,
        denials: Denials,
    ) -> None:
        self._calls = calls
        self._audience = audience
        self._rights = rights
        self._channel_settings = channel_settings
        self._shared_files = shared_files
        self._library = library
        self._withdrawing = withdrawing
        self._denials = denials

    async def documents(self, person: Person, chat: Chat, directory: Directory) -> list[HeldDocument]:
        """What a reply in this chat may use, by name; of their readers those whom the chat's own may know of."""
        settings = await self._calls.run(self._channel_settings.get, chat.surface, chat.team, chat.channel)
        scope = (await self._audience.scope_of(chat, person, directory, settings)).scope
        held = await self._calls.run(self._library.readable, scope)
        return [replace(each, labels=tuple(label for label in each.labels if label in scope.labels)) for each in held]

    async def forget(self, person: Person, chat: Chat, name: str, directory: Directory) -> list[str]:
        """Takes back what was shared under this name, as far as the person may; the sentences that say so.

        Only documents that this chat may use have a name here. Of several of one name those that were shared here
        are meant. Never raises but `CancelledError`.
        """
        try:
            return await self._forget(person, chat, name, directory)
        except Exception as error:
            return problem_of(error, stage="forget").lines(person.locale).splitlines()

    async def _forget(self, person: Person, chat: Chat, name: str, directory: Directory) -> list[str]:
        held = await self.documents(person, chat, directory)
        meant = named_documents(held, name)
        if not meant:
            begun = await self._half_ended(person, chat, name, directory)
            if begun:
                return await self._take_back(person, chat, name, begun, directory)
            return [unknown_name(name, held, person.locale)]
        around = {document.document_id: document.name for document in held}
        if all(document.around_id for document in meant):
            outer = around.get(meant[0].around_id or "", meant[0].name)
            return [say("forget_within", person.locale, document=meant[0].name, around=outer)]
        shared = [(each, await self._records(each)) for each in meant if each.around_id is None]
        allowed = [(each, await self._allowed(person, records, directory)) for each, records in shared]
        allowed = [(each, records) for each, records in allowed if records]
        if not allowed:
            await self._calls.run(self._denials.note, person_label(person), "forget", meant[0].document_id)
            found = [record for _, records in shared for record in records]
            key = "forget_not_yours" if found else "forget_not_shared"
            if any(is_sharer(person, record) for record in found):
                key = "forget_role_missing"
            return [say(key, person.locale, document=meant[0].name)]
        here = [(each, records) for each, records in allowed if _is_any_of(records, chat)]
        if not here and len(allowed) > 1:
            return [say("forget_several", person.locale, document=meant[0].name, count=len(allowed))]
        lines = [
            await self._take_back(person, chat, each.name, records, directory) for each, records in here or allowed
        ]
        return [line for each in lines for line in each]

    async def _half_ended(self, person: Person, chat: Chat, name: str, directory: Directory) -> list[SharedRecord]:
        """What somebody began to take back, here or by themselves, and what then failed."""
        records = await self._calls.run(self._shared_files.half_ended, chat.surface, chat.team)
        near = [each for each in records if each.file.chat.channel == chat.channel or each.file.sharer.id == person.id]
        names = meant_names({storable_name(each.file.name) for each in near}, name)
        meant = [each for each in near if storable_name(each.file.name) in names]
        allowed = await self._allowed(person, meant, directory)
        return [each for each in allowed if each.document_id == allowed[0].document_id]

    async def _records(self, document: HeldDocument) -> list[SharedRecord]:
        return await self._calls.run(self._shared_files.of_document, document.document_id)

    async def _allowed(
        self, person: Person, records: Sequence[SharedRecord], directory: Directory
    ) -> list[SharedRecord]:
        return [record for record in records if await self._rights.may_forget(person, record, directory)]

    async def _take_back(
        self, person: Person, chat: Chat, name: str, records: Sequence[SharedRecord], directory: Directory
    ) -> list[str]:
        """Ends these sharings of one document; what is to be said of that."""
        by, locale, shown = person_label(person), person.locale, {"document": name}
        document_id = records[0].document_id
        try:
            if await self._calls.run(self._withdrawing.take_back, document_id, records, by):
                knows = await self._knows_of_others(person, chat, document_id, directory)
                return [say("forgotten_here" if knows else "forgotten_for_here", locale, **shown)]
            remains = await self._calls.run(self._withdrawing.left_of, document_id, by)
        except Exception as error:
            problem = problem_of(error, stage="forget")
            key = "forget_failed"
            if not await self._calls.run(self._withdrawing.grants, records):
                others = await self._calls.run(self._withdrawing.readers, document_id)
                key = "taken_back_cut_short" if others else "forget_cut_short"
            lines = [say(key, locale, **shown)]
            return lines + ([say("reference", locale, reference=problem.reference)] if problem.reference else [])
        if remains:
            return [say("forget_cut_short", locale, **shown)]
        time = datetime.now().astimezone().strftime("%H:%M %Z")
        return [say("forgotten", locale, **shown), say("forgotten_checked", locale, time=time)]

    async def _knows_of_others(self, person: Person, chat: Chat, document_id: str, directory: Directory) -> bool:
        """Whether the person may read a document by what others shared, so that they may hear of that."""
        readers = await self._calls.run(self._withdrawing.readers, document_id)
        audible = await self._audience.scope_of(chat, person, directory, only_asker=True)
        return not set(audible.scope.labels).isdisjoint(readers)


def _is_any_of(records: Sequence[SharedRecord], chat: Chat) -> bool:
    return any(record.file.chat.channel == chat.channel for record in records)
