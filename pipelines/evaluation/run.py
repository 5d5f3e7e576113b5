"""Asks every question of an evaluation and writes one line each, so that a run that was cut short goes on later."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.evaluation.questions import Question

Ask = Callable[[Question], Mapping[str, Any]]
"""Asks one question; the fields of its line but for `id`."""


class BadResultsError(ValueError):
    """A results file can't be used; the message names it and says why."""


def run(questions: Sequence[Question], ask: Ask, out: Path, *, resume: bool = False) -> Iterator[Mapping[str, Any]]:
    """Each question's line once it is on the disk, in the order of the questions.

    With `resume` the lines that `out` holds are kept and their questions not asked again; without, it starts anew.
    A line that a crash cut short is dropped.
    """
    done = finished_ids(out) if resume else set()
    with out.open("a" if resume else "w", encoding="utf-8") as file:
        for question in questions:
            if question.id in done:
                continue
            line = {"id": question.id, **ask(question)}
            file.write(json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n")
            file.flush()
            yield line


def finished_ids(out: Path) -> set[str]:
    """The ids of the whole lines of a results file, which is cut behind the last of them; empty where there is none."""
    if not out.exists():
        return set()
    with out.open("r+b") as file:
        held = file.read()
        file.truncate(held.rfind(b"\n") + 1)
    return {str(result["id"]) for result in read_results(out)}


def known_results(path: Path, questions: Sequence[Question]) -> list[dict[str, Any]]:
    """The lines of another results file that are about these questions; raises `BadResultsError`."""
    asked = {question.id for question in questions}
    try:
        results = [each for each in read_results(path) if isinstance(each, dict) and str(each.get("id")) in asked]
    except (OSError, UnicodeDecodeError) as error:
        raise BadResultsError(f"{path} can't be read as UTF-8 text ({type(error).__name__}).") from None
    whole = [each for each in results if isinstance(each.get("confidence"), int | float) and "outcome" in each]
    if not whole:
        raise BadResultsError(f"{path} holds no results of these questions; give an earlier --out of tcbot eval.")
    return whole


def read_results(path: Path) -> Iterator[dict[str, Any]]:
    """The finished lines of a results file; a last line that a crash cut short is passed over."""
    for line in path.read_text(encoding="utf-8").split("\n"):
        try:
            yield json.loads(line)
        except json.JSONDecodeError:
            continue
