"""`tcbot inspect`: how a question comes to its answer."""

from typing import Annotated

import typer

from bot.command_line.commands.options import AsJson, Readers, checked_labels


def inspect(
    question: Annotated[str, typer.Argument(metavar="[QUESTION]", help="The question.")] = "",
    reference: Annotated[
        str, typer.Option("--reference", metavar="R", help="A question of a chat instead, by its reference or its id.")
    ] = "",
    person: Annotated[
        str, typer.Option("--as-person", metavar="WHO", help="With what this person may read alone with the bot.")
    ] = "",
    readers: Readers = None,
    as_json: AsJson = False,
) -> None:
    """Ask a question and show all that was done: queries, filters, candidates, scores, the decision, the prompt.

    With --reference a question of a chat is asked again with the labels that its readers held then. What is shown holds
    text of documents. Exits with 1 where there is no such question or person.
    """
    labels = checked_labels(readers, "--as")
    if bool(question.strip()) is bool(reference.strip()):
        raise typer.BadParameter("Give a question, or --reference.", param_hint="QUESTION")
    if reference and (labels or person):
        raise typer.BadParameter("--reference brings the labels of its own readers.", param_hint="'--reference'")
    from bot.command_line.exit_codes import FAILURE
    from bot.command_line.inspecting import NothingToInspectError, inspected, inspection_json, inspection_lines
    from bot.command_line.json_shapes import json_text
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.processes.start import start
    from bot.wiring import Engine

    with Engine(start()) as engine:
        try:
            asked, found = inspected(engine, question, reference, person, labels)
        except NothingToInspectError as error:
            print_lines(open_console(), [Line(str(error), style="red")])
            raise typer.Exit(FAILURE) from None
    if as_json:
        typer.echo(json_text(inspection_json(asked, found)))
    else:
        print_lines(open_console(), [Line(line) for line in inspection_lines(asked, found)])
