"""A sharing grants, and ends with all that it granted: from a shared file to who may read it afterwards."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot.chat.chat import Chat, Person, SharedFile
from bot.chat.ports import NO_HISTORY, CardHistory
from bot.chat.role import Role
from bot.records.shared_files import SharedRecord
from bot.service.assistant import Assistant
from bot.wording.sentences import say
from ingest.job import JobState
from pipelines.access import Scope, scope_filter
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.ports import IndexUnavailableError
from pipelines.records.tables import AuditEntry, Grant
from pipelines.types import DocumentType
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import ALICE, BOB, CAROL, GENERAL, SALES, FakeCard, shared
from tests.ingest.holdings import TRAVEL, VACATION

WORKSPACE, HERE, THERE = "slack:T1", "slack:T1:general", "slack:T1:sales"
STRANGER = Person("slack", "T9", "alice")
"""Somebody of another company, whose id there is that of one of ours here."""


class Away(EmbeddedIndex):
    """An index that can't be told of readers while it is away."""

    is_away = False

    def set_labels(self, *given: object) -> None:
        if Away.is_away:
            raise IndexUnavailableError("The search does not answer.")
        super().set_labels(*given)  # type: ignore[arg-type]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ChatService]:
    Away.is_away = False
    service = ChatService(tmp_path, index=Away)
    service.directory.members = {"general": {"alice", "bob", "carol"}, "sales": {"alice", "bob"}}
    yield service
    service.close()


def share(service: ChatService, file: SharedFile, content: str = VACATION, for_all: bool = False) -> SharedRecord:
    """Somebody shares a file; no worker has seen it yet."""
    service.directory.files[file.id] = content.encode()
    record = service.run(lambda assistant: assistant.receive_file(file, FakeCard(), service.directory, for_all=for_all))
    assert isinstance(record, SharedRecord)
    return record


def ready(service: ChatService, record: SharedRecord) -> CardHistory:
    """Workers read what waits, and the card of a file hears that it is ready."""
    service.work()
    earlier: CardHistory = service.run(lambda assistant: assistant.file_ready(record, service.directory))
    return earlier


def forget(service: ChatService, person: Person, chat: Chat = GENERAL, name: str = "Handbook.md") -> list[str]:
    lines: list[str] = service.run(lambda assistant: assistant.forget(person, chat, name, service.directory))
    return lines


def found(service: ChatService, label: str, words: str = "vacation") -> list[str]:
    """What the index alone gives away to a reader."""
    where = scope_filter(Scope.of(label))
    return sorted({hit.source.name for hit in service.holdings.rows.search_chunks(words, where, 10)})


def nobody_reads(service: ChatService) -> bool:
    return service.readable(WORKSPACE, HERE, THERE) == [] and service.holdings.rows.inventory() == []


def due(service: ChatService) -> None:
    """The time passes after which somebody else tells the index."""
    with service.holdings.database.session() as session:
        session.execute(text("UPDATE relabellings SET asked_at = '2020-01-01 00:00:00'"))


def test_a_grant_its_job_and_the_audit_name_the_sharing_and_who_shared(service: ChatService) -> None:
    record = share(service, shared(), for_all=True)
    ready(service, record)
    forget(service, ALICE)
    with service.holdings.database.reading() as session:
        told = session.scalars(select(AuditEntry).where(AuditEntry.action.in_(["grant", "withdraw"]))).all()
    assert {(each.action, each.actor, each.details["place"], each.details["label"]) for each in told} == {
        (action, "slack:T1:user:alice", record.id, label)
        for action in ("grant", "withdraw")
        for label in (WORKSPACE, HERE)
    }


def test_what_was_opened_to_all_and_then_shared_more_narrowly_is_forgotten_for_all(service: ChatService) -> None:
    first = share(service, shared(), for_all=True)
    ready(service, first)
    with service.holdings.database.session() as session:  # its job is no longer listed
        session.execute(text("DELETE FROM job_events"))
        session.execute(text("DELETE FROM jobs"))
    again = share(service, shared())
    ready(service, again)
    assert (again.id, again.label) == (first.id, WORKSPACE)
    assert forget(service, ALICE)[0] == "Forgotten: Handbook.md. No answer uses it any more."
    assert nobody_reads(service)


