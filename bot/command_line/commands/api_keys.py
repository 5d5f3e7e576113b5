"""`tcbot api-keys`: the keys that programs call the API with."""

import sys
from enum import StrEnum
from typing import Annotated

import typer

from bot.chat.role import Role
from bot.command_line.commands.options import AsJson, checked_labels

MOST_DAYS = 3650
BY = "command line"

api_keys = typer.Typer(
    name="api-keys", no_args_is_help=True, add_completion=False, help="Keys that programs call the API with."
)


class _Scope(StrEnum):
    ASK = "ask"
    READ = "read"
    UPLOAD = "upload"
    MANAGE = "manage"
    ADMIN = "admin"


@api_keys.command()
def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the key is for.")],
    scopes: Annotated[
        list[_Scope] | None, typer.Option("--scope", help="What it lets do; may be given several times.")
    ] = None,
    role: Annotated[Role | None, typer.Option("--role", help="The role; without it, what the scopes need.")] = None,
    labels: Annotated[
        list[str] | None,
        typer.Option("--readable-by", metavar="LABEL", help="What it may read; may be given several times."),
    ] = None,
    days: Annotated[int, typer.Option("--days", min=1, max=MOST_DAYS, help="After so many days it is over.")] = 90,
    is_endless: Annotated[bool, typer.Option("--never-expires", help="It is good until somebody revokes it.")] = False,
) -> None:
    """Make a key and print it, once.

    Without --scope it asks and reads; without --readable-by it reads what is for everyone. Nothing but a hash of the
    key is kept.
    """
    readable = checked_labels(labels, "--readable-by") or ("everyone",)
    from bot.api.callers.caller import ApiScope, role_for
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.processes.start import start
    from bot.records.api_keys import ApiKeys, NewKey, problem_with
    from bot.wiring import Engine
    from bot.wording.sentences import say

    named = frozenset(ApiScope(each.value) for each in scopes or (_Scope.ASK, _Scope.READ))
    role = role or role_for(named)
    if problem := problem_with(name, readable):
        raise typer.BadParameter(problem)
    if not role.includes(role_for(named)):
        raise typer.BadParameter(f"{role} allows less than these scopes need: {role_for(named)}.", param_hint="--role")
    new = NewKey(name.strip(), role, frozenset(named), frozenset(readable), None if is_endless else days)
    with Engine(start()) as engine:
        key, held = ApiKeys(engine.database).create(new, BY)
    typer.echo(key)
    print_lines(open_console(sys.stderr), [Line(say("api_key_made", id=held.id))])


@api_keys.command("list")
def listed(as_json: AsJson = False) -> None:
    """List the keys, newest first, those that are over, too; never the keys themselves."""
    from bot.command_line.api_key_lines import api_key_line, api_keys_json
    from bot.command_line.json_shapes import json_text
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.processes.start import start
    from bot.records.api_keys import ApiKeys
    from bot.wiring import Engine
    from bot.wording.sentences import say

    with Engine(start()) as engine:
        held = ApiKeys(engine.database).all()
    if as_json:
        typer.echo(json_text(api_keys_json(held)))
        return
    lines = [Line(api_key_line(each)) for each in held] or [Line(say("api_keys_none"))]
    print_lines(open_console(), lines)


@api_keys.command()
def revoke(key_id: Annotated[str, typer.Argument(metavar="ID", help="As `tcbot api-keys list` shows it.")]) -> None:
    """Let nobody in by a key from now on."""
    from bot.command_line.exit_codes import FAILURE
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.processes.start import start
    from bot.records.api_keys import ApiKeys
    from bot.wiring import Engine
    from bot.wording.sentences import say

    with Engine(start()) as engine:
        is_revoked = ApiKeys(engine.database).revoke(key_id, BY)
    print_lines(open_console(), [Line(say("api_key_revoked" if is_revoked else "api_key_unknown", id=key_id))])
    if not is_revoked:
        raise typer.Exit(FAILURE)
