"""`tcbot backup` and `tcbot restore`."""

from typing import Annotated

import typer

from bot.command_line.commands.options import AsJson

Address = Annotated[str, typer.Argument(help="A folder, or a bucket as s3://bucket/folder.", metavar="ADDRESS")]


def backup(
    address: Address,
    keep: Annotated[int, typer.Option(min=0, help="Keep so many of the newest, and remove the others. 0: all.")] = 0,
    as_list: Annotated[bool, typer.Option("--list", help="Make none: list those that there are.")] = False,
    as_json: AsJson = False,
) -> None:
    """Back up records and originals, beside everything that goes on. The index is built from them.

    All of it is sealed with the encryption keys, which are never in it: keep those elsewhere. A second backup to the
    same address copies what is new. Exits with 1 where the backup isn't whole.
    """
    from bot.command_line.backups import backed_up_json, backup_lines, list_lines, manifest_json
    from bot.command_line.json_shapes import json_text
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.operations.backup.backing_up import back_up
    from bot.operations.backup.backup_store import BackupStore
    from bot.processes.start import start
    from bot.wiring import Engine
    from ingest.originals.file_store import FileStore

    with Engine(start()) as engine:
        store = BackupStore(address, engine.keys)
        if as_list:
            found = [store.manifest(name) for name in store.names()]
            told, lines = [manifest_json(each) for each in found], list_lines(found, address)
        else:
            made = back_up(engine.database, FileStore(engine.vault.address), store, keep)
            told, lines = [backed_up_json(made)], backup_lines(made, address)
    if as_json:
        for each in told:
            typer.echo(json_text(each))
    else:
        print_lines(open_console(), [Line(line) for line in lines])


def restore(
    address: Address,
    at: Annotated[str, typer.Option("--at", help="The name of a backup. Without it: the newest.")] = "",
    no_index: Annotated[bool, typer.Option("--no-index", help="Leave the index to a later `tcbot reindex`.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring back a backup, into records and originals that are empty, then build the index.

    Put the encryption keys there first. What was forgotten after the backup stays forgotten; nobody is signed in; what
    chats told back then isn't answered again. Exits with 1 where documents could not be read into the index.
    """
    from bot.command_line.backups import restored_json, restored_lines
    from bot.command_line.exit_codes import FAILURE
    from bot.command_line.json_shapes import json_text
    from bot.command_line.reindexing import reindex_lines, reindexed_json, run_reindex
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.operations.backup.backup_store import BackupStore
    from bot.operations.backup.restoring import restore as brought_back
    from bot.processes.start import start
    from bot.wiring import Engine
    from ingest.originals.file_store import FileStore
    from pipelines.records.database import Database

    with Engine(start()) as engine:
        store, files = BackupStore(address, engine.keys), FileStore(engine.vault.address)
        place = engine.place
        new = Database(place.database_url, place.folder, engine.keys)
        restored = brought_back(new, files, store, lambda document: engine.forgetter.forget(document), at)
        new.close()
        on_step = _unseen if as_json else None
        built = None if no_index else run_reindex(engine, anew=True, leave_out=True, on_step=on_step)
    if as_json:
        typer.echo(json_text(restored_json(restored) | ({"index": reindexed_json(built)} if built else {})))
    else:
        lines = restored_lines(restored) + (reindex_lines(built) if built else [])
        print_lines(open_console(), [Line(line) for line in lines])
    raise typer.Exit(FAILURE if built is not None and built.failed else 0)


def _unseen(_step: object) -> None:
    """Steps that nobody is told of."""
