"""What several tests of the engine share: the packaged model, converted once and kept between runs."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.models.embedder import OpenVinoEmbedder, packaged_model

if TYPE_CHECKING:
    from pipelines.answering.answerer import Answerer

CONVERTED = Path(__file__).parents[2] / ".cache" / "models"


@pytest.fixture(scope="session")
def packaged_embedder() -> OpenVinoEmbedder:
    """The real model; the first run on a machine converts it, which takes half a minute."""
    return OpenVinoEmbedder(packaged_model(), CONVERTED)


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory, packaged_embedder: OpenVinoEmbedder) -> Iterator[EmbeddedIndex]:
    """The sample documents, for tests that only read."""
    # Imported here, since haystack takes seconds and most tests of this folder do without.
    from pipelines.indexing.indexer import Indexer
    from tests.pipelines import sample_documents as sample
    from tests.pipelines.put_document import put_document

    path = tmp_path_factory.mktemp("samples") / "index.sqlite"
    made = EmbeddedIndex(path, packaged_embedder.name, packaged_embedder.dimensions)
    indexer = Indexer(made, packaged_embedder)
    put_document(indexer, sample.HANDBOOK, sample.HANDBOOK_PAGES)
    put_document(indexer, sample.MANUAL, sample.MANUAL_PAGES)
    put_document(indexer, sample.SECRET, sample.SECRET_PAGES)
    put_document(indexer, sample.ORDERS, sample.ORDERS_PAGES)
    yield made
    made.close()


@pytest.fixture
def answerer(index: EmbeddedIndex, packaged_embedder: OpenVinoEmbedder) -> "Answerer":
    """Answers in quotes from the sample documents."""
    from tests.pipelines.sample_documents import made

    return made(index, packaged_embedder)
