"""`tcbot questions` and `tcbot feedback`: what was asked without an answer, and what people thought of answers."""

from typing import Annotated

import typer

from bot.command_line.commands.options import AsJson

Most = Annotated[int, typer.Option("--most", min=1, max=10_000, help="At most so many, the newest first.")]

questions = typer.Typer(name="questions", no_args_is_help=True, add_completion=False, help="What was asked.")
feedback = typer.Typer(
    name="feedback", no_args_is_help=True, add_completion=False, help="What people thought of answers."
)


@questions.command("list")
def listed(most: Most = 50, as_json: AsJson = False) -> None:
    """List the questions of chats with how they ended."""
    _questions(most, as_json, gaps=False)


@questions.command()
def gaps(most: Most = 50, as_json: AsJson = False) -> None:
    """List the questions that had no answer: what the documents lack."""
    _questions(most, as_json, gaps=True)


def _questions(most: int, as_json: bool, gaps: bool) -> None:
    from bot.command_line.json_shapes import json_text
    from bot.command_line.question_lines import BY, question_json
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.processes.start import start
    from bot.records.admin_entries import AdminEntries
    from bot.records.question_views import UNANSWERED, QuestionViews
    from bot.wiring import Engine
    from bot.wording.inspected import question_line
    from bot.wording.sentences import say

    with Engine(start()) as engine:
        AdminEntries(engine.database).note(BY, "inspect", "questions", listed="gaps" if gaps else "questions")
        found = QuestionViews(engine.database).newest(most, UNANSWERED if gaps else ())
    if as_json:
        for each in found:
            typer.echo(json_text(question_json(each)))
        return
    lines = [question_line(each.id, each.asked_at, each.text, each.outcome, each.reason, "en") for each in found]
    print_lines(open_console(), [Line(line) for line in lines or [say("seen_no_questions")]])


@feedback.command("list")
def feedback_listed(most: Most = 50) -> None:
    """List what people thought of answers."""
    from bot.command_line.question_lines import BY
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.processes.start import start
    from bot.records.admin_entries import AdminEntries
    from bot.records.question_views import QuestionViews
    from bot.wiring import Engine
    from bot.wording.inspected import verdict_line
    from bot.wording.sentences import say

    with Engine(start()) as engine:
        AdminEntries(engine.database).note(BY, "inspect", "feedback", listed="feedback")
        found = QuestionViews(engine.database).verdicts(most)
    lines = []
    for each in found:
        lines.append(verdict_line(each.at, each.is_helpful, each.question.text, each.question.id, "en"))
        if each.reason:
            lines.append("  " + say("seen_reason", reason=each.reason))
    print_lines(open_console(), [Line(line) for line in lines or [say("seen_no_feedback")]])


@feedback.command()
def export(most: Most = 10_000) -> None:
    """Print what people thought of answers as JSON, one a line, as `tcbot eval` reads questions.

    An answer that helped brings its pages as those that hold the evidence. Whose words are gone is left out.
    """
    from bot.command_line.json_shapes import json_text
    from bot.command_line.question_lines import BY, evaluation_rows
    from bot.processes.start import start
    from bot.records.admin_entries import AdminEntries
    from bot.records.question_views import QuestionViews
    from bot.wiring import Engine

    with Engine(start()) as engine:
        AdminEntries(engine.database).note(BY, "inspect", "feedback", listed="export")
        found = QuestionViews(engine.database).verdicts(most)
    for row in evaluation_rows(found):
        typer.echo(json_text(row))
