"""The evidence gate's trade-off, and the fit of the probabilities in `pipelines.checking.confidence`. Run by hand.

    python -m tests.benchmarks.evidence_gate --squad2 DIR --clapnq FILE [--questions 1000]

Indexes the passages of both sets (SQuAD 2.0 with distractors, CLAP NQ), asks their questions in quotes mode with the
gate wide open, then prints: how often the passage is found; the area under the curve of each input; for each
threshold how many answerable questions would be refused and how many unanswerable ones replied to; and both
regressions, each set with the same weight. `docs/evaluation.md` holds the result.
"""

import argparse
import asyncio
import hashlib
import json
import random
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from pipelines.access import Scope
from pipelines.answering.answerer import Answerer, build_answerer
from pipelines.checking.confidence import Logistic
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.indexing.indexer import Indexer
from pipelines.models.embedder import OpenVinoEmbedder, packaged_model
from pipelines.models.rerankers import LateInteractionReranker
from pipelines.types import Page, Source
from tests.benchmarks.regression import as_code, fit
from tests.pipelines.as_indexed import as_indexed
from tests.pipelines.put_document import put_document

INPUTS = ("cosine", "weakest")
THRESHOLDS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question's outcome: its inputs, whether it can be answered, whether its passage was found and cited."""

    inputs: dict[str, float]
    answerable: bool
    place: int
    cited: bool


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text set: passages as (id, title, text), questions as (text, passage id, answerable)."""

    name: str
    passages: list[tuple[str, str, str]]
    questions: list[tuple[str, str, bool]]


def squad2(folder: Path) -> Labelled:
    """SQuAD 2.0: half of its questions look answerable by the passage and are not."""
    passages = json_rows(folder / "dev" / "passages.jsonl") + json_rows(folder / "distractor_passages.jsonl")
    questions = json_rows(folder / "dev" / "questions.jsonl")
    return Labelled(
        "squad2",
        [(row["pid"], row["title"], row["text"]) for row in passages],
        [(row["question"], row["pid"], row["answerable"]) for row in questions],
    )


def clapnq(file: Path) -> Labelled:
    """CLAP NQ: questions that people typed; a passage of an unanswerable one is on the topic at best."""
    rows = json_rows(file)
    ids = {row["passage"]: hashlib.sha256(row["passage"].encode()).hexdigest()[:12] for row in rows}
    titles = {row["passage"]: row["title"] for row in rows}
    return Labelled(
        "clapnq",
        [(ids[passage], titles[passage], passage) for passage in ids],
        [(row["question"], ids[row["passage"]], row["answerable"]) for row in rows],
    )


def json_rows(file: Path) -> list[dict]:
    """The objects of a file of JSON lines."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def ask_all(labelled: Labelled, most: int, embedder: OpenVinoEmbedder, folder: Path) -> list[Asked]:
    """Asks at most `most` questions, drawn by a fixed seed."""
    index = EmbeddedIndex(folder / f"{labelled.name}.db", embedder.name, embedder.dimensions)
    places = _ingest(labelled, Indexer(index, embedder))
    answerer = build_answerer(as_indexed(index), embedder, LateInteractionReranker(index, embedder), gate_threshold=0.0)
    questions = random.Random(0).sample(labelled.questions, min(most, len(labelled.questions)))
    return asyncio.run(_ask(answerer, questions, places))


def _ingest(labelled: Labelled, indexer: Indexer) -> dict[str, tuple[str, int]]:
    """Each title a document, each passage a page; where each passage stands."""
    by_title: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for passage_id, title, text in labelled.passages:
        by_title[title].append((passage_id, text))
    places = {}
    for title, passages in by_title.items():
        pages = [Page(number, text, language="en") for number, (_, text) in enumerate(passages, 1)]
        source = Source(title, title, f"{title}.txt", title, ("everyone",), language="en")
        put_document(indexer, source, pages)
        places |= {passage_id: (source.name, number) for number, (passage_id, _) in enumerate(passages, 1)}
    return places


async def _ask(
    answerer: Answerer, questions: list[tuple[str, str, bool]], places: dict[str, tuple[str, int]]
) -> list[Asked]:
    outcomes = []
    for text, passage_id, answerable in questions:
        answer = await answerer.answer(text, Scope.of("everyone"))
        found = [(passage.document, passage.page) for passage in answer.passages]
        place = found.index(places[passage_id]) + 1 if places[passage_id] in found else 0
        cited = places[passage_id] in {(citation.document, citation.page) for citation in answer.citations}
        outcomes.append(Asked(answer.inputs, answerable, place, cited))
    return outcomes


def print_curve(name: str, rows: list[Asked], fitted: Logistic) -> None:
    """For each threshold the share of answerable questions refused and of unanswerable ones replied to."""
    inputs = np.array([[row.inputs[key] for key in INPUTS] for row in rows])
    answerable = np.array([row.answerable for row in rows])
    found = [row.place for row in rows if row.answerable]
    print(f"\n{name}: {len(rows)} questions; passage first {np.mean([p == 1 for p in found]):.3f}, ", end="")
    print(f"among five {np.mean([0 < p <= 5 for p in found]):.3f}")
    for i, key in enumerate(INPUTS):
        print(f"  area under the curve, {key}: {roc_auc_score(answerable, inputs[:, i]):.3f}")
    scores = np.array([fitted(row.inputs) for row in rows])
    print(f"  area under the curve, both: {roc_auc_score(answerable, scores):.3f}")
    for threshold in THRESHOLDS:
        refused, replied = (scores[answerable] < threshold).mean(), (scores[~answerable] >= threshold).mean()
        print(f"  {threshold:.2f}  wrongly refused {refused:.3f}  wrongly replied {replied:.3f}")


def main() -> None:
    """Reads the arguments, asks, fits, prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--squad2", type=Path, required=True)
    parser.add_argument("--clapnq", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=1000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        embedder = OpenVinoEmbedder(packaged_model(), Path(folder) / "models")
        sets = {
            labelled.name: ask_all(labelled, given.questions, embedder, Path(folder))
            for labelled in (clapnq(given.clapnq), squad2(given.squad2))
        }
    fitted = fit([[(row.inputs, row.answerable) for row in rows] for rows in sets.values()], INPUTS)
    quoted = fit([[(row.inputs, row.answerable and row.cited) for row in rows] for rows in sets.values()], INPUTS)
    print(as_code("EVIDENCE", fitted), as_code("QUOTED", quoted), sep="\n")
    for name, rows in sets.items():
        print_curve(name, rows, fitted)


if __name__ == "__main__":
    main()
