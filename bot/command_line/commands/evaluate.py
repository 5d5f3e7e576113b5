"""`tcbot eval`: how good the answers are, over a file of questions, or over questions made by rule."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.wiring import Engine
    from pipelines.evaluation.questions import Question


def evaluate(
    documents: Annotated[
        Path, typer.Option("--documents", exists=True, file_okay=False, help="Folder of the documents.")
    ],
    out: Annotated[Path, typer.Option("--out", dir_okay=False, help="Where the results go, one JSON line a question.")],
    questions: Annotated[
        Path | None, typer.Option("--questions", help="JSON lines with at least id and question.")
    ] = None,
    perturb: Annotated[
        int | None,
        typer.Option("--perturb", min=1, max=1000, help="Make so many questions of each kind from the documents."),
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Ask the first N questions only.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Keep the results that are there, ask the others.")] = False,
    store: Annotated[
        Path | None,
        typer.Option("--store", file_okay=False, help="Folder of the store; beside the results where it isn't given."),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option("--against", dir_okay=False, help="Other results of the same questions, to compare with."),
    ] = None,
) -> None:
    """Measure answers over a file of questions, or over questions that are made by rule.

    Ingests the folder into a store of its own, asks every question and prints the figures.

    The store is kept: another run over the same documents embeds nothing again.

    With --perturb the questions are made of what the documents state: some can be answered, some not any more.

    With --against it says how far each figure moved since other results, paired by question.
    """
    from bot.command_line.evaluating import documents_in, evaluation_place, fill, print_differences, print_figures
    from bot.command_line.perturbing import changed_engine, made_from, print_made, write_made
    from bot.command_line.terminal import open_console, print_file
    from bot.processes.start import start
    from bot.wiring import Engine
    from pipelines.evaluation.run import BadResultsError, known_results, read_results

    if (questions is None) == (perturb is None):
        raise typer.BadParameter("Give one of --questions and --perturb.", param_hint="'--questions'")
    asked = _read(questions)[:limit] if questions else []
    paths = [path for path in documents_in(documents) if questions is None or not path.samefile(questions)]
    out.parent.mkdir(parents=True, exist_ok=True)
    settings, console, watched = start(), open_console(), open_console(sys.stderr)
    place = evaluation_place(settings, store or out.with_name(f"{out.stem}.store"))
    changed: Sequence[Question] = []
    with Engine(settings, place) as engine:
        for report in fill(engine, paths):
            print_file(watched, report)
        if perturb is not None:
            folder = out.with_name(f"{out.stem}.made")
            asked, changed = write_made(made_from(engine, perturb), folder)
            asked, changed = asked[:limit], changed[:limit]
        try:
            before = known_results(against, [*asked, *changed]) if against else []
        except BadResultsError as error:
            raise typer.BadParameter(str(error), param_hint="'--against'") from None
        _ask(engine, asked, out, resume)
    if changed:
        with changed_engine(settings, folder) as engine:
            _ask(engine, changed, out, resume=True)
    results = list(read_results(out))
    print_figures(console, [*asked, *changed], results)
    if perturb is not None:
        print_made(console, [*asked, *changed], results)
    if before:
        print_differences(console, [*asked, *changed], before, results)


def _ask(engine: "Engine", questions: "Sequence[Question]", out: Path, resume: bool) -> None:
    from bot.command_line.evaluating import ask_all
    from bot.command_line.terminal import open_console, progress_bar

    with progress_bar(open_console(sys.stderr)) as bar:
        lines = ask_all(engine, questions, out, resume=resume)
        for _ in bar.track(lines, total=len(questions), description="Asking"):
            pass


def _read(path: Path) -> "list[Question]":
    from pipelines.evaluation.questions import BadQuestionFileError, read_questions

    try:
        return read_questions(path)
    except BadQuestionFileError as error:
        raise typer.BadParameter(str(error), param_hint="'--questions'") from None
