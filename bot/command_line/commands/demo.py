"""`tcbot demo`: the first look."""

import sys
from typing import Annotated

import typer


def demo(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Where the bot listens for chats.")] = 8080,
) -> None:
    """Try it: sample documents, four questions, then yours.

    Reads three documents, answers three questions and refuses a fourth, which none of them answers.

    Works without any settings, in a folder of its own: your documents are neither used nor changed. Where a
    chat is set (SLACK_…, TEAMS_…), the bot is there then, over these documents, until Ctrl+C.
    """
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.wording.sentences import say

    console = open_console()
    print_lines(console, [Line(say("demo_start", documents=3))])
    from bot.chats import check_chats, set_chats
    from bot.command_line.demo import run_demo, watching_person
    from bot.command_line.exit_codes import FAILURE
    from bot.engine_parts import Place, is_prepared
    from bot.processes.start import start
    from bot.processes.traced import traced
    from bot.wiring import Engine

    settings = start()
    in_chat = bool(set_chats(settings))
    if in_chat:
        check_chats(settings)
    if not is_prepared(settings) and not sys.stderr.isatty():
        print_lines(console, [Line(say("preparing"))])
    with traced(settings), Engine(settings, Place.demo(settings)) as engine:
        went_well = run_demo(engine, console, None if in_chat else watching_person())
        if in_chat and went_well:
            from bot.command_line.web_ready import web_ready
            from bot.web.server import run_bot

            run_bot(engine, "127.0.0.1", port, lambda: web_ready(settings, "127.0.0.1", port))
    raise typer.Exit(0 if went_well else FAILURE)