def test_a_file_that_is_opened_to_all_later_is_taken_back_from_all(service: ChatService) -> None:
    ready(service, share(service, shared()))
    wide = share(service, shared(), for_all=True)
    ready(service, wide)
    assert service.readable(WORKSPACE) == ["Handbook.md"]
    service.run(lambda assistant: assistant.forget_file("slack", "T1", shared().id))
    assert nobody_reads(service)


def test_who_shares_a_file_again_takes_it_from_nobody(service: ChatService) -> None:
    ready(service, share(service, shared()))
    again = share(service, replace(shared(), sharer=BOB))
    ready(service, again)
    assert again.file.sharer.id == "alice"
    assert forget(service, BOB) == [say("forget_not_yours", document="Handbook.md")]
    forget(service, ALICE)
    assert nobody_reads(service)


def test_a_file_that_was_changed_leaves_nothing_of_what_it_held_before(service: ChatService) -> None:
    ready(service, share(service, shared()))
    changed = share(service, shared(), TRAVEL, for_all=True)
    assert ready(service, changed).replaces is not None
    assert (found(service, HERE), found(service, HERE, "flight")) == ([], ["Handbook.md"])
    forget(service, ALICE)
    assert nobody_reads(service)


def test_a_repair_gives_nobody_back_what_was_withdrawn_meanwhile(service: ChatService) -> None:
    ready(service, share(service, shared()))
    there = share(service, shared(chat=SALES, sharer=BOB))
    ready(service, there)
    (held,) = service.holdings.library.readable(Scope.of(HERE))
    service.holdings.rows.forget(held.document_id)
    assert service.jobs.restore(held) is not None
    assert service.jobs.restore(held) is None  # one is enough
    forget(service, BOB, SALES)
    service.work()
    assert (found(service, HERE), found(service, THERE), service.readable(THERE)) == (["Handbook.md"], [], [])


def test_a_repair_brings_nothing_back_that_was_forgotten_meanwhile(service: ChatService) -> None:
    ready(service, share(service, shared()))
    (held,) = service.holdings.library.readable(Scope.of(HERE))
    service.jobs.restore(held)
    forget(service, ALICE)
    assert service.jobs.restore(held) is None
    service.work()
    assert nobody_reads(service) and list(service.holdings.vault.keys()) == []


def test_a_sharing_that_is_taken_back_while_it_waits_grants_nothing_later(service: ChatService) -> None:
    ready(service, share(service, shared()))
    there = share(service, shared(chat=SALES, sharer=BOB))
    service.run(lambda assistant: assistant.forget_file("slack", "T1", there.file.id, "sales"))
    service.jobs.retry(there.job_id)
    service.work()
    assert (service.readable(HERE), service.readable(THERE), found(service, THERE)) == (["Handbook.md"], [], [])


def test_what_others_share_at_this_moment_stays_theirs(service: ChatService) -> None:
    ready(service, share(service, shared()))
    there = share(service, shared(chat=SALES, sharer=BOB))
    forget(service, ALICE)
    service.work()
    assert (service.readable(HERE), service.readable(THERE)) == ([], ["Handbook.md"])
    assert (found(service, HERE), found(service, THERE)) == ([], ["Handbook.md"])
    assert service.shared_files.get(there.id) == there
    job = service.jobs.get(there.job_id)
    assert job is not None and job.state is JobState.READY


@pytest.mark.parametrize("sharer", [BOB, STRANGER, replace(BOB, team="T9")])
def test_a_file_of_the_name_replaces_nothing_that_its_sharer_may_not_end(service: ChatService, sharer: Person) -> None:
    service.directory.managers = {"general": {"alice"}}
    service.people.grant(service.people.ensure(sharer, "test"), "slack:T1", Role.UPLOADER, "test")
    ready(service, share(service, shared(file_id="F1"), for_all=True))
    assert ready(service, share(service, shared(sharer=sharer, file_id="F2"), TRAVEL)).stays
    assert service.readable(WORKSPACE) == ["Handbook.md"]
    assert (found(service, HERE), found(service, HERE, "flight")) == (["Handbook.md"], ["Handbook.md"])


def test_who_manages_the_channel_replaces_what_others_shared_there(service: ChatService) -> None:
    service.directory.managers = {"general": {"alice", "bob"}}
    ready(service, share(service, shared(file_id="F1"), for_all=True))
    earlier = ready(service, share(service, shared(sharer=BOB, file_id="F2"), TRAVEL))
    assert earlier.replaces is not None and not earlier.stays
    assert (service.readable(WORKSPACE), found(service, WORKSPACE)) == ([], [])


