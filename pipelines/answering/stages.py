"""The stages of a question's way, connected: what is searched, what decides, what replies."""

from haystack import Pipeline

from pipelines.answering.outcomes import SHOWN
from pipelines.components.diversity import Diversity
from pipelines.components.evidence_gate import EvidenceGate
from pipelines.components.fusion import PageAwareFusion
from pipelines.components.keyword_retriever import KeywordRetriever
from pipelines.components.kind_retriever import KindRetriever
from pipelines.components.page_retriever import PageRetriever
from pipelines.components.parent_pages import ParentPages
from pipelines.components.prompt import AnswerPrompt
from pipelines.components.question_encoder import QuestionEncoder
from pipelines.components.quoter import Quoter
from pipelines.components.reranking import Reranking
from pipelines.components.spelling import Spelling
from pipelines.components.standalone_question import StandaloneQuestion
from pipelines.components.vector_retriever import VectorRetriever
from pipelines.components.writer import CheckedWriter
from pipelines.models.generators import Generator
from pipelines.models.rerankers import Reranker
from pipelines.ports import Embedder, Index

CANDIDATES = 100
"""What each retriever fetches before fusion."""
RERANKED = 60


def retrieval(index: Index, embedder: Embedder, reranker: Reranker, generator: Generator | None) -> Pipeline:
    """Question → spelling → BM25 over chunks ∥ vectors ∥ pages ∥ asked kinds → fusion → reranker → diversity."""
    pipeline = Pipeline()
    pipeline.add_component("standalone", StandaloneQuestion(generator))
    pipeline.add_component("spelling", Spelling(index, embedder))
    pipeline.add_component("embed", QuestionEncoder(embedder))
    pipeline.add_component("keyword", KeywordRetriever(index, CANDIDATES))
    pipeline.add_component("pages", PageRetriever(index, CANDIDATES))
    pipeline.add_component("vector", VectorRetriever(index, CANDIDATES))
    pipeline.add_component("kinds", KindRetriever(index, CANDIDATES))
    pipeline.add_component("fusion", PageAwareFusion())
    pipeline.add_component("reranker", Reranking(reranker, RERANKED))
    pipeline.add_component("diversity", Diversity(SHOWN))
    for sender, receiver in (
        ("standalone.question", "spelling.question"),
        ("standalone.search", "spelling.search"),
        ("spelling.search", "embed.question"),
        ("spelling.search", "keyword.question"),
        ("spelling.search", "pages.question"),
        ("embed.encoded", "vector.encoded"),
        ("spelling.search", "kinds.question"),
        ("embed.encoded", "kinds.encoded"),
        ("keyword.hits", "fusion.keyword"),
        ("vector.hits", "fusion.vector"),
        ("pages.hits", "fusion.pages"),
        ("kinds.hits", "fusion.kinds"),
        ("spelling.search", "reranker.question"),
        ("embed.encoded", "reranker.encoded"),
        ("fusion.hits", "reranker.hits"),
        ("reranker.hits", "diversity.hits"),
    ):
        pipeline.connect(sender, receiver)
    return pipeline


def gated(pipeline: Pipeline, gate: EvidenceGate) -> Pipeline:
    """The same pipeline with the gate at its end."""
    pipeline.add_component("gate", gate)
    pipeline.connect("spelling.search", "gate.question")
    pipeline.connect("spelling.question", "gate.asked")
    pipeline.connect("embed.encoded", "gate.encoded")
    pipeline.connect("diversity.hits", "gate.hits")
    return pipeline


def end_in_quotes(pipeline: Pipeline, quoter: Quoter) -> None:
    pipeline.add_component("quoter", quoter)
    pipeline.connect("spelling.question", "quoter.question")
    pipeline.connect("standalone.rewritten_by", "quoter.rewritten_by")
    pipeline.connect("embed.encoded", "quoter.encoded")
    pipeline.connect("gate.evidence", "quoter.evidence")
    pipeline.connect("gate.contexts", "quoter.contexts")


def end_in_writing(pipeline: Pipeline, reading: ParentPages, prompt: AnswerPrompt, writer: CheckedWriter) -> None:
    pipeline.add_component("reading", reading)
    pipeline.add_component("prompt", prompt)
    pipeline.add_component("writer", writer)
    for sender, receiver in (
        ("spelling.question", "prompt.question"),
        ("gate.evidence", "reading.evidence"),
        ("gate.contexts", "reading.contexts"),
        ("reading.evidence", "prompt.evidence"),
        ("reading.contexts", "prompt.contexts"),
        ("spelling.question", "writer.question"),
        ("prompt.messages", "writer.messages"),
        ("prompt.evidence", "writer.evidence"),
        ("reading.contexts", "writer.contexts"),
    ):
        pipeline.connect(sender, receiver)
