"""Documents by their ids, for those who may do more than read them: who reads them, and their end."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.access.labels import person_label, team_label
from bot.access.rights import Rights
from bot.chat.chat import Chat, Person
from bot.chat.ports import Directory
from bot.records.denials import Denials
from bot.records.shared_files import SharedFiles, SharedRecord
from bot.service.files.shared_documents import SharedDocuments
from bot.service.files.withdrawing import Withdrawing
from bot.threads.blocking import BlockingCalls
from ingest.library.forgetting import Forgetter
from ingest.library.granted import GivenGrant
from ingest.library.held_documents import HeldDocument
from ingest.library.library import Library

PLACE: Final = "api"
"""The place of what an admin grants by a document's id."""


class NotAllowedError(PermissionError):
    """Somebody may see a document, and not do this with it; the audit has heard of it."""


class WithinAnotherError(ValueError):
    """A document that came with another one ends with that."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What became of a document: forgotten, or still there for others. `left` counts what is left of it, by place."""

    is_forgotten: bool
    left: dict[str, int] = field(default_factory=dict)


class ManagedDocuments:
    """Each method gives None for a document that the person can't read. Raises what records and search raise."""

    def __init__(
        self,
        *,
        calls: BlockingCalls,
        rights: Rights,
        documents: SharedDocuments,
        shared_files: SharedFiles,
        withdrawing: Withdrawing,
        forgetter: Forgetter,
        library: Library,
        denials: Denials,
    ) -> None:
        self._calls = calls
        self._rights = rights
        self._documents = documents
        self._shared_files = shared_files
        self._withdrawing = withdrawing
        self._forgetter = forgetter
        self._library = library
        self._denials = denials

    async def get(self, person: Person, chat: Chat, document_id: str, directory: Directory) -> HeldDocument | None:
        """The document as it is now."""
        held = await self._documents.documents(person, chat, directory)
        return next((each for each in held if each.document_id == document_id), None)

    async def grants(
        self, person: Person, chat: Chat, document_id: str, directory: Directory
    ) -> list[GivenGrant] | None:
        """Why a document may be read: all grants for an admin, else those of the sharings that the person may end."""
        if await self.get(person, chat, document_id, directory) is None:
            return None
        grants = await self._calls.run(self._library.granted.grants, document_id)
        records = await self._records(document_id)
        if await self._manages(person, chat, records, directory):
            return grants
        own = {each.id for each in await self._endable(person, records, directory)}
        if not own:
            await self._deny(person, "grants", document_id)
        return [each for each in grants if each.place in own]

    async def grant(
        self, person: Person, chat: Chat, document_id: str, label: str, directory: Directory
    ) -> list[GivenGrant] | None:
        """Lets holders of a label read a document as well; all its grants. For admins."""
        if await self.get(person, chat, document_id, directory) is None:
            return None
        if not await self._manages(person, chat, await self._records(document_id), directory):
            await self._deny(person, "grant", document_id)
        await self._calls.run(self._forgetter.grant, document_id, (label,), person_label(person), PLACE)
        return await self._calls.run(self._library.granted.grants, document_id)

    async def withdraw(
        self, person: Person, chat: Chat, document_id: str, label: str, directory: Directory
    ) -> TakenBack | None:
        """Takes a document from the holders of a label, whoever gave it to them. For admins."""
        if await self.get(person, chat, document_id, directory) is None:
            return None
        if not await self._manages(person, chat, await self._records(document_id), directory):
            await self._deny(person, "withdraw", document_id)
        for each in await self._calls.run(self._library.granted.grants, document_id):
            if each.label == label:
                by = person_label(person)
                await self._calls.run(self._forgetter.withdraw, document_id, (label,), by, each.place)
        return await self._came_of(document_id, person)

    async def forget(self, person: Person, chat: Chat, document_id: str, directory: Directory) -> TakenBack | None:
        """Takes back what the person may: their own sharings, or for an admin all that anybody granted."""
        held = await self.get(person, chat, document_id, directory)
        if held is None:
            return None
        if held.around_id is not None:
            raise WithinAnotherError
        records, by = await self._records(document_id), person_label(person)
        endable, manages = (
            await self._endable(person, records, directory),
            await self._manages(person, chat, records, directory),
        )
        if not endable and not manages:
            await self._deny(person, "forget", document_id)
        await self._calls.run(self._withdrawing.take_back, document_id, endable, by)
        for each in await self._calls.run(self._library.granted.grants, document_id) if manages else ():
            await self._calls.run(self._forgetter.withdraw, document_id, None, by, each.place)
        return await self._came_of(document_id, person)

    async def _came_of(self, document_id: str, person: Person) -> TakenBack:
        if await self._calls.run(self._withdrawing.readers, document_id):
            return TakenBack(is_forgotten=False)
        traces = await self._calls.run(self._forgetter.verify, document_id, person_label(person))
        left: dict[str, int] = {}
        for trace in traces:
            left[trace.place] = left.get(trace.place, 0) + trace.count
        return TakenBack(is_forgotten=True, left=left)

    async def _records(self, document_id: str) -> list[SharedRecord]:
        return await self._calls.run(self._shared_files.of_document, document_id)

    async def _endable(
        self, person: Person, records: Sequence[SharedRecord], directory: Directory
    ) -> list[SharedRecord]:
        return [each for each in records if await self._rights.may_forget(person, each, directory)]

    async def _manages(self, person: Person, chat: Chat, records: Sequence[SharedRecord], directory: Directory) -> bool:
        """Whether somebody is an admin where they are, and wherever the document was shared."""
        places = {team_label(each.file.chat.surface, each.file.chat.team) for each in records}
        for team in {team_label(chat.surface, chat.team), *places}:
            if not await self._rights.is_admin(person, team, directory):
                return False
        return True

    async def _deny(self, person: Person, wanted: str, document_id: str) -> None:
        await self._calls.run(self._denials.note, person_label(person), wanted, document_id)
        raise NotAllowedError
