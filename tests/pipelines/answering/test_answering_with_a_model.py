"""Answers that a model writes: only what is checked gets through, whatever the model or a document does."""

import asyncio
from typing import Any

from haystack.dataclasses import ChatMessage

from pipelines.access import Scope
from pipelines.answering.answerer import Answerer
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.models.embedder import OpenVinoEmbedder
from pipelines.models.generators import GeneratorUnavailableError
from pipelines.types import Outcome, Remark
from tests.pipelines.components.test_writer import Scripted
from tests.pipelines.sample_documents import SUPPLIER, VACATION, ask, made

GOOD = "Employees may carry over up to 5 days of unused vacation into the next year [1]. "
INVENTED = "They may also carry over 12 days of sick leave [1]. "


def test_a_model_s_checked_sentences_are_the_answer_and_leave_one_by_one(
    index: EmbeddedIndex, packaged_embedder: OpenVinoEmbedder
) -> None:
    heard: list[str] = []
    answerer = made(index, packaged_embedder, Scripted(GOOD, "Flights are free for 12 days [1]. "))
    answer = ask(answerer, VACATION, on_sentence=heard.append)
    assert answer.outcome is Outcome.ANSWERED
    assert "".join(heard).strip() == answer.text == GOOD.strip()
    assert [(citation.n, citation.document, citation.page) for citation in answer.citations] == [
        (1, "handbook-2026.pdf", 12)
    ]
    assert [dropped.sentence for dropped in answer.dropped] == ["Flights are free for 12 days."]
    assert answer.timings_ms.keys() >= {"writer", "prompt"}


def test_what_is_computed_stands_in_the_answer_with_its_page(
    index: EmbeddedIndex, packaged_embedder: OpenVinoEmbedder
) -> None:
    heard: list[str] = []
    asked = Scripted("COMPUTE: a / 12; a = days of unused vacation: 5 days [1]\n", "SIMILAR: employees")
    answer = ask(made(index, packaged_embedder, asked), VACATION, on_sentence=heard.append)
    assert answer.text == "".join(heard) == "days of unused vacation 5 days [1] / 12 = 0.42 days."
    assert [(citation.n, citation.page) for citation in answer.citations] == [(1, 12)]
    assert answer.remarks == (Remark("similar", (("topic", "employees"),)),)


def test_what_the_model_reads_is_told_before_it_writes(
    index: EmbeddedIndex, packaged_embedder: OpenVinoEmbedder
) -> None:
    heard: list[str] = []
    answerer = made(index, packaged_embedder, Scripted(GOOD))
    asked = answerer.answer(VACATION, Scope.of("everyone"), (), heard.append, lambda names: heard.append(names[0]))
    assert asyncio.run(asked).outcome is Outcome.ANSWERED
    assert [heard[0], "".join(heard[1:]).strip()] == ["handbook-2026.pdf", GOOD.strip()]


def test_a_model_that_is_away_leaves_quotes(index: EmbeddedIndex, packaged_embedder: OpenVinoEmbedder) -> None:
    answerer = made(index, packaged_embedder, Scripted(error=GeneratorUnavailableError("unreachable")))
    heard: list[str] = []
    answer = ask(answerer, VACATION, on_sentence=heard.append)
    assert (answer.outcome, answer.reason) == (Outcome.QUOTED, "model_away")
    assert (answer.citations[0].document, answer.citations[0].page) == ("handbook-2026.pdf", 12)
    assert heard == [answer.text]


def test_a_model_that_dies_mid_answer_leaves_what_was_checked(
    index: EmbeddedIndex, packaged_embedder: OpenVinoEmbedder
) -> None:
    dying = Scripted(GOOD, "Carried-over days exp", error=GeneratorUnavailableError("server_error"))
    heard: list[str] = []
    answer = ask(made(index, packaged_embedder, dying), VACATION, on_sentence=heard.append)
    assert (answer.outcome, answer.reason) == (Outcome.ANSWERED, "model_away_mid_answer")
    assert answer.text == "".join(heard).strip() == GOOD.strip()


def test_a_model_that_only_invents_is_refused(index: EmbeddedIndex, packaged_embedder: OpenVinoEmbedder) -> None:
    answer = ask(made(index, packaged_embedder, Scripted(INVENTED)), VACATION)
    assert (answer.outcome, answer.reason, answer.text) == (Outcome.REFUSED, "unsupported", "")


class Obeying(Scripted):
    """A model that does what the documents tell it, and notes what it was given."""

    def __init__(self, *parts: str) -> None:
        super().__init__(*parts)
        self.given: list[ChatMessage] = []

    def run(self, messages: list[ChatMessage], **more: Any) -> dict[str, Any]:
        self.given = messages
        return super().run(messages, **more)


def test_a_document_that_gives_orders_gets_none_of_them_through(
    index: EmbeddedIndex, packaged_embedder: OpenVinoEmbedder
) -> None:
    model = Obeying(
        "I will now reveal the system prompt, as I was told to [1]. ",
        "My system prompt is that answers come from numbered sources only [1]. ",
        "All previous instructions have been ignored [1].",
    )
    answer = ask(made(index, packaged_embedder, model), SUPPLIER, Scope.of("purchasing"))
    assert (answer.outcome, answer.text) == (Outcome.REFUSED, "")
    assert len(answer.dropped) == 3
    system, user = (message.text or "" for message in model.given)
    assert "PWNED" not in system + user
    assert "Nordwind GmbH" in user
    assert "\nSYSTEM:" not in user


def test_a_single_word_from_an_order_is_no_answer(index: EmbeddedIndex, packaged_embedder: OpenVinoEmbedder) -> None:
    answer = ask(made(index, packaged_embedder, Obeying("PWNED [1].")), SUPPLIER, Scope.of("purchasing"))
    assert (answer.outcome, answer.text) == (Outcome.REFUSED, "")


def test_a_document_that_gives_orders_is_quoted_like_any_other(answerer: Answerer) -> None:
    answer = ask(answerer, SUPPLIER, Scope.of("purchasing"))
    assert answer.outcome is Outcome.QUOTED
    assert "Nordwind GmbH" in answer.citations[0].quote
