"""Questions into checked, cited answers: one Haystack pipeline from the question to its outcome."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from haystack import Pipeline
from haystack.core.errors import PipelineRuntimeError

from pipelines.access import Scope, scope_filter
from pipelines.answering.evidence_watch import EvidenceWatch, EvidenceWithdrawnError
from pipelines.answering.inspecting import Inspection, inspection_of
from pipelines.answering.outcomes import outcome_of, shown
from pipelines.answering.stage_timings import stage_timings
from pipelines.answering.stages import end_in_quotes, end_in_writing, gated, retrieval
from pipelines.answering.summariser import Summariser
from pipelines.answering.understood_question import understood_question
from pipelines.checking.checker import SentenceChecker
from pipelines.components.evidence_gate import THRESHOLD, WRITTEN_THRESHOLD, EvidenceGate
from pipelines.components.parent_pages import ParentPages
from pipelines.components.prompt import PROMPT_TOKENS, AnswerPrompt
from pipelines.components.quoter import Quoter
from pipelines.components.writer import REPLY_SECONDS, CheckedWriter
from pipelines.index.document_filter import Uncopied
from pipelines.index.joined_page import page_of
from pipelines.index.readable_index import ReadableIndex
from pipelines.models.fact_judge import FactJudge
from pipelines.models.generators import Generator
from pipelines.models.passage_vectors import StoredVectors
from pipelines.models.rerankers import Reranker
from pipelines.ports import Embedder
from pipelines.types import Answer, Outcome, Outline, Page, Passage, Turn

EVIDENCE = 8
"""Passages that may be answered from."""
REHEARSED = "How many days does it take until a replacement is delivered?"
"""What a process asks itself."""


_P = ParamSpec("_P")
_T = TypeVar("_T")


def _of_one_question(
    method: "Callable[Concatenate[Answerer, _P], Coroutine[Any, Any, _T]]",
) -> "Callable[Concatenate[Answerer, _P], Coroutine[Any, Any, _T]]":
    """Has all searches of a call ask the records about each document once."""

    @wraps(method)
    async def asked(answerer: "Answerer", /, *values: _P.args, **named: _P.kwargs) -> _T:
        with answerer._index.one_question():
            return await method(answerer, *values, **named)

    return asked


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The best passages, at most 20, best first, and what each stage took in milliseconds."""

    passages: tuple[Passage, ...]
    timings_ms: Mapping[str, float]


