"""The weights that are installed with the program are those that it was measured with."""

import hashlib
from pathlib import Path

import pytest

from pipelines.models.embedder import packaged_model

SUMS = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
"""As other projects pin them for sentence-transformers/all-MiniLM-L6-v2."""


@pytest.mark.parametrize("name", SUMS)
def test_a_file_of_the_packaged_model_is_the_original_s(name: str) -> None:
    assert hashlib.sha256((Path(packaged_model()) / name).read_bytes()).hexdigest() == SUMS[name]


def test_the_packaged_model_holds_nothing_that_is_run_when_it_is_read() -> None:
    files = [path for path in Path(packaged_model()).rglob("*") if path.is_file()]
    assert not [path for path in files if path.suffix in {".bin", ".pkl", ".pickle", ".pt", ".py", ".so"}]
