"""Cited documents lead to the files that were shared in the same workspace, and an answer waits for no link."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.access.labels import own_label
from bot.chat.chat import Chat, SharedFile
from bot.chat.ended import Ended
from bot.service.files import links
from bot.service.files.links import links_of
from pipelines.types import Answer, Citation, Outcome, Passage
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import ALICE, BOB, GENERAL, WITH_ALICE, FakeCard, shared
from tests.bot.teams_ids import CHANNEL, PERSON
from tests.ingest.holdings import VACATION


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ChatService]:
    service = ChatService(tmp_path)
    yield service
    service.close()


def cited(service: ChatService, *files: SharedFile) -> Answer:
    """An answer that cites what was read from these files, and a document that was never shared."""
    documents = {"Own.md": "d1"}
    for file in files:
        service.directory.files[file.id] = VACATION.encode()
        record = service.run(lambda assistant, file=file: assistant.receive_file(file, FakeCard(), service.directory))
        documents[file.name] = record.document_id
    passages = [Passage(f"{name}-1", held, name, name, 1, 1, None, "x", 1.0) for name, held in documents.items()]
    citations = [Citation(n, each.document, 1, 1, None, "x", each.chunk_id) for n, each in enumerate(passages, 1)]
    return Answer(Outcome.ANSWERED, "It is so [1].", 0.9, tuple(citations), tuple(passages))


def found(service: ChatService, answer: Answer, chat: Chat, *readers: str) -> dict[str, str]:
    ended = Ended(answer, readers=frozenset(readers or {own_label(chat, ALICE)}))
    return dict(asyncio.run(links_of(ended, chat, service.shared_files, service.directory)))


def test_documents_lead_to_the_files_of_the_same_chat_and_workspace(service: ChatService) -> None:
    here, there = shared("Handbook.md", GENERAL, ALICE), shared("Travel.md", CHANNEL, PERSON)
    answer = cited(service, here, there)
    assert found(service, answer, GENERAL) == {"Handbook.md": f"https://files.example/{here.id}"}
    assert found(service, answer, CHANNEL) == {"Travel.md": f"https://files.example/{there.id}"}


def test_nobody_is_led_to_where_only_others_shared_it(service: ChatService) -> None:
    own, theirs = shared("Handbook.md", WITH_ALICE, ALICE), shared("Handbook.md", GENERAL, BOB)
    answer = cited(service, own, theirs)
    assert found(service, answer, GENERAL, "slack:T1", "slack:T1:general") == {
        "Handbook.md": f"https://files.example/{theirs.id}"
    }
    assert found(service, answer, GENERAL, "slack:T1") == {}


def test_files_that_are_gone_and_chats_that_are_away_cost_the_link_alone(service: ChatService) -> None:
    answer = cited(service, shared("Handbook.md", GENERAL, ALICE))
    service.directory.is_away = True
    assert found(service, answer, GENERAL) == {}
    service.directory.is_away = False
    service.directory.files.clear()
    assert found(service, answer, GENERAL) == {}


def test_a_slow_chat_is_not_waited_for(service: ChatService, monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(type(service.directory)):  # type: ignore[misc]
        async def address_of(self, file: SharedFile) -> str:
            await asyncio.sleep(60)
            return ""

    answer = cited(service, shared("Handbook.md", GENERAL, ALICE))
    monkeypatch.setattr(links, "SECONDS", 0.05)
    service.directory = Slow()
    assert found(service, answer, GENERAL) == {}
