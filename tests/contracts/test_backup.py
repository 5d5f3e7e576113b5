"""Backups: made beside what goes on, whole, sealed, incremental, and brought back into either kind of records."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.audit.chain_check import verify
from bot.chat.chat import Person
from bot.chat.role import Role
from bot.operations.backup.backing_up import BackedUp, IncompleteBackupError, back_up, check
from bot.operations.backup.backup_store import BackupStore, NoBackupError
from bot.operations.backup.restoring import Restored, VaultNotEmptyError, restore
from bot.records.people import People
from bot.records.restored_records import RestoredRecords
from ingest.library.forgetting import Forgetter
from ingest.library.library import Library
from ingest.originals.cache_folder import CacheFolder
from ingest.originals.file_store import FileStore
from ingest.originals.vault import Vault
from pipelines.access import EVERYONE, Scope
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.keys.key_file import KeyFile
from pipelines.keys.key_ring import KeyRing, TamperedError, WrongKeyError
from pipelines.records.database import Database
from pipelines.records.dump import RecordsNotEmptyError, dump, load, revision_of
from pipelines.records.people_tables import Account
from tests.ingest.holdings import TRAVEL, VACATION, Holdings
from tests.pipelines.hashed_embedder import HashedEmbedder
from tests.servers.postgres import new_database

ANA = Person("slack", "T1", "U1")
SECRET = "The zanthrope merger closes on 3 March."


@dataclass
class NewPlace:
    """An empty place that has the keys of another."""

    folder: Path
    database: Database
    keys: KeyRing

    def restored(self, store: BackupStore, name: str = "") -> Restored:
        return restore(self.database, self.files, BackupStore(store.address, self.keys), self._forget, name)

    @property
    def files(self) -> FileStore:
        return FileStore(str(self.folder / "originals"))

    def names(self, *labels: str) -> list[str]:
        return [each.name for each in Library(self.database).readable(Scope.of(*labels))]

    def original(self, version_id: str) -> str:
        with Vault(str(self.folder / "originals"), self.keys).open(version_id) as opened:
            return opened.read().decode()

    def _forget(self, document_id: str) -> None:
        embedder = HashedEmbedder()
        index = EmbeddedIndex(self.folder / "index.db", embedder.name, embedder.dimensions, self.keys)
        vault = Vault(str(self.folder / "originals"), self.keys)
        Forgetter(self.database, index, vault, CacheFolder(self.folder / "cache")).forget(document_id)
        index.close()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Holdings]:
    """A place with documents of everybody's and of some, an answer that quotes one, and an admin."""
    holdings = Holdings(tmp_path / "place") if (tmp_path / "place").mkdir() is None else None
    assert holdings is not None
    vacation = holdings.ingest("Vacation.md", VACATION)
    holdings.ingest("Merger.md", SECRET, "slack:T1:board")
    holdings.answer("q1", vacation)
    people = People(holdings.database)
    people.grant(people.ensure(ANA, "test", email="ana@acme.com"), "*", Role.ADMIN, "test")
    yield holdings
    holdings.close()


@pytest.fixture
def store(place: Holdings, tmp_path: Path) -> BackupStore:
    return BackupStore(str(tmp_path / "backups"), place.keys)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def new_place(request: pytest.FixtureRequest, place: Holdings, tmp_path: Path) -> Iterator[NewPlace]:
    folder = tmp_path / "new"
    KeyFile.of(folder).path.parent.mkdir(mode=0o700, parents=True)
    shutil.copy2(KeyFile.of(place.folder).path, KeyFile.of(folder).path)
    is_sqlite = request.param == "sqlite"
    url = None if is_sqlite else new_database(request.getfixturevalue("postgres_server"))
    keys = KeyRing.in_folder(folder)
    opened = Database(url, folder, keys)
    yield NewPlace(folder, opened, keys)
    opened.close()


def made(place: Holdings, store: BackupStore, keep: int = 0) -> BackedUp:
    return back_up(place.database, FileStore(place.vault.address), store, keep)


def version_of(place: Holdings, name: str) -> str:
    held = {each.name: each for each in place.library.readable(Scope.of(EVERYONE, "slack:T1:board"))}
    return held[name].version_id


def test_all_that_was_there_comes_back_and_goes_on(place: Holdings, store: BackupStore, new_place: NewPlace) -> None:
    before = {table: rows for table, rows in _by_table(place.database).items() if table not in _SETTLED}
    made(place, store)
    new_place.restored(store)
    after = _by_table(new_place.database)
    assert {table: after.get(table) for table in before} == before
    assert new_place.names(EVERYONE) == ["Vacation.md"]
    assert new_place.names("slack:T1:board") == ["Merger.md"]
    assert new_place.original(version_of(place, "Merger.md")) == SECRET
    people = People(new_place.database)
    assert people.known([ANA])[ANA].role_in("slack:T1") is Role.ADMIN
    with new_place.database.reading() as session:
        assert session.query(Account).one().email == "ana@acme.com"
    people.grant(people.ensure(Person("slack", "T1", "U2"), "test"), "*", Role.VIEWER, "test")
    assert verify(new_place.database).is_good


def test_what_was_forgotten_after_a_backup_does_not_come_back_with_it(
    place: Holdings, store: BackupStore, new_place: NewPlace
) -> None:
    version = version_of(place, "Merger.md")
    first = made(place, store).manifest
    [merger] = place.library.readable(Scope.of("slack:T1:board"))
    place.forgetter.forget(merger.document_id)
    assert made(place, store).pruned == 2
    restored = new_place.restored(store, first.name)
    assert restored.forgotten == 1
    assert new_place.names("slack:T1:board") == []
    assert new_place.names(EVERYONE) == ["Vacation.md"]
    with pytest.raises(FileNotFoundError):
        new_place.original(version)


