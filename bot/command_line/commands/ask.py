"""`tcbot ask`: one question, one answer."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command_line.commands.options import AsJson, Readers, checked_labels

if TYPE_CHECKING:
    from bot.chat.ended import Ended
    from bot.command_line.answer_printer import AnswerPrinter
    from bot.service.questions.answerer_port import Answerer


def ask(
    question: Annotated[
        str,
        typer.Argument(
            metavar="QUESTION", help='The question. Filters: type:legal after:2024 before:2025 in:"handbook"'
        ),
    ],
    as_json: AsJson = False,
    readers: Readers = None,
) -> None:
    """Answer a question from the documents, with citations.

    Exits with 0 for an answer or a refusal, 1 for a failure, 2 for a question that can't be asked like this.
    """
    labels = checked_labels(readers, "--as")
    from bot.command_line.answer_printer import AnswerPrinter
    from bot.command_line.exit_codes import exit_code
    from bot.command_line.terminal import open_console
    from bot.wording.sentences import say

    with AnswerPrinter(open_console()) as printer:
        if not as_json:
            printer.working(say("starting"))
        ended = asyncio.run(_asked(question, labels, None if as_json else printer))
        if not as_json:
            printer.finish(ended.answer, ended.reference)
    if as_json:
        from bot.command_line.json_shapes import ended_json, json_text

        typer.echo(json_text(ended_json(ended)))
    raise typer.Exit(exit_code(ended))


async def _asked(question: str, labels: tuple[str, ...], printer: "AnswerPrinter | None") -> "Ended":
    from bot.chat.ended import Ended
    from bot.command_line.asking import ask as ask_engine
    from bot.command_line.asking import note_answer, sum_up
    from bot.processes.start import start
    from bot.records.shared_files import SharedFiles
    from bot.service.questions.own_answers import OwnAnswers
    from bot.wiring import Engine
    from bot.wording.sentences import counted, say
    from pipelines.access import EVERYONE, Scope

    scope = Scope.of(EVERYONE, *labels)
    with Engine(start()) as engine:
        records = OwnAnswers(engine.library, SharedFiles(engine.database).of_document)
        own = records.answer(question, scope, "en")
        if own is not None:
            return Ended(own)
        document = records.to_sum_up(question, scope)

        def answerer() -> "Answerer":
            if printer is not None:
                printer.working(say("looking", documents=counted(engine.library.count_readable(scope))))
            return engine.answerer

        on_sentence = printer.sentence if printer else None
        if document is None:
            ended = await ask_engine(answerer, question, scope, on_sentence)
        else:
            ended = await sum_up(answerer, question, document, scope, on_sentence)
        note_answer(engine.database, ended.answer, scope)
        return ended