class Answerer:
    """Answers questions from what a scope may read. Safe to use for many questions at once."""

    def __init__(
        self,
        *,
        index: ReadableIndex,
        retrieval: Pipeline,
        weighing: Pipeline,
        replying: Pipeline,
        quoter: Quoter,
        summariser: Summariser,
    ) -> None:
        self._index = index
        self._retrieval = retrieval
        self._weighing = weighing
        self._replying = replying
        self._quoter = quoter
        self._summariser = summariser

    @_of_one_question
    async def search(self, question: str, scope: Scope) -> SearchResult:
        """The passages that fit best; raises `QuestionError` and `IndexUnavailableError`."""
        started = time.perf_counter()
        asked = await asyncio.to_thread(understood_question, self._index, question, scope)
        with stage_timings() as timings:
            found = await _run(self._retrieval, asked.inputs(()), {"diversity"})
            look = EvidenceWatch(self._index, scope).still_readable
            hits = await asyncio.to_thread(look, found["diversity"]["hits"], ())
        return SearchResult(shown(hits), {**timings, "total": (time.perf_counter() - started) * 1000})

    @_of_one_question
    async def evidence(self, question: str, scope: Scope) -> Sequence[Passage]:
        """The passages that an answer would be made from, best first; none where they wouldn't do for one.

        Costs a search, and no model's call. Raises what `search` raises.
        """
        asked = await asyncio.to_thread(understood_question, self._index, question, scope)
        if asked.searched == 0:
            return ()
        ran = await _run(self._weighing, asked.inputs(()) | {"gate": {"where": asked.where}}, {"gate"})
        found: Sequence[Passage] = ran["gate"].get("evidence") or ()
        return found

    async def page(self, document_id: str, number: int, scope: Scope) -> Page | None:
        """A page of a document, by its number; None where there is none that the scope may read.

        Raises `IndexUnavailableError`.
        """
        return page_of(await asyncio.to_thread(self._index.page_chunks, document_id, number, scope_filter(scope)))

    async def outline(self, document_id: str, pages: int, scope: Scope) -> Outline:
        """The outline of a document of so many pages. Raises `IndexUnavailableError`."""
        return await asyncio.to_thread(self._summariser.outline, document_id, pages, scope)

    async def summary(
        self,
        question: str,
        document_id: str,
        pages: int,
        scope: Scope,
        on_sentence: Callable[[str], None] | None = None,
        on_reading: Callable[[Sequence[str]], None] | None = None,
    ) -> Answer | None:
        """What a model writes of a whole document, checked like any answer; None where there is nothing to show.

        `question` is how it was asked for; the callbacks are those of `answer`, and so is what is raised.
        """
        started, watch = time.perf_counter(), EvidenceWatch(self._index, scope)
        callbacks = watch.callbacks(on_sentence, on_reading)
        try:
            ran = await asyncio.to_thread(self._summariser.written, question, document_id, pages, scope, callbacks)
            answer = None if ran is None else await asyncio.to_thread(self._ended, ran, watch)
        except EvidenceWithdrawnError:
            return None
        if answer is None or answer.outcome is not Outcome.ANSWERED:
            return None
        return replace(answer, searched=1, timings_ms={"total": (time.perf_counter() - started) * 1000})

    @_of_one_question
    async def answer(
        self,
        question: str,
        scope: Scope,
        history: Sequence[Turn] = (),
        on_sentence: Callable[[str], None] | None = None,
        on_reading: Callable[[Sequence[str]], None] | None = None,
    ) -> Answer:
        """The answer; checked sentences go to `on_sentence` one by one, from another thread, while it is written.

        Before a model begins to write, `on_reading` gets the names of the documents that it reads, the best first.

        A model server that is away ends in quotes, never in an error. Raises `QuestionError` for a question that
        can't be asked as it is, `IndexUnavailableError` where the search is down. An answer from a document that was
        taken back or forgotten while it was made fails with the reason `evidence_withdrawn`.
        """
        started = time.perf_counter()
        asked = await asyncio.to_thread(understood_question, self._index, question, scope)
        if asked.searched == 0:
            reason = "filters_match_nothing" if asked.readable else "nothing_shared"
            spent = {"total": (time.perf_counter() - started) * 1000}
            return Answer(Outcome.REFUSED, "", 0.0, reason=reason, standalone_question=asked.text, timings_ms=spent)
        inputs, watch = asked.inputs(history), EvidenceWatch(self._index, scope)
        inputs["gate"] = {"where": Uncopied(asked.where)}
        if self._writes:
            inputs["reading"] = {"where": Uncopied(asked.where)}
            inputs["writer"] = watch.callbacks(on_sentence, on_reading)
        with stage_timings() as timings:
            try:
                ran = await _run(self._replying, inputs, _KEPT & set(self._replying.graph.nodes))
                answer = await asyncio.to_thread(self._ended, ran, watch)
            except EvidenceWithdrawnError:
                answer = Answer(Outcome.FAILED, "", 0.0, reason="evidence_withdrawn", standalone_question=asked.text)
        if answer.outcome is Outcome.QUOTED and on_sentence:
            on_sentence(answer.text)
        spent = {**timings, "total": (time.perf_counter() - started) * 1000}
        return replace(asked.told(answer), timings_ms=spent)

    @_of_one_question
    async def inspect(self, question: str, scope: Scope, history: Sequence[Turn] = ()) -> Inspection:
        """The same as `answer`, with all that the components gave on the way; raises what that raises."""
        asked = await asyncio.to_thread(understood_question, self._index, question, scope)
        if asked.searched == 0:
            answer = await self.answer(question, scope, history)
            return Inspection(
                question=asked.text,
                searched_for=asked.text,
                where=asked.where,
                readable=asked.readable,
                searched=0,
                answer=answer,
            )
        watch, gate = EvidenceWatch(self._index, scope), self._replying.get_component("gate")
        assert isinstance(gate, EvidenceGate)
        inputs = {**asked.inputs(history), "gate": {"where": asked.where}}
        if self._writes:
            inputs["reading"] = {"where": asked.where}
        ran = await _run(self._replying, inputs, set(self._replying.graph.nodes))
        answer = asked.told(await asyncio.to_thread(self._ended, ran, watch))
        return inspection_of(ran, answer, gate.threshold, asked.where, asked.readable, asked.searched)

    @_of_one_question
    async def rehearse(self, scope: Scope) -> None:
        """Asks itself a question, from the search to the quotes and the check, whatever is found, so that the first
        question that somebody asks doesn't wait for what is made then. No model writes; nothing of it is kept or told.

        Raises what `search` raises.
        """
        asked = await asyncio.to_thread(understood_question, self._index, REHEARSED, scope)
        inputs = asked.inputs(()) | {"gate": {"where": Uncopied(asked.where)}}
        ran = await _run(self._weighing, inputs, {"diversity"})
        await asyncio.to_thread(self._told_to_nobody, shown(ran["diversity"]["hits"])[:EVIDENCE])

    def _told_to_nobody(self, passages: Sequence[Passage]) -> None:
        """Quotes and checks; the passages needn't be worth it."""
        quotes = self._quoter.run(REHEARSED, list(passages))["quotes"]
        if quotes and self._writes:
            writer = self._replying.get_component("writer")
            assert isinstance(writer, CheckedWriter)
            writer.checker.check(quotes[0].text, [quotes[0].passage], REHEARSED)

    @property
    def _writes(self) -> bool:
        return "writer" in self._replying.graph.nodes

    def _ended(self, ran: Mapping[str, Any], watch: EvidenceWatch) -> Answer:
        """How the run ended, told by what may still be read at this moment."""
        evidence: Sequence[Passage] = ran["gate"].get("evidence") or ()
        hits = watch.still_readable(ran["diversity"]["hits"], evidence)
        return outcome_of({**ran, "diversity": {"hits": hits}}, self._quoter)


