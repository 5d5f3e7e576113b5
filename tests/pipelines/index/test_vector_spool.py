"""The spool gives back what was put into it, after a crash as well, and never half an entry."""

from pathlib import Path

import numpy as np
import pytest

from pipelines.index.vector_spool import SpooledChunks, VectorSpool, chunk_key
from pipelines.indexing.chunking import chunk_pages
from pipelines.keys.key_ring import KeyRing
from pipelines.types import Page, Source

ENTRIES = [(bytes([n]) * 32, np.full(4, n, np.float32), bytes([n]) * n) for n in range(1, 6)]
CHUNKS = chunk_pages(Source("d1", "v1", "a.md", "A", ("everyone",)), [Page(n, f"Page {n}.") for n in range(1, 6)])


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return KeyRing.in_folder(tmp_path)


@pytest.mark.parametrize("is_kept", [True, False])
def test_what_was_put_in_comes_out(tmp_path: Path, ring: KeyRing, is_kept: bool) -> None:
    with VectorSpool.kept(tmp_path / "spool", ring) if is_kept else VectorSpool() as spool:
        spool.add(ENTRIES[:3])
        spool.add(ENTRIES[3:])
        for key, vector, tokens in reversed(ENTRIES):
            assert key in spool
            assert np.array_equal(spool.get(key)[0], vector)
            assert spool.get(key)[1] == tokens
        assert bytes(32) not in spool
        with pytest.raises(KeyError):
            spool.get(bytes(32))


def test_an_entry_that_a_crash_cut_is_not_there_and_is_written_over(tmp_path: Path, ring: KeyRing) -> None:
    path = tmp_path / "spool"
    with VectorSpool.kept(path, ring) as spool:
        spool.add(ENTRIES)
    whole = path.read_bytes()
    for end in range(len(whole) - 40, len(whole)):
        path.write_bytes(whole[:end])
        with VectorSpool.kept(path, ring) as spool:
            assert [key in spool for key, _, _ in ENTRIES] == [True, True, True, True, False]
            spool.add(ENTRIES[4:])
        with VectorSpool.kept(path, ring) as spool:
            assert spool.get(ENTRIES[4][0])[1] == ENTRIES[4][2]


def test_an_entry_that_was_changed_is_not_there(tmp_path: Path, ring: KeyRing) -> None:
    path = tmp_path / "spool"
    with VectorSpool.kept(path, ring) as spool:
        spool.add(ENTRIES)
    whole = bytearray(path.read_bytes())
    whole[-1] ^= 1
    path.write_bytes(whole)
    with VectorSpool.kept(path, ring) as spool:
        assert ENTRIES[4][0] not in spool
        assert ENTRIES[3][0] in spool


def test_a_named_spool_is_its_owner_s_alone(tmp_path: Path, ring: KeyRing) -> None:
    with VectorSpool.kept(tmp_path / "spool", ring):
        assert (tmp_path / "spool").stat().st_mode & 0o077 == 0


def test_a_kept_spool_tells_nothing_of_what_it_holds(tmp_path: Path, ring: KeyRing) -> None:
    with VectorSpool.kept(tmp_path / "spool", ring) as spool:
        spool.add(ENTRIES)
    whole = (tmp_path / "spool").read_bytes()
    for key, vector, _ in ENTRIES:
        assert key not in whole
        assert vector.tobytes() not in whole


def test_a_spool_whose_key_is_gone_starts_anew(tmp_path: Path, ring: KeyRing) -> None:
    path = tmp_path / "spool"
    with VectorSpool.kept(path, ring) as spool:
        spool.add(ENTRIES)
    other = KeyRing.in_folder(tmp_path / "other")
    with VectorSpool.kept(path, other) as spool:
        assert ENTRIES[0][0] not in spool
        spool.add(ENTRIES[:1])
    with VectorSpool.kept(path, other) as spool:
        assert ENTRIES[0][0] in spool


def test_spooled_chunks_are_the_chunks_with_their_vectors() -> None:
    with VectorSpool() as spool:
        keys = [chunk_key("small", chunk) for chunk in CHUNKS]
        spool.add([(key, np.full(4, n, np.float32), b"t") for n, key in enumerate(keys)])
        spooled = SpooledChunks(CHUNKS, keys, spool)
        assert len(spooled) == 5
        assert [each.chunk for each in spooled] == CHUNKS
        assert [float(each.vector[0]) for each in spooled[1:3]] == [1.0, 2.0]


def test_the_key_of_a_text_depends_on_the_model_and_all_that_it_reads() -> None:
    assert len({chunk_key(model, chunk) for model in ("small", "large") for chunk in CHUNKS}) == 10
