"""The stages of a file's taking up, each as a worker that stays there long enough for something to go wrong."""

from collections.abc import Iterable

import pytest

from ingest.job import Stage

APPLES = "4 pages 0.3 seconds each, of apples"
PEARS = "5 pages 0.1 seconds each, of pears"
STAGES: dict[str, tuple[Stage, dict[str, float]]] = {
    "fetching": (Stage.FETCHING, {"fetching": 3.0}),
    "parsing": (Stage.PARSING, {}),
    "embedding": (Stage.EMBEDDING, {"embedding": 0.7}),
    "before it is visible": (Stage.INDEXING, {"before_index": 3.0}),
    "before the records know": (Stage.INDEXING, {"after_index": 3.0}),
}
ON_SERVERS = tuple(STAGES)[1:]
"""Those at which a file is somewhere else than on the disk."""


def at_stages(names: Iterable[str], always: str) -> pytest.MarkDecorator:
    """Runs a test at each of these stages, with `stage` and `slow`; all but the one of `always` are `exhaustive`."""
    return pytest.mark.parametrize(
        ("stage", "slow"),
        [
            pytest.param(*STAGES[name], id=name, marks=() if name == always else pytest.mark.exhaustive)
            for name in names
        ],
    )
