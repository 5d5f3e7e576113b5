"""`tcbot eval`: how good the answers are, over a file of questions."""

import sys
from pathlib import Path
from typing import Annotated

import typer


def evaluate(
    documents: Annotated[
        Path, typer.Option("--documents", exists=True, file_okay=False, help="Folder of the documents.")
    ],
    questions: Annotated[Path, typer.Option("--questions", help="JSON lines with at least id and question.")],
    out: Annotated[Path, typer.Option("--out", dir_okay=False, help="Where the results go, one JSON line a question.")],
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Ask the first N questions only.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Keep the results that are there, ask the others.")] = False,
    store: Annotated[
        Path | None,
        typer.Option("--store", file_okay=False, help="Folder of the store; beside the results where it isn't given."),
    ] = None,
) -> None:
    """Measure answers over a file of questions.

    Ingests the folder into a store of its own, asks every question and prints the figures.

    The store is kept: another run over the same documents embeds nothing again.
    """
    from bot.command_line.evaluating import ask_all, documents_in, evaluation_place, fill, print_figures
    from bot.command_line.terminal import open_console, print_file, progress_bar
    from bot.processes.start import start
    from bot.wiring import Engine
    from pipelines.evaluation.questions import BadQuestionFileError, read_questions
    from pipelines.evaluation.run import read_results

    try:
        asked = read_questions(questions)[:limit]
    except BadQuestionFileError as error:
        raise typer.BadParameter(str(error), param_hint="'--questions'") from None
    paths = [path for path in documents_in(documents) if not path.samefile(questions)]
    out.parent.mkdir(parents=True, exist_ok=True)
    settings, console, watched = start(), open_console(), open_console(sys.stderr)
    place = evaluation_place(settings, store or out.with_name(f"{out.stem}.store"))
    with Engine(settings, place) as engine:
        for report in fill(engine, paths):
            print_file(watched, report)
        with progress_bar(watched) as bar:
            for _ in bar.track(ask_all(engine, asked, out, resume=resume), total=len(asked), description="Asking"):
                pass
    print_figures(console, asked, list(read_results(out)))
