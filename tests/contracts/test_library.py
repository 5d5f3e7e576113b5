"""The library keeps a document's life on SQLite and on a real PostgreSQL."""

from dataclasses import replace

import pytest
from sqlalchemy import insert, text

from ingest.library.held_documents import NewVersion
from ingest.library.library import ForgottenMeanwhileError, Library, version_key
from ingest.library.readable import MANY_LABELS, ReadableDocuments
from ingest.library.tombstones import Tombstones
from pipelines.access import MOST_COUNTED, Scope
from pipelines.records.database import Database
from pipelines.records.tables import AskedQuestion, CitedPage, Document, Grant, Retention, Version, now
from pipelines.types import DocumentType


def version(library: Library, sha256: str, warnings: tuple[tuple[str, tuple[int, ...]], ...] = ()) -> NewVersion:
    document_id = library.document_id("policy.pdf")
    return NewVersion(
        document_id, version_key(document_id, sha256), "policy.pdf", "Policy", sha256, "application/pdf",
        DocumentType.LEGAL, 3, 900, warnings,
    )  # fmt: skip


def test_a_document_lives_from_its_first_version_to_its_end(database: Database) -> None:
    library = Library(database)
    first, second = version(library, "a" * 64, (("pages_without_text", (2, 3)),)), version(library, "b" * 64)
    library.begin(first)
    assert library.documents() == []
    assert library.finish(first, 9, ["hr", "sales", "hr"]) == ("hr", "sales")
    (held,) = library.documents()
    assert (held.version_id, held.chunks, held.type) == (first.version_id, 9, DocumentType.LEGAL)
    assert held.warnings == (("pages_without_text", (2, 3)),)

    library.begin(second)
    assert library.documents() == [held]
    library.abandon(second.version_id)
    assert library.documents() == [held]

    library.begin(second)
    assert library.finish(second, 7, ["board"]) == ("board", "hr", "sales")
    assert library.grant(second.document_id, ["hr"]) == ("board", "hr", "sales")
    replaced = library.held(second.document_id)
    assert replaced is not None
    assert (replaced.version_id, replaced.chunks) == (second.version_id, 7)

    assert library.forget(second.document_id)
    assert not library.forget(second.document_id)
    assert (library.documents(), library.held(second.document_id)) == ([], None)
    with database.reading() as session:
        actions = session.execute(text("SELECT action FROM audit ORDER BY id")).scalars().all()
    assert actions == ["publish", "grant", "grant", "publish", "grant", "forget"]


def test_what_was_begun_and_abandoned_leaves_nothing(database: Database) -> None:
    library = Library(database)
    library.begin(version(library, "a" * 64))
    library.abandon(version_key(library.document_id("policy.pdf"), "a" * 64))
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM documents")) == 0


def test_teams_have_documents_of_their_own(database: Database) -> None:
    ours, theirs = Library(database, "ours"), Library(database, "theirs")
    new = version(ours, "a" * 64)
    ours.begin(new)
    ours.finish(new, 1, ["everyone"])
    assert theirs.documents() == []
    assert ours.document_id("policy.pdf") != theirs.document_id("policy.pdf")


def test_what_a_scope_may_read_is_listed_and_counted_whichever_teams_it_is(database: Database) -> None:
    ours, theirs = Library(database), Library(database, "slack:T1")
    for library, labels in ((ours, ["everyone", "hr"]), (theirs, ["slack:T1:C1"])):
        new = version(library, "a" * 64)
        library.begin(new)
        library.finish(new, 9, labels)
    theirs.begin(version(theirs, "b" * 64))
    for scope, count in (
        (Scope.of("everyone", "hr"), 1),
        (Scope.of("hr", "slack:T1:C1"), 2),
        (Scope.of("slack:T1"), 0),
    ):
        assert ours.count_readable(scope) == theirs.count_readable(scope) == count
        assert len(ours.readable(scope)) == count
    theirs.forget(theirs.document_id("policy.pdf"))
    assert [held.document_id for held in theirs.readable(Scope.of("everyone", "slack:T1:C1"))] == [
        ours.document_id("policy.pdf")
    ]
    assert ours.count_readable(Scope.of("slack:T1:C1")) == 0


def test_a_forgotten_document_leaves_its_tombstone_and_nothing_else(database: Database) -> None:
    library, tombstones = Library(database), Tombstones(database)
    first, second = version(library, "a" * 64), version(library, "b" * 64)
    for new in (first, second):
        library.begin(new)
        library.finish(new, 3, ["hr"])
    with database.session() as session:
        question = AskedQuestion(id="q", text="?", scope=["hr"], outcome="answered", answer="The policy.")
        question.citations = [
            CitedPage(n=1, document_id=first.document_id, version_id=second.version_id, page=1, quote="The policy.")
        ]
        session.add(question)
    assert tombstones.mentions(first.document_id) == {"citations": 1, "documents": 1, "grants": 1, "versions": 2}
    assert library.forget(first.document_id, "alice")
    assert tombstones.mentions(first.document_id) == {}
    assert tombstones.unfinished() == [first.document_id]
    assert tombstones.versions(first.document_id) == sorted({first.version_id, second.version_id})
    with database.reading() as session:
        assert session.get_one(AskedQuestion, "q").answer == ""
        assert session.get_one(Document, first.document_id).name == ""
    tombstones.finish(first.document_id)
    assert tombstones.unfinished() == []
    assert not ReadableDocuments(database).among([first.document_id], Scope.of("hr"))


