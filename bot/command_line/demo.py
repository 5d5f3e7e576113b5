"""The demo: sample documents, four questions, then the person's own. All of it in a place apart."""

import asyncio
import sys
from collections.abc import Callable

from rich.console import Console

from bot.chat.ended import Ended
from bot.command_line.answer_printer import AnswerPrinter
from bot.command_line.asking import ask
from bot.command_line.exit_codes import FINE, exit_code
from bot.command_line.ingesting import ingest_files
from bot.command_line.terminal import Line, print_file, print_lines
from bot.samples.catalogue import DEMO_QUESTIONS, SAMPLES
from bot.wiring import Engine
from bot.wording.sentences import say
from pipelines.access import EVERYONE, Scope


def run_demo(engine: Engine, console: Console, read_question: Callable[[], str] | None) -> bool:
    """Whether all of it went well; `read_question` asks the person, who ends with an empty line, and None is nobody.

    The first run on a machine takes about a minute, later ones some seconds: nothing is embedded again.
    """
    failed = False
    for report in ingest_files(engine, SAMPLES):
        print_file(console, report)
        failed = failed or report.status == "failed"
    if failed:
        return False
    print_lines(console, [Line(), Line(say("demo_ready", questions=len(DEMO_QUESTIONS))), Line()])
    with asyncio.Runner() as runner:
        for question in DEMO_QUESTIONS:
            print_lines(console, [Line(question.text, "?", style="bold")])
            failed = exit_code(_answered(engine, console, runner, question.text)) != FINE or failed
        while read_question is not None and (text := read_question().strip()):
            _answered(engine, console, runner, text)
    print_lines(console, [Line(say("demo_end"))])
    return not failed


def ask_person() -> str:
    """What the person types; empty at the end of the input."""
    try:
        return input(f"{say('demo_prompt')}: ")
    except EOFError:
        print()
        return ""


def watching_person() -> Callable[[], str] | None:
    """`ask_person` where a person sits at the terminal, else None."""
    return ask_person if sys.stdin.isatty() and sys.stdout.isatty() else None


def _answered(engine: Engine, console: Console, runner: asyncio.Runner, question: str) -> Ended:
    with AnswerPrinter(console) as printer:
        printer.working(say("looking", documents=len(SAMPLES)))
        ended = runner.run(ask(lambda: engine.answerer, question, Scope.of(EVERYONE), printer.sentence))
        printer.finish(ended.answer, ended.reference)
    print_lines(console, [Line()])
    return ended
