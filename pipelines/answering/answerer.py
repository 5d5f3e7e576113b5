"""Questions into checked, cited answers: one Haystack pipeline from the question to its outcome."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from haystack import Pipeline
from haystack.core.errors import PipelineRuntimeError

from pipelines.access import Scope, scope_filter
from pipelines.answering.evidence_watch import EvidenceWatch, EvidenceWithdrawnError
from pipelines.answering.outcomes import SHOWN, outcome_of, shown
from pipelines.answering.stage_timings import stage_timings
from pipelines.checking.checker import SentenceChecker
from pipelines.components.diversity import Diversity
from pipelines.components.evidence_gate import THRESHOLD, EvidenceGate
from pipelines.components.fusion import PageAwareFusion
from pipelines.components.keyword_retriever import KeywordRetriever
from pipelines.components.page_retriever import PageRetriever
from pipelines.components.prompt import PROMPT_TOKENS, AnswerPrompt
from pipelines.components.question_encoder import QuestionEncoder
from pipelines.components.quoter import Quoter
from pipelines.components.reranking import Reranking
from pipelines.components.standalone_question import StandaloneQuestion
from pipelines.components.vector_retriever import VectorRetriever
from pipelines.components.writer import REPLY_SECONDS, CheckedWriter
from pipelines.index.readable_index import ReadableIndex
from pipelines.models.fact_judge import FactJudge
from pipelines.models.generators import Generator
from pipelines.models.passage_vectors import StoredVectors
from pipelines.models.rerankers import Reranker
from pipelines.ports import Embedder, Filter, Index
from pipelines.text.question_filters import LONGEST_QUESTION, QuestionError, read_filters
from pipelines.types import Answer, Outcome, Passage, Source, Turn

CANDIDATES = 100
"""What each retriever fetches before fusion."""
RERANKED = 60
EVIDENCE = 8
"""Passages that may be answered from."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The best passages, at most 20, best first, and what each stage took in milliseconds."""

    passages: tuple[Passage, ...]
    timings_ms: Mapping[str, float]


class Answerer:
    """Answers questions from what a scope may read. Safe to use for many questions at once."""

    def __init__(self, index: ReadableIndex, retrieval: Pipeline, replying: Pipeline, quoter: Quoter) -> None:
        self._index = index
        self._retrieval = retrieval
        self._replying = replying
        self._quoter = quoter

    async def search(self, question: str, scope: Scope) -> SearchResult:
        """The passages that fit best; raises `QuestionError` and `IndexUnavailableError`."""
        started = time.perf_counter()
        asked = await asyncio.to_thread(self._understood, question, scope)
        with stage_timings() as timings:
            found = await _run(self._retrieval, asked.inputs(()), {"diversity"})
        passages = shown(found["diversity"]["hits"])
        return SearchResult(passages, {**timings, "total": (time.perf_counter() - started) * 1000})

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
        asked = await asyncio.to_thread(self._understood, question, scope)
        if asked.searched == 0:
            reason = "filters_match_nothing" if asked.readable else "nothing_shared"
            spent = {"total": (time.perf_counter() - started) * 1000}
            return Answer(Outcome.REFUSED, "", 0.0, reason=reason, standalone_question=asked.text, timings_ms=spent)
        inputs, watch = asked.inputs(history), EvidenceWatch(self._index, scope)
        inputs["gate"] = {"where": asked.where}
        if self._writes:
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
        return replace(answer, searched=asked.searched, timings_ms=spent)

    @property
    def _writes(self) -> bool:
        return "writer" in self._replying.graph.nodes

    def _understood(self, question: str, scope: Scope) -> "_Asked":
        if not question.strip():
            raise QuestionError("empty_question")
        if len(question) > LONGEST_QUESTION:
            raise QuestionError("question_too_long", length=len(question), limit=LONGEST_QUESTION)
        filtered = read_filters(question, lambda: self._listed(scope_filter(scope)))
        if not filtered.text:
            raise QuestionError("only_filters")
        where = scope_filter(scope, *filtered.conditions)
        readable = searched = self._index.count(scope)
        if readable and filtered.conditions:
            searched = len(self._listed(where))
        return _Asked(filtered.text, where, readable, searched)

    def _listed(self, where: Filter) -> list[Source]:
        return [row.source for row in self._index.documents(where)]

    def _ended(self, ran: Mapping[str, Any], watch: EvidenceWatch) -> Answer:
        """How the run ended, told by what may still be read at this moment."""
        evidence: Sequence[Passage] = ran["gate"].get("evidence") or ()
        hits = watch.still_readable(ran["diversity"]["hits"], evidence)
        return outcome_of({**ran, "diversity": {"hits": hits}}, self._quoter)


