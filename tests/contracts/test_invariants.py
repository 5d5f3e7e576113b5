"""Each invariant holds in a healthy world and counts what breaks it, on SQLite and on a real PostgreSQL."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from bot.invariants.invariant import OVERDUE, Invariant, World
from bot.invariants.looking import look, look_and_keep
from bot.invariants.registry import INVARIANTS
from bot.processes.metrics import Metrics
from bot.records.invariant_counts import InvariantCounts
from ingest.library.ingestor import Ingestor
from ingest.library.library import Library
from ingest.library.readable import ReadableDocuments
from ingest.originals.vault import Vault
from pipelines.access import EVERYONE
from pipelines.audit import audit
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.index.readable_index import ReadableIndex
from pipelines.indexing.indexer import Indexer
from pipelines.keys.key_ring import KeyRing
from pipelines.records.chat_tables import InboxEntry, SharedInChat, ShownMessage, Survey
from pipelines.records.database import Database
from pipelines.records.job_tables import Job
from pipelines.records.people_tables import Account, ApiKey, SignIn
from pipelines.records.tables import (
    AskedQuestion,
    CitedPage,
    Document,
    Forgetting,
    Grant,
    Relabelling,
    Retention,
    Version,
    now,
)
from tests.ingest.holdings import put_row
from tests.pipelines.hashed_embedder import HashedEmbedder

OLD, YOUNG = timedelta(days=30), timedelta(minutes=1)
VACATION = "Employees may carry over up to five days of unused vacation into the next year."
Plant = Callable[[World, Session], object]


def file(path: Path, name: str, content: str) -> Path:
    path.mkdir(exist_ok=True)
    (path / name).write_text(content, encoding="utf-8")
    return path / name


@pytest.fixture
def world(database: Database, tmp_path: Path) -> Iterator[World]:
    """Two documents, a third that was forgotten, a question, a sharing with its job, a reply, people who sign in."""
    keys, embedder = KeyRing.in_folder(tmp_path), HashedEmbedder()
    rows = EmbeddedIndex(tmp_path / "index.db", embedder.name, embedder.dimensions, keys)
    index, vault = ReadableIndex(rows, ReadableDocuments(database)), Vault(str(tmp_path / "originals"), keys)
    library = Library(database)
    with Ingestor(library, index, Indexer(index, embedder), vault) as ingestor:
        held, _ = (ingestor.ingest(file(tmp_path / "files", name, VACATION), (EVERYONE,)) for name in ("a.md", "b.md"))
    index.set_labels(held.document_id, (EVERYONE, "l"))
    with database.session() as session:
        session.add(Document(id="gone", team="t", name="", title="", created_at=now() - OLD, forgotten_at=now() - OLD))
        session.add(Forgetting(document_id="gone", versions=[], asked_at=now() - OLD, finished_at=now() - OLD))
        session.add(question("q1", held.document_id))
        session.add(sharing("s1", held.document_id))
        session.add(Grant(document_id=held.document_id, label="l", place="s1", granted_by="p", created_at=now() - OLD))
        session.add(job("j1", held.document_id, "ready", finished_at=now() - OLD))
        session.add(shown("m1"))
        session.add(item("i1", ended_at=now() - OLD))
        session.add(Account(id="p1"))
        session.add(sign_in("s1", expires_at=now() + timedelta(hours=1)))
        session.add(ApiKey(id="k1", name="k", hash="h", role="viewer", scopes=[], labels=[], created_by="p"))
        audit(session, "p", "grant", "d")
    yield World(database=database, index=index, vault=vault, at=now(), retention_days=300, questions_days=300)
    index.close()


def question(key: str, document_id: str, **of: Any) -> AskedQuestion:
    row = AskedQuestion(**{"id": key, "text": "t", "scope": [], "outcome": "answered", "asked_at": now() - OLD, **of})
    row.citations = [CitedPage(n=1, document_id=document_id, version_id="v", page=1, quote="q")]
    return row


def sharing(key: str, document_id: str, **of: Any) -> SharedInChat:
    names = ("surface", "team", "channel", "kind", "thread", "sharer", "locale", "message", "media_type", "label")
    values = {**dict.fromkeys(names, "x"), "file_id": key, "name": "n", "note": "", "bytes": 1, "job_id": "j1"}
    return SharedInChat(**{**values, "id": key, "document_id": document_id, "created_at": now() - OLD, **of})


def job(key: str, document_id: str, state: str, **of: Any) -> Job:
    values = {"team": "t", "upload": key, "version_id": "v", "name": "n", "sha256": "0", "bytes": 1, "labels": []}
    times = {"created_at": now() - OLD, "queued_at": now() - OLD, "started_at": now() - OLD}
    return Job(**{**values, **times, "id": key, "document_id": document_id, "state": state, **of})


def shown(message: str, **of: Any) -> ShownMessage:
    where = {"surface": "teams", "team": "t", "channel": "c", "key": "k", "part": 0}
    return ShownMessage(**{**where, "message": message, "shown_at": now() - OLD, **of})


def item(key: str, **of: Any) -> InboxEntry:
    return InboxEntry(**{"key": key, "team": "t", "kind": "question", "received_at": now() - OLD, **of})


def sign_in(key: str, **of: Any) -> SignIn:
    return SignIn(**{"id": key, "account_id": "p1", "issuer": "i", "subject": "s", "created_at": now(), **of})


def held_id(session: Session) -> str:
    found = session.query(Document.id).where(Document.forgotten_at.is_(None)).order_by(Document.id).first()
    assert found is not None
    return str(found[0])


def within(session: Session, around: str) -> Document:
    return Document(id="in", around_id=around, team="t", name="n", title="t", created_at=now() - OLD)


def version(document_id: str, **of: Any) -> Version:
    values = {"id": "f" * 32, "sha256": "1", "media_type": "m", "type": "general", "state": "ready"}
    return Version(**{**values, "document_id": document_id, "live_at": now() - OLD, **of})


def change_audit(_world: World, session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
    else:
        names = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"))
        for name in list(names):
            session.execute(text(f"DROP TRIGGER {name}"))
    session.execute(text("UPDATE audit SET actor = 'somebody else'"))


def lose_original(world: World, session: Session) -> None:
    version_id = session.query(Version.id).order_by(Version.id).first()
    assert version_id is not None
    session.execute(update(Version).values(live_at=now() - OLD))
    world.vault.delete(version_id[0])


def keep_original_of_nothing(world: World, _session: Session) -> None:
    world.vault.put("ab" * 16, BytesIO(b"left"))


def survey(score: int | None, declined: bool = False) -> Survey:
    asked_at = now() - timedelta(days=305)
    return Survey(person="h", month="2025-01", surface="slack", asked_at=asked_at, score=score, declined=declined)


def lose_from_index(world: World, session: Session) -> None:
    world.index.forget(held_id(session))


PLANTED: dict[str, dict[str, Plant]] = {
    "answers_cite_held_documents": {"quotes": lambda _w, s: s.add(question("q2", "gone"))},
    "forgotten_documents_left_nothing": {
        "name": lambda _w, s: s.execute(
            update(Document).where(Document.id == "gone").values(name="board-salaries.pdf")
        ),
        "version": lambda _w, s: s.add(version("gone", live_at=None)),
        "grant": lambda _w, s: s.add(Grant(document_id="gone", label="l", place="command line", granted_by="p")),
        "sharing": lambda _w, s: s.add(sharing("s2", "gone")),
        "job": lambda _w, s: s.add(job("j2", "gone", "ready", finished_at=now() - OLD)),
    },
    "forgettings_end": {
        "never": lambda _w, s: s.add(Forgetting(document_id="d9", versions=[], asked_at=now() - OLD)),
    },
    "grants_have_their_place": {
        "sharing is gone": lambda _w, s: s.execute(delete(SharedInChat)),
    },
    "readers_reach_the_index": {"untold": lambda _w, s: s.add(Relabelling(document_id="d9", asked_at=now() - OLD))},
    "files_within_have_the_one_around": {
        "forgotten": lambda _w, s: s.add(within(s, "gone")),
        "never there": lambda _w, s: s.add(within(s, "nothing")),
    },
    "live_documents_have_one_version_and_readers": {
        "two": lambda _w, s: s.add(version(held_id(s))),
        "nobody": lambda _w, s: (
            s.execute(update(Version).values(live_at=now() - OLD)),
            s.execute(delete(Grant).where(Grant.document_id == held_id(s))),
        ),
    },
    "index_and_records_agree": {
        "missing": lose_from_index,
        "left": lambda w, _s: put_row(w.index, "d" * 32),  # type: ignore[arg-type]
        "other readers": lambda w, s: w.index.set_labels(held_id(s), ("board",)),
        "other chunks": lambda _w, s: s.execute(update(Version).values(chunks=99)),
    },
    "originals_and_documents_agree": {"lost": lose_original, "of nothing": keep_original_of_nothing},
    "retention_is_kept": {
        "question": lambda _w, s: s.add(question("q2", "d", asked_at=now() - timedelta(days=305))),
        "document": lambda _w, s: s.execute(update(Version).values(live_at=now() - timedelta(days=305))),
        "survey": lambda _w, s: s.add(survey(score=2)),
        "of a team": lambda _w, s: (
            s.add(Retention(team="local", days=10)),
            s.execute(update(Document).where(Document.id != "gone").values(shelf="local", team="local")),
            s.execute(update(Version).values(live_at=now() - timedelta(days=20))),
        ),
    },
    "ended_sign_ins_are_gone": {
        "over": lambda _w, s: s.add(sign_in("s2", expires_at=now() - OLD, seen_at=now() - OLD)),
        "revoked": lambda _w, s: s.add(
            sign_in("s2", expires_at=now(), seen_at=now() - 2 * OLD, revoked_at=now() - OLD)
        ),
        "let in": lambda _w, s: s.execute(update(Account).values(disabled_at=now() - timedelta(hours=1))),
        "used revoked": lambda _w, s: s.execute(
            update(SignIn).values(revoked_at=now() - timedelta(hours=1), seen_at=now())
        ),
        "key over": lambda _w, s: s.execute(update(ApiKey).values(used_at=now(), expires_at=now() - YOUNG)),
        "key revoked": lambda _w, s: s.execute(update(ApiKey).values(used_at=now(), revoked_at=now() - YOUNG)),
    },
    "audit_chain_is_whole": {"changed": change_audit},
    "questions_have_one_reply": {"twice": lambda _w, s: s.add(shown("m2"))},
    "inbox_items_have_a_turn_or_an_end": {
        "no turn": lambda _w, s: s.add(item("i2")),
        "nobody takes it": lambda _w, s: s.add(item("i2", due_at=now() - OLD)),
        "words left": lambda _w, s: s.add(item("i2", ended_at=now() - YOUNG, payload=json.dumps({"a": 1}))),
    },
    "jobs_have_a_lease_or_an_end": {
        "nobody": lambda _w, s: s.add(job("j2", "d", "running")),
        "lease over": lambda _w, s: s.add(job("j2", "d", "running", owner="w", lease_until=now() - OLD)),
        "never taken": lambda _w, s: s.add(job("j2", "d", "queued", started_at=None)),
        "ended and running": lambda _w, s: s.add(job("j2", "d", "queued", finished_at=now())),
        "no end": lambda _w, s: s.add(job("j2", "d", "failed")),
    },
}
CASES = [(name, how, plant) for name, planted in PLANTED.items() for how, plant in planted.items()]
INNOCENT: dict[str, Plant] = {
    "a job at work": lambda _w, s: s.add(
        job("j2", "d", "running", owner="w", lease_until=now() + YOUNG, started_at=now())
    ),
    "a job that waits": lambda _w, s: s.add(job("j2", "d", "queued", queued_at=now(), started_at=None)),
    "an item that waits": lambda _w, s: s.add(item("i2", due_at=now() + YOUNG, payload="{}")),
    "somebody who asked to be asked no more, long ago": lambda _w, s: s.add(survey(score=None, declined=True)),
    "a document forgotten just now": lambda _w, s: s.add_all(
        [
            Document(id="d8", team="t", name="", title="", forgotten_at=now()),
            Forgetting(document_id="d8", versions=[], asked_at=now()),
            question("q2", "d8", asked_at=now()),
        ]
    ),
    "a file that is coming": lambda _w, s: s.add(
        Grant(document_id=held_id(s), label="l", place="s9", granted_by="p", created_at=now())
    ),
    "a reply brought up to date": lambda _w, s: s.add(shown("m2", shown_at=now())),
    "a session that ended just now": lambda _w, s: s.add(
        sign_in("s2", expires_at=now() - YOUNG, seen_at=now() - 2 * YOUNG, revoked_at=now() - YOUNG)
    ),
    "a person shut out after their last visit": lambda _w, s: (
        s.execute(update(SignIn).values(seen_at=now() - YOUNG)),
        s.execute(update(Account).values(disabled_at=now())),
    ),
}


def plant(world: World, planting: Plant) -> World:
    """The world after that, looked at later than all that is in it."""
    with world.database.session() as session:
        planting(world, session)
    return replace(world, at=now())


def broken(world: World) -> dict[str, int]:
    found = look(world)
    assert [each.invariant.name for each in found if each.error] == []
    return {each.invariant.name: each.violations for each in found if each.violations}


def test_every_invariant_says_what_its_failure_means_and_has_a_world_that_breaks_it() -> None:
    assert {each.name for each in INVARIANTS} == set(PLANTED)
    assert len({each.name for each in INVARIANTS}) == len(INVARIANTS)
    assert all(each.means.endswith(".") and len(each.name) <= 64 for each in INVARIANTS)


def test_a_healthy_world_breaks_none(world: World) -> None:
    assert broken(world) == {}


@pytest.mark.parametrize(("name", "how", "planting"), CASES, ids=[f"{name}: {how}" for name, how, _ in CASES])
def test_what_breaks_an_invariant_is_counted_under_its_name(world: World, name: str, how: str, planting: Plant) -> None:
    later = plant(world, planting)
    if how == "of nothing":  # the vault says itself when something was written
        later = replace(later, at=now() + OVERDUE + YOUNG)
    assert broken(later).get(name, 0) > 0


@pytest.mark.parametrize("planting", INNOCENT.values(), ids=INNOCENT)
def test_what_is_in_the_making_breaks_none(world: World, planting: Plant) -> None:
    assert broken(plant(world, planting)) == {}


def test_entries_of_the_audit_that_are_too_old_count(world: World) -> None:
    later = replace(world, audit_days=1, at=now() + timedelta(days=10))
    [retention] = [each for each in INVARIANTS if each.name == "retention_is_kept"]
    assert retention.violations(later) > retention.violations(replace(later, audit_days=None))


def test_a_look_that_fails_costs_itself_alone(world: World) -> None:
    def fail(_world: World) -> int:
        raise OSError("the index is away")

    found = look(world, [Invariant("away", "Nothing.", fail), INVARIANTS[0]])
    assert [(each.error, each.violations) for each in found] == [("OSError", -1), ("", 0)]


def test_counts_are_kept_for_the_gauges_of_every_process(world: World) -> None:
    later = plant(world, PLANTED["questions_have_one_reply"]["twice"])
    assert look_and_keep(later) == 1
    counts = InvariantCounts(world.database)
    assert counts.read() == {each.name: int(each.name == "questions_have_one_reply") for each in INVARIANTS}
    metrics = Metrics()
    metrics.invariants_are(counts.read())
    page = metrics.page().decode()
    assert 'tcbot_invariant_violations{invariant="questions_have_one_reply"} 1.0' in page
    assert 'tcbot_invariant_violations{invariant="forgettings_end"} 0.0' in page


def test_an_invariant_that_is_gone_has_no_count_and_one_that_failed_keeps_its_own(world: World) -> None:
    def fail(_world: World) -> int:
        raise OSError("away")

    counts, first = InvariantCounts(world.database), Invariant("first", "F.", lambda _world: 3)
    look_and_keep(world, [first, Invariant("second", "S.", lambda _world: 2)])
    look_and_keep(world, [Invariant("first", "F.", fail)])
    assert counts.read() == {"first": 3}
