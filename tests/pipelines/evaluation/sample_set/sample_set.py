"""The set of questions that were made by rule over the sample documents: read, asked, and written anew."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.samples.catalogue import SAMPLES
from ingest.reading.parse import ParserPool
from pipelines.access import Scope
from pipelines.answering.answerer import Answerer, build_answerer
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.evaluation.fact_corpus import FactDocument
from pipelines.evaluation.made_questions import made_questions
from pipelines.evaluation.questions import Question, read_questions
from pipelines.indexing.indexer import Indexer
from pipelines.models.rerankers import LateInteractionReranker
from pipelines.ports import Embedder
from pipelines.types import Page, Source
from tests.pipelines.as_indexed import as_indexed
from tests.pipelines.put_document import put_document

FOLDER = Path(__file__).parent
OF_DOCUMENTS, OF_CHANGED, CHANGED = FOLDER / "questions.jsonl", FOLDER / "of_changed.jsonl", FOLDER / "changed.json"
MOST = 3
"""Questions of each kind and strength."""


def parsed_samples() -> list[FactDocument]:
    """The sample documents, read as any file is."""
    with ParserPool() as pool:
        parsed = [(path, pool.parse(path)) for path in SAMPLES]
    return [FactDocument(path.name, path.stem, list(document.pages)) for path, document in parsed]


def write(samples: Sequence[FactDocument], most: int) -> None:
    """Makes the set anew from the samples."""
    made = made_questions(samples, most)
    OF_DOCUMENTS.write_text(rows(made.of_documents), encoding="utf-8")
    OF_CHANGED.write_text(rows(made.of_changed), encoding="utf-8")
    CHANGED.write_text(f"{json.dumps(made.files, ensure_ascii=False, indent=0)}\n", encoding="utf-8")


def rows(made: Sequence[Mapping[str, Any]]) -> str:
    """The questions as they are kept, a line each."""
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in made)


@dataclass(frozen=True)
class SampleSet:
    """The questions over the samples as they are and over changed ones, whose texts are `changed`."""

    of_documents: Sequence[Question]
    of_changed: Sequence[Question]
    changed: Mapping[str, str]

    @classmethod
    def read(cls) -> "SampleSet":
        """As it is kept."""
        changed = json.loads(CHANGED.read_text(encoding="utf-8"))
        return cls(read_questions(OF_DOCUMENTS), read_questions(OF_CHANGED), changed)

    @property
    def questions(self) -> list[Question]:
        """All of them, in the order in which they are asked."""
        return [*self.of_documents, *self.of_changed]

    def ask(self, samples: Sequence[FactDocument], embedder: Embedder, folder: Path) -> list[dict[str, Any]]:
        """How each question ends in quotes mode, as `made_figures` reads it."""
        changed = [
            FactDocument(name, text.split("\n", 1)[0], [Page(n, page) for n, page in enumerate(text.split("\f"), 1)])
            for name, text in self.changed.items()
        ]
        results = []
        for name, documents, asked in (
            ("as they are", samples, self.of_documents),
            ("changed", changed, self.of_changed),
        ):
            index = EmbeddedIndex(folder / f"{name}.db", embedder.name, embedder.dimensions)
            for document in documents:
                source = Source(document.name, "v1", document.name, document.title, ("everyone",), language="en")
                put_document(Indexer(index, embedder), source, document.pages)
            answerer = build_answerer(as_indexed(index), embedder, LateInteractionReranker(index, embedder))
            results += asyncio.run(_asked(answerer, asked))
            index.close()
        return results


async def _asked(answerer: Answerer, questions: Sequence[Question]) -> list[dict[str, Any]]:
    results = []
    for question in questions:
        answer = await answerer.answer(question.text, Scope.of("everyone"))
        cited = [{"document": each.document, "page": each.page, "quote": each.quote} for each in answer.citations]
        said = {"outcome": answer.outcome.value, "answer": answer.text, "citations": cited}
        results.append({"id": question.id, "remarks": [each.key for each in answer.remarks], **said})
    return results
