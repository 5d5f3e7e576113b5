"""`tcbot access`: why somebody can or can't read something."""

from typing import Annotated

import typer

from bot.command_line.commands.options import AsJson
from bot.command_line.commands.people import Who

access = typer.Typer(name="access", no_args_is_help=True, add_completion=False, help="Who may read what, and why.")


@access.callback()
def _access() -> None:
    """Who may read what, and why."""


@access.command()
def explain(
    person: Who,
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="A document's id, or its name.")],
    as_json: AsJson = False,
) -> None:
    """Say why somebody can or can't read a document: by which label, granted by whom, since when.

    Asks the chats where the person is now; where one can't be reached, says what the records know. Exits with 1 where
    there is no such person or document.
    """
    from bot.access.explain import explanation_json, explanation_lines
    from bot.access.naming import UnknownPersonError
    from bot.command_line.exit_codes import FAILURE
    from bot.command_line.explaining import explained
    from bot.command_line.json_shapes import json_text
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.processes.start import start
    from bot.wiring import Engine
    from bot.wording.sentences import say

    with Engine(start()) as engine:
        try:
            found = explained(engine, person, document)
        except UnknownPersonError as error:
            print_lines(open_console(), [Line(str(error), style="red")])
            raise typer.Exit(FAILURE) from None
    if as_json:
        typer.echo(json_text([explanation_json(each) for each in found]))
    elif found:
        lines = [line for each in found for line in (*explanation_lines(each, "en"), "")]
        print_lines(open_console(), [Line(line) for line in lines[:-1]])
    else:
        line = say("explain_unknown_document", value=document[:80])
        print_lines(open_console(), [Line(line, style="red")])
    raise typer.Exit(0 if found else FAILURE)
