"""The kept questions over the sample documents: how many are refused, answered and told may not fall."""

from pathlib import Path

import pytest

from pipelines.evaluation.fact_corpus import FactDocument
from pipelines.evaluation.made_figures import made_figures
from pipelines.evaluation.made_questions import made_questions
from pipelines.models.embedder import OpenVinoEmbedder
from tests.pipelines.evaluation.sample_set.sample_set import MOST, OF_CHANGED, OF_DOCUMENTS, SampleSet, parsed_samples
from tests.pipelines.evaluation.sample_set.sample_set import rows as written

LEAST = {"refusal precision": 1.0, "refusal recall": 0.85, "answered, unchanged": 1.0, "right, unchanged": 1.0}
"""What was measured when the set was made; docs/evaluation.md."""


@pytest.fixture(scope="module")
def samples() -> list[FactDocument]:
    return parsed_samples()


def test_the_set_is_what_the_rules_make_of_the_samples(samples: list[FactDocument]) -> None:
    made = made_questions(samples, MOST)
    assert OF_DOCUMENTS.read_text(encoding="utf-8") == written(made.of_documents)
    assert OF_CHANGED.read_text(encoding="utf-8") == written(made.of_changed)
    assert SampleSet.read().changed == made.files


def test_its_figures_hold(samples: list[FactDocument], packaged_embedder: OpenVinoEmbedder, tmp_path: Path) -> None:
    kept = SampleSet.read()
    figures = made_figures(kept.questions, kept.ask(samples, packaged_embedder, tmp_path))
    found = {name: figures[name].value for name in LEAST}
    assert all(found[name] >= least for name, least in LEAST.items()), found
