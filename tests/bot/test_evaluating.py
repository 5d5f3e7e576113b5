"""An evaluation: which files it takes, where it keeps them, how its figures are shown."""

from pathlib import Path
from typing import Any

import pytest

from bot.command_line.evaluating import documents_in, evaluation_place, print_differences, print_figures
from bot.command_line.terminal import open_console
from bot.settings import load_settings
from pipelines.evaluation.questions import Question


def test_questions_and_their_answers_are_never_among_the_documents(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.md", "questions.jsonl", "meta.JSON", ".hidden.pdf", "sub/c.txt", ".git/d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [str(path.relative_to(tmp_path)) for path in documents_in(tmp_path)] == ["a.md", "b.pdf", "sub/c.txt"]


def test_a_store_is_the_same_on_every_run_and_apart_from_all_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ELASTICSEARCH_URL", "http://localhost:9200")
    monkeypatch.setenv("DATABASE_URL", "postgresql://localhost/tcbot")
    settings = load_settings()
    place = evaluation_place(settings, tmp_path / "a.store")
    assert place == evaluation_place(settings, tmp_path / "a.store")
    assert place.index_name != evaluation_place(settings, tmp_path / "b.store").index_name
    assert (place.elasticsearch_url, place.database_url) == ("http://localhost:9200", None)


def question(id_: str, source: str) -> Question:
    return Question(id_, "How much?", True, "a.pdf", frozenset({1}), False, "", "", source, "")


def result(id_: str, page: int) -> dict[str, Any]:
    passage = {"document": "a.pdf", "page": page, "last_page": page}
    return {
        "id": id_, "outcome": "quoted", "answer": "", "confidence": 1.0, "citations": [], "passages": [passage],
        "timings_ms": {"embed": 2.0, "total": 10.0},
    }  # fmt: skip


def test_figures_are_printed_for_all_and_for_each_source(capsys: pytest.CaptureFixture[str]) -> None:
    asked = [question("1", "reports"), question("2", "manuals"), question("3", "manuals")]
    print_figures(open_console(width=100), asked, [result("1", 1), result("2", 2)])
    printed = capsys.readouterr().out
    assert "All 2 questions" in printed
    assert "\nreports: 1 question\n" in printed
    assert ["page-hit@1", "0.500", "0.000", "to", "1.000", "2"] in [line.split() for line in printed.splitlines()]
    assert ["total", "10.0", "10.0"] in [line.split() for line in printed.splitlines()]


def test_one_source_needs_no_table_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    print_figures(open_console(width=100), [question("1", "reports")], [result("1", 1)])
    assert "reports" not in capsys.readouterr().out


def test_two_results_are_compared_in_eighty_columns_without_a_figure_cut(capsys: pytest.CaptureFixture[str]) -> None:
    print_differences(open_console(width=80), [question("1", "reports")], [result("1", 2)], [result("1", 1)])
    said = capsys.readouterr().out
    assert "\u2026" not in said
    assert "0.000  1.000  +1.000  +1.000 to +1.000" in said