_KEPT = {"standalone", "spelling", "diversity", "gate", "prompt", "writer", "quoter"}


def build_answerer(
    index: ReadableIndex,
    embedder: Embedder,
    reranker: Reranker,
    generator: Generator | None = None,
    judge: FactJudge | None = None,
    *,
    gate_threshold: float | None = None,
    prompt_tokens: int = PROMPT_TOKENS,
    reply_seconds: float = REPLY_SECONDS,
) -> Answerer:
    """An `Answerer` over these parts; without a generator it answers in quotes.

    `gate_threshold` is by mode where it isn't given. `prompt_tokens` bounds what a model call may read,
    `reply_seconds` how long it may write.
    """
    stored = StoredVectors(index, embedder)
    by_mode = THRESHOLD if generator is None else WRITTEN_THRESHOLD
    least = by_mode if gate_threshold is None else gate_threshold
    searching = retrieval(index, embedder, reranker, None)
    weighing = gated(retrieval(index, embedder, reranker, None), EvidenceGate(index, EVIDENCE, least))
    replying = gated(retrieval(index, embedder, reranker, generator), EvidenceGate(index, EVIDENCE, least))
    summariser = Summariser(index)
    if generator is None:
        end_in_quotes(replying, Quoter(embedder, stored=stored))
    else:
        writer = CheckedWriter(generator, SentenceChecker(embedder.encode, judge), reply_seconds)
        end_in_writing(replying, ParentPages(index, prompt_tokens), AnswerPrompt(prompt_tokens), writer)
        summariser = Summariser(index, AnswerPrompt(prompt_tokens), writer)
    return Answerer(
        index=index,
        retrieval=searching,
        weighing=weighing,
        replying=replying,
        quoter=Quoter(embedder, stored=stored),
        summariser=summariser,
    )


async def _run(pipeline: Pipeline, inputs: dict[str, Any], kept: set[str]) -> dict[str, Any]:
    """The outputs of the components in `kept`; a component's own error comes through as it was raised."""
    try:
        outputs: dict[str, Any] = await pipeline.run_async(inputs, include_outputs_from=kept)
    except PipelineRuntimeError as error:
        own = error.__cause__ or error
    else:
        return outputs
    # Raised out here, it keeps its own cause and doesn't get the wrapper, whose cause it is, as its context.
    raise own
