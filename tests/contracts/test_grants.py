"""Grants know their place on SQLite and on a real PostgreSQL, those too that were there before they did."""

from collections.abc import Sequence

import pytest
from alembic import command
from sqlalchemy import text

from ingest.job import JobCancelledError, JobState
from ingest.jobs.job_leases import JobLeases
from ingest.jobs.job_records import JobRecords
from ingest.library.held_documents import NewVersion
from ingest.library.library import ForgottenMeanwhileError, Library, version_key
from ingest.library.relabeller import GRACE
from pipelines.access import Scope
from pipelines.keys.key_ring import KeyRing
from pipelines.records.database import Database, migrations_config
from pipelines.types import DocumentType
from tests.contracts.jobs import shared

NAME = "policy.md"


@pytest.fixture
def library(database: Database) -> Library:
    return Library(database)


def hold(library: Library, labels: Sequence[str], by: str, place: str, name: str = NAME, around: str = "") -> str:
    """A document that was shared at a place."""
    incoming = shared(name, "one")
    around_id = library.document_id(around) if around else None
    new = NewVersion(
        incoming.document_id, version_key(incoming.document_id, incoming.sha256), name, name, incoming.sha256,
        "text/markdown", DocumentType.GENERAL, 1, 100, around_id=around_id,
    )  # fmt: skip
    library.begin(new)
    library.finish(new, 1, labels, by, place)
    return incoming.document_id


def test_a_place_takes_back_all_that_it_granted_and_nothing_else(library: Library) -> None:
    held = hold(library, ["here", "all"], "alice", "p1")
    assert library.grant(held, ["there", "all"], "bob", "p2") == ("all", "here", "there")
    assert (library.granted.at("p1"), library.granted.at("p2"), library.granted.at("p3")) == ([held], [held], [])
    assert library.withdraw(held, by="alice", place="p1") == ("all", "there")
    assert library.withdraw(held, by="alice", place="p1") == ("all", "there")
    assert (library.granted.at("p1"), library.withdraw(held, by="bob", place="p2")) == ([], ())


def test_who_could_read_before_is_known_of_each_place(library: Library) -> None:
    held = hold(library, ["here"], "alice", "p1")
    library.grant(held, ["there"], "bob", "p2")
    assert library.granted.before(held, "p2", Scope.of("here"))
    assert not library.granted.before(held, "p2", Scope.of("there", "elsewhere"))
    assert not library.granted.before(held, "p1", Scope.of("here", "there"))


def test_what_came_with_a_document_has_its_grants_at_every_moment(library: Library) -> None:
    mail = hold(library, ["here"], "alice", "p1", "offer.eml")
    library.grant(mail, ["there"], "bob", "p2")
    inner = hold(library, [], "alice", "p1", "offer.eml › a.eml", "offer.eml")
    innermost = hold(library, [], "alice", "p1", "offer.eml › a.eml › b.md", "offer.eml › a.eml")
    for each in (inner, innermost):
        assert library.granted.labels(each) == ("here", "there")
    library.grant(mail, ["all"], "bob", "p2")
    library.withdraw(mail, by="alice", place="p1")
    for each in (mail, inner, innermost):
        assert library.granted.labels(each) == ("all", "there")
    assert library.withdraw(mail, by="bob", place="p2") == ()
    assert library.documents() == []


def test_a_change_of_readers_stands_until_the_index_was_told_of_the_newest(library: Library) -> None:
    held = hold(library, ["here"], "alice", "p1")
    assert library.granted.untold(held) is None
    library.grant(held, ["there"], "bob", "p2")
    assert library.granted.untold(held) == ("here", "there")
    library.withdraw(held, by="alice", place="p1")
    assert library.granted.confirm(held, ("here", "there")) == library.granted.untold(held) == ("there",)
    assert (library.granted.all_untold(GRACE), library.granted.all_untold(-GRACE)) == ([], [held])
    assert library.granted.confirm(held, ("there",)) == ("there",)
    assert library.granted.untold(held) is None


def test_a_worker_is_called_for_what_the_index_was_not_told(database: Database, library: Library) -> None:
    held = hold(library, ["here"], "alice", "p1")
    library.grant(held, ["there"], "bob", "p2")
    leases = JobLeases(database, "w1", 60.0, 3)
    assert leases.due() == 0
    with database.session() as session:
        session.execute(text("UPDATE relabellings SET asked_at = '2020-01-01 00:00:00'"))
    assert leases.due() == 1


