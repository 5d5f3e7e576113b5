"""`tcbot demo`: the first look."""

import sys

import typer


def demo() -> None:
    """Try it: sample documents, four questions, then yours.

    Reads three documents, answers three questions and refuses a fourth, which none of them answers.

    Works without any settings, in a folder of its own: your documents are neither used nor changed.
    """
    from bot.terminal import Line, open_console, print_lines
    from bot.wording import say

    console = open_console()
    print_lines(console, [Line(say("demo_start", documents=3))])
    from bot.demo import run_demo, watching_person
    from bot.parts import Place, is_prepared
    from bot.start import FAILURE, start
    from bot.wiring import Engine

    settings = start()
    if not is_prepared(settings) and not sys.stderr.isatty():
        print_lines(console, [Line(say("preparing"))])
    with Engine(settings, Place.demo(settings)) as engine:
        went_well = run_demo(engine, console, watching_person())
    raise typer.Exit(0 if went_well else FAILURE)
