"""How long a question takes without a writing model: ours by late interaction and by cross-encoder, and the stock."""

import asyncio
import json
import queue
import statistics
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import psutil

from tests.benchmarks.child import Figures
from tests.benchmarks.plan import Plan
from tests.pipelines.as_indexed import as_indexed

if TYPE_CHECKING:
    from haystack import Pipeline

    from pipelines.answering.answerer import Answerer
    from pipelines.ports import Embedder, Index

WARM_UP = 5
SHOWN = 20
Ask = Callable[[str], bool]
"""Asks one question; whether its time counts. A question that is refused early would flatter the quotes."""


def ours(plan: Plan, size: int, questions: list[str], crowd: bool) -> Figures:
    """Search and quotes over `size` chunks, 60 passages reranked by late interaction; `crowd`: many threads, too."""
    with _answerer(plan, size, passages=None) as answerer:
        search = _search(answerer)
        figures = {**_opened(search, questions), "search": _alone(search, questions * plan.repeats)}
        figures["stages_ms"] = _stages(answerer, questions)
        quotes = _quotes(answerer)
        for question in questions[:WARM_UP]:
            quotes(question)
        figures["quotes"] = _alone(quotes, questions * plan.repeats)
        if crowd:
            figures["crowd"] = _crowd(search, questions * plan.repeats, plan.threads)
            figures["crowd_quotes"] = _crowd(quotes, questions * plan.repeats, plan.threads)
        return figures


def ours_elasticsearch(plan: Plan, size: int, questions: list[str]) -> Figures:
    """Quotes over as many chunks on a real Elasticsearch server; nothing where there is no way to one."""
    from pipelines.elasticsearch_index.index import ElasticsearchIndex
    from pipelines.models.embedder import OpenVinoEmbedder, packaged_model
    from tests.benchmarks.stores import held
    from tests.servers.elasticsearch import ElasticsearchUnavailableError, running_elasticsearch

    embedder = OpenVinoEmbedder(packaged_model(), Path(plan.models))
    try:
        with (
            running_elasticsearch() as url,
            closing(ElasticsearchIndex(url, embedder.name, embedder.dimensions, "tcbot-bench")) as index,
        ):
            for source, pages, chunks in held(plan, size, embedder):
                index.put(source, pages, chunks)
            quotes = _quotes(_built(plan, index, embedder))
            for question in questions[:WARM_UP]:
                quotes(question)
            return {"quotes": _alone(quotes, questions * plan.repeats)}
    except ElasticsearchUnavailableError:
        return {}


def ours_cross_encoder(plan: Plan, size: int, questions: list[str], crowd: bool) -> Figures:
    """The same with a cross-encoder reading as many passages as the stock one does."""
    with _answerer(plan, size, passages=plan.cross_encoder_passages) as answerer:
        search = _search(answerer)
        figures = {**_opened(search, questions), "search": _alone(search, questions)}
        if crowd:
            figures["crowd"] = _crowd(search, questions[: plan.threads * 3], plan.threads)
        return figures


def stock(plan: Plan, size: int, questions: list[str], crowd: bool) -> Figures:
    """Haystack's hybrid retrieval in memory, joined by reciprocal rank, 30 passages read by the similarity ranker."""
    pipeline = _stock_pipeline(plan, size)

    def ask(question: str) -> bool:
        asked = {"embed": {"text": question}, "bm25": {"query": question}, "rank": {"query": question}}
        return bool(pipeline.run(asked)["rank"]["documents"])

    figures = {**_opened(ask, questions), "search": _alone(ask, questions)}
    if crowd:
        figures["crowd"] = _crowd(ask, questions[: plan.threads * 3], plan.threads)
    return figures


@contextmanager
def _answerer(plan: Plan, size: int, passages: int | None) -> "Iterator[Answerer]":
    """The product's own, over the store of `size`; with a cross-encoder where its `passages` are told."""
    from pipelines.embedded_index.index import EmbeddedIndex
    from pipelines.models.embedder import OpenVinoEmbedder, packaged_model

    embedder = OpenVinoEmbedder(packaged_model(), Path(plan.models))
    with closing(EmbeddedIndex(plan.store(size), embedder.name, embedder.dimensions)) as index:
        yield _built(plan, index, embedder, passages)


def _built(plan: Plan, index: "Index", embedder: "Embedder", passages: int | None = None) -> "Answerer":
    from bot.engine_parts import without_torch
    from pipelines.models.models import LATE_INTERACTION, build_reranker

    with without_torch():
        from pipelines.answering import answerer as answering
        from pipelines.answering import stages
    reranker = build_reranker(LATE_INTERACTION if passages is None else plan.cross_encoder, embedder, index)
    if passages is not None:
        stages.RERANKED = passages  # in this process alone: the stock ranker reads as many
    return answering.build_answerer(as_indexed(index), embedder, reranker)