def test_what_is_taken_back_no_job_of_its_place_grants_later(database: Database, library: Library) -> None:
    jobs, leases = JobRecords(database), JobLeases(database, "w1", 60.0, 3)
    job = jobs.add("local", shared(NAME, "one", labels=("here", "all")), "u1")
    assert library.withdraw(job.document_id, ["all"]) is None
    taken = leases.take()
    assert taken is not None
    library.withdraw(job.document_id)
    with pytest.raises(JobCancelledError), database.session() as session:
        leases.end_ready(session, taken, 1, ())
    leases.cancelled(taken)
    jobs.retry(job.id)
    taken = leases.take()
    assert taken is not None and taken.incoming.labels == ()
    with pytest.raises(ForgottenMeanwhileError):
        library.grant(hold(library, ["x"], "x", "x", "other.md"), [], also=lambda _session: _refuse())
    states = {each.state for each in jobs.newest()}
    assert states == {JobState.RUNNING}


def _refuse() -> Sequence[str]:
    raise ForgottenMeanwhileError("other")


def test_a_repair_is_queued_once_and_for_what_is_held_alone(database: Database, library: Library) -> None:
    jobs = JobRecords(database)
    hold(library, ["here"], "alice", "p1")
    (held,) = library.documents()
    repair = jobs.restore(held)
    assert repair is not None and jobs.restore(held) is None
    jobs.cancel(repair.id)
    library.forget(held.document_id)
    assert jobs.restore(held) is None


def test_grants_of_chats_that_were_there_before_get_their_sharings(
    database: Database, library: Library, tmp_path
) -> None:  # type: ignore[no-untyped-def]
    labels = ["slack:T1:C1", "slack:T1", "slack:T1:C2", "slack:T1:user:U1"]
    mail = hold(library, labels, "command line", "command line", "offer.eml")
    inner = hold(library, labels, "command line", "command line", "offer.eml › a.md", "offer.eml")
    own = hold(library, ["everyone"], "command line", "command line", "own.md")
    jobs = JobRecords(database)
    queued = jobs.add("slack:T1:abc", shared("new.md", "two", "slack:T1:abc", labels=("slack:T1:C1",)), "u1")
    repair = jobs.add("slack:T1:abc", shared("old.md", "two", "slack:T1:abc", labels=("slack:T1:C1",)), "u2")
    config = lambda connection: migrations_config(connection, KeyRing.in_folder(tmp_path))  # noqa: E731
    with database.engine.begin() as connection:
        command.downgrade(config(connection), "0004")
        rows = [
            ("s1", "C1", "public", "U1", "slack:T1", mail, "j1"),
            ("s2", "C1", "public", "U2", "slack:T1:C1", mail, "j2"),
            ("s3", "D1", "direct", "U1", "slack:T1:user:U1", mail, "j3"),
            ("s4", "C1", "public", "U3", "slack:T1:C1", queued.document_id, queued.id),
        ]
        for at, (record, channel, kind, sharer, label, document, job) in enumerate(rows):
            connection.execute(
                text(
                    "INSERT INTO shared_files (id, surface, team, channel, kind, thread, sharer, locale, message, "
                    "file_id, name, bytes, media_type, note, label, document_id, job_id, card, shown, ended, "
                    "created_at, checked_at) VALUES (:id, 'slack', 'T1', :channel, :kind, '', :sharer, 'en', '', :id, "
                    "'', 1, '', '', :label, :document, :job, '', 0, :ended, :at, :at)"
                ),
                {
                    "id": record, "channel": channel, "kind": kind, "sharer": sharer, "label": label, "ended": False,
                    "document": document, "job": job, "at": f"2026-01-0{at + 1} 00:00:00",
                },
            )  # fmt: skip
    with database.engine.begin() as connection:
        command.upgrade(config(connection), "head")
    with database.reading() as session:
        found = session.execute(text("SELECT document_id, label, place, granted_by FROM grants")).all()
        told = {row.id: row for row in session.execute(text("SELECT id, place, granted_by FROM jobs"))}
    expected = {
        ("slack:T1:C1", "s1", "slack:T1:user:U1"),
        ("slack:T1", "s1", "slack:T1:user:U1"),
        ("slack:T1:C1", "s2", "slack:T1:user:U2"),
        ("slack:T1:user:U1", "s3", "slack:T1:user:U1"),
        ("slack:T1:C2", "command line", "command line"),
    }
    for document in (mail, inner):
        assert {tuple(row[1:]) for row in found if row[0] == document} == expected
    assert [tuple(row[1:]) for row in found if row[0] == own] == [("everyone", "command line", "command line")]
    assert (told[queued.id].place, told[queued.id].granted_by) == ("s4", "slack:T1:user:U3")
    assert told[repair.id].place == ""


def test_all_labels_are_named_once_however_many_grants_there_are(database: Database, library: Library) -> None:
    assert library.granted.all_labels() == []
    for number, labels in enumerate((["hr", "slack:T1:C1"], ["slack:T1:C1"], ["a:ü", "hr"], ["teams:t:19%3Ax"])):
        hold(library, labels, "alice", f"p{number}", name=f"{number}.md")
    assert sorted(library.granted.all_labels()) == ["a:ü", "hr", "slack:T1:C1", "teams:t:19%3Ax"]
    assert len(library.granted.all_labels()) == 4
