"""Files shared in chats are remembered where they were shared and followed by one, on SQLite and a real PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.chat.chat import Chat, ChatKind
from bot.inbox.inbox import Inbox
from bot.inbox.items import InboxItem
from bot.records.shared_files import SharedFiles, SharedRecord
from ingest.jobs.job_records import JobRecords
from ingest.library.library import ForgottenMeanwhileError, Library
from ingest.library.tombstones import Tombstones
from pipelines.records import chat_tables
from pipelines.records.chat_tables import SharedInChat
from pipelines.records.database import Database
from pipelines.records.sealed_text import SealedText
from pipelines.records.tables import Record
from tests.contracts.chats import ALICE, BOB, GENERAL, TEAM, file, hold, job
from tests.contracts.time_passed import time_passes

CHATS = frozenset({"slack"})
LABEL = "slack:T1:C1"
ELSEWHERE = Chat("slack", TEAM, "C2", ChatKind.PRIVATE)


@pytest.fixture
def files(database: Database) -> SharedFiles:
    return SharedFiles(database)


def followed(database: Database, files: SharedFiles, name: str = "zanthrope.pdf") -> SharedRecord:
    """A file whose card was posted."""
    record = files.add(file(f"F-{name}", name), LABEL, job(database, name))
    files.set_card(record.id, "100.2")
    return replace(record, card="100.2")


def test_a_file_is_found_by_its_id_by_its_document_and_by_who_shared_it(database: Database, files: SharedFiles) -> None:
    queued = job(database)
    record = files.add(file(), LABEL, queued)
    assert (record.file, record.label, record.document_id, record.job_id) == (
        file(), LABEL, queued.document_id, queued.id,
    )  # fmt: skip
    assert (record.card, record.shown, record.ended) == ("", 0, False)
    other = files.add(file(chat=ELSEWHERE, sharer=BOB), "slack:T1:C2", queued)
    assert files.get(record.id) == record
    assert files.of_file("slack", TEAM, "F1") == files.of_document(queued.document_id) == [record, other]
    assert (files.of_person(ALICE), files.of_person(BOB)) == ([record], [other])
    assert files.of_file("slack", "T2", "F1") == files.of_person(replace(ALICE, team="T2")) == []
    assert files.get("unknown") is None


def test_the_same_file_in_the_same_channel_keeps_its_record_and_its_card(
    database: Database, files: SharedFiles
) -> None:
    first = followed(database, files)
    files.shown(first.id, 4, True)
    anew = job(database, content="two")
    again = files.add(replace(first.file, sharer=BOB, message="200.1"), "slack:T1", anew)
    assert (again.id, again.card, again.shown, again.ended) == (first.id, "100.2", 0, False)
    assert (again.label, again.job_id, again.file.sharer.id) == ("slack:T1", anew.id, "U2")
    assert files.add(again.file, "slack:T1", anew) == again


def test_a_file_that_is_added_by_several_at_once_has_one_record(database: Database, files: SharedFiles) -> None:
    queued = job(database)
    with ThreadPoolExecutor(4) as pool:
        added = {record.id for record in pool.map(lambda _: files.add(file(), LABEL, queued), range(8))}
    assert len(added) == 1


def test_a_card_is_followed_by_one_owner_at_a_time(database: Database, files: SharedFiles) -> None:
    files.add(file(), LABEL, job(database))  # without a card there is nothing to follow
    assert files.claim("p1", 60, CHATS) == []
    record = followed(database, files, "other.pdf")
    assert files.claim("p1", 60, CHATS) == files.claim("p1", 60, CHATS) == [record]
    assert files.claim("p2", 60, CHATS) == []
    late = followed(database, files, "late.pdf")
    assert files.claim("p2", 60, CHATS) == [late]
    assert files.claim("p1", 60, CHATS) == [record]


def test_cards_are_followed_by_processes_that_have_their_chat(database: Database, files: SharedFiles) -> None:
    record = followed(database, files, "other.pdf")
    assert files.claim("p1", 60, {"another"}) == []
    assert files.claim("p2", 60, {"another", "slack"}) == [record]


def test_each_card_is_claimed_once_however_many_look(database: Database, files: SharedFiles) -> None:
    records = {followed(database, files, f"{n}.pdf").id for n in range(12)}
    with ThreadPoolExecutor(4) as pool:
        claimed = [each.id for found in pool.map(lambda n: files.claim(f"p{n}", 60, CHATS), range(4)) for each in found]
    assert (len(claimed), set(claimed)) == (12, records)


def test_a_card_whose_follower_is_silent_is_another_s(database: Database, files: SharedFiles) -> None:
    record = followed(database, files)
    files.claim("p1", 60, CHATS)
    files.shown(record.id, 3, False)
    assert files.claim("p2", 60, CHATS) == []
    time_passes(database, 61, SharedInChat.lease_until)
    assert files.claim("p2", 60, CHATS) == [replace(record, shown=3)]
    for _ in range(4):
        time_passes(database, 40, SharedInChat.lease_until)
        assert len(files.claim("p2", 60, CHATS)) == 1
        assert files.claim("p1", 60, CHATS) == []


def test_a_card_never_goes_back_and_is_followed_to_the_end_of_its_job(database: Database, files: SharedFiles) -> None:
    record = followed(database, files)
    for seq in (3, 2):
        files.shown(record.id, seq, False)
    files.shown(record.id, 3, True)
    assert files.claim("p1", 60, CHATS) == [
        replace(record, shown=3)
    ]  # its job hasn't ended: it was queued again meanwhile
    jobs = JobRecords(database)
    jobs.cancel(record.job_id)
    files.shown(record.id, 4, True)
    assert files.claim("p1", 60, CHATS) == []
    assert files.get(record.id) == replace(record, shown=4, ended=True)
    jobs.retry(record.job_id)
    files.follow(record.id)
    assert files.claim("p2", 60, CHATS) == [replace(record, shown=4)]


def test_what_a_file_takes_the_place_of_is_kept_until_its_card_has_said_how_it_ended(
    database: Database, files: SharedFiles
) -> None:
    record = followed(database, files)
    older, newer = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)
    for since in (older, newer, older):
        files.replaces(record.id, since)
    files.shown(record.id, 1, True)  # its job hasn't ended
    assert files.get(record.id) == replace(record, shown=1, replaces=newer)
    JobRecords(database).cancel(record.job_id)
    files.shown(record.id, 2, True)
    assert files.get(record.id) == replace(record, shown=2, ended=True)
    files.replaces(record.id, older)
    files.add(record.file, LABEL, job(database, content="two"))
    found = files.get(record.id)
    assert found is not None
    assert found.replaces is None
    files.replaces("unknown", older)


def test_a_record_that_is_gone_is_followed_no_more_and_may_be_changed_in_vain(
    database: Database, files: SharedFiles
) -> None:
    record = followed(database, files)
    files.gone(record.id)
    files.gone(record.id)
    files.set_card(record.id, "100.3")
    files.follow(record.id)
    files.shown(record.id, 9, True)
    assert (files.get(record.id), files.claim("p1", 60, CHATS)) == (None, [])


def test_forgetting_a_document_leaves_no_name_of_it_in_the_chats(database: Database, files: SharedFiles) -> None:
    document_id = hold(database)
    for chat in (GENERAL, ELSEWHERE):
        files.add(file(chat=chat), LABEL, job(database))
    stays = followed(database, files, "other.pdf")
    inbox = Inbox(database, "p1")
    inbox.receive(InboxItem("slack:T1:E1", "slack", TEAM, "file", {"name": "zanthrope.pdf"}))
    taken = inbox.take({"slack": ["file"]})
    assert taken is not None
    inbox.done(inbox.note(taken, name="zanthrope.pdf"), "received")
    assert Tombstones(database).mentions(document_id)["shared_files"] == 2
    assert Library(database, TEAM).forget(document_id)
    assert Tombstones(database).mentions(document_id) == {}
    assert files.of_document(document_id) == []
    assert files.of_person(ALICE) == [stays]
    assert "zanthrope" not in sealed_texts(database)
    assert "other.pdf" in sealed_texts(database)


def sealed_texts(database: Database) -> str:
    """All that the chats' tables hold, opened."""
    found = []
    with database.reading() as session:
        for table in Record.metadata.sorted_tables:
            if table.name in CHAT_TABLES:
                found += [str(row) for row in session.execute(table.select())]
    return " ".join(found)