def test_of_two_sharers_in_a_channel_each_replaces_their_own(service: ChatService) -> None:
    service.directory.managers = {}
    ready(service, share(service, shared(file_id="F1")))
    ready(service, share(service, shared(sharer=BOB, file_id="F2")))
    earlier = ready(service, share(service, shared(file_id="F3"), TRAVEL))
    assert earlier == CardHistory(stays=True)
    assert len(service.holdings.library.readable(Scope.of(HERE))) == 2
    forget(service, BOB)
    assert (found(service, HERE), found(service, HERE, "flight")) == ([], ["Handbook.md"])


def test_a_card_tells_of_no_sharing_that_its_readers_do_not_see(service: ChatService) -> None:
    ready(service, share(service, shared(chat=SALES)))
    assert ready(service, share(service, shared(sharer=CAROL))) == NO_HISTORY
    assert ready(service, share(service, shared(sharer=BOB, file_id="F2"))) == CardHistory(known=True)


def test_lists_and_farewells_tell_of_no_sharing_elsewhere(service: ChatService) -> None:
    ready(service, share(service, shared(chat=SALES)))
    ready(service, share(service, shared(sharer=CAROL)))
    (listed,) = service.run(lambda assistant: assistant.documents(CAROL, GENERAL, service.directory))
    assert listed.labels == (HERE,)
    assert forget(service, CAROL) == [say("forgotten_for_here", document="Handbook.md")]


def test_taken_back_while_the_search_is_away_it_is_gone_in_minutes_and_a_second_time_finds_it(
    service: ChatService,
) -> None:
    ready(service, share(service, shared()))
    ready(service, share(service, shared(chat=SALES, sharer=BOB)))
    Away.is_away = True
    assert forget(service, ALICE) == [say("taken_back_cut_short", document="Handbook.md")]
    assert (service.readable(HERE), found(service, HERE)) == ([], ["Handbook.md"])
    due(service)
    service.work()  # in vain
    Away.is_away = False
    assert forget(service, ALICE) == [say("forgotten_here", document="Handbook.md")]
    assert (found(service, HERE), found(service, THERE)) == ([], ["Handbook.md"])
    assert forget(service, ALICE) == [say("forget_unknown", value="Handbook.md")]


@pytest.mark.parametrize("by_worker", [True, False])
def test_a_search_that_missed_it_is_told_by_the_next_worker_or_sweep(service: ChatService, by_worker: bool) -> None:
    ready(service, share(service, shared()))
    ready(service, share(service, shared(chat=SALES, sharer=BOB)))
    Away.is_away = True
    forget(service, ALICE)
    Away.is_away = False
    due(service)
    if by_worker:
        service.work()
    else:
        assert service.holdings.sweeper().sweep().relabelled == 1
    assert (found(service, HERE), found(service, THERE)) == ([], ["Handbook.md"])
    assert service.shared_files.prune() == 1


def test_a_wider_sharing_that_the_search_missed_is_found_in_minutes(service: ChatService) -> None:
    ready(service, share(service, shared()))
    Away.is_away = True
    there = share(service, shared(chat=SALES, sharer=BOB))
    service.work()
    assert (service.readable(THERE), found(service, THERE)) == (["Handbook.md"], [])
    Away.is_away = False
    due(service)
    service.work()
    job = service.jobs.get(there.job_id)
    assert job is not None and job.state is JobState.READY
    assert found(service, THERE) == ["Handbook.md"]


def test_what_came_with_a_file_follows_each_sharing_of_it(service: ChatService) -> None:
    lines = [
        "From: a@example.org", "To: b@example.org", "Subject: Offer", "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="x"', "", "--x", "Content-Type: text/plain", "", VACATION, "--x",
        'Content-Type: text/markdown; name="prices.md"', 'Content-Disposition: attachment; filename="prices.md"', "",
        TRAVEL, "--x--", "",
    ]  # fmt: skip
    both = ["offer.eml", "offer.eml › prices.md"]
    ready(service, share(service, shared("offer.eml"), "\r\n".join(lines), for_all=True))
    there = share(service, shared("offer.eml", SALES, BOB), "\r\n".join(lines))
    ready(service, there)
    assert service.readable(WORKSPACE) == service.readable(HERE) == service.readable(THERE) == both
    forget(service, ALICE, name="offer.eml")
    assert (service.readable(WORKSPACE, HERE), service.readable(THERE)) == ([], both)
    assert (found(service, HERE, "flight"), found(service, THERE, "flight")) == ([], both[1:])
    with service.holdings.database.reading() as session:
        places = session.execute(select(Grant.label, Grant.place, Grant.granted_by)).all()
    assert set(map(tuple, places)) == {(THERE, there.id, "slack:T1:user:bob")}
    forget(service, BOB, SALES, "offer.eml")
    assert nobody_reads(service)


