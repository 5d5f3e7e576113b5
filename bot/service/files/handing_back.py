"""The originals of documents, back to who asks for one and may read it."""

from collections.abc import AsyncGenerator
from contextlib import AbstractContextManager
from typing import BinaryIO, Protocol

from bot.access.labels import person_label
from bot.chat.chat import Chat, Person
from bot.chat.ports import Directory
from bot.records.denials import Denials
from bot.service.files.document_names import named_documents, unknown_name
from bot.service.files.shared_documents import SharedDocuments
from bot.threads.blocking import BlockingCalls
from ingest.library.held_documents import HeldDocument
from ingest.library.library import Library


class Originals(Protocol):
    """What is needed of the vault."""

    def open(self, key: str) -> AbstractContextManager[BinaryIO]:
        """The original of a version."""
        ...


class HandingBack:
    """Finds and reads originals. Raises what records and vault raise."""

    def __init__(
        self,
        calls: BlockingCalls,
        documents: SharedDocuments,
        library: Library,
        originals: Originals,
        denials: Denials,
    ) -> None:
        self._calls = calls
        self._documents = documents
        self._library = library
        self._originals = originals
        self._denials = denials

    async def named(self, person: Person, chat: Chat, name: str, directory: Directory) -> HeldDocument | str:
        """The document that somebody names in a chat, of several of one name the newest; else why there is none."""
        held = await self._documents.documents(person, chat, directory)
        meant = named_documents(held, name)
        return max(meant, key=lambda each: each.live_at) if meant else unknown_name(name, held, person.locale)

    async def readable(self, person: Person, chat: Chat, document_id: str, directory: Directory) -> HeldDocument | None:
        """A document as it is now; None where it is gone, or this chat may not use it any more.

        Of the second the audit hears.
        """
        held = await self._documents.documents(person, chat, directory)
        found = next((each for each in held if each.document_id == document_id), None)
        if found is None and await self._calls.run(self._is_held, document_id):
            await self._calls.run(self._denials.note, person_label(person), "hand-out", document_id)
        return found

    def _is_held(self, document_id: str) -> bool:
        return bool(self._library.granted.labels(document_id))

    async def pieces(self, held: HeldDocument, person: Person, most_bytes: int) -> AsyncGenerator[bytes, None]:
        """The original, piece by piece; the audit says who got it. Raises `OriginalMissingError`."""
        opening = self._originals.open(held.version_id)
        source = await self._calls.run(opening.__enter__)
        try:
            await self._calls.run(self._library.handed_out, held.document_id, person_label(person))
            while piece := await self._calls.run(source.read, most_bytes):
                yield piece
        finally:
            await self._calls.run(opening.__exit__, None, None, None)
