"""`tcbot sweep`: the daily look, now."""

import typer

from bot.command_line.commands.options import AsJson


def sweep(as_json: AsJson = False) -> None:
    """Finish what was cut short, forget what is due, and repair what differs.

    Records, index and originals are compared, the audit is verified. A worker does the same once a day. The
    invariants are looked at last. Exits with 1 where a repair failed, the audit was changed, or one of them is broken.
    """
    from bot.command_line.exit_codes import FAILURE
    from bot.command_line.json_shapes import json_text
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.command_line.upkeep_lines import sweep_lines
    from bot.processes.start import start
    from bot.wiring import Engine

    with Engine(start()) as engine:
        report = engine.sweeper.sweep()
    if as_json:
        typer.echo(json_text(report.counts()))
    else:
        print_lines(open_console(), [Line(line) for line in sweep_lines(report)])
    raise typer.Exit(FAILURE if report.failed or report.audit_broken or report.broken else 0)