def test_what_came_back_after_it_was_forgotten_is_in_later_backups(place: Holdings, store: BackupStore) -> None:
    [vacation] = place.library.readable(Scope.of(EVERYONE))
    place.forgetter.forget(vacation.document_id)
    made(place, store)
    assert set(store.forgotten()) == {vacation.document_id}
    place.ingest("Vacation.md", VACATION)
    manifest = made(place, store).manifest
    assert store.forgotten() == {}
    check(store, manifest)


def test_a_second_backup_copies_what_is_new_and_old_ones_go(place: Holdings, store: BackupStore) -> None:
    assert made(place, store).copied == 4
    place.ingest("Travel.md", TRAVEL)
    second = made(place, store)
    assert second.copied == 2
    assert len(store.names()) == 2
    third = made(place, store, keep=1)
    assert (third.copied, third.dropped, store.names()) == (0, 2 - 1 + 1, [third.manifest.name])
    check(store, third.manifest)


def test_a_backup_holds_no_word_in_plain_and_opens_with_the_keys_alone(
    place: Holdings, store: BackupStore, tmp_path: Path
) -> None:
    made(place, store)
    for file in Path(store.address).rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert not any(word in content for word in (b"zanthrope", b"Vacation", b"ana@acme.com"))
            assert file.stat().st_mode & 0o077 == 0
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(WrongKeyError):
        BackupStore(store.address, KeyRing.in_folder(other)).manifest()


def test_a_backup_that_was_changed_is_refused_before_anything_is_written(
    place: Holdings, store: BackupStore, new_place: NewPlace
) -> None:
    name = made(place, store).manifest.name
    records = Path(store.address) / f"{name}.records"
    content = bytearray(records.read_bytes())
    content[len(content) // 2] ^= 1
    records.write_bytes(content)
    with pytest.raises(TamperedError):
        new_place.restored(store)
    assert revision_of(new_place.database) == ""
    assert new_place.files.names() == []


def test_a_place_that_is_not_empty_is_left_as_it_is(place: Holdings, store: BackupStore, new_place: NewPlace) -> None:
    made(place, store)
    new_place.restored(store)
    with pytest.raises(VaultNotEmptyError):
        new_place.restored(store)
    shutil.rmtree(new_place.folder / "originals")
    with pytest.raises(RecordsNotEmptyError):
        new_place.restored(store)
    assert new_place.names(EVERYONE) == ["Vacation.md"]


def test_a_backup_whose_originals_lack_is_not_whole(place: Holdings, store: BackupStore) -> None:
    manifest = made(place, store).manifest
    store.originals.remove(manifest.originals[0])
    with pytest.raises(IncompleteBackupError):
        check(store, manifest)


def test_a_backup_that_is_not_there_is_told_with_those_that_are(place: Holdings, store: BackupStore) -> None:
    with pytest.raises(NoBackupError, match="There is none"):
        store.manifest()
    name = made(place, store).manifest.name
    with pytest.raises(NoBackupError, match=name):
        store.manifest("20200101T000000000000Z")


def test_what_was_cut_short_is_no_backup_and_goes_with_the_next(place: Holdings, store: BackupStore) -> None:
    def rows() -> Iterator[tuple[str, dict[str, object]]]:
        yield from list(dump(place.database))[:3]
        raise OSError

    with pytest.raises(OSError):
        store.write("20990101T000000000000Z", "0001", "1", rows(), ())
    assert store.names() == []
    made(place, store)
    assert not list(Path(store.address).glob("2099*"))


def test_the_records_know_when_they_were_backed_up(place: Holdings, store: BackupStore) -> None:
    records = RestoredRecords(place.database)
    assert records.backed_up_at() is None
    manifest = made(place, store).manifest
    at = records.backed_up_at()
    assert at is not None and at >= manifest.made_at


def test_rows_of_an_earlier_version_are_loaded_into_its_tables_and_migrated(
    place: Holdings, store: BackupStore, new_place: NewPlace, tmp_path: Path
) -> None:
    (tmp_path / "old").mkdir()
    old = Database(None, tmp_path / "old", place.keys)
    old.migrate("0014")
    store.write("20250101T000000000000Z", revision_of(old), "0.1", dump(old), ())
    assert new_place.restored(store).manifest.revision == "0014"
    People(new_place.database).ensure(ANA, "test")
    assert verify(new_place.database).is_good
    old.close()


_SETTLED = {"audit", "audit_marks", "inbox", "processes", "sessions"}
"""Tables that a backup and a restore write to."""


def _by_table(database: Database) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for table, row in dump(database):
        found.setdefault(table, []).append(sorted(row.items()))
    return {table: sorted(rows, key=str) for table, rows in found.items()}


def test_rows_are_the_same_after_a_dump_and_a_load(database: Database, tmp_path: Path) -> None:
    people = People(database)
    people.grant(people.ensure(ANA, "test"), "*", Role.ADMIN, "test")
    (tmp_path / "copy").mkdir()
    copy = Database(None, tmp_path / "copy", KeyRing.in_folder(tmp_path))
    copy.migrate()
    load(copy, dump(database))
    assert _by_table(copy) == _by_table(database)
    copy.close()
