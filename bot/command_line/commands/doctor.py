"""`tcbot doctor`: what is there, and what is missing."""

import sys
from typing import Annotated

import typer

from bot.command_line.commands.options import AsJson


def doctor(
    as_json: AsJson = False,
    invariants: Annotated[
        bool, typer.Option("--invariants", help="Count what breaks each invariant of records, index and originals.")
    ] = False,
) -> None:
    """Check every part, and say what to do.

    Each part is embedded or real, reachable or not. With --invariants what is kept is looked at instead: what is always
    true of a healthy service, as the daily sweep does. Exits with 1 where a part or an invariant is broken.
    """
    from bot.command_line.terminal import open_console

    watched = open_console(sys.stderr)
    with watched.status("Checking…") as status:
        from bot.command_line.exit_codes import FAILURE
        from bot.operations.doctor import examine, settings_check
        from bot.operations.invariant_checks import examine_invariants
        from bot.processes.start import start
        from pipelines.settings import SettingsError

        try:
            settings = start()
        except SettingsError as error:
            checks = [settings_check(str(error))]
        else:
            look = examine_invariants if invariants else examine
            checks = look(settings, lambda part: status.update(f"Checking {part}…"))
    from bot.command_line.check_table import checks_json, print_checks
    from bot.command_line.json_shapes import json_text

    if as_json:
        typer.echo(json_text(checks_json(checks)))
    else:
        print_checks(open_console(), checks)
    raise typer.Exit(FAILURE if any(check.state == "broken" for check in checks) else 0)
