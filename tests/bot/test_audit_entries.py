"""What people do, and what they may not do, is told in the audit: by ids and codes, never in words."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.access.labels import person_label
from bot.audit.chain_check import verify
from bot.chat.channel_settings import ChannelSettings
from bot.records.answer_entries import MOST_LABELS
from bot.records.denials import Denials
from bot.records.question_log import question_key
from bot.service.assistant import Assistant
from bot.wording.told_answer import told as told_answer
from pipelines.access import EVERYONE, Scope
from pipelines.records.tables import AuditEntry
from pipelines.types import Answer, Citation, Outcome, Passage
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import (
    ALICE,
    CAROL,
    GENERAL,
    QUOTED,
    SALES,
    SEARCH_AWAY,
    WITH_ALICE,
    FakeAnswerer,
    FakeCard,
    FakeReply,
    question,
    shared,
)
from tests.ingest.holdings import VACATION


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ChatService]:
    service = ChatService(tmp_path)
    service.directory.members = {"general": {"alice", "carol"}, "sales": {"alice"}}
    yield service
    service.close()


def told(service: ChatService, action: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Who did this to what, with its details, in the order of the chain, which is whole."""
    database = service.holdings.database
    assert verify(database).is_good
    asked = select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.number)
    with database.reading() as session:
        return [(entry.actor, entry.target, entry.details) for entry in session.scalars(asked)]


def share(service: ChatService, for_all: bool = False) -> Any:
    """Alice shares the handbook in the channel of sales."""
    file = shared("Handbook.md", SALES, ALICE)
    service.directory.files[file.id] = VACATION.encode()

    async def act(assistant: Assistant) -> Any:
        record = await assistant.receive_file(file, FakeCard(), service.directory, for_all=for_all)
        service.work()
        return record

    return service.run(act)


def ask(service: ChatService, **changes: Any) -> None:
    asking = replace(question(), **changes)
    service.run(lambda assistant: assistant.answer(asking, FakeReply(), service.directory))


def answer_from(document_id: str) -> Answer:
    """An answer that cites a document and read another one, which nobody has any more."""
    passages = (
        Passage("c1", document_id, "Handbook.md", "Handbook", 3, 3, None, "Up to five days.", 1.0, used=True),
        Passage("c2", "gone", "Gone.md", "Gone", 1, 1, None, "Nothing.", 0.9, used=True),
        Passage("c3", "beside", "Beside.md", "Beside", 1, 1, None, "Nothing.", 0.1),
    )
    cited = (Citation(1, "Handbook.md", 3, 3, None, "up to five days", "c1"),)
    return Answer(Outcome.ANSWERED, "Five days [1].", 0.9, cited, passages)


def test_an_answer_is_told_with_its_readers_its_documents_and_their_versions(service: ChatService) -> None:
    record = share(service)
    service.answerer.answer_given = answer_from(record.document_id)
    ask(service, chat=SALES)
    ((actor, target, details),) = told(service, "answer")
    asker = service.log.recent(ALICE)[0]
    assert (actor, target) == (asker.asker, question_key("slack:T1:q1"))
    version = service.jobs.get(record.job_id).version_id  # type: ignore[union-attr]
    assert details == {
        "outcome": "answered",
        "reason": "",
        "surface": "slack",
        "audience": "slack:T1:sales",
        "labels": ["everyone", "slack:T1", "slack:T1:sales"],
        "cited": [[record.document_id, version]],
        "read": [["gone", ""]],
    }


def test_who_asked_is_a_pseudonym_in_a_direct_message_too(service: ChatService) -> None:
    ask(service, chat=WITH_ALICE)
    ((_, _, details),) = told(service, "answer")
    assert (details["audience"], details["labels"]) == ("asker", ["asker", "everyone", "slack:T1"])
    with service.holdings.database.reading() as session:
        rows = session.execute(text("SELECT actor, target, details FROM audit WHERE action = 'answer'")).all()
    assert "alice" not in str(rows)


def test_a_failed_question_is_told_as_well(service: ChatService) -> None:
    service.answerer.error = SEARCH_AWAY
    ask(service)
    ((_, _, details),) = told(service, "answer")
    assert (details["outcome"], details["reason"]) == ("failed", "search_away")


def test_of_many_labels_some_are_named_and_all_can_be_compared(service: ChatService) -> None:
    many = {f"c{n:04d}" for n in range(MOST_LABELS + 50)}
    service.directory.members = {channel: {"alice"} for channel in many}
    service.hold("Handbook.md", *(f"slack:T1:{channel}" for channel in many))
    ask(service, chat=WITH_ALICE)
    ((_, _, details),) = told(service, "answer")
    assert (len(details["labels"]), details["labels_in_all"]) == (MOST_LABELS, MOST_LABELS + 53)
    assert len(details["labels_sha256"]) == 64


