"""What an answer lets anybody know of: nothing of a document that its readers may not read."""

import asyncio
import dataclasses
from pathlib import Path

import pytest

from pipelines.access import EmptyScopeError, Scope
from pipelines.answering.answerer import Answerer
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.indexing.indexer import Indexer
from pipelines.models.embedder import OpenVinoEmbedder
from pipelines.text.question_filters import QuestionError
from pipelines.types import Answer, Outcome, Turn
from tests.pipelines.put_document import put_document
from tests.pipelines.sample_documents import (
    BOARD,
    BOTH,
    EVERYONE,
    SALARY,
    SECRET,
    SECRET_PAGES,
    VACATION,
    ask,
    documents_in,
    made,
)


def test_where_nothing_is_shared_it_is_said(answerer: Answerer) -> None:
    answer = ask(answerer, VACATION, Scope.of("C-empty-channel"))
    assert (answer.outcome, answer.reason, answer.searched) == (Outcome.REFUSED, "nothing_shared", 0)
    assert documents_in(answer) == set()
    assert "total" in answer.timings_ms


def test_an_empty_scope_raises(answerer: Answerer) -> None:
    with pytest.raises(EmptyScopeError):
        ask(answerer, VACATION, Scope.of())


@pytest.mark.parametrize("question", [SALARY, "board-salaries.pdf", "Salaries of the Board 250,000 euros", VACATION])
def test_a_document_outside_the_scope_shows_nowhere(answerer: Answerer, question: str) -> None:
    answer = ask(answerer, question)
    assert documents_in(answer) <= {"handbook-2026.pdf", "TD-40.pdf"}
    assert answer.searched == 2
    assert "250,000" not in answer.text
    found = asyncio.run(answerer.search(question, EVERYONE))
    assert {passage.document for passage in found.passages} <= {"handbook-2026.pdf", "TD-40.pdf"}
    only = ask(answerer, question, BOARD)
    assert documents_in(only) == {"board-salaries.pdf"}
    assert only.searched == 1


def test_who_may_read_both_gets_both(answerer: Answerer) -> None:
    answer = ask(answerer, SALARY, BOTH)
    assert (answer.outcome, answer.searched) == (Outcome.QUOTED, 3)
    assert answer.citations[0].document == "board-salaries.pdf"


def test_a_filter_opens_no_document_and_names_none_outside_the_scope(answerer: Answerer) -> None:
    with pytest.raises(QuestionError) as raised:
        ask(answerer, f'{SALARY} in:"board-salaries"')
    assert raised.value.code == "unknown_document"
    assert set(raised.value.values["nearest"]) <= {"handbook-2026.pdf", "TD-40.pdf"}


def test_history_opens_no_document(answerer: Answerer) -> None:
    history = [Turn(SALARY, "The salary of the managing director is 250,000 euros a year [1].")]
    answer = ask(answerer, "And how much is it a month?", history=history)
    assert documents_in(answer) <= {"handbook-2026.pdf", "TD-40.pdf"}
    assert "250,000" not in answer.text


def test_many_questions_at_once_get_their_own_answers_under_their_own_scope(answerer: Answerer) -> None:
    asked = [(VACATION, EVERYONE), (SALARY, BOARD), ("How tight are the four bolts?", EVERYONE)] * 4

    async def all_of_them() -> list[Answer]:
        return await asyncio.gather(*(answerer.answer(question, scope) for question, scope in asked))

    together = asyncio.run(all_of_them())
    alone = [ask(answerer, question, scope) for question, scope in asked[:3]]
    for n, answer in enumerate(together):
        assert answer.text == alone[n % 3].text
        assert documents_in(answer) == documents_in(alone[n % 3])
        assert (answer.searched, answer.outcome) == (alone[n % 3].searched, alone[n % 3].outcome)


def test_labels_that_change_count_from_the_next_question_on(
    tmp_path: Path, packaged_embedder: OpenVinoEmbedder
) -> None:
    own = EmbeddedIndex(tmp_path / "index.sqlite", packaged_embedder.name, packaged_embedder.dimensions)
    put_document(Indexer(own, packaged_embedder), dataclasses.replace(SECRET, labels=("everyone",)), SECRET_PAGES)
    answerer = made(own, packaged_embedder)
    assert ask(answerer, SALARY).outcome is Outcome.QUOTED
    own.set_labels(SECRET.document_id, ["board"])
    assert ask(answerer, SALARY).reason == "nothing_shared"
    assert ask(answerer, SALARY, BOARD).outcome is Outcome.QUOTED
    own.close()
