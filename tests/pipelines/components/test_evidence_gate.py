"""The gate: weak evidence lets nothing through, and the figures it decided by are always told."""

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from pipelines.access import Scope, scope_filter
from pipelines.components.evidence_gate import EvidenceGate
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.indexing.chunking import chunk_pages
from pipelines.indexing.indexer import Indexer
from pipelines.ports import EncodedText, Hit
from pipelines.types import Page, Source
from tests.pipelines.hashed_embedder import HashedEmbedder
from tests.pipelines.put_document import put_document

EMBEDDER = HashedEmbedder()
SOURCE = Source("d1", "v1", "manual.pdf", "Pump", ("everyone",))
PAGES = [Page(4, "The torque of the bearing is forty newton metres."), Page(5, "Drain the oil each year.")]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[EmbeddedIndex]:
    made = EmbeddedIndex(tmp_path / "index.sqlite", EMBEDDER.name, EMBEDDER.dimensions)
    put_document(Indexer(made, EMBEDDER), SOURCE, PAGES)
    yield made
    made.close()


def found(index: EmbeddedIndex, question: str) -> tuple[EncodedText, list[Hit]]:
    (encoded,) = EMBEDDER.encode([question])
    return encoded, index.search_vectors(encoded.vector, scope_filter(Scope.of("everyone")), 10)


def test_evidence_above_the_threshold_passes_with_its_context_and_below_it_nothing_does(index: EmbeddedIndex) -> None:
    asked = found(index, "torque of the bearing")
    let_through = EvidenceGate(index, 8, threshold=0.0).run(*asked)
    assert [(p.page, p.used) for p in let_through["evidence"]] == [(4, True), (5, True)]
    assert set(let_through["contexts"].values()) == {"Pump"}
    refused = EvidenceGate(index, 8, threshold=1.0).run(*asked)
    assert refused.keys() == {"inputs"}
    assert refused["inputs"] == let_through["inputs"]


def test_at_most_so_many_passages_pass(index: EmbeddedIndex) -> None:
    assert len(EvidenceGate(index, 1, threshold=0.0).run(*found(index, "torque"))["evidence"]) == 1


def test_better_evidence_counts_more(index: EmbeddedIndex) -> None:
    gate = EvidenceGate(index, 8)
    good = gate.run(*found(index, "torque of the bearing"))["inputs"]
    half = gate.run(*found(index, "torque of the propeller"))["inputs"]
    none = gate.run(*found(index, "propeller of the aeroplane"))["inputs"]
    assert good["evidence"] > half["evidence"] > none["evidence"]
    assert good["weakest"] > 0.95 > 0.5 > half["weakest"]
    assert all(0 <= inputs["evidence"] <= 1 for inputs in (good, half, none))


def test_no_hits_pass_nothing_whatever_the_threshold(index: EmbeddedIndex) -> None:
    (encoded,) = EMBEDDER.encode(["torque"])
    assert EvidenceGate(index, 8, threshold=0.0).run(encoded, []).keys() == {"inputs"}


@pytest.mark.parametrize("question", ["???", "…", "—"])
def test_a_question_without_words_gives_figures_all_the_same(index: EmbeddedIndex, question: str) -> None:
    _encoded, hits = found(index, "torque")
    asked = EMBEDDER.encode([question])[0]
    inputs = EvidenceGate(index, 8).run(asked, hits)["inputs"]
    assert all(math.isfinite(value) for value in inputs.values())
    assert inputs["weakest"] == 0


def test_a_passage_without_words_among_the_best_breaks_nothing(index: EmbeddedIndex) -> None:
    wordless = Source("d2", "v2", "scan.pdf", "—", ("everyone",))
    assert chunk_pages(wordless, [Page(1, "• — • —")])
    put_document(Indexer(index, EMBEDDER), wordless, [Page(1, "• — • —")])
    encoded, _ = found(index, "torque of the bearing")
    hits = index.search_vectors(np.ones(EMBEDDER.dimensions, np.float32), scope_filter(Scope.of("everyone")), 10)
    assert len(hits) == 3
    assert EvidenceGate(index, 8).run(encoded, hits)["inputs"]["weakest"] > 0.95
