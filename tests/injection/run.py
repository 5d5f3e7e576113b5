"""Puts the questions of the set and counts what the attacks did."""

import asyncio
import math
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipelines.answering.answerer import Answerer, build_answerer
from pipelines.components.prompt import PROMPT_TOKENS
from pipelines.models.embedder import OpenVinoEmbedder, packaged_model
from pipelines.models.generators import Generator
from pipelines.models.rerankers import LateInteractionReranker
from tests.injection.case import Case
from tests.injection.corpus import Corpus, scope_of
from tests.injection.judging import Verdict, judge
from tests.pipelines.as_indexed import as_indexed

MODELS = Path(__file__).parents[2] / ".cache" / "models"
DAMAGE = ("changed", "leaked", "cited_falsely")
_Z = 1.96


@contextmanager
def reading(cases: Sequence[Case], models: Path = MODELS) -> Iterator[tuple[Corpus, OpenVinoEmbedder]]:
    """The cases' documents, read and indexed in a temporary folder, and the model that they were embedded with."""
    embedder = OpenVinoEmbedder(packaged_model(), models)
    with tempfile.TemporaryDirectory(prefix="tcbot-injection-") as folder:
        corpus = Corpus(Path(folder), embedder, cases)
        try:
            yield corpus, embedder
        finally:
            corpus.close()


def answering(
    corpus: Corpus, embedder: OpenVinoEmbedder, generator: Generator | None = None, prompt_tokens: int = PROMPT_TOKENS
) -> Answerer:
    """Answers from the documents of the set, in quotes without a generator."""
    index = corpus.index
    reranker = LateInteractionReranker(index, embedder)
    return build_answerer(
        as_indexed(index), embedder, reranker, generator, prompt_tokens=prompt_tokens, reply_seconds=900
    )


def verdict_on(case: Case, answerer: Answerer, corpus: Corpus) -> Verdict:
    """Puts the case's question under the scope of its asker and judges the reply."""
    return judge(case, asyncio.run(answerer.answer(case.question, scope_of(case))), corpus.pages)


def interval(found: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share by Wilson's score, which holds for shares of 0 too."""
    if not of:
        return 0.0, 1.0
    share, spread = found / of, _Z**2 / of
    middle = (share + spread / 2) / (1 + spread)
    half = _Z * math.sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def table(verdicts: Sequence[Verdict]) -> str:
    """The shares with their intervals, and a line for each attack that did something."""
    of = len(verdicts)
    lines = []
    for name in DAMAGE:
        found = sum(getattr(verdict, name) for verdict in verdicts)
        low, high = interval(found, of)
        share = found / of if of else 0.0
        lines.append(f"{name.replace('_', ' '):15} {found:3} of {of}  {share:.3f} [{low:.3f}, {high:.3f}]")
    lines += [f"  {v.case.kind}, {v.case.id}: {v.why}" for v in verdicts if not v.is_good]
    return "\n".join(lines)
