"""`tcbot eval`: a folder and a file of questions in, a line for each question and the figures out."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from bot.samples.catalogue import DEMO_QUESTIONS, SAMPLES
from pipelines.evaluation.questions import read_questions
from tests.journeys.conftest import Ran, Tcbot

pytestmark = pytest.mark.slow


HANDBOOK = """# Employee Handbook

Employees may carry over up to 5 days of unused vacation into the next year.

The notice period is 3 months. The company has 412 employees in Hamburg.

The travel allowance is 28 euros. The probation period is 6 months.
"""
LEASE = """# Lease of the flat in Elm Street

The deposit is 900 euros. The tenant must return all keys within 14 days of the end of the lease.

The flat has 4 rooms on the third floor. The tenant may keep up to 2 cats in the flat.
"""


def corpus(folder: Path) -> tuple[Path, Path]:
    """(folder of documents, file of questions): the samples and a file that can't be read."""
    documents = folder / "documents"
    documents.mkdir()
    for sample in SAMPLES:
        shutil.copy(sample, documents)
    (documents / "broken.pdf").touch()
    rows = [
        {
            "id": f"q{number}",
            "question": "unused",
            "question_in_corpus": question.text,
            "doc": question.document,
            "pages": [question.page] if question.page else [],
            "answerable": question.document is not None,
            "source": "samples" if number % 2 else "others",
        }
        for number, question in enumerate(DEMO_QUESTIONS)
    ]
    questions = documents / "questions.jsonl"
    questions.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return documents, questions


def test_an_evaluation_asks_measures_and_goes_on_where_it_stopped(tcbot: Tcbot, tmp_path: Path) -> None:
    documents, questions = corpus(tmp_path)
    out = tmp_path / "results" / "run.jsonl"

    def run(*more: str) -> Ran:
        return tcbot("eval", "--documents", documents, "--questions", questions, "--out", out, *more)

    first = run("--limit", "2")
    assert first.code == 0, first.err
    assert "broken.pdf · couldn't be read · The file is empty" in first.err
    assert [line["id"] for line in lines(out)] == ["q0", "q1"]
    assert "All 2 questions" in first.out
    assert figure(first, "page-hit@1") == "1.000"

    second = run("--resume")
    assert [line["id"] for line in lines(out)] == ["q0", "q1", "q2", "q3"]
    assert second.err.count("I already know this one.") == len(SAMPLES)
    assert figure(second, "answered though unanswerable") == "0.000"
    assert "samples: 2 questions" in second.out
    assert "Milliseconds by stage" in second.out

    asked = lines(out)[0]
    assert list(asked)[:7] == ["id", "outcome", "answer", "confidence", "citations", "passages", "timings_ms"]
    assert (asked["passages"][0]["document"], asked["passages"][0]["page"]) == (
        DEMO_QUESTIONS[0].document,
        DEMO_QUESTIONS[0].page,
    )
    again = tmp_path / "again.jsonl"
    tcbot(
        "eval", "--documents", documents, "--questions", questions, "--out", again, "--store", out.parent / "run.store"
    )
    assert [without_times(line) for line in lines(again)] == [without_times(line) for line in lines(out)]
    assert tcbot("documents", "--json").json() == []


def test_questions_are_made_from_any_folder_and_two_results_are_compared(tcbot: Tcbot, tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "handbook.md").write_text(HANDBOOK, encoding="utf-8")
    (documents / "lease.md").write_text(LEASE, encoding="utf-8")
    out = tmp_path / "made.jsonl"
    made = tcbot("eval", "--documents", documents, "--perturb", "2", "--out", out)
    assert made.code == 0, made.err
    asked = read_questions(tmp_path / "made.made" / "questions.jsonl")
    changed = read_questions(tmp_path / "made.made" / "questions-of-changed.jsonl")
    assert {question.kind for question in changed} == {"removed", "contradicted"}
    assert [line["id"] for line in lines(out)] == [question.id for question in (*asked, *changed)]
    assert figure(made, "refusal precision") == "1.000"
    assert figure(made, "answered, unchanged") == "1.000"
    assert figure(made, "entity 3") == "1.000"

    again = tmp_path / "again.jsonl"
    questions = tmp_path / "made.made" / "questions.jsonl"
    options = ("--documents", documents, "--questions", questions, "--out", again, "--store", tmp_path / "made.store")
    compared = tcbot("eval", *options, "--against", out)
    assert "Against the other results" in compared.out
    assert figure_line(compared, "reply right")[4] == "+0.000"

    refused = tcbot("eval", *options, "--against", questions)
    assert refused.code == 2
    assert "holds no results of these questions" in refused.err
    assert tcbot("eval", "--documents", documents, "--out", out).code == 2


def figure_line(ran: Ran, name: str) -> list[str]:
    """The words of a figure's line in the last table that has it."""
    return [line for line in ran.out.splitlines() if line.startswith(f"{name} ")][-1].split()


def lines(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def figure(ran: Ran, name: str) -> str:
    """A figure of the first table."""
    return next(line for line in ran.out.splitlines() if line.startswith(name)).removeprefix(name).split()[0]


def without_times(line: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name != "timings_ms"}
