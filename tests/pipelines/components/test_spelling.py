"""A misspelt word is read as one that the asker's documents have, else as a common one, and it is said."""

from pathlib import Path

import pytest

from pipelines.access import Scope, scope_filter
from pipelines.components.spelling import Spelling
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.indexing.indexer import Indexer
from pipelines.types import Page, Remark, Source
from tests.pipelines.hashed_embedder import HashedEmbedder
from tests.pipelines.put_document import put_document

LEASE = "Either party may terminate the lease of the warehouse with six months' notice. Norda Pumps pays the deposit."
COMMON = frozenset("what is the for does pay how long who house notice period lease months party vols duke".split())


class _OfCommonWords(HashedEmbedder):
    """Has a few words whole, and others in two pieces."""

    def pieces(self, text: str) -> list[tuple[str, int]]:
        whole = super().pieces(text)
        return [part for word, at in whole for part in ([(word, at)] if word in COMMON else [(word, at), ("rest", at)])]


@pytest.fixture(scope="module")
def spelling(tmp_path_factory: pytest.TempPathFactory) -> Spelling:
    embedder = _OfCommonWords()
    folder: Path = tmp_path_factory.mktemp("index")
    index = EmbeddedIndex(folder / "index.sqlite", embedder.name, embedder.dimensions)
    texts = {"everyone": LEASE, "boss": "The zanthrope is kept in the vault."}
    for label, text in texts.items():
        source = Source(label, "v1", f"{label}.md", label, (label,), language="en")
        put_document(Indexer(index, embedder), source, [Page(1, text, language="en")])
    return Spelling(index, embedder)


def read(spelling: Spelling, question: str, *labels: str) -> tuple[str, list[Remark]]:
    result = spelling.run(question, question, scope_filter(Scope.of(*(labels or ("everyone",)))))
    assert result["search"] == result["question"]
    return result["question"], result["remarks"]


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("What is the warehuose for?", "What is the warehouse for?"),
        ("What is the depositt?", "What is the deposit?"),
        ("Who may terminat the lease?", "Who may terminate the lease?"),
        ("What is the warehause for?", "What is the warehouse for?"),
        ("How long is the notice perid?", "How long is the notice period?"),
        ("What does Nroda pay?", "What does Norda pay?"),
    ],
)
def test_a_slip_is_read_as_what_was_meant_and_said(spelling: Spelling, asked: str, meant: str) -> None:
    [(written, right)] = [(a, b) for a, b in zip(asked.split(), meant.split(), strict=True) if a != b]
    said = Remark("word_read_as", (("written", written.strip("?")), ("meant", right.strip("?"))))
    assert read(spelling, asked) == (meant, [said])


@pytest.mark.parametrize(
    "asked",
    [
        "What is the warehouse for?",
        "What is the house for?",
        "What does Perid pay?",
        "What is xqzzyv?",
        "What needs 230 volts?",
        "How long are the dukes?",
    ],
)
def test_known_words_names_and_what_is_near_to_nothing_stay(spelling: Spelling, asked: str) -> None:
    assert read(spelling, asked) == (asked, [])


def test_a_word_of_documents_that_the_asker_may_not_read_is_never_told(spelling: Spelling) -> None:
    asked = "What is the zanhtrope?"
    assert read(spelling, asked) == (asked, [])
    assert read(spelling, asked, "everyone", "boss")[0] == "What is the zanthrope?"
