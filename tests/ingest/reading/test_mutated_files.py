"""However a file is broken, it is read or refused with a sentence, and never crashes what reads it."""

from pathlib import Path
from random import Random

from ingest.reading.parse import ParserPool
from tests.ingest.fuzzing import Ended, read
from tests.ingest.mutations import mutated, samples

BROKEN = 8
"""Broken files of each sample."""


def test_broken_files_of_every_kind_are_read_or_refused(tmp_path: Path) -> None:
    made, random = tmp_path / "made", Random(20)
    made.mkdir()
    ends: dict[str, Ended] = {}
    with ParserPool() as pool:
        for path in samples(made):
            assert read(pool, path, tmp_path).code == "ready", path.name
            for n in range(BROKEN):
                broken = tmp_path / f"{n}-{path.name}"
                broken.write_bytes(mutated(path.read_bytes(), random))
                ends[broken.name] = read(pool, broken, tmp_path)
    assert {name: ended for name, ended in ends.items() if ended.is_wrong} == {}
    assert {ended.code for ended in ends.values()} > {"ready", "damaged"}
