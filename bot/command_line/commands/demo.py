"""`tcbot demo`: the first look."""

import sys
from typing import Annotated

import typer


def demo(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Where the bot listens for Slack.")] = 8080,
) -> None:
    """Try it: sample documents, four questions, then yours.

    Reads three documents, answers three questions and refuses a fourth, which none of them answers.

    Works without any settings, in a folder of its own: your documents are neither used nor changed. With SLACK_… set,
    the bot is in Slack then, over these documents, until Ctrl+C.
    """
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.wording.sentences import say

    console = open_console()
    print_lines(console, [Line(say("demo_start", documents=3))])
    from bot.command_line.demo import run_demo, watching_person
    from bot.engine_parts import Place, is_prepared
    from bot.processes.start import FAILURE, start
    from bot.slack.setup.ways import check_ways, wants_slack
    from bot.wiring import Engine

    settings = start()
    in_slack = wants_slack(settings)
    if in_slack:
        check_ways(settings)
    if not is_prepared(settings) and not sys.stderr.isatty():
        print_lines(console, [Line(say("preparing"))])
    with Engine(settings, Place.demo(settings)) as engine:
        went_well = run_demo(engine, console, None if in_slack else watching_person())
        if in_slack and went_well:
            from bot.web.server import run_bot

            run_bot(engine, "127.0.0.1", port)
    raise typer.Exit(0 if went_well else FAILURE)
