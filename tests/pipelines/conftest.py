"""What several tests of the engine share: the packaged model, converted once and kept between runs."""

from pathlib import Path

import pytest

from pipelines.embedder import OpenVinoEmbedder, packaged_model

CONVERTED = Path(__file__).parents[2] / ".cache" / "models"


@pytest.fixture(scope="session")
def packaged_embedder() -> OpenVinoEmbedder:
    """The real model; the first run on a machine converts it, which takes half a minute."""
    return OpenVinoEmbedder(packaged_model(), CONVERTED)
