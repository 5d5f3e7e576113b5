"""Pages a second from the file to the store: ours, the stock components, and the embedder's own limit."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benchmarks.child import Figures
from tests.benchmarks.plan import Plan

STOCK_WORDS, STOCK_OVERLAP = 150, 30
"""Words a chunk and shared between neighbours: some 950 and 190 characters, the size of ours."""


def ours(plan: Plan) -> Figures:
    """Parse, split, embed, write; then the embedder alone over the same texts. Medians of the repeats."""
    import openvino

    from bot.engine_parts import without_torch
    from ingest.reading.parse import ParserPool
    from pipelines.embedded_index.index import EmbeddedIndex
    from pipelines.indexing.chunking import chunk_pages
    from pipelines.models.embedder import OpenVinoEmbedder, packaged_model

    with without_torch():
        from pipelines.indexing.indexer import Indexer
    from tests.benchmarks.stores import sources
    from tests.pipelines.put_document import put_document

    embedder = OpenVinoEmbedder(packaged_model(), Path(plan.models))
    embedder.encode(["A first pass, so that what is set up only once is."] * 8)
    with ParserPool() as pool:
        read = list(sources(plan, pool))
        splits = [chunk_pages(source, pages) for source, pages in read]
        texts = [[f"{chunk.context}\n{chunk.text}" for chunk in chunks] for chunks in splits]
        characters = [len(chunk.text) for chunks in splits for chunk in chunks]

        def ingest() -> None:
            path = Path(plan.work) / f"ingest-{time.monotonic_ns()}.db"
            index = EmbeddedIndex(path, embedder.name, embedder.dimensions)
            indexer = Indexer(index, embedder)
            for source, pages in sources(plan, pool):
                put_document(indexer, source, pages)
            index.close()

        whole, alone = [], []
        for _ in range(plan.repeats):  # by turns, so that a machine that slows down slows both
            whole.append(_seconds(ingest))
            alone.append(_seconds(lambda: [embedder.encode(each) for each in texts]))
        parsing = [_seconds(lambda: list(sources(plan, pool))) for _ in range(plan.repeats)]
    bare = [_seconds(lambda: _pdfium_alone(plan)) for _ in range(plan.repeats)]
    rates = _rates(sum(len(pages) for _, pages in read), characters, statistics.median(whole))
    return {
        **rates,
        "embedder_chunks_per_second": len(characters) / statistics.median(alone),
        "share_of_embedder": statistics.median(b / a for a, b in zip(whole, alone, strict=True)),
        "parsing_pages_per_second": rates["pages"] / statistics.median(parsing),
        "pdfium_pages_per_second": rates["pages"] / statistics.median(bare),
        "computes": ", ".join(openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")),
    }


def stock(plan: Plan) -> Figures:
    """PyPDFToDocument, DocumentSplitter, SentenceTransformersDocumentEmbedder, InMemoryDocumentStore: one pipeline."""
    from haystack import Document, Pipeline
    from haystack.components.converters import PyPDFToDocument
    from haystack.components.preprocessors import DocumentSplitter
    from haystack.components.writers import DocumentWriter
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack_integrations.components.embedders.sentence_transformers import SentenceTransformersDocumentEmbedder

    from pipelines.models.embedder import packaged_model

    store = InMemoryDocumentStore()
    pipeline = Pipeline()
    pipeline.add_component("convert", PyPDFToDocument())
    pipeline.add_component(
        "split", DocumentSplitter(split_by="word", split_length=STOCK_WORDS, split_overlap=STOCK_OVERLAP)
    )
    embedder = SentenceTransformersDocumentEmbedder(model=packaged_model(), progress_bar=False)
    pipeline.add_component("embed", embedder)
    pipeline.add_component("write", DocumentWriter(store))
    for sender, receiver in (("convert", "split"), ("split", "embed"), ("embed", "write")):
        pipeline.connect(sender, receiver)
    pipeline.warm_up()
    embedder.run([Document(content="A first pass, so that what is set up only once is.")] * 8)
    paths: list[Any] = [Path(path) for path in plan.documents]
    whole, parsing = [], []
    for _ in range(plan.repeats):
        store.delete_documents([each.id for each in store.filter_documents()])
        whole.append(_seconds(lambda: pipeline.run({"convert": {"sources": paths}})))
        parsing.append(_seconds(lambda: PyPDFToDocument().run(sources=paths)))
    documents = store.filter_documents()
    pages = sum(_page_count(path) for path in plan.documents)
    rates = _rates(pages, [len(each.content or "") for each in documents], statistics.median(whole))
    return {**rates, "parsing_pages_per_second": pages / statistics.median(parsing)}


def _rates(pages: int, characters: list[int], seconds: float) -> Figures:
    return {
        "pages": pages,
        "chunks": len(characters),
        "characters_per_chunk": statistics.mean(characters),
        "pages_per_second": pages / seconds,
        "chunks_per_second": len(characters) / seconds,
    }


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _pdfium_alone(plan: Plan) -> int:
    """Every page's text in the file's own order, by pypdfium2 in this process: the least that reading can cost."""
    import pypdfium2

    characters = 0
    for path in plan.documents:
        with pypdfium2.PdfDocument(path) as document:
            for page in document:
                characters += len(page.get_textpage().get_text_range())
    return characters


def _page_count(path: str) -> int:
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        return len(document)