def test_a_document_comes_back_when_it_is_whole_and_not_before(database: Database) -> None:
    library, tombstones = Library(database), Tombstones(database)
    new = version(library, "a" * 64)
    library.begin(new)
    library.finish(new, 3, ["hr"])
    library.forget(new.document_id)
    library.begin(new)
    assert (tombstones.unfinished(), library.documents()) == ([new.document_id], [])
    assert not ReadableDocuments(database).among([new.document_id], Scope.of("hr"))
    assert tombstones.wanted(new.version_id)
    assert library.forget(new.document_id)
    with pytest.raises(ForgottenMeanwhileError):
        library.finish(new, 3, ["hr"])
    library.begin(new)
    assert library.finish(new, 3, ["sales"]) == ("sales",)
    assert (tombstones.unfinished(), [held.name for held in library.documents()]) == ([], ["policy.pdf"])
    assert ReadableDocuments(database).among([new.document_id], Scope.of("sales")) == {new.document_id}


def test_grants_of_several_places_are_withdrawn_one_by_one(database: Database) -> None:
    library = Library(database)
    new = version(library, "a" * 64)
    library.begin(new)
    library.finish(new, 3, ["hr", "board"])
    assert library.grant(new.document_id, ["hr"], "bob", "#hr") == ("board", "hr")
    assert library.withdraw(new.document_id, ["hr"]) == ("board", "hr")
    assert library.withdraw(new.document_id) == ("hr",)
    assert library.withdraw(new.document_id, place="#hr") == ()
    assert library.withdraw(new.document_id, place="#hr") is None
    with pytest.raises(ForgottenMeanwhileError):
        library.grant(new.document_id, ["hr"])
    assert Tombstones(database).unfinished() == [new.document_id]


def test_a_team_has_a_retention_of_its_own_or_none(database: Database) -> None:
    library = Library(database)
    for days, held in ((30, 30), (60, 60), (None, None)):
        library.set_retention(days)
        with database.reading() as session:
            row = session.get(Retention, "local")
            assert (row.days if row else None) == held


def test_whether_somebody_reads_more_than_somebody_else(database: Database) -> None:
    library = Library(database)
    new = version(library, "a" * 64)
    library.begin(new)
    assert not library.reads_more(Scope.of("hr"), Scope.of("sales"))  # it isn't live yet
    library.finish(new, 3, ["hr", "board"])
    assert library.reads_more(Scope.of("hr", "sales"), Scope.of("sales"))
    assert not library.reads_more(Scope.of("hr", "board"), Scope.of("hr"))
    assert not library.reads_more(Scope.of("sales"), Scope.of("sales"))
    library.forget(new.document_id)
    assert not library.reads_more(Scope.of("hr"), Scope.of("sales"))


def test_only_documents_with_a_grant_for_the_scope_are_readable(database: Database) -> None:
    library, readable = Library(database), ReadableDocuments(database)
    new = version(library, "a" * 64)
    library.begin(new)
    assert not readable.among([new.document_id], Scope.of("hr"))
    library.finish(new, 3, ["hr"])
    assert readable.among([new.document_id, "unknown"], Scope.of("hr", "sales")) == {new.document_id}
    assert not readable.among([new.document_id], Scope.of("sales"))
    assert not readable.among([], Scope.of("hr"))


def test_the_documents_of_a_scope_are_named_up_to_a_number(database: Database) -> None:
    library, readable = Library(database), ReadableDocuments(database)
    news = [replace(version(library, each * 64), document_id=each * 32, version_id=each * 32) for each in "abc"]
    for new in news:
        library.begin(new)
        library.finish(new, 3, ["hr", "board"])
    library.finish(news[0], 3, ["sales"])
    ids = {new.document_id for new in news}
    assert readable.some(Scope.of("hr", "board"), 4) == ids
    assert readable.some(Scope.of("sales", "unknown"), 4) == {news[0].document_id}
    assert len(readable.some(Scope.of("hr"), 2)) == 2
    assert readable.some(Scope.of("nobody"), 4) == frozenset()
    assert readable.some(Scope.of("hr", *(f"slack:T1:C{n}" for n in range(2 * MANY_LABELS))), 4) == ids
    library.forget(news[1].document_id)
    assert readable.some(Scope.of("hr"), 4) == ids - {news[1].document_id}


def test_documents_are_counted_no_further_than_people_care(database: Database) -> None:
    library = Library(database)
    for first, many in ((0, 7), (7, 5 * MOST_COUNTED)):
        ids = [f"{n:032x}" for n in range(first, first + many)]
        with database.session() as session:
            session.execute(insert(Document), [{"id": each, "team": "local", "name": "", "title": ""} for each in ids])
            about = {"sha256": "a" * 64, "media_type": "text/plain", "type": "general", "state": "ready"}
            rows = [{"id": f"v{each[1:]}", "document_id": each, "live_at": now(), **about} for each in ids]
            session.execute(insert(Version), rows)
            told = {"place": "here", "granted_by": "us"}
            labels = [(each, label) for each in ids for label in ("everyone", "hr")]
            session.execute(insert(Grant), [{"document_id": each, "label": label, **told} for each, label in labels])
        expected = many if first == 0 else MOST_COUNTED + 1
        assert library.count_readable(Scope.of("everyone", "hr", "sales")) == expected
