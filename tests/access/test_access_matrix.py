"""Nobody is shown what they may not read, and nobody is denied what they may: in generated worlds, on both indexes."""

import os
from collections.abc import Iterator

import pytest

from tests.access.indexes import EmbeddedIndexes, WorldIndexes, on_elasticsearch
from tests.access.matrix import run
from tests.access.verdicts import Verdicts

NAMED = os.environ.get("ELASTICSEARCH_URL", "")


@pytest.fixture(scope="module")
def on_server() -> Iterator[WorldIndexes]:
    with on_elasticsearch(NAMED) as indexes:
        yield indexes


def test_what_is_shown_is_what_the_rules_allow_on_the_embedded_index() -> None:
    assert run(EmbeddedIndexes(), 3, Verdicts()).cases > 1_000


@pytest.mark.servers
@pytest.mark.slow
def test_what_is_shown_is_what_the_rules_allow_on_elasticsearch(on_server: WorldIndexes) -> None:
    assert run(on_server, 1, Verdicts()).cases > 500
