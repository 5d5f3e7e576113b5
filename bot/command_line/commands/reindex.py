"""`tcbot reindex`: the index built anew beside the one that answers."""

from typing import Annotated

import typer

from bot.command_line.commands.options import AsJson


def reindex(
    anew: Annotated[
        bool, typer.Option("--anew", help="Also where the index fits the settings: after damage, or to read all again.")
    ] = False,
    leave_out: Annotated[
        bool, typer.Option("--leave-out", help="Switch also where documents can't be read, and go on without them.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Build the index for the EMBEDDING_MODEL, layout and shards of now, from the originals, and switch to it.

    Questions are answered from the old one meanwhile, and files may come, change and go. Stop it whenever you like:
    the next call goes on. Exits with 1 where it couldn't switch. With --json each step is a line, the end the last one.
    """
    from bot.command_line.exit_codes import FAILURE
    from bot.command_line.json_shapes import json_text
    from bot.command_line.reindexing import reindex_lines, run_reindex
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.processes.start import start
    from bot.wiring import Engine

    with Engine(start()) as engine:
        ended = run_reindex(engine, anew, leave_out, (lambda step: typer.echo(json_text(step))) if as_json else None)
    if not as_json:
        print_lines(open_console(), [Line(line) for line in reindex_lines(ended)])
    raise typer.Exit(FAILURE if ended.built and not ended.switched else 0)
