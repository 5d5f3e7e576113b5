"""The prompts that a model names: read from its folder, and only there."""

import json
from pathlib import Path

import pytest

from pipelines.models.embedder import packaged_model
from pipelines.models.model_prompts import CONFIG, Prompts, prompts_of


@pytest.mark.parametrize(
    ("prompts", "read"),
    [
        ({"query": "query: ", "document": "passage: "}, Prompts("query: ", "passage: ")),
        ({"query": "search_query: ", "passage": "text: "}, Prompts("search_query: ", "text: ")),
        ({"query": "Represent this: ", "document": ""}, Prompts("Represent this: ", "")),
        ({"clustering": "cluster: "}, Prompts()),
        ({}, Prompts()),
        (None, Prompts()),
        (["query: "], Prompts()),
    ],
)
def test_questions_and_passages_get_their_own_prompt(tmp_path: Path, prompts: object, read: Prompts) -> None:
    (tmp_path / CONFIG).write_text(json.dumps({"prompts": prompts}), encoding="utf-8")
    assert prompts_of(str(tmp_path)) == read


@pytest.mark.parametrize("config", [None, "", "[]", "no JSON"])
def test_a_model_that_says_nothing_has_none(tmp_path: Path, config: str | None) -> None:
    if config is not None:
        (tmp_path / CONFIG).write_text(config, encoding="utf-8")
    assert prompts_of(str(tmp_path)) == Prompts()


def test_neither_has_the_packaged_model_nor_one_that_was_never_fetched() -> None:
    assert prompts_of(packaged_model()) == Prompts() == prompts_of("nobody/nothing")
