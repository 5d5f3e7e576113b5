"""`tcbot eval`: a folder and a file of questions in, a line for each question and the figures out."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from bot.samples.catalogue import DEMO_QUESTIONS, SAMPLES
from tests.journeys.conftest import Ran, Tcbot

pytestmark = pytest.mark.slow


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


def lines(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def figure(ran: Ran, name: str) -> str:
    """A figure of the first table."""
    return next(line for line in ran.out.splitlines() if line.startswith(name)).removeprefix(name).split()[0]


def without_times(line: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name != "timings_ms"}
