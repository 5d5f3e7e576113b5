"""`tcbot documents` and `tcbot forget`: what is held, and its end."""

from typing import Annotated

import typer

from bot.commands.options import AsJson


def documents(as_json: AsJson = False) -> None:
    """List the documents and who may read them."""
    from bot.json_shapes import documents_json, json_text
    from bot.start import start
    from bot.terminal import open_console, print_documents
    from bot.wiring import Engine

    with Engine(start()) as engine:
        held = engine.library.documents()
    if as_json:
        typer.echo(json_text(documents_json(held)))
    else:
        print_documents(open_console(), held)


def forget(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The file's name as `tcbot documents` shows it.")],
) -> None:
    """Forget a document.

    No answer uses it any more, and what is known of it is deleted.
    """
    from bot.forgetting import forget_document
    from bot.start import FAILURE, start
    from bot.terminal import Line, open_console, print_lines
    from bot.wiring import Engine

    with Engine(start()) as engine:
        found, sentence = forget_document(engine, name)
    print_lines(open_console(), [Line(sentence)])
    raise typer.Exit(0 if found else FAILURE)
