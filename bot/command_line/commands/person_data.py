"""`tcbot people export` and `tcbot people erase`: everything about one person, handed to them or ended."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.command_line.commands.options import AsJson

if TYPE_CHECKING:
    from bot.records.known_as import KnownAs
    from bot.wiring import Engine

Who = Annotated[
    str,
    typer.Argument(metavar="WHO", help="An identity such as slack:T1:U1, the id of an account, or an e-mail address."),
]


def export(who: Who) -> None:
    """Print everything that is held of one person, as JSON, one thing a line.

    With all identities of their account: questions, answers, verdicts, shared files, grants, sessions, and what the
    audit says they did. Texts are opened; hashes and tokens are left out. The audit notes it.
    """
    from bot.command_line.json_shapes import json_text
    from bot.processes.start import start
    from bot.records.person_export import export as export_rows
    from bot.wiring import Engine
    from ingest.job import COMMAND_LINE

    with Engine(start()) as engine:
        for row in export_rows(engine.database, _known(engine, who), COMMAND_LINE):
            typer.echo(json_text(row))


def erase(
    who: Who,
    with_shared: Annotated[
        bool, typer.Option("--documents", help="Also forget what they shared with others, where nobody else did.")
    ] = False,
    is_sure: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase everything that is held of one person, and prove it.

    What they alone could read is forgotten. What they shared with others stays, as nobody's. Questions, answers,
    verdicts, their account with all that hangs on it are deleted. Entries of the audit stay, which name them by ids and
    pseudonyms. Exits with 1 where something is left; a repeat ends what was cut short.
    """
    from bot.wording.sentences import say

    if not is_sure:
        typer.confirm(say("person_sure", who=who), abort=True, err=True)
    from bot.command_line.erasing import erased_json, erased_lines
    from bot.command_line.exit_codes import FAILURE
    from bot.command_line.json_shapes import json_text
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.command_line.upkeep_lines import unseen_lines
    from bot.operations.people_erasing import erase_person
    from bot.processes.start import start
    from bot.wiring import Engine

    with Engine(start()) as engine:
        erased = erase_person(engine.database, engine.forgetter, _known(engine, who), with_shared)
        unseen = unseen_lines(engine.settings)
    if as_json:
        typer.echo(json_text(erased_json(erased)))
    else:
        style = "green" if erased.is_whole else "red"
        print_lines(open_console(), [*(Line(each, style=style) for each in erased_lines(erased)), *map(Line, unseen)])
    raise typer.Exit(0 if erased.is_whole else FAILURE)


def _known(engine: "Engine", who: str) -> "KnownAs":
    from bot.records.known_as import who_is
    from bot.wording.sentences import say

    try:
        known = who_is(engine.database, who)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="WHO") from None
    if known is None:
        raise typer.BadParameter(say("person_unknown", who=who[:80]), param_hint="WHO")
    return known
