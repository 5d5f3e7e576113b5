"""`tcbot sessions`: where people are signed in, and their way out."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.command_line.commands.options import AsJson

if TYPE_CHECKING:
    from bot.records.sessions import SessionView

BY = "command line"
"""Who acts, in the audit."""
LEAST_ID = 8

sessions = typer.Typer(name="sessions", no_args_is_help=True, add_completion=False, help="Where people are signed in.")


@sessions.command("list")
def listed(as_json: AsJson = False) -> None:
    """List the open sessions, those used last first."""
    from datetime import timedelta

    from bot.command_line.json_shapes import json_text
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.processes.start import start
    from bot.records.people import People
    from bot.records.sessions import Sessions
    from bot.wiring import Engine
    from bot.wording.sentences import say

    settings = start()
    with Engine(settings) as engine:
        idle = timedelta(minutes=settings.session_idle_minutes)
        found = Sessions(engine.database, idle).listed()
        called = People(engine.database).called({each.account_id for each in found})
    if as_json:
        typer.echo(json_text([_json(each) for each in found]))
        return
    lines = [
        say(
            "session_line",
            id=each.id[:12],
            name=called.get(each.account_id, ("", ""))[0] or each.account_id,
            since=f"{each.created_at:%Y-%m-%d %H:%M}",
            seen=f"{each.seen_at:%Y-%m-%d %H:%M}",
        )
        for each in found
    ]
    print_lines(open_console(), [Line(line) for line in lines or [say("sessions_none")]])


@sessions.command()
def revoke(
    session: Annotated[
        str, typer.Argument(metavar="ID", help="A session's id as listed, or an account's for all of its sessions.")
    ],
) -> None:
    """Sign somebody out, at once and everywhere."""
    wanted = session.strip().lower()
    if len(wanted) < LEAST_ID or not all(each in "0123456789abcdef" for each in wanted):
        raise typer.BadParameter(f"{session[:80]!r} is no id. See `tcbot sessions list`.", param_hint="ID")
    from datetime import timedelta

    from bot.command_line.exit_codes import FAILURE
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.processes.start import start
    from bot.records.sessions import Sessions
    from bot.wiring import Engine
    from bot.wording.sentences import say

    settings = start()
    with Engine(settings) as engine:
        held = Sessions(engine.database, timedelta(minutes=settings.session_idle_minutes))
        ended = held.end_all(wanted, BY, "revoked")
        meant = [] if ended else [each.id for each in held.listed() if each.id.startswith(wanted)]
        if len(meant) == 1:
            ended = int(held.end(meant[0], BY, "revoked"))
    words = say("sessions_ended", count=ended) if ended else say("session_unknown", id=session[:80])
    print_lines(open_console(), [Line(words, style="" if ended else "red")])
    raise typer.Exit(0 if ended else FAILURE)


def _json(session: "SessionView") -> dict[str, str]:
    return {
        "id": session.id,
        "account": session.account_id,
        "issuer": session.issuer,
        "created_at": session.created_at.isoformat(),
        "seen_at": session.seen_at.isoformat(),
        "expires_at": session.expires_at.isoformat(),
    }