def test_a_file_within_one_that_was_forgotten_by_itself_stays_so_when_the_one_around_it_is_repaired(
    service: ChatService,
) -> None:
    lines = [
        "From: a@example.org", "To: b@example.org", "Subject: Offer", "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="x"', "", "--x", "Content-Type: text/plain", "", VACATION, "--x",
        'Content-Type: text/markdown; name="prices.md"', 'Content-Disposition: attachment; filename="prices.md"', "",
        TRAVEL, "--x--", "",
    ]  # fmt: skip
    ready(service, share(service, shared("offer.eml"), "\r\n".join(lines)))
    mail, prices = service.holdings.library.readable(Scope.of(HERE))
    service.holdings.forgetter.forget(prices.document_id)
    service.holdings.rows.forget(mail.document_id)
    service.jobs.restore(mail)
    service.work()
    assert service.readable(HERE) == ["offer.eml"]
    assert service.holdings.forgetter.verify(prices.document_id) == []


def test_a_job_that_is_cancelled_between_index_and_records_gives_nobody_anything(service: ChatService) -> None:
    ready(service, share(service, shared()))
    there = share(service, shared(chat=SALES, sharer=BOB))

    async def cancel(assistant: Assistant) -> None:
        await assistant.cancel(there.id, BOB, service.directory)

    known = service.holdings.rows.documents

    def documents(where: dict[str, object]) -> object:
        service.run(cancel)
        return known(where)

    service.holdings.rows.documents = documents  # type: ignore[method-assign, assignment]
    service.work()
    job = service.jobs.get(there.job_id)
    assert job is not None and job.state is JobState.CANCELLED
    assert service.readable(THERE) == []


def test_the_index_gets_new_readers_after_the_records_have_them(service: ChatService) -> None:
    ready(service, share(service, shared()))
    file, seen = shared(chat=SALES, sharer=BOB), list[list[str]]()
    service.directory.files[file.id] = VACATION.encode()
    there = service.run(
        lambda assistant: assistant.receive_file(file, FakeCard(), service.directory, DocumentType.LEGAL)
    )
    put = service.holdings.index.put

    def written(*given: object) -> None:
        put(*given)  # type: ignore[arg-type]
        seen.append(found(service, THERE))
        service.run(lambda assistant: assistant.cancel(there.id, BOB, service.directory))

    service.holdings.index.put = written  # type: ignore[method-assign]
    service.work()
    job = service.jobs.get(there.job_id)
    assert job is not None and job.state is JobState.CANCELLED
    assert (seen, found(service, THERE), found(service, HERE)) == ([[]], [], ["Handbook.md"])


def test_readers_of_the_index_alone_are_gone_when_a_job_that_ended_half_way_is_looked_after(
    service: ChatService,
) -> None:
    record = share(service, shared())
    ready(service, record)
    service.holdings.rows.set_labels(record.document_id, [HERE, THERE])
    with service.holdings.database.session() as session:
        session.execute(text("UPDATE jobs SET touched = true"))
    service.work()
    assert (found(service, THERE), found(service, HERE)) == ([], ["Handbook.md"])


@pytest.mark.parametrize("is_theirs", [True, False])
def test_a_process_that_dies_between_records_and_index_leaves_no_reader_behind(
    service: ChatService, is_theirs: bool
) -> None:
    ready(service, share(service, shared()))
    there = share(service, shared(chat=SALES, sharer=BOB))
    service.work()
    place = there.id if is_theirs else service.shared_files.of_file("slack", "T1", shared().id)[0].id
    label = THERE if is_theirs else HERE
    service.holdings.library.withdraw(there.document_id, by="bob", place=place)  # and no more
    assert found(service, label) == ["Handbook.md"]
    due(service)
    service.work()
    assert found(service, label) == []
