"""A backup of a place while it is in use: the records as of one moment, then the originals that are new since."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from shutil import copyfileobj

from bot.operations.backup.backup_store import BackupStore, Manifest, name_at
from bot.processes.start import program_version
from bot.records.restored_records import RestoredRecords
from ingest.originals.file_store import FileStore
from pipelines.records.database import Database
from pipelines.records.dump import dump, revision_of

ENTRY = ".key"
"""How the names of entries end, which are written anew when keys change; bodies never are."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that was made: how many files of originals were new in it, how many backups and files went."""

    manifest: Manifest
    copied: int
    dropped: int
    pruned: int


def back_up(database: Database, originals: FileStore, store: BackupStore, keep: int = 0) -> BackedUp:
    """Makes a backup, looks whether all of it is there and opens, and keeps so many of the newest (0: all).

    Safe beside everything that goes on, but for a second backup to the same address. What is forgotten by now goes from
    the originals of all backups. Raises what records, files and keys raise; what was cut short is no backup.
    """
    store.tidy()
    records = RestoredRecords(database)
    begun, copied = datetime.now(UTC), 0

    def copy() -> Iterator[str]:
        nonlocal copied
        for name in originals.names():
            copied += _copy(originals, store.originals, name)
            if store.originals.exists(name):
                yield name

    made = store.write(name_at(begun), revision_of(database), program_version(), dump(database), copy())
    check(store, made)
    store.note_forgotten(records.forgotten())
    records.note_backup(made.name, sum(made.rows.values()), len(made.originals))
    dropped = store.names()[:-keep] if keep else []
    for name in dropped:
        store.remove(name)
    gone = records.forgotten_versions()
    needed = {each for name in store.names() for each in store.manifest(name).originals}
    kept = (each for each in needed if each.partition(".")[0] not in gone)
    return BackedUp(made, copied, len(dropped), store.prune_originals(kept))


def check(store: BackupStore, manifest: Manifest) -> None:
    """Whether a backup is whole: its rows, read from begin to end, and by name the files of its originals.

    Raises `TamperedError`, and `IncompleteBackupError` for what is missing.
    """
    check_rows(store, manifest)
    missing = set(manifest.originals) - set(store.originals.names())
    if missing:
        raise IncompleteBackupError(manifest.name, f"{len(missing)} files of originals are missing")


def check_rows(store: BackupStore, manifest: Manifest) -> None:
    """Reads the rows of a backup; raises as `check` does."""
    counts = dict[str, int]()
    with store.rows(manifest) as rows:
        for table, _ in rows:
            counts[table] = counts.get(table, 0) + 1
    if counts != manifest.rows:
        raise IncompleteBackupError(manifest.name, "its rows are not those that were counted")


class IncompleteBackupError(RuntimeError):
    """A backup lacks rows or files of originals."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"The backup {name} is not whole: {what}.")


def _copy(source: FileStore, target: FileStore, name: str) -> bool:
    """Copies a file that isn't there yet, or an entry that changed; False where nothing was to be done.

    A file that goes meanwhile was forgotten.
    """
    try:
        if name.endswith(ENTRY):
            content = source.read(name)
            if target.exists(name) and target.read(name) == content:
                return False
            target.replace(name, content)
            return True
        if target.exists(name) and target.size(name) == source.size(name):
            return False
        target.remove(name)
        with source.open(name) as old, target.writing(name) as new:
            copyfileobj(old, new)
    except FileNotFoundError:
        target.remove(name)
        return False
    return True
