"""The way back from a backup, into records and a vault that are empty; the index is built from the originals after."""

from collections.abc import Callable
from dataclasses import dataclass
from shutil import copyfileobj

from bot.operations.backup.backing_up import check_rows
from bot.operations.backup.backup_store import BackupStore, Manifest
from bot.records.restored_records import RestoredRecords
from ingest.originals.file_store import FileStore
from pipelines.addresses import without_credentials
from pipelines.records.database import Database
from pipelines.records.dump import load


class VaultNotEmptyError(RuntimeError):
    """Originals would be put among others."""

    def __init__(self, address: str) -> None:
        super().__init__(f"There are originals in {address}. Restore into an empty place.")


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: rows by table, files of originals, and how many documents were forgotten after the backup."""

    manifest: Manifest
    rows: dict[str, int]
    originals: int
    forgotten: int


def restore(
    database: Database,
    originals: FileStore,
    store: BackupStore,
    forget: Callable[[str], object],
    name: str = "",
) -> Restored:
    """Brings back a backup, the newest without a name. `forget` forgets a document of the restored place.

    What was forgotten after the backup stays forgotten: the store knows it from later ones. Raises `NoBackupError`,
    `RecordsNotEmptyError`, `VaultNotEmptyError`, and `TamperedError` or `WrongKeyError` before anything is written.
    """
    manifest = store.manifest(name)
    check_rows(store, manifest)
    if originals.names():
        raise VaultNotEmptyError(without_credentials(originals.address))
    database.migrate(manifest.revision)
    with store.rows(manifest) as rows:
        counts = load(database, rows)
    database.migrate()
    for each in manifest.originals:
        if store.originals.exists(each):  # else it was forgotten since
            with store.originals.open(each) as old, originals.writing(each) as new:
                copyfileobj(old, new)
    records = RestoredRecords(database)
    held = records.forgotten()
    gone = [each for each, when in store.forgotten().items() if held.get(each) == "" and when]
    for each in gone:
        forget(each)
    records.settle(manifest.name)
    return Restored(manifest, counts, len(originals.names()), len(gone))