CHAT_TABLES = {
    kind.__tablename__
    for kind in vars(chat_tables).values()
    if isinstance(kind, type) and issubclass(kind, Record) and kind.__module__ == chat_tables.__name__
}


def test_names_and_notes_are_sealed(database: Database, files: SharedFiles) -> None:
    files.add(file(), LABEL, job(database))
    with database.reading() as session:
        assert "zanthrope" not in str(session.execute(text("SELECT * FROM shared_files")).all())
    sealed = {column.name for column in Record.metadata.tables["shared_files"].c if isinstance(column.type, SealedText)}
    assert sealed == {"name", "note", "link"}


def test_a_file_whose_document_was_forgotten_since_its_job_began_is_not_remembered(
    database: Database, files: SharedFiles
) -> None:
    document_id, queued = hold(database), job(database)
    Library(database, TEAM).forget(document_id)
    with pytest.raises(ForgottenMeanwhileError):
        files.add(file(), LABEL, queued)
    assert files.of_person(ALICE) == []
    assert files.add(file(), LABEL, job(database)).document_id == document_id  # shared again: it comes back


def test_what_never_became_a_document_goes_with_its_job(database: Database, files: SharedFiles) -> None:
    held = hold(database, "held.pdf")
    kept = [files.add(file("F1", "held.pdf"), LABEL, job(database, "held.pdf")).id]
    Library(database, TEAM).grant(held, [LABEL], "slack:T1:user:U1", kept[0])
    files.add(file("F2", "failed.pdf"), LABEL, job(database, "failed.pdf"))
    with database.session() as session:
        session.execute(text("DELETE FROM job_events"))
        session.execute(text("DELETE FROM jobs"))
    kept.append(files.add(file("F3", "new.pdf"), LABEL, job(database, "new.pdf")).id)
    assert (files.prune(), files.prune()) == (1, 0)
    assert [record.id for record in files.of_person(ALICE)] == kept


