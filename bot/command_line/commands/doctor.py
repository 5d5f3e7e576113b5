"""`tcbot doctor`: what is there, and what is missing."""

import sys

import typer

from bot.command_line.commands.options import AsJson


def doctor(as_json: AsJson = False) -> None:
    """Check every part, and say what to do.

    Each part is embedded or real, reachable or not. Exits with 1 where one is broken.
    """
    from bot.command_line.terminal import open_console

    watched = open_console(sys.stderr)
    with watched.status("Checking…") as status:
        from bot.command_line.exit_codes import FAILURE
        from bot.operations.doctor import examine, settings_check
        from bot.processes.start import start
        from pipelines.settings import SettingsError

        try:
            settings = start()
        except SettingsError as error:
            checks = [settings_check(str(error))]
        else:
            checks = examine(settings, lambda part: status.update(f"Checking {part}…"))
    from bot.command_line.check_table import checks_json, print_checks
    from bot.command_line.json_shapes import json_text

    if as_json:
        typer.echo(json_text(checks_json(checks)))
    else:
        print_checks(open_console(), checks)
    raise typer.Exit(FAILURE if any(check.state == "broken" for check in checks) else 0)
