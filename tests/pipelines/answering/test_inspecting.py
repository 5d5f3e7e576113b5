"""What is shown of an answer is what the pipeline did: the same answer, with its candidates, decision and prompt."""

import asyncio

import pytest

from pipelines.access import Scope
from pipelines.answering.answerer import Answerer
from pipelines.answering.inspecting import STAGES, Inspection
from pipelines.components.evidence_gate import THRESHOLD
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.models.embedder import OpenVinoEmbedder
from pipelines.text.question_filters import QuestionError
from pipelines.types import Outcome
from tests.pipelines.components.test_writer import Scripted
from tests.pipelines.sample_documents import EVERYONE, VACATION, ask, made

GOOD = "Employees may carry over up to 5 days of unused vacation into the next year [1]. "


def inspect(answerer: Answerer, question: str, *labels: str) -> Inspection:
    return asyncio.run(answerer.inspect(question, Scope.of(*(labels or ("everyone",)))))


def test_an_inspection_ends_as_the_answer_does_and_holds_every_list(answerer: Answerer) -> None:
    found, answer = inspect(answerer, VACATION), ask(answerer, VACATION)
    assert (found.answer.outcome, found.answer.text, found.answer.confidence) == (
        answer.outcome, answer.text, answer.confidence,
    )  # fmt: skip
    assert tuple(found.stages) == STAGES
    assert [each.chunk_id for each in found.stages["diversity"]][:5] == [each.chunk_id for each in answer.passages][:5]
    for name in STAGES[:-1]:
        scores = [each.score for each in found.stages[name]]
        assert scores == sorted(scores, reverse=True), name
    assert found.gate == answer.inputs
    assert found.thresholds["evidence"] == THRESHOLD
    assert set(found.weights) == {"evidence", "confidence"}
    assert set(found.evidence) == {each.chunk_id for each in answer.passages if each.used}
    assert (found.prompt, found.searched) == ((), 2)
    assert VACATION not in repr(found)


def test_the_prompt_is_what_the_model_was_given(index: EmbeddedIndex, packaged_embedder: OpenVinoEmbedder) -> None:
    found = inspect(made(index, packaged_embedder, Scripted(GOOD)), VACATION)
    assert found.answer.outcome is Outcome.ANSWERED
    assert [role for role, _ in found.prompt] == ["system", "user"]
    assert "up to 5 days" in found.prompt[1][1]
    assert VACATION in found.prompt[1][1]


def test_nothing_is_shown_that_the_labels_do_not_read(answerer: Answerer) -> None:
    found = inspect(answerer, VACATION, "nobody")
    assert (found.readable, found.searched, found.stages, found.prompt) == (0, 0, {}, ())
    assert found.answer.reason == "nothing_shared"


def test_typed_filters_stand_in_the_filter_and_not_in_the_question(answerer: Answerer) -> None:
    found = inspect(answerer, f"{VACATION} in:handbook")
    assert found.question == VACATION
    assert len(found.where["conditions"]) == 2
    assert found.searched == 1
    assert {each.document for each in found.stages["fusion"]} == {"handbook-2026.pdf"}


def test_a_question_that_cannot_be_asked_is_refused_as_ever(answerer: Answerer) -> None:
    with pytest.raises(QuestionError):
        asyncio.run(answerer.inspect(" ", EVERYONE))


def test_a_name_that_no_document_mentions_is_shown(answerer: Answerer) -> None:
    assert inspect(answerer, "What does error E-4799 of the pump mean?").nowhere == ("E-4799",)
