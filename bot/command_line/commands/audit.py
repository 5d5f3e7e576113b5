"""`tcbot audit`: who did what, and whether that is still what was written."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command_line.commands.options import AsJson

if TYPE_CHECKING:
    from bot.audit.chain_check import Place

audit = typer.Typer(
    name="audit", no_args_is_help=True, add_completion=False, help="Who did what, and whether it stands."
)


@audit.command()
def verify(
    kept: Annotated[
        str,
        typer.Option("--head", metavar="NUMBER:HASH", help="A head that `tcbot audit head` printed before."),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Look whether an entry of the audit was changed, removed, put in or moved, or its end cut off.

    Names the first entry that doesn't fit. Whoever has the keys as well as the database can write a chain that fits:
    give a head that was kept elsewhere to find that, too. Exits with 1 where something is wrong.
    """
    place = _place(kept)
    from bot.audit import chain_check
    from bot.command_line.audit_lines import verdict_json, verdict_lines
    from bot.command_line.exit_codes import FAILURE
    from bot.command_line.json_shapes import json_text
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.processes.start import start
    from bot.wiring import Engine

    with Engine(start()) as engine:
        found = chain_check.verify(engine.database, kept=place)
        chain_check.mark_verified(engine.database, found)
    if as_json:
        typer.echo(json_text(verdict_json(found)))
    else:
        style = "green" if found.is_good else "red"
        print_lines(open_console(), [Line(line, style=style) for line in verdict_lines(found)])
    raise typer.Exit(0 if found.is_good else FAILURE)


@audit.command()
def head() -> None:
    """Print the number and the hash of the last entry, as NUMBER:HASH.

    Keep it where nobody who writes to the database can change it: `tcbot audit verify --head` proves that everything up
    to there is still as it was.
    """
    from bot.audit.chain_check import head_of
    from bot.command_line.exit_codes import FAILURE
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.processes.start import start
    from bot.wiring import Engine
    from bot.wording.sentences import say

    with Engine(start()) as engine:
        last = head_of(engine.database)
    if last is None or not last.is_genuine:
        print_lines(open_console(), [Line(say("audit_head"), style="red")])
        raise typer.Exit(FAILURE)
    typer.echo(f"{last.number}:{last.hash}")


@audit.command()
def export(
    since: Annotated[str, typer.Option(metavar="TIME", help="From this day or moment on: 2026-01-31, in UTC.")] = "",
    until: Annotated[str, typer.Option(metavar="TIME", help="Only what was before this day or moment.")] = "",
) -> None:
    """Print the entries as JSON, one a line, in the words of OCSF 1.6.0 (class API Activity, 6003)."""
    begins, ends = _moment(since, "--since"), _moment(until, "--until")
    from bot.audit.exporting import events
    from bot.command_line.json_shapes import json_text
    from bot.processes.start import program_version, start
    from bot.wiring import Engine

    with Engine(start()) as engine:
        for event in events(engine.database, program_version(), begins, ends):
            typer.echo(json_text(event))


def _place(kept: str) -> "Place | None":
    if not kept:
        return None
    from bot.audit.chain_check import Place

    number, _, entry_hash = kept.strip().partition(":")
    if not number.isdecimal() or len(entry_hash) != 64:
        raise typer.BadParameter(f"{kept[:80]!r} is not what `tcbot audit head` prints.", param_hint="'--head'")
    return Place(int(number), entry_hash)


def _moment(text: str, option: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text[:40]!r} is no time. Write a day such as 2026-01-31, or a moment such as 2026-01-31T12:00+00:00.",
            param_hint=f"'{option}'",
        ) from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
