"""From the records to an answer: what its readers may read at that moment, whatever happens beside it."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from haystack.dataclasses import ChatMessage
from sqlalchemy import event

from pipelines.access import Scope
from pipelines.answering.answerer import Answerer, build_answerer
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.models.generators import Generator
from pipelines.models.rerankers import LateInteractionReranker
from pipelines.ports import IndexUnavailableError
from pipelines.text.question_filters import QuestionError
from pipelines.types import Answer, Outcome
from tests.ingest.holdings import TRAVEL, VACATION, Holdings
from tests.pipelines.components.test_writer import Scripted
from tests.pipelines.hashed_embedder import HashedEmbedder

QUESTION = "How many days of unused vacation may employees carry over into the next year?"
SALES = Scope.of("sales")
CHECKED = "Employees may carry over up to five days of unused vacation into the next year [1]. "


class Away(EmbeddedIndex):
    """An index whose server goes away when labels or documents are to be changed."""

    is_away = False
    happens: Callable[[], object] | None = None
    """What is done once, when all searches of a question are over."""

    def token_vectors(self, chunk_ids: Sequence[str]) -> dict[str, bytes]:
        happens, self.happens = self.happens, None
        if happens is not None:
            happens()
        return super().token_vectors(chunk_ids)

    def set_labels(self, document_id: str, labels: Any) -> None:
        self._answer()
        super().set_labels(document_id, labels)

    def forget(self, document_id: str) -> int:
        self._answer()
        return super().forget(document_id)

    def _answer(self) -> None:
        if self.is_away:
            raise IndexUnavailableError("The search server doesn't answer.")


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Holdings]:
    opened = Holdings(tmp_path, Away)
    yield opened
    opened.close()


def answerer(held: Holdings, generator: Generator | None = None, threshold: float = 0.0) -> Answerer:
    embedder = HashedEmbedder()
    reranker = LateInteractionReranker(held.index, embedder)
    return build_answerer(held.index, embedder, reranker, generator, gate_threshold=threshold)


def ask(engine: Answerer, question: str = QUESTION, scope: Scope = SALES, **more: Any) -> Answer:
    return asyncio.run(engine.answer(question, scope, **more))


def named(answer: Answer) -> set[str]:
    return {each.document for each in (*answer.citations, *answer.passages, *answer.nearest)}


@pytest.mark.parametrize("end", ["withdraw", "forget"])
def test_what_was_taken_back_while_the_search_server_was_away_is_in_no_answer(held: Holdings, end: str) -> None:
    leave = held.ingest("leave.md", VACATION, "hr", "sales")
    held.ingest("travel.md", TRAVEL, "sales")
    assert ask(answerer(held)).outcome is Outcome.QUOTED
    assert isinstance(held.rows, Away)
    held.rows.is_away = True
    with pytest.raises(IndexUnavailableError):
        held.forgetter.withdraw(leave.document_id, ["sales"]) if end == "withdraw" else held.forgetter.forget(
            leave.document_id
        )
    held.rows.is_away = False
    engine = answerer(held, threshold=1.0)
    answer = ask(engine)
    assert (answer.outcome, answer.reason, answer.searched, named(answer)) == (
        Outcome.REFUSED, "not_found", 1, {"travel.md"},
    )  # fmt: skip
    assert {each.document for each in asyncio.run(engine.search(QUESTION, SALES)).passages} == {"travel.md"}
    with pytest.raises(QuestionError) as raised:
        ask(engine, f'{QUESTION} in:"leave"')
    assert raised.value.values["nearest"] == ["travel.md"]
    assert ask(engine, f"{QUESTION} type:general").searched == 1
    assert named(ask(engine, scope=Scope.of("hr"))) == ({"leave.md"} if end == "withdraw" else set())


@pytest.mark.parametrize("end", ["withdraw", "forget"])
def test_what_is_taken_back_while_it_is_searched_for_is_in_no_result(held: Holdings, end: str) -> None:
    leave = held.ingest("leave.md", VACATION, "hr", "sales")
    held.ingest("travel.md", TRAVEL, "sales")
    engine, rows = answerer(held), held.rows
    assert isinstance(rows, Away)
    if end == "withdraw":
        rows.happens = lambda: held.library.withdraw(leave.document_id, ["sales"])
    else:
        rows.happens = lambda: held.library.forget(leave.document_id)
    assert {each.document for each in asyncio.run(engine.search(QUESTION, SALES)).passages} == {"travel.md"}
    assert rows.happens is None


class Interrupted(Scripted):
    """A model during whose writing something happens, after its first part."""

    def __init__(self, happens: Callable[[], object], *parts: str) -> None:
        super().__init__(*parts)
        self._happens = happens

    def run(self, messages: list[ChatMessage], *, streaming_callback: Any = None, **more: Any) -> dict[str, Any]:
        first = True

        def on_chunk(chunk: Any) -> None:
            nonlocal first
            streaming_callback(chunk)
            if first:
                self._happens()
            first = False

        return super().run(messages, streaming_callback=on_chunk, **more)


@pytest.mark.parametrize("end", ["withdraw", "forget"])
def test_an_answer_ends_when_its_evidence_is_taken_back_while_the_model_writes(held: Holdings, end: str) -> None:
    leave = held.ingest("leave.md", VACATION, "hr", "sales")
    if end == "withdraw":
        happens: Callable[[], object] = lambda: held.library.withdraw(leave.document_id, ["sales"])  # noqa: E731
    else:
        happens = lambda: held.library.forget(leave.document_id)  # noqa: E731
    heard: list[str] = []
    parts = (f"{CHECKED} And ", "so. Five days of unused vacation may be carried over by employees [1]. ")
    answer = ask(answerer(held, Interrupted(happens, *parts)), on_sentence=heard.append)
    assert "".join(heard).strip() == CHECKED.strip()  # what was said before it was taken back
    assert (answer.outcome, answer.reason) == (Outcome.FAILED, "evidence_withdrawn")
    assert (answer.text, named(answer)) == ("", set())


def test_an_answer_whose_last_sentence_was_checked_is_looked_at_once_more_before_it_leaves(held: Holdings) -> None:
    leave = held.ingest("leave.md", VACATION, "sales")
    engine = answerer(held, Interrupted(lambda: held.library.forget(leave.document_id), f"{CHECKED} And "))
    assert ask(engine).reason == "evidence_withdrawn"


def test_what_is_taken_back_from_others_ends_no_answer(held: Holdings) -> None:
    leave = held.ingest("leave.md", VACATION, "hr", "sales")
    model = Interrupted(lambda: held.library.withdraw(leave.document_id, ["hr"]), f"{CHECKED} And ", "so.")
    assert ask(answerer(held, model)).outcome is Outcome.ANSWERED


def test_a_question_costs_the_records_as_much_over_many_documents_as_over_few(held: Holdings) -> None:
    asked: list[str] = []
    event.listen(held.database.engine, "before_cursor_execute", lambda _c, _u, text, *_: asked.append(text))
    engine, counts = answerer(held), []
    for many in (2, 40):
        for n in range(many):
            held.ingest(f"{many}-{n}.md", f"{VACATION} Rule {n} of {many}.", "sales")
        asked.clear()
        assert ask(engine).outcome is Outcome.QUOTED
        counts.append(len([text for text in asked if text.startswith("SELECT")]))
    assert counts == [2, 2]  # what the scope may read before the search, and what was found at the end
