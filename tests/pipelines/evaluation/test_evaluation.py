"""The figures of an evaluation: each against cases that can be counted by hand."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from pipelines.evaluation.calibration import calibration_error
from pipelines.evaluation.figures import latencies, percentile, summarise
from pipelines.evaluation.measures import same_number
from pipelines.evaluation.questions import BadQuestionFileError, Question, read_questions
from pipelines.evaluation.run import finished_ids, read_results, run
from pipelines.text.numbers_in_text import numbers


def question(id_: str, *pages: int, **more: Any) -> Question:
    known: dict[str, Any] = {
        "text": "How much?", "answerable": bool(pages), "document": "a.pdf" if pages else None, "any_page": False,
        "answer": "", "answer_type": "", "source": "", "unanswerable_kind": "",
    }  # fmt: skip
    return Question(id=id_, pages=frozenset(pages), **known | more)


def passage(page: int, document: str = "a.pdf", last_page: int = 0) -> dict[str, Any]:
    return {"document": document, "page": page, "last_page": last_page or page}


def result(id_: str, *found: dict[str, Any], **more: Any) -> dict[str, Any]:
    known: dict[str, Any] = {"outcome": "quoted", "answer": "", "confidence": 0.5, "citations": []}
    return {"id": id_, "passages": list(found), **known, **more}


def value(name: str, asked: Question, given: Mapping[str, Any]) -> float | None:
    figure = summarise([asked], [given]).get(name)
    return None if figure is None else figure.value


def test_a_page_counts_once_at_its_best_place() -> None:
    given = result("q", passage(3), passage(3), passage(9, "b.pdf"), passage(7))
    assert value("page-hit@1", question("q", 7), given) == 0
    assert value("page-hit@3", question("q", 7), given) == 1
    assert value("MRR", question("q", 7), given) == pytest.approx(1 / 3)


def test_a_page_of_another_document_is_no_hit() -> None:
    assert value("page-hit@10", question("q", 7), result("q", passage(7, "b.pdf"))) == 0


def test_a_passage_over_several_pages_counts_for_each() -> None:
    assert value("page-hit@3", question("q", 8), result("q", passage(7, last_page=8))) == 1


def test_the_document_hit_looks_at_the_first_passage_alone() -> None:
    given = result("q", passage(1), passage(2, "b.pdf"))
    assert value("document-hit@1", question("q", 9), given) == 1
    assert value("document-hit@1", question("q", 9, document="b.pdf"), given) == 0


def test_citations_are_measured_by_page() -> None:
    given = result("q", citations=[passage(3), passage(4)])
    assert value("citation page recall", question("q", 3, 5), given) == 0.5
    assert value("citation page precision", question("q", 3, 5), given) == 0.5
    assert value("citation page recall", question("q", 3, 5, any_page=True), given) == 1


def test_a_refusal_cites_nothing_and_is_not_measured_by_it() -> None:
    refused = result("q", outcome="refused")
    assert value("citation page recall", question("q", 3), refused) is None
    assert value("refused though answerable", question("q", 3), refused) == 1


def test_a_reply_to_what_nothing_answers_is_counted() -> None:
    assert value("answered though unanswerable", question("q"), result("q")) == 1
    assert value("answered though unanswerable", question("q"), result("q", outcome="refused")) == 0
    assert value("refused though answerable", question("q"), result("q", outcome="refused")) is None


@pytest.mark.parametrize(
    ("wanted", "found", "same"),
    [
        ("1,577.00", "$1,577 million", True),
        ("$1.6 billion", "1,577 million", True),
        ("406.1 million USD (406,100,000)", "$406.1 million", True),
        ("9.4 %", "9.36%", True),
        ("0.25", "25 %", True),
        ("5 days", "6 days", False),
        ("406.1", "306.3", False),
        ("12", "1.2", False),
    ],
)
def test_a_number_is_right_where_only_rounding_and_scale_differ(wanted: str, found: str, same: bool) -> None:
    pairs = [(one, other) for one in numbers(wanted) for other in numbers(found)]
    assert any(same_number(one, other) for one, other in pairs) is same


def test_a_year_of_the_question_is_not_the_number_asked_for() -> None:
    asked = question("q", 3, text="What was it in 2022?", answer="In 2022 it was 406.1", answer_type="number")
    assert value("number right", asked, result("q", answer="It was 306.3 in 2022 [1].")) == 0
    assert value("number right", asked, result("q", answer="It was 406.1 in 2022 [1].")) == 1


def test_the_mark_of_a_citation_is_not_a_number_of_the_answer() -> None:
    asked = question("q", 3, answer="1", answer_type="number")
    assert value("number right", asked, result("q", answer="It was two [1].")) == 0


def test_the_calibration_error_is_the_gap_between_confidence_and_truth() -> None:
    assert calibration_error([(0.9, 1.0), (0.9, 1.0), (0.1, 0.0)]) == pytest.approx(0.1)
    assert calibration_error([(0.8, 0.0)]) == pytest.approx(0.8)


def test_an_interval_holds_its_value_and_is_the_same_on_every_run() -> None:
    asked = [question(str(n), 1) for n in range(20)]
    given = [result(str(n), passage(1 if n % 3 else 2)) for n in range(20)]
    figure = summarise(asked, given)["page-hit@1"]
    assert figure.low < figure.value < figure.high
    assert figure == summarise(asked, given)["page-hit@1"]
    assert figure.n == 20


def test_percentiles_are_values_that_occurred() -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0], 50) == 2.0
    assert percentile([1.0, 2.0], 95) == 2.0
    assert latencies([{"timings_ms": {"embed": 1.0}}, {"timings_ms": {"embed": 3.0}}]) == {"embed": (1.0, 3.0)}


def write(path: Path, *rows: Any) -> Path:
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return path


def test_the_question_for_the_corpus_is_asked_where_there_is_one(tmp_path: Path) -> None:
    row = {"id": 7, "question": "How much?", "question_in_corpus": "In A: How much?", "doc": "a.pdf", "pages": [3]}
    (read,) = read_questions(write(tmp_path / "q.jsonl", row))
    assert (read.id, read.text, read.pages, read.answerable) == ("7", "In A: How much?", frozenset({3}), True)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["{"], "Line 1 of q.jsonl isn't a question"),
        ([{"id": "1", "question": "a"}, {"question": "b"}], "Line 2 of q.jsonl isn't a question (KeyError: 'id')"),
        ([[1]], "Line 1 of q.jsonl"),
        ([{"id": "1", "question": 5}], "question is not a text"),
        ([{"id": "1", "question": "a"}] * 2, "Line 2 of q.jsonl has the id '1' a second time."),
        ([], "q.jsonl holds no questions."),
    ],
)
def test_a_bad_question_file_is_told_with_its_line(tmp_path: Path, rows: list[Any], told: str) -> None:
    with pytest.raises(BadQuestionFileError) as caught:
        read_questions(write(tmp_path / "q.jsonl", *rows))
    assert told in str(caught.value)


def test_a_question_file_that_is_missing_or_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_bytes(b"\xff\xfe\x00")
    for name in ("missing.jsonl", "q.jsonl", ""):
        with pytest.raises(BadQuestionFileError, match="can't be read as UTF-8 text"):
            read_questions(tmp_path / name)


def asked_of(seen: list[str]) -> Any:
    def ask(asked: Question) -> dict[str, str]:
        seen.append(asked.id)
        return {"answer": f"to {asked.id}\u2028"}

    return ask


def test_every_line_is_on_the_disk_before_the_next_question(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    lines: Iterator[Mapping[str, Any]] = run([question("a", 1), question("b", 1)], asked_of([]), out)
    next(lines)
    assert [line["id"] for line in read_results(out)] == ["a"]
    assert [line["id"] for line in lines] == ["b"]


def test_resuming_asks_what_is_missing_and_drops_a_line_that_was_cut(tmp_path: Path) -> None:
    out, seen = tmp_path / "out.jsonl", list[str]()
    out.write_text('{"id": "a", "answer": "kept"}\n{"id": "b", "ans', encoding="utf-8")
    asked = [question("a", 1), question("b", 1), question("c", 1)]
    list(run(asked, asked_of(seen), out, resume=True))
    assert seen == ["b", "c"]
    assert [(line["id"], line["answer"]) for line in read_results(out)] == [
        ("a", "kept"), ("b", "to b\u2028"), ("c", "to c\u2028"),
    ]  # fmt: skip
    assert finished_ids(out) == {"a", "b", "c"}


def test_without_resuming_a_run_starts_anew(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text('{"id": "old"}\n', encoding="utf-8")
    list(run([question("a", 1)], asked_of([]), out))
    assert finished_ids(out) == {"a"}
