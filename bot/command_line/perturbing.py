"""Questions made by rule from the documents of an evaluation, asked of them and of changed copies."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console

from bot.command_line.evaluating import documents_in, evaluation_place, figure_table, fill, print_table
from bot.settings import BotSettings
from bot.wiring import Engine
from pipelines.access import EVERYONE, Scope, scope_filter
from pipelines.evaluation.fact_corpus import FactDocument
from pipelines.evaluation.made_figures import made_figures
from pipelines.evaluation.made_questions import MadeQuestions, made_questions
from pipelines.evaluation.questions import Question, read_questions
from pipelines.index.joined_page import page_of


def made_from(engine: Engine, most: int) -> MadeQuestions:
    """At most `most` questions of each kind and strength, from all that the engine's index holds."""
    where = scope_filter(Scope.of(EVERYONE))
    documents = []
    for held in engine.library.documents():
        numbers = range(1, held.pages + 1)
        pages = [page_of(engine.index.page_chunks(held.document_id, number, where)) for number in numbers]
        documents.append(FactDocument(held.name, held.title, [page for page in pages if page is not None]))
    return made_questions(documents, most)


def write_made(made: MadeQuestions, folder: Path) -> tuple[list[Question], list[Question]]:
    """Writes the questions and the changed documents into the folder; those of the documents, those of the changed."""
    (folder / "documents").mkdir(parents=True, exist_ok=True)
    for earlier in (folder / "documents").iterdir():
        earlier.unlink()
    for name, text in made.files.items():
        (folder / "documents" / name).write_text(text, encoding="utf-8")
    return (
        _written(folder / "questions.jsonl", made.of_documents),
        _written(folder / "questions-of-changed.jsonl", made.of_changed),
    )


def _written(path: Path, rows: Sequence[Mapping[str, Any]]) -> list[Question]:
    path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")
    return read_questions(path) if rows else []


@contextmanager
def changed_engine(settings: BotSettings, folder: Path) -> Iterator[Engine]:
    """An engine over the changed documents that were written into the folder, in a store of its own beside them."""
    with Engine(settings, evaluation_place(settings, folder / "store")) as engine:
        for _ in fill(engine, documents_in(folder / "documents")):
            pass
        yield engine


def print_made(console: Console, questions: Sequence[Question], results: Sequence[Mapping[str, Any]]) -> None:
    """Prints how the questions that were made by rule ended."""
    asked = {str(result["id"]) for result in results}
    counted = sum(question.id in asked for question in questions)
    print_table(console, f"Made by rule: {counted} questions", figure_table(made_figures(questions, results)))
