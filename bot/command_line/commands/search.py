"""`tcbot search`: the passages alone."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command_line.commands.options import AsJson, Readers, checked_labels

if TYPE_CHECKING:
    from bot.command_line.asking import Searched


def search(
    question: Annotated[
        str,
        typer.Argument(metavar="QUESTION", help='What to look for. Filters: type:legal after:2024 in:"handbook"'),
    ],
    as_json: AsJson = False,
    readers: Readers = None,
) -> None:
    """Show the passages that fit best, without an answer."""
    labels = checked_labels(readers, "--as")
    from bot.command_line.answer_printer import AnswerPrinter
    from bot.command_line.terminal import answer_lines, open_console, print_hits, print_lines
    from bot.wording.sentences import say

    console = open_console()
    with AnswerPrinter(console) as printer:
        if not as_json:
            printer.working(say("starting"))
        searched = asyncio.run(_searched(question, labels))
    if as_json:
        from bot.command_line.json_shapes import json_text, searched_json

        typer.echo(json_text(searched_json(searched)))
    elif searched.failure is not None:
        print_lines(console, answer_lines(searched.failure.answer, searched.failure.reference))
    else:
        print_hits(console, searched.passages)
    raise typer.Exit(searched.exit_code)


async def _searched(question: str, labels: tuple[str, ...]) -> "Searched":
    from bot.command_line.asking import note_passages
    from bot.command_line.asking import search as search_engine
    from bot.processes.start import start
    from bot.wiring import Engine
    from pipelines.access import EVERYONE, Scope

    with Engine(start()) as engine:
        scope = Scope.of(EVERYONE, *labels)
        searched = await search_engine(lambda: engine.answerer, question, scope)
        note_passages(engine.database, searched.passages, scope)
        return searched
