"""An evaluation: a folder into a store of its own, every question asked, the figures as tables."""

import asyncio
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.command_line.asking import ask
from bot.command_line.file_report import FileReport
from bot.command_line.ingesting import ingest_files
from bot.command_line.json_shapes import ended_json
from bot.command_line.reindexing import run_reindex
from bot.command_line.terminal import Line, print_lines
from bot.engine_parts import Place, embedder_name
from bot.settings import BotSettings
from bot.wiring import Engine
from pipelines.access import EVERYONE, Scope
from pipelines.evaluation.calibration import reliability
from pipelines.evaluation.comparing import compare
from pipelines.evaluation.figures import Figure, graded_replies, latencies, summarise
from pipelines.evaluation.questions import Question
from pipelines.evaluation.run import run

CONFIDENCES = (0.0, 0.2, 0.4, 0.6, 0.75, 0.85, 1.0)
"""Bounds of the stretches of confidence that are looked at; .6 and .85 are where its words change."""
NO_DOCUMENTS = frozenset({".jsonl", ".json"})
"""Endings of files that lie beside documents to describe them: questions and their answers must not be found."""


def evaluation_place(settings: BotSettings, store: Path) -> Place:
    """The place of an evaluation: in the folder `store`, on Elasticsearch under a name that follows from it."""
    name = hashlib.sha256(str(store.resolve()).encode()).hexdigest()[:12]
    key = settings.elasticsearch_api_key
    return Place(store, settings.elasticsearch_url, index_name=f"tcbot-eval-{name}", elasticsearch_api_key=key)


def documents_in(folder: Path) -> list[Path]:
    """The files in a folder and those below it, by name, without hidden ones and data about documents."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and path.suffix.lower() not in NO_DOCUMENTS
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def fill(engine: Engine, paths: Sequence[Path]) -> Iterator[FileReport]:
    """Makes the store hold these files and no others; one report each. What is there already isn't embedded again.

    A store of another embedding model is built anew first: the model of the settings is what is measured.
    """
    live = engine.store.live()
    if live is not None and not engine.store.fits(live, embedder_name(engine.settings)):
        run_reindex(engine, anew=False, leave_out=True)
        for earlier in engine.store.others():
            engine.store.drop(earlier)
    ready = set()
    for report in ingest_files(engine, paths):
        if report.status != "failed":
            ready.add(report.file)
        yield report
    for document in engine.library.documents():
        if document.name not in ready:
            engine.forgetter.forget(document.document_id)


def ask_all(
    engine: Engine, questions: Sequence[Question], out: Path, *, resume: bool = False
) -> Iterator[Mapping[str, Any]]:
    """One line a question, as it is written to `out`: the fields of `tcbot ask --json` and what the check did."""
    with asyncio.Runner() as runner:

        def ask_one(question: Question) -> dict[str, Any]:
            ended = runner.run(ask(lambda: engine.answerer, question.text, Scope.of(EVERYONE)))
            dropped = [{"sentence": each.sentence, "reason": each.reason} for each in ended.answer.dropped]
            inputs = {name: round(float(value), 6) for name, value in ended.answer.inputs.items()}
            beside = [each.key for each in ended.answer.remarks]
            known = {"dropped": dropped, "inputs": inputs, "remarks": beside, "usage": dict(ended.answer.usage)}
            return ended_json(ended) | known

        yield from run(questions, ask_one, out, resume=resume)


def print_figures(console: Console, questions: Sequence[Question], results: Sequence[Mapping[str, Any]]) -> None:
    """Prints the figures over all questions, then for each source where there are several, how often replies of each
    confidence are right, and the latencies.
    """
    asked = {str(result["id"]) for result in results}
    questions = [question for question in questions if question.id in asked]
    print_table(console, _counted("All", len(questions)), figure_table(summarise(questions, results)))
    sources = sorted({question.source for question in questions})
    for source in sources if len(sources) > 1 else ():
        of_source = [question for question in questions if question.source == source]
        title = _counted(f"{source or 'without a source'}:", len(of_source))
        print_table(console, title, figure_table(summarise(of_source, results)))
    graded = graded_replies(questions, results)
    if graded:
        title = _counted("Confidence:", len(graded), "judged reply", "judged replies")
        print_table(console, title, _reliability_table(graded))
    print_table(console, "Milliseconds by stage", _latency_table(results))


def print_differences(
    console: Console,
    questions: Sequence[Question],
    before: Sequence[Mapping[str, Any]],
    after: Sequence[Mapping[str, Any]],
) -> None:
    """Prints how far each figure moved between two results, over the questions that both answered."""
    found = compare(questions, before, after)
    lines = _table("figure", "before", "after", "change", "95 % interval", "questions")
    for name, each in found.items():
        interval = f"{each.low:+.3f} to {each.high:+.3f}"
        lines.add_row(name, f"{each.before:.3f}", f"{each.after:.3f}", f"{each.change:+.3f}", interval, str(each.n))
    print_table(console, "Against the other results, paired by question", lines)


def print_table(console: Console, title: str, table: Table) -> None:
    print_lines(console, [Line(title, style="bold")])
    console.print(table)
    print_lines(console, [Line()])


def _counted(what: str, number: int, one: str = "question", more: str = "questions") -> str:
    return f"{what} {number} {one if number == 1 else more}"


def figure_table(figures: Mapping[str, Figure]) -> Table:
    table = _table("figure", "value", "95 % interval", "questions")
    for name, figure in figures.items():
        table.add_row(name, f"{figure.value:.3f}", f"{figure.low:.3f} to {figure.high:.3f}", str(figure.n))
    return table


def _reliability_table(graded: Sequence[tuple[float, float]]) -> Table:
    table = _table("confidence", "mean", "right", "replies")
    for low, high, count, confidence, right in reliability(graded, CONFIDENCES):
        table.add_row(f"{low:.2f} to {high:.2f}", f"{confidence:.3f}", f"{right:.3f}", str(count))
    return table


def _latency_table(results: Sequence[Mapping[str, Any]]) -> Table:
    table = _table("stage", "p50", "p95")
    for stage, (half, most) in latencies(results).items():
        table.add_row(stage, f"{half:.1f}", f"{most:.1f}")
    return table


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left", no_wrap=True)
    return table