def _search(answerer: "Answerer") -> Ask:
    from pipelines.access import Scope

    scope = Scope.of("everyone")

    def ask(question: str) -> bool:
        return bool(asyncio.run(answerer.search(question, scope)).passages)

    return ask


def _quotes(answerer: "Answerer") -> Ask:
    from pipelines.access import Scope
    from pipelines.types import Outcome

    scope = Scope.of("everyone")

    def ask(question: str) -> bool:
        return asyncio.run(answerer.answer(question, scope)).outcome is Outcome.QUOTED

    return ask


def _stages(answerer: "Answerer", questions: Sequence[str]) -> dict[str, float]:
    """Median milliseconds by stage; some run side by side, so that they add up to more than the total."""
    from pipelines.access import Scope

    spent = defaultdict(list)
    for question in questions:
        for stage, milliseconds in asyncio.run(answerer.search(question, Scope.of("everyone"))).timings_ms.items():
            spent[stage].append(milliseconds)
    return {stage: statistics.median(values) for stage, values in spent.items()}


def _stock_pipeline(plan: Plan, size: int) -> "Pipeline":
    from haystack import Document, Pipeline
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack_integrations.components.embedders.sentence_transformers import SentenceTransformersTextEmbedder
    from haystack_integrations.components.rankers.sentence_transformers import SentenceTransformersSimilarityRanker

    from pipelines.models.embedder import packaged_model

    store = InMemoryDocumentStore()
    vectors = np.load(plan.store(size).with_suffix(".npy"), mmap_mode="r")
    with plan.store(size).with_suffix(".jsonl").open() as lines:
        for n, line in enumerate(lines):
            row = json.loads(line)
            document = Document(id=str(n), content=row["content"], meta=row["meta"], embedding=vectors[n].tolist())
            store.write_documents([document])
    fetched = plan.cross_encoder_passages
    pipeline = Pipeline()
    pipeline.add_component("embed", SentenceTransformersTextEmbedder(model=packaged_model(), progress_bar=False))
    pipeline.add_component("dense", InMemoryEmbeddingRetriever(store, top_k=fetched))
    pipeline.add_component("bm25", InMemoryBM25Retriever(store, top_k=fetched))
    pipeline.add_component("join", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=fetched))
    pipeline.add_component("rank", SentenceTransformersSimilarityRanker(model=plan.cross_encoder, top_k=SHOWN))
    pipeline.connect("embed.embedding", "dense.query_embedding")
    pipeline.connect("dense", "join")
    pipeline.connect("bm25", "join")
    pipeline.connect("join", "rank.documents")
    pipeline.warm_up()
    return pipeline


def _opened(ask: Ask, questions: Sequence[str]) -> Figures:
    """Seconds from the start of this process to the first passages; then the questions that warm it up, untold."""
    ask(questions[0])
    figures = {"first_seconds": time.time() - psutil.Process().create_time()}
    for question in questions[1:WARM_UP]:
        ask(question)
    return figures


def _alone(ask: Ask, questions: Sequence[str]) -> Figures:
    """One user, one question after another; `processor_ms` is this process's time on all cores, of each question."""
    spent, computed = [], []
    for question in questions:
        started, begun = time.perf_counter(), time.process_time()
        if ask(question):
            spent.append((time.perf_counter() - started) * 1000)
            computed.append((time.process_time() - begun) * 1000)
    told = {"processor_ms": statistics.fmean(computed) if computed else float("nan")}
    return {**_percentiles(spent), **told, "left_out": len(questions) - len(spent)}


def _crowd(ask: Ask, questions: Sequence[str], threads: int) -> Figures:
    """`threads` users at once, each asking the next question as soon as its last one is answered."""
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    for question in questions:
        waiting.put(question)
    spent: list[float] = []
    answered: list[str] = []
    errors: list[str] = []

    def user() -> None:
        while True:
            try:
                question = waiting.get_nowait()
            except queue.Empty:
                return
            started = time.perf_counter()
            try:
                counts = ask(question)
            except Exception as error:
                errors.append(f"{type(error).__name__}: {error}"[:120])
                continue
            answered.append(question)
            if counts:
                spent.append((time.perf_counter() - started) * 1000)

    started = time.perf_counter()
    users = [threading.Thread(target=user) for _ in range(threads)]
    for each in users:
        each.start()
    for each in users:
        each.join()
    rate = len(answered) / (time.perf_counter() - started)
    return {**_percentiles(spent), "per_second": rate, "failed": len(errors), "errors": sorted(set(errors))}


def _percentiles(milliseconds: Sequence[float]) -> Figures:
    if not milliseconds:
        return {"p50": float("nan"), "p95": float("nan"), "questions": 0}
    p50, p95 = np.percentile(milliseconds, [50, 95])
    return {"p50": float(p50), "p95": float(p95), "questions": len(milliseconds)}
