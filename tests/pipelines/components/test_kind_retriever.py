"""The list of pages of an asked kind: of the named document first, and nothing where no kind is asked for."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from pipelines.access import Scope, scope_filter
from pipelines.components.kind_retriever import KindRetriever
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.indexing.indexer import Indexer
from pipelines.ports import Filter, Hit
from pipelines.types import Page, Source
from tests.pipelines.hashed_embedder import HashedEmbedder
from tests.pipelines.put_document import put_document

EMBEDDER = HashedEmbedder()
EVERYONE = scope_filter(Scope.of("everyone"))
SHEET = "Consolidated Balance Sheets\n" + "\n".join(f"Line {n} of the sheet {n},100 {n},200" for n in range(9))
PROSE = "Current assets are what turns into cash within a year. The current ratio compares them with liabilities."


@pytest.fixture
def retriever(tmp_path: Path) -> KindRetriever:
    index = EmbeddedIndex(tmp_path / "index.db", EMBEDDER.name, EMBEDDER.dimensions)
    for name in ("Nordwind Report 2024", "Suedstern Report 2024"):
        source = Source(name, f"{name}-1", f"{name}.pdf", name, ("everyone",), language="en")
        put_document(Indexer(index, EMBEDDER), source, [Page(1, PROSE), Page(2, SHEET)])
    return KindRetriever(index, 10)


def found(retriever: KindRetriever, question: str, where: Filter = EVERYONE) -> list[tuple[str, int]]:
    hits: Sequence[Hit] = retriever.run(question, EMBEDDER.encode([question])[0], where)["hits"]
    assert all(np.isfinite(hit.score) for hit in hits)
    return list(dict.fromkeys((hit.source.title, hit.page) for hit in hits))


def test_a_ratio_finds_the_balance_sheets_that_of_the_named_document_first(retriever: KindRetriever) -> None:
    sheets = [("Suedstern Report 2024", 2), ("Nordwind Report 2024", 2)]
    assert found(retriever, "What is the current ratio of Suedstern?") == sheets
    assert found(retriever, "What is the current ratio of Nordwind?") == sheets[::-1]


def test_a_question_for_no_kind_of_page_finds_none(retriever: KindRetriever) -> None:
    assert found(retriever, "What turns into cash within a year?") == []


def test_a_kind_that_no_page_is_gives_nothing(retriever: KindRetriever) -> None:
    assert found(retriever, "What were the cash flows of Nordwind?") == []


def test_nobody_finds_sheets_that_they_may_not_read(retriever: KindRetriever) -> None:
    assert found(retriever, "What is the current ratio of Nordwind?", scope_filter(Scope.of("hr"))) == []