def test_more_passages_are_told(service: ChatService) -> None:
    ask(service)
    asked_id = service.log.recent(ALICE)[0].id
    service.run(lambda assistant: assistant.passages(asked_id, CAROL, GENERAL, service.directory))
    ((actor, target, details),) = told(service, "passages")
    assert actor not in {"", service.log.recent(ALICE)[0].asker}
    assert (target, details["read"], details["audience"]) == (asked_id, [["d1", ""]], "slack:T1:general")


def test_an_upload_is_told_and_when_it_can_be_found(service: ChatService) -> None:
    record = share(service)
    ((by, document, uploaded),) = told(service, "upload")
    assert (by, document) == (person_label(ALICE), record.document_id)
    assert (uploaded["place"], uploaded["labels"], uploaded["job"]) == (record.id, ["slack:T1:sales"], record.job_id)
    ((by, document, published),) = told(service, "publish")
    assert (by, document, published["version"]) == (person_label(ALICE), record.document_id, uploaded["version"])
    ((by, _, granted),) = told(service, "grant")
    assert (by, granted) == (person_label(ALICE), {"label": "slack:T1:sales", "place": record.id})


def denied(service: ChatService) -> list[tuple[str, str, str]]:
    """Who was denied what of what."""
    return [(by, details["wanted"], target) for by, target, details in told(service, "denied")]


def test_who_wants_what_they_may_not_is_told(service: ChatService) -> None:
    record = share(service)
    carol = person_label(CAROL)
    service.directory.members["sales"].add("carol")

    async def act(assistant: Assistant) -> None:
        directory = service.directory
        await assistant.forget(CAROL, SALES, "Handbook.md", directory)
        await assistant.cancel(record.id, CAROL, directory)
        await assistant.retry(record.id, CAROL, directory)
        settings = ChannelSettings(documents="channel")
        assert not await assistant.channels.change(CAROL, "T1", "sales", settings, directory)
        file = shared("Other.md", SALES, CAROL)
        assert await assistant.receive_file(file, FakeCard(), directory, for_all=True) is None
        directory.members["sales"].remove("carol")
        assert await assistant.originals.readable(CAROL, GENERAL, record.document_id, directory) is None

    service.run(act)
    assert denied(service) == [
        (carol, "forget", record.document_id),
        (carol, "cancel", record.document_id),
        (carol, "retry", record.document_id),
        (carol, "channel-settings", "slack:T1:sales"),
        (carol, "share-with-all", "slack:T1:sales"),
        (carol, "hand-out", record.document_id),
    ]
    assert "Handbook" not in str(told(service, "denied"))


def test_who_asks_for_a_question_of_somebody_else_is_told_and_who_asks_for_none_is_not(service: ChatService) -> None:
    ask(service, chat=WITH_ALICE)
    asked_id = service.log.recent(ALICE)[0].id

    async def act(assistant: Assistant) -> None:
        assert await assistant.asked.asked_in(asked_id, GENERAL, CAROL) is None
        assert await assistant.passages(asked_id, CAROL, GENERAL, service.directory) == ()
        assert await assistant.asked.asked_in("unknown", GENERAL, CAROL) is None

    service.run(act)
    assert denied(service) == [(person_label(CAROL), "question", asked_id)] * 2


def test_who_may_is_not_told_as_denied(service: ChatService) -> None:
    record = share(service)
    service.run(lambda assistant: assistant.forget(ALICE, SALES, "Handbook.md", service.directory))
    assert denied(service) == []
    assert [target for _, target, _ in told(service, "forget")] == [record.document_id]


def test_a_denial_that_cannot_be_recorded_is_one_all_the_same(service: ChatService) -> None:
    denials = Denials(service.holdings.database)
    with service.holdings.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit RENAME TO away"))
    denials.note("slack:T1:user:carol", "forget", "d1")


def test_an_outline_is_told_with_the_document_that_it_was_read_from(service: ChatService) -> None:
    service.hold("Handbook.md")
    held = service.holdings.library.document_id("Handbook.md")
    service.answerer = FakeAnswerer(QUOTED, sentences=())
    asking = question("Please summarise the handbook", WITH_ALICE)
    ended = service.run(lambda assistant: assistant.answer(asking, FakeReply(), service.directory))
    assert ended.answer.outcome is Outcome.TALKED
    ((_, target, details),) = told(service, "answer")
    assert target == question_key(asking.key)
    assert (details["cited"], details["outcome"]) == ([], "talked")
    ((document, version),) = details["read"]
    assert (document, bool(version)) == (held, True)


def test_an_outline_of_what_is_forgotten_meanwhile_is_not_current(service: ChatService) -> None:
    service.hold("Handbook.md")
    held = service.holdings.library.document_id("Handbook.md")
    log, scope = service.log, Scope.of(EVERYONE)
    assert log.is_current(told_answer([("Part 1",)], [held]), scope)
    assert not log.is_current(told_answer([("Part 1",)], ["gone"]), scope)
