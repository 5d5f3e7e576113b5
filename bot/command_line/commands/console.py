"""`tcbot console`: the way to the console in a browser."""

import sys
from typing import Annotated

import typer


def console(
    address: Annotated[
        str | None,
        typer.Option(
            "--address", metavar="URL", help="Where the bot is reached; PUBLIC_URL without it, else port 8080."
        ),
    ] = None,
) -> None:
    """Print the address of the page that shows how the service is: figures, files, questions, audit.

    Where people sign in, admins do so there. Where nobody can, the address opens the page for whoever has it, for a
    quarter of an hour: keep it to yourself. The page changes nothing, and each opening is told to the audit.
    """
    from bot.api.console.door import LINK_LASTS, OPERATOR
    from bot.api.console.routes import LINK, PATH
    from bot.api.signed_links import Purpose, SignedLinks
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.processes.start import start
    from bot.wiring import Engine
    from bot.wording.sentences import say

    settings = start()
    site = (address or settings.public_url or "http://127.0.0.1:8080").rstrip("/")
    if settings.oidc_issuer is not None:
        way, words = f"{site}{PATH}", say("console_sign_in")
    else:
        seconds = int(LINK_LASTS.total_seconds())
        with Engine(settings) as engine:
            links = SignedLinks.of(engine.database)
            token, _ = links.make(Purpose.CONSOLE, OPERATOR, PATH, seconds)
        way, words = f"{site}{PATH}?{LINK}={token}", say("console_link", minutes=seconds // 60)
    typer.echo(way)  # in one piece, however narrow the screen is
    print_lines(open_console(sys.stderr), [Line(words)])