@dataclass(frozen=True, slots=True)
class _Asked:
    text: str
    where: Filter
    readable: int
    """Documents that the scope may read, as far as they were counted."""
    searched: int
    """Those of them that the typed filters leave."""

    def inputs(self, history: Sequence[Turn]) -> dict[str, dict[str, Any]]:
        searches = ("keyword", "vector", "pages")
        return {
            "standalone": {"question": self.text, "history": list(history)},
            **{name: {"where": self.where} for name in searches},
        }


_KEPT = {"standalone", "diversity", "gate", "prompt", "writer", "quoter"}


def build_answerer(
    index: ReadableIndex,
    embedder: Embedder,
    reranker: Reranker,
    generator: Generator | None = None,
    judge: FactJudge | None = None,
    *,
    gate_threshold: float = THRESHOLD,
    prompt_tokens: int = PROMPT_TOKENS,
    reply_seconds: float = REPLY_SECONDS,
) -> Answerer:
    """An `Answerer` over these parts; without a generator it answers in quotes.

    `prompt_tokens` bounds what a model call may read, `reply_seconds` how long it may write.
    """
    stored = StoredVectors(index, embedder)
    retrieval = _retrieval(index, embedder, reranker, None)
    replying = _retrieval(index, embedder, reranker, generator)
    replying.add_component("gate", EvidenceGate(index, EVIDENCE, gate_threshold))
    replying.connect("standalone.search", "gate.question")
    replying.connect("standalone.question", "gate.asked")
    replying.connect("embed.encoded", "gate.encoded")
    replying.connect("diversity.hits", "gate.hits")
    if generator is None:
        _end_in_quotes(replying, Quoter(embedder.encode, stored=stored))
    else:
        writer = CheckedWriter(generator, SentenceChecker(embedder.encode, judge), reply_seconds)
        _end_in_writing(replying, AnswerPrompt(prompt_tokens), writer)
    return Answerer(index, retrieval, replying, Quoter(embedder.encode, stored=stored))


def _retrieval(index: Index, embedder: Embedder, reranker: Reranker, generator: Generator | None) -> Pipeline:
    """Question → BM25 over chunks ∥ vectors ∥ BM25 over pages → fusion → reranker → diversity."""
    pipeline = Pipeline()
    pipeline.add_component("standalone", StandaloneQuestion(generator))
    pipeline.add_component("embed", QuestionEncoder(embedder))
    pipeline.add_component("keyword", KeywordRetriever(index, CANDIDATES))
    pipeline.add_component("pages", PageRetriever(index, CANDIDATES))
    pipeline.add_component("vector", VectorRetriever(index, CANDIDATES))
    pipeline.add_component("fusion", PageAwareFusion())
    pipeline.add_component("reranker", Reranking(reranker, RERANKED))
    pipeline.add_component("diversity", Diversity(SHOWN))
    for sender, receiver in (
        ("standalone.search", "embed.question"),
        ("standalone.search", "keyword.question"),
        ("standalone.search", "pages.question"),
        ("embed.encoded", "vector.encoded"),
        ("keyword.hits", "fusion.keyword"),
        ("vector.hits", "fusion.vector"),
        ("pages.hits", "fusion.pages"),
        ("standalone.search", "reranker.question"),
        ("embed.encoded", "reranker.encoded"),
        ("fusion.hits", "reranker.hits"),
        ("reranker.hits", "diversity.hits"),
    ):
        pipeline.connect(sender, receiver)
    return pipeline


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


def _end_in_quotes(pipeline: Pipeline, quoter: Quoter) -> None:
    pipeline.add_component("quoter", quoter)
    pipeline.connect("standalone.question", "quoter.question")
    pipeline.connect("embed.encoded", "quoter.encoded")
    pipeline.connect("gate.evidence", "quoter.evidence")
    pipeline.connect("gate.contexts", "quoter.contexts")


def _end_in_writing(pipeline: Pipeline, prompt: AnswerPrompt, writer: CheckedWriter) -> None:
    pipeline.add_component("prompt", prompt)
    pipeline.add_component("writer", writer)
    for sender, receiver in (
        ("standalone.question", "prompt.question"),
        ("gate.evidence", "prompt.evidence"),
        ("gate.contexts", "prompt.contexts"),
        ("standalone.question", "writer.question"),
        ("prompt.messages", "writer.messages"),
        ("prompt.evidence", "writer.evidence"),
        ("gate.contexts", "writer.contexts"),
    ):
        pipeline.connect(sender, receiver)
