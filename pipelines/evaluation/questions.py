"""The questions of an evaluation: a JSON-lines file with what is known of the right answers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Question:
    """One labelled question; `pages` are the physical pages that hold the evidence, empty where there is none.

    `any_page`: each of them holds it by itself, else it is spread over all.
    """

    id: str
    text: str
    answerable: bool
    document: str | None
    pages: frozenset[int]
    any_page: bool
    answer: str
    answer_type: str
    source: str
    unanswerable_kind: str
    kind: str = ""
    """What was changed by rule, for questions that were made so; then `expected` is how it must end: `answer`,
    `refusal`, `correction` or `conflict`."""
    strength: int = 0
    expected: str = ""
    conflict: tuple[tuple[str, int], ...] = ()
    """The two pages, (document, number), that contradict each other."""


class BadQuestionFileError(ValueError):
    """The questions file can't be used; the message names the line and what is wrong with it."""


def read_questions(path: Path) -> list[Question]:
    """The questions of a JSON-lines file; `question_in_corpus` is asked where present, else `question`.

    Raises `BadQuestionFileError` for a file that can't be read, a line that isn't a question, and an id that two share.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadQuestionFileError(f"{path} can't be read as UTF-8 text ({type(error).__name__}).") from None
    questions: dict[str, Question] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            question = _question(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadQuestionFileError(
                f"Line {number} of {path.name} isn't a question ({type(error).__name__}: {error}). "
                "Each line is a JSON object with at least id and question."
            ) from None
        if question.id in questions:
            raise BadQuestionFileError(f"Line {number} of {path.name} has the id {question.id!r} a second time.")
        questions[question.id] = question
    if not questions:
        raise BadQuestionFileError(f"{path.name} holds no questions.")
    return list(questions.values())


def _question(row: Mapping[str, Any]) -> Question:
    text = row.get("question_in_corpus") or row["question"]
    if not isinstance(text, str):
        raise TypeError("question is not a text")
    return Question(
        id=str(row["id"]),
        text=text,
        answerable=bool(row.get("answerable", True)),
        document=row.get("doc"),
        pages=frozenset(int(page) for page in row.get("pages") or ()),
        any_page=row.get("pages_mode") == "any",
        answer=str(row.get("answer") or ""),
        answer_type=str(row.get("answer_type") or ""),
        source=str(row.get("source") or ""),
        unanswerable_kind=str(row.get("unanswerable_kind") or ""),
        kind=str(row.get("kind") or ""),
        strength=int(row.get("strength") or 0),
        expected=str(row.get("expected") or ""),
        conflict=tuple((str(document), int(page)) for document, page in row.get("conflict") or ()),
    )
