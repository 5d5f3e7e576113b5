"""Who may read a document gets its original, byte by byte and nobody else; the audit says so."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.access.labels import person_label
from bot.chat.chat import Chat, Person
from bot.service.assistant import Assistant
from ingest.library.held_documents import HeldDocument
from ingest.originals.vault import OriginalMissingError
from pipelines.records.tables import AuditEntry
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import ALICE, CAROL, GENERAL, SALES, FakeCard, shared
from tests.ingest.holdings import VACATION


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ChatService]:
    service = ChatService(tmp_path)
    service.directory.members = {"general": {"alice", "carol"}, "sales": {"alice"}}
    yield service
    service.close()


def found(service: ChatService, person: Person, chat: Chat, name: str) -> HeldDocument | str:
    named: HeldDocument | str = service.run(
        lambda assistant: assistant.originals.named(person, chat, name, service.directory)
    )
    return named


@pytest.fixture
def handbook(service: ChatService) -> HeldDocument:
    """Shared in the channel of sales."""

    async def share(assistant: Assistant) -> None:
        assert await assistant.receive_file(shared("Handbook.md", SALES, ALICE), FakeCard(), service.directory)
        service.work()

    service.directory.files[shared("Handbook.md", SALES, ALICE).id] = VACATION.encode()
    service.run(share)
    held = found(service, ALICE, SALES, "handbook")
    assert isinstance(held, HeldDocument)
    return held


def handed(service: ChatService, held: HeldDocument, person: Person, most_bytes: int = 10) -> list[bytes]:
    async def act(assistant: Assistant) -> list[bytes]:
        return [each async for each in assistant.originals.pieces(held, person, most_bytes)]

    pieces: list[bytes] = service.run(act)
    return pieces


def test_the_original_comes_back_as_it_was_in_pieces(service: ChatService, handbook: HeldDocument) -> None:
    pieces = handed(service, handbook, ALICE)
    assert b"".join(pieces) == VACATION.encode()
    assert {len(each) for each in pieces[:-1]} == {10}
    assert handbook.bytes == len(VACATION.encode())


def test_the_audit_says_who_got_it(service: ChatService, handbook: HeldDocument) -> None:
    handed(service, handbook, ALICE)
    with service.holdings.database.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "hand-out")).one()
    assert (entry.actor, entry.target) == (person_label(ALICE), handbook.document_id)


def test_a_name_that_the_person_may_not_know_is_unknown(service: ChatService, handbook: HeldDocument) -> None:
    assert found(service, CAROL, GENERAL, "Handbook.md") == "I don't have a document called “Handbook.md”."
    assert "Nearest: Handbook.md" in str(found(service, ALICE, SALES, "Handbok"))


def test_whether_somebody_may_read_it_is_looked_at_again(service: ChatService, handbook: HeldDocument) -> None:
    async def readable(assistant: Assistant) -> Any:
        return [
            await assistant.originals.readable(person, chat, handbook.document_id, service.directory)
            for person, chat in ((ALICE, SALES), (CAROL, GENERAL))
        ]

    assert service.run(readable) == [handbook, None]
    service.run(lambda assistant: assistant.forget(ALICE, SALES, "Handbook.md", service.directory))
    assert service.run(readable) == [None, None]


def test_an_original_that_is_gone_is_said_to_be(service: ChatService, handbook: HeldDocument) -> None:
    service.holdings.vault.delete(handbook.version_id)
    with pytest.raises(OriginalMissingError):
        handed(service, handbook, ALICE)
