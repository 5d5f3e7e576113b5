"""What a process asks itself takes the way of a real question, but for the model's call."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from haystack.dataclasses import ChatMessage

from pipelines.access import Scope
from pipelines.answering import answerer as answering
from pipelines.answering.answerer import Answerer
from pipelines.checking.checker import SentenceChecker, SentenceVerdict
from pipelines.components.quoter import Quoter
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.models.embedder import OpenVinoEmbedder
from pipelines.text.question_filters import read_filters
from pipelines.types import Passage
from tests.pipelines.sample_documents import BOTH, made


class Costly:
    """A model that must not be called."""

    def run(self, messages: list[ChatMessage], **_: Any) -> dict[str, Any]:
        raise AssertionError("a model was called")


def rehearsed(answerer: Answerer, scope: Scope = BOTH) -> None:
    asyncio.run(answerer.rehearse(scope))


def test_a_rehearsal_quotes_and_checks_what_it_finds_and_calls_no_model(
    index: EmbeddedIndex, packaged_embedder: OpenVinoEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    quoted, checked = [], []
    run, check = Quoter.run, SentenceChecker.check

    def quoting(self: Quoter, question: str, evidence: list[Passage], *more: Any, **named: Any) -> dict[str, Any]:
        quoted.append(len(evidence))
        return run(self, question, evidence, *more, **named)

    def checking(self: SentenceChecker, sentence: str, *more: Any, **named: Any) -> SentenceVerdict:
        checked.append(sentence)
        return check(self, sentence, *more, **named)

    monkeypatch.setattr(Quoter, "run", quoting)
    monkeypatch.setattr(SentenceChecker, "check", checking)
    rehearsed(made(index, packaged_embedder, Costly()))
    assert quoted[0] > 0
    assert len(checked) == 1


def test_an_empty_index_and_readers_of_nothing_are_no_reason_to_fail(
    tmp_path: Path, index: EmbeddedIndex, packaged_embedder: OpenVinoEmbedder
) -> None:
    empty = EmbeddedIndex(tmp_path / "index.sqlite", packaged_embedder.name, packaged_embedder.dimensions)
    rehearsed(made(empty, packaged_embedder))
    rehearsed(made(empty, packaged_embedder, Costly()))
    empty.close()
    rehearsed(made(index, packaged_embedder), Scope.of("nobody"))


def test_what_is_asked_has_no_filter_that_would_leave_documents_out() -> None:
    assert not read_filters(answering.REHEARSED, list).conditions
