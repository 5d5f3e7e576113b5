"""The JSON that programs read: exactly the promised keys, and valid whatever a document holds."""

import json
from dataclasses import replace

import numpy as np
import pytest

from bot.command_line.file_report import FileReport
from bot.command_line.json_shapes import answer_json, ingest_json, json_text, passages_json
from pipelines.types import Answer, Citation, Outcome, Passage

PASSAGE = Passage(
    "c1", "d1", "Handbook.pdf", "Handbook", 7, 8, "4", "Up to 5 days.", float(np.float32(0.83)), used=True
)
ANSWER = Answer(
    outcome=Outcome.ANSWERED,
    text="Up to 5 days carry over [1].",
    confidence=0.912345,
    citations=(Citation(1, "Handbook.pdf", 7, 8, "4", "up to 5 days", "c1"),),
    passages=(PASSAGE,) * 25,
    timings_ms={"embed": 8.1234, "total": 100.0},
    searched=3,
)
PROMISED = ["outcome", "answer", "confidence", "citations", "passages", "timings_ms"]


def test_an_answer_has_the_promised_keys_in_their_order_and_others_behind() -> None:
    assert list(answer_json(ANSWER)) == [*PROMISED, "reason", "message"]


def test_a_citation_and_a_passage_have_the_promised_keys_and_no_ids() -> None:
    shape = answer_json(ANSWER)
    assert shape["citations"] == [
        {
            "n": 1,
            "document": "Handbook.pdf",
            "page": 7,
            "last_page": 8,
            "label": "4",
            "quote": "up to 5 days",
            "unit": "page",
        }
    ]
    assert shape["passages"][0] == {
        "document": "Handbook.pdf",
        "page": 7,
        "last_page": 8,
        "score": 0.83,
        "text": "Up to 5 days.",
        "used": True,
        "unit": "page",
    }


def test_at_most_20_passages_are_told() -> None:
    assert len(passages_json(ANSWER.passages)) == 20


def test_a_refusal_is_told_in_the_answer() -> None:
    refused = Answer(outcome=Outcome.REFUSED, text="", confidence=0.1, searched=3)
    assert answer_json(refused)["answer"].startswith("I couldn't find this in the 3 documents")


def test_quotes_are_told_in_the_answer_and_their_reason_in_the_message() -> None:
    shape = answer_json(replace(ANSWER, outcome=Outcome.QUOTED, text="", reason="no_model"))
    assert shape["answer"] == "[1] Handbook, p. 7–8 (printed 4–5) — “up to 5 days”"
    assert shape["message"].startswith("No model is set up")


def test_a_failure_has_no_answer_but_a_message_with_its_reference() -> None:
    shape = answer_json(Answer(outcome=Outcome.FAILED, text="", confidence=0.0, reason="search_away"), "7F3K-22")
    assert (shape["outcome"], shape["answer"], shape["reason"]) == ("failed", "", "search_away")
    assert "Reference 7F3K-22" in shape["message"]


def test_a_file_has_the_promised_keys() -> None:
    assert ingest_json(FileReport("a.pdf", "failed", 0, 0, "damaged", "The file is damaged.", 0.12345)) == {
        "file": "a.pdf",
        "status": "failed",
        "pages": 0,
        "chunks": 0,
        "reason": "damaged",
        "message": "The file is damaged.",
        "seconds": 0.123,
        "unit": "page",
    }


def test_the_text_is_json_that_can_not_steer_a_terminal() -> None:
    hostile = "Größe \x1b[31m \x9b1m \u202e \ud800 \u2028 日本"
    text = json_text({"text": hostile})
    assert json.loads(text) == {"text": hostile}
    assert "Größe" in text
    assert "日本" in text
    assert not any(ord(character) < 32 or 0x7F <= ord(character) < 0xA0 for character in text)
    text.encode("utf-8")


def test_a_number_that_json_lacks_is_an_error() -> None:
    with pytest.raises(ValueError):
        json_text(answer_json(replace(ANSWER, confidence=float("nan"))))
