"""Everything about one person is found, handed to them and erased, on SQLite and on a real PostgreSQL."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, LargeBinary, String, Text, TypeDecorator, select

from bot.chat.chat import Chat, ChatKind, Person
from bot.chat.role import Role
from bot.inbox.inbox import Inbox
from bot.inbox.items import InboxItem
from bot.operations.people_erasing import erase_person, verify_erased
from bot.records.conversations import Conversation, Conversations
from bot.records.installations import Installation, Installations
from bot.records.known_as import KnownAs, who_is
from bot.records.membership_changes import MembershipChanges
from bot.records.people import WEB, WEB_TEAM, People
from bot.records.person_erasure import Erasure
from bot.records.person_export import SECRET, export
from bot.records.personal_columns import FATES, Fate
from bot.records.question_log import QuestionLog
from bot.records.shared_files import SharedFiles
from bot.records.shown_messages import ShownMessages
from bot.records.upload_choices import UploadChoice, UploadChoices
from ingest.jobs.job_records import JobRecords
from ingest.library.forgetting import DISK, Forgetter
from ingest.library.held_documents import NewVersion
from ingest.library.library import Library, version_key
from ingest.library.readable import ReadableDocuments
from ingest.originals.cache_folder import CacheFolder
from ingest.originals.vault import Vault
from pipelines.access import Scope
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.index.readable_index import ReadableIndex
from pipelines.keys.key_ring import KeyRing
from pipelines.records.chat_tables import ShownMessage
from pipelines.records.database import Database
from pipelines.records.people_tables import ApiKey, SignIn
from pipelines.records.tables import AuditEntry, Grant, Record, now
from pipelines.types import DocumentType
from tests.contracts.chats import GENERAL, TEAM, answered, file, question
from tests.contracts.jobs import shared

ANA = Person("slack", TEAM, "UANA77")
ANA_IN_TEAMS = Person("teams", "tenant-1", "aad-ana-77")
BEN = Person("slack", TEAM, "UBEN88")
WITH_ANA = Chat("slack", TEAM, "DANA77", ChatKind.DIRECT)
LABEL, IN_CHANNEL = "slack:T1:user:UANA77", "slack:T1:C1"
WORDS = "quinquereme"
ADDRESS = "ana.quinquereme@acme.com"


@pytest.fixture
def forgetter(database: Database, tmp_path: Path) -> Iterator[Forgetter]:
    rows = EmbeddedIndex(tmp_path / "index.db", "small", 4)
    index = ReadableIndex(rows, ReadableDocuments(database))
    yield Forgetter(
        database,
        index,
        Vault(str(tmp_path / "originals"), KeyRing.in_folder(tmp_path)),
        CacheFolder(tmp_path / "cache"),
    )
    index.close()


def hold(database: Database, name: str, label: str, place: str, by: Person) -> str:
    """A document that was shared; its id."""
    library = Library(database, f"slack:{TEAM}")
    document_id = library.document_id(name)
    version_id, sha256 = version_key(document_id, "a" * 64), "a" * 64
    new = NewVersion(document_id, version_id, name, name, sha256, "application/pdf", DocumentType.LEGAL, 3, 9)
    library.begin(new)
    library.finish(new, 9, [label], f"slack:{TEAM}:user:{by.id}", place)
    return document_id


def share(database: Database, name: str, chat: Chat, label: str, by: Person) -> str:
    """A file that somebody shared in a chat and that became a document; its id."""
    told = file(f"F{name}", name, chat, by)
    files = SharedFiles(database)
    place, giver = files.place_of(told), f"slack:{TEAM}:user:{by.id}"
    incoming = replace(shared(name, "one", f"slack:{TEAM}", labels=(label,)), place=place, by=giver)
    view = JobRecords(database).add(f"slack:{TEAM}", incoming, f"upload-{name}")
    files.add(told, label, view)
    return hold(database, name, label, files.place_of(told), by)


def live(database: Database, ana: Person = ANA, words: str = WORDS) -> None:
    """What a person leaves in the records by everything that people do."""
    people, log, by = People(database), QuestionLog(database), f"slack:{TEAM}:user:{ana.id}"
    account = people.ensure(ana, by, "email", f"Ana {words}", ADDRESS if ana is ANA else "ben@acme.com")
    if ana is ANA:
        people.link(account, ANA_IN_TEAMS, "email", by)
    people.grant(account, "slack:T1", Role.ADMIN, by)
    people.set_groups(account, ["group:hr"], "issuer")
    asked = log.record(
        question(f"slack:T1:{ana.id}-1", f"Where is {words}?", ana),
        Scope.of("everyone"),
        answered(text=f"The {words}."),
    )
    log.feedback(asked, ana, False, f"No {words} at all")
    Inbox(database, "web").receive(
        InboxItem(f"slack:T1:E{ana.id}", "slack", TEAM, "message", {"user": ana.id, "text": words}, "slack:T1:C1")
    )
    Conversations(database).remember(Conversation("slack", TEAM, f"D{ana.id}", ana.id, {"to": words}))
    UploadChoices(database).keep("slack", TEAM, ana.id, UploadChoice("C1", "", None, False, words))
    MembershipChanges(database).note("slack", TEAM, [ana.id])
    Installations(database).save(
        Installation("slack", TEAM, "", "Acme", "B1", "UBOT", "token", ("chat:write",), ana.id)
    )
    until, made = now() + timedelta(days=1), len(people.all())
    with database.session() as session:
        session.add(SignIn(id=f"s{made}", account_id=account, issuer="idp", subject=ana.id, expires_at=until))
        key = ApiKey(id=f"k{made}", hash=f"h{made}", role="viewer", scopes=[], labels=[by], created_by=by)
        key.name = f"key of {words}"
        session.add(key)


def known(database: Database, who: str = "slack:T1:UANA77") -> KnownAs:
    found = who_is(database, who)
    assert found is not None
    return found


def everything(database: Database, but: tuple[str, ...] = ("audit",)) -> str:
    """All values of all tables, sealed ones opened."""
    told = []
    with database.reading() as session:
        for mapper in Record.registry.mappers:
            if mapper.class_.__tablename__ not in but:
                for row in session.scalars(select(mapper.class_)):
                    told += [
                        f"{mapper.class_.__tablename__}.{each.key}={getattr(row, each.key)!r}"
                        for each in mapper.column_attrs
                    ]
    return "\n".join(told)


def lines_with(text: str, *words: str) -> list[str]:
    return [line for line in text.splitlines() if any(word in line for word in words)]


def _is_text(kind: Any) -> bool:
    inner = kind.impl if isinstance(kind, TypeDecorator) else kind
    return isinstance(inner, String | Text | JSON | LargeBinary)


def test_every_column_that_can_hold_text_has_a_fate_when_a_person_is_erased() -> None:
    tables = Record.metadata.sorted_tables
    assert {table.name for table in tables} == set(FATES)
    for table in tables:
        assert {column.name for column in table.columns if _is_text(column.type)} == set(FATES[table.name]), table.name


def test_a_person_is_named_by_an_identity_an_account_or_a_verified_address(database: Database) -> None:
    live(database)
    by_identity = known(database)
    assert by_identity.people == {ANA, ANA_IN_TEAMS, Person(WEB, WEB_TEAM, by_identity.account_id)}
    assert known(database, by_identity.account_id) == known(database, ADDRESS.upper()) == by_identity
    assert known(database, "teams:tenant-1:aad-ana-77") == by_identity
    assert known(database, "slack:T1:UNEW").people == {Person("slack", TEAM, "UNEW")}
    assert who_is(database, "nobody@acme.com") is None
    assert who_is(database, "0" * 32) is None


@pytest.mark.parametrize("who", ["", "slack:T1", "slack::U1", "a:b:c:d", ":"])
def test_what_names_nobody_is_refused(database: Database, who: str) -> None:
    with pytest.raises(ValueError, match="names nobody"):
        who_is(database, who)


def test_an_export_holds_all_that_a_person_left_and_nothing_of_others(database: Database) -> None:
    live(database)
    live(database, BEN, "sarcophagus")
    share(database, "trireme.pdf", WITH_ANA, LABEL, ANA)
    rows = list(export(database, known(database), "command line"))
    kinds = {row["what"] for row in rows}
    assert kinds >= {
        "account", "identity", "role", "group", "session", "question", "verdict", "shared file", "grant", "job",
        "upload choice", "conversation", "membership change", "key", "waiting message", "audit entry",
    }  # fmt: skip
    (asked,) = [row for row in rows if row["what"] == "question"]
    assert (asked["text"], asked["answer"]) == (f"Where is {WORDS}?", f"The {WORDS}.")
    assert [row["document"] for row in rows if row["what"] == "shared file"] == ["trireme.pdf"]
    assert not lines_with(str(rows), "sarcophagus", "UBEN88")
    assert not any(name in row for row in rows for name in SECRET)
    with database.reading() as session:
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "export"))
    assert (entry.actor, entry.target) == ("command line", known(database).account_id)


def test_an_erased_person_is_in_no_table_but_the_audit(database: Database, forgetter: Forgetter) -> None:
    live(database)
    share(database, "trireme.pdf", WITH_ANA, LABEL, ANA)
    share(database, "galley.pdf", GENERAL, IN_CHANNEL, ANA)
    ana = known(database)
    erased = erase_person(database, forgetter, ana)
    assert [trace for trace in erased.left if trace.place != DISK] == []
    assert erased.is_whole and erased.documents == 1 and erased.rows["question"] == 1
    left = lines_with(everything(database), WORDS, ADDRESS, "UANA77", "aad-ana-77", ana.account_id, *ana.pseudonyms)
    named = {line.partition("=")[0] for line in left}
    assert named <= {
        f"{table}.{column}" for table, fates in FATES.items() for column in fates if fates[column] is Fate.STAYS
    }
    assert verify_erased(database, forgetter, ana) == [each for each in erased.left if each.place == DISK]


def test_no_file_holds_a_piece_of_what_an_erased_person_wrote(tmp_path: Path) -> None:
    with closing(Database(None, tmp_path)) as database:
        database.migrate()
        live(database)
        with closing(sqlite3.connect(tmp_path / "records.db")) as db:
            sealed = [each for row in db.execute("SELECT text, answer FROM questions") for each in row]
            sealed += [each for row in db.execute("SELECT name, email FROM accounts") for each in row]
        assert all(_files_with(tmp_path, each) for each in sealed)
        Erasure(database).erase(known(database), "command line", with_shared=False)
        assert database.expunge() == {}
        assert not any(_files_with(tmp_path, each) for each in sealed)


def _files_with(folder: Path, value: str) -> list[str]:
    return [each.name for each in folder.glob("records.db*") if value.encode() in each.read_bytes()]


def test_what_others_left_is_as_it_was(database: Database, forgetter: Forgetter) -> None:
    live(database, BEN, "sarcophagus")
    share(database, "tomb.pdf", Chat("slack", TEAM, "DBEN88", ChatKind.DIRECT), "slack:T1:user:UBEN88", BEN)
    before = everything(database, but=("audit", "audit_marks"))
    live(database)
    erase_person(database, forgetter, known(database))
    after = everything(database, but=("audit", "audit_marks"))
    gone = [line for line in before.splitlines() if line not in after.splitlines()]
    assert not [line for line in gone if not line.startswith("installations.")]  # a workspace has one, the newest


def test_what_was_shared_in_a_channel_stays_as_nobodys(database: Database, forgetter: Forgetter) -> None:
    kept = share(database, "galley.pdf", GENERAL, IN_CHANNEL, ANA)
    erase_person(database, forgetter, known(database))
    (record,) = SharedFiles(database).of_document(kept)
    assert (record.file.sharer.id, record.file.note, record.file.name) == ("", "", "galley.pdf")
    with database.reading() as session:
        (grant,) = session.scalars(select(Grant).where(Grant.document_id == kept))
    assert (grant.label, grant.granted_by) == (IN_CHANNEL, "nobody")


def test_with_documents_what_nobody_else_shared_is_forgotten(database: Database, forgetter: Forgetter) -> None:
    own, common = (share(database, name, GENERAL, IN_CHANNEL, ANA) for name in ("galley.pdf", "barge.pdf"))
    with database.session() as session:
        session.add(Grant(document_id=common, label="slack:T1", place="command line", granted_by="command line"))
    erased = erase_person(database, forgetter, known(database), with_shared=True)
    library = Library(database, f"slack:{TEAM}")
    assert [each.document_id for each in library.documents()] == [common]
    assert library.granted.labels(common) == ("slack:T1",)
    assert erased.is_whole and erased.documents == 1
    assert own != common and SharedFiles(database).of_person(ANA) == []


def test_what_was_opened_to_the_workspace_from_a_direct_message_stays(database: Database, forgetter: Forgetter) -> None:
    opened = share(database, "galley.pdf", WITH_ANA, LABEL, ANA)
    with database.session() as session:
        place = session.scalars(select(Grant.place).where(Grant.document_id == opened)).one()
        session.add(Grant(document_id=opened, label="slack:T1", place=place, granted_by=LABEL))
    erased = erase_person(database, forgetter, known(database))
    assert Library(database).granted.labels(opened) == ("slack:T1",)
    assert erased.is_whole and erased.documents == 0


def test_keys_that_the_person_made_open_nothing_any_more(database: Database, forgetter: Forgetter) -> None:
    live(database)
    erase_person(database, forgetter, known(database))
    with database.reading() as session:
        key = session.scalars(select(ApiKey)).one()
    assert key.revoked_at is not None
    assert (key.name, key.labels, key.created_by) == ("", [], "nobody")


def test_erasing_is_told_in_the_audit_and_can_be_repeated(database: Database, forgetter: Forgetter) -> None:
    live(database)
    ana = known(database)
    erase_person(database, forgetter, ana)
    assert erase_person(database, forgetter, ana).rows == {}
    with database.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "account")).all()
    assert [(each.actor, each.target, each.details["erased"]) for each in entries] == [
        ("command line", ana.account_id, True)
    ] * 2
    assert entries[0].details["rows"] > 10 and entries[1].details["rows"] == 0


def test_somebody_without_an_account_is_told_of_by_a_pseudonym(database: Database, forgetter: Forgetter) -> None:
    erase_person(database, forgetter, known(database, "slack:T1:UANA77"))
    with database.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "account")).one()
    assert len(entry.target) == 64 and "UANA77" not in entry.target


def test_what_is_written_while_somebody_is_erased_is_found_left(database: Database, forgetter: Forgetter) -> None:
    live(database)
    ana = known(database)
    erase_person(database, forgetter, ana)
    QuestionLog(database).record(question("slack:T1:late", "Late?", ANA), Scope.of("everyone"), answered())
    found = verify_erased(database, forgetter, ana)
    assert [(each.count, each.what) for each in found if each.place == "records"] == [(1, "questions")]


def test_messages_in_a_direct_chat_are_no_longer_known(database: Database, forgetter: Forgetter) -> None:
    shown = ShownMessages(database, "teams")
    Conversations(database).remember(Conversation("teams", "tenant-1", "a:1", "aad-ana-77", {}))
    shown.note("tenant-1", "a:1", "key", 0, "m1")
    shown.note("tenant-1", "19:x", "key", 0, "m2")
    erase_person(database, forgetter, known(database, "teams:tenant-1:aad-ana-77"))
    with database.reading() as session:
        assert [each.channel for each in session.scalars(select(ShownMessage))] == ["19:x"]