def test_each_file_is_due_for_a_look_once_in_a_while_whoever_asks(database: Database, files: SharedFiles) -> None:
    record = followed(database, files)
    assert files.due("slack", timedelta(days=1), 10) == []
    assert [each.id for each in files.due("slack", timedelta(0), 10)] == [record.id]
    assert files.due("slack", timedelta(seconds=60), 10) == files.due("teams", timedelta(0), 10) == []


def test_files_that_are_due_go_to_one_of_those_who_ask_at_once(database: Database, files: SharedFiles) -> None:
    for number in range(6):
        followed(database, files, f"{number}.pdf")
    time_passes(database, 3600, SharedInChat.checked_at)
    with ThreadPoolExecutor(4) as pool:
        taken = [
            each.id
            for due in pool.map(lambda _: files.due("slack", timedelta(seconds=1800), 3), range(4))
            for each in due
        ]
    assert len(taken) == len(set(taken)) == 6


def test_what_was_taken_back_and_not_to_the_end_is_found_until_it_is_pruned(
    database: Database, files: SharedFiles
) -> None:
    held, library = hold(database), Library(database, TEAM)
    record = files.add(file(), LABEL, job(database))
    assert files.half_ended("slack", TEAM) == []  # its job waits
    with database.session() as session:
        session.execute(text("UPDATE jobs SET state = 'ready'"))
    library.grant(held, [LABEL], "slack:T1:user:U1", record.id)
    assert (files.half_ended("slack", TEAM), files.is_half_ended(record.id), files.prune()) == ([], False, 0)
    library.withdraw(held, by="slack:T1:user:U1", place=record.id)
    assert (files.half_ended("slack", TEAM), files.is_half_ended(record.id)) == ([record], True)
    assert files.half_ended("slack", "T2") == []
    assert (files.prune(), files.get(record.id)) == (1, None)


def test_a_file_has_the_same_place_before_and_after_it_has_a_record(database: Database, files: SharedFiles) -> None:
    place = files.place_of(file())
    assert place != files.place_of(file("F2")) != files.place_of(file(chat=ELSEWHERE))
    record = files.add(file(), LABEL, job(database), place)
    assert (record.id, files.place_of(file())) == (place, place)


def test_what_a_record_grants_already_stays_its_sharers_and_as_wide_as_it_was(
    database: Database, files: SharedFiles
) -> None:
    wide = files.add(file(), "slack:T1", job(database))
    Library(database, TEAM).grant(hold(database), ["slack:T1", LABEL], "slack:T1:user:U1", wide.id)
    again = files.add(file(sharer=BOB), LABEL, job(database))
    assert (again.label, again.file.sharer) == ("slack:T1", ALICE)
    changed = files.add(file(sharer=BOB), LABEL, job(database, content="two", name="other.pdf"))
    assert (changed.label, changed.file.sharer) == (LABEL, BOB)


def test_people_of_other_companies_are_not_taken_for_ours(database: Database, files: SharedFiles) -> None:
    foreign = replace(ALICE, team="T9")
    record = files.add(file(sharer=foreign), LABEL, job(database))
    assert record.file.sharer == foreign
    assert (files.of_person(ALICE), files.of_person(foreign)) == ([], [])
