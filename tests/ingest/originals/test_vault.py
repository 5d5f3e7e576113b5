"""Originals come back as they were or not at all, and no byte of them can be read without the key."""

import hashlib
import io
import os
import stat
import threading
import tracemalloc
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import fsspec
import pytest

from ingest.originals.sealed_stream import SEGMENT, TAG
from ingest.originals.vault import OriginalMissingError, Vault
from pipelines.keys.key_file import KeyFile
from pipelines.keys.key_names import NamedKey, format_key
from pipelines.keys.key_ring import KeyRing, TamperedError, WrongKeyError

ONE, OTHER = "1" * 32, "2" * 32
OLD, NEW = NamedKey("old", b"o" * 32), NamedKey("new", b"n" * 32)
PLAIN = b"All wages are secret. " * 20
LATER = datetime.now(UTC) + timedelta(days=2)


def ring(*keys: NamedKey) -> KeyRing:
    return KeyRing.of_setting(",".join(format_key(key) for key in keys))


@pytest.fixture(params=["folder", "memory"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A folder with signs in its name that mean something to patterns, or a place in fsspec's memory."""
    if request.param == "folder":
        yield str(tmp_path / "or[ig]inals *")
        return
    name = f"/vault-{uuid.uuid4().hex}"
    yield f"memory:/{name}"
    held = fsspec.filesystem("memory")
    if held.exists(name):
        held.rm(name, recursive=True)


@pytest.fixture
def vault(address: str) -> Vault:
    return Vault(address, ring(OLD))


def put(vault: Vault, key: str, content: bytes) -> None:
    stored = vault.put(key, io.BytesIO(content))
    assert (stored.bytes, stored.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def read(vault: Vault, key: str) -> bytes:
    with vault.open(key) as file:
        return file.read()


def body_of(folder: Path, key: str) -> Path:
    (path,) = (path for path in folder.iterdir() if path.name.startswith(key) and path.suffix != ".key")
    return path


@pytest.mark.parametrize("size", [0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT, 3 * SEGMENT + 7])
def test_a_file_of_any_size_comes_back_as_it_was(vault: Vault, size: int) -> None:
    content = os.urandom(size)
    put(vault, ONE, content)
    assert read(vault, ONE) == content
    assert (vault.holds(ONE), list(vault.keys())) == (True, [ONE])


def test_what_is_stored_shows_nothing_of_the_file(tmp_path: Path) -> None:
    vault = Vault(str(tmp_path / "originals"), ring(OLD))
    put(vault, ONE, PLAIN)
    put(vault, OTHER, PLAIN)
    stored = [path.read_bytes() for path in (tmp_path / "originals").iterdir()]
    assert len(set(stored)) == len(stored) == 4
    assert not any(b"wages" in content or OLD.secret[:8] in content for content in stored)


def test_files_and_folder_are_their_owners_alone(tmp_path: Path) -> None:
    vault = Vault(str(tmp_path / "originals"), ring(OLD))
    put(vault, ONE, PLAIN)
    assert stat.S_IMODE((tmp_path / "originals").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "originals").iterdir()} == {0o600}


def test_the_same_bytes_again_change_nothing_and_others_are_refused(vault: Vault) -> None:
    put(vault, ONE, PLAIN)
    before = vault.traces(ONE)
    put(vault, ONE, PLAIN)
    assert vault.traces(ONE) == before
    with pytest.raises(ValueError, match="other bytes"):
        vault.put(ONE, io.BytesIO(b"something else"))
    assert (vault.traces(ONE), read(vault, ONE)) == (before, PLAIN)


def test_what_is_deleted_is_gone_whole(vault: Vault) -> None:
    put(vault, ONE, PLAIN)
    put(vault, OTHER, PLAIN)
    assert (vault.delete(ONE), vault.delete(ONE)) == (True, False)
    assert (vault.traces(ONE), vault.holds(ONE), list(vault.keys())) == ([], False, [OTHER])
    with pytest.raises(OriginalMissingError):
        read(vault, ONE)


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "A" * 32, "1" * 31, "*" * 32])
def test_an_id_that_is_none_is_refused(vault: Vault, key: str) -> None:
    for call in (lambda: vault.put(key, io.BytesIO(b"")), lambda: read(vault, key), lambda: vault.delete(key)):
        with pytest.raises(ValueError, match="32 hex digits"):
            call()


# Tampering


def _swapped(sealed: bytes) -> bytes:
    whole = SEGMENT + TAG
    return sealed[whole : 2 * whole] + sealed[:whole] + sealed[2 * whole :]


@pytest.mark.parametrize(
    "harm",
    [
        lambda sealed: bytes([sealed[0] ^ 1]) + sealed[1:],
        lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 128]),
        lambda sealed: sealed[:-1],
        lambda sealed: sealed + b"x",
        lambda sealed: sealed[: SEGMENT + TAG],
        lambda sealed: sealed[: 2 * (SEGMENT + TAG)],
        lambda sealed: sealed[SEGMENT + TAG :],
        lambda sealed: sealed[: SEGMENT + TAG] + sealed,
        lambda sealed: b"",
        _swapped,
    ],
)
def test_whatever_is_changed_cut_or_moved_is_noticed(tmp_path: Path, harm: object) -> None:
    assert callable(harm)
    vault = Vault(str(tmp_path), ring(OLD))
    put(vault, ONE, os.urandom(2 * SEGMENT + 100))
    body = body_of(tmp_path, ONE)
    body.write_bytes(harm(body.read_bytes()))
    with pytest.raises(TamperedError, match=f"original {ONE}"):
        read(vault, ONE)


def test_files_that_change_places_are_noticed(tmp_path: Path) -> None:
    vault = Vault(str(tmp_path), ring(OLD))
    put(vault, ONE, PLAIN)
    put(vault, OTHER, b"x" * len(PLAIN))
    one, other = body_of(tmp_path, ONE), body_of(tmp_path, OTHER)
    held = one.read_bytes()
    one.write_bytes(other.read_bytes())
    with pytest.raises(TamperedError):
        read(vault, ONE)
    one.write_bytes(held)
    (tmp_path / f"{ONE}.key").write_bytes((tmp_path / f"{OTHER}.key").read_bytes())
    with pytest.raises(TamperedError):
        read(vault, ONE)


def test_no_byte_that_was_changed_is_handed_out(tmp_path: Path) -> None:
    vault = Vault(str(tmp_path), ring(OLD))
    put(vault, ONE, bytes(3 * SEGMENT))
    body = body_of(tmp_path, ONE)
    sealed = bytearray(body.read_bytes())
    sealed[SEGMENT + TAG + 5] ^= 1
    body.write_bytes(sealed)
    with vault.open(ONE) as file:
        assert file.read(SEGMENT) == bytes(SEGMENT)
        for _ in range(2):  # asked again, it doesn't look like a file that ends here
            with pytest.raises(TamperedError):
                file.read(1)


@pytest.mark.parametrize("entry", [b"", b"TCB1", b"something else entirely", os.urandom(200)])
def test_an_entry_that_is_damaged_costs_its_original_alone(tmp_path: Path, entry: bytes) -> None:
    for key in (ONE, OTHER):
        put(Vault(str(tmp_path), ring(OLD)), key, PLAIN)
    (tmp_path / f"{ONE}.key").write_bytes(entry)
    vault = Vault(str(tmp_path), ring(NEW, OLD))
    assert (vault.holds(ONE), vault.sweep(LATER), vault.rotate(), vault.sealing_keys()) == (False, 0, 1, {"new": 1})
    with pytest.raises(TamperedError):
        read(vault, ONE)
    put(vault, ONE, PLAIN)
    assert (read(vault, ONE), read(vault, OTHER)) == (PLAIN, PLAIN)


# Keys


def test_the_wrong_key_is_said_so_by_its_name(address: str) -> None:
    put(Vault(address, ring(OLD)), ONE, PLAIN)
    with pytest.raises(WrongKeyError, match="'old'"):
        read(Vault(address, ring(NEW)), ONE)


def test_a_rotation_seals_all_anew_and_can_be_repeated(address: str) -> None:
    put(Vault(address, ring(OLD)), ONE, PLAIN)
    put(Vault(address, ring(OLD)), OTHER, b"more")
    vault = Vault(address, ring(NEW, OLD))
    assert vault.sealing_keys() == {"old": 2}
    assert (vault.rotate(), vault.rotate(), vault.sealing_keys()) == (2, 0, {"new": 2})
    assert read(Vault(address, ring(NEW)), ONE) == PLAIN


def test_a_rotation_that_was_cut_short_goes_on(tmp_path: Path) -> None:
    put(Vault(str(tmp_path), ring(OLD)), ONE, PLAIN)
    half = Vault(str(tmp_path), ring(NEW, OLD))
    half.rotate()
    put(Vault(str(tmp_path), ring(OLD)), OTHER, b"more")
    assert half.sealing_keys() == {"new": 1, "old": 1}
    assert (half.rotate(), half.sealing_keys()) == (1, {"new": 2})


def test_a_rotation_keeps_the_key_of_a_body_that_is_lost_or_cut(tmp_path: Path) -> None:
    for key in (ONE, OTHER):
        put(Vault(str(tmp_path), ring(OLD)), key, PLAIN)
    one, other = body_of(tmp_path, ONE), body_of(tmp_path, OTHER)
    held = one.read_bytes()
    one.unlink()
    other.write_bytes(other.read_bytes()[:-1])
    vault = Vault(str(tmp_path), ring(NEW, OLD))
    assert (vault.rotate(), vault.sealing_keys()) == (2, {"new": 2})
    one.write_bytes(held)  # from a backup
    assert read(vault, ONE) == PLAIN


def test_others_read_write_and_delete_while_keys_rotate(tmp_path: Path) -> None:
    vault = Vault(str(tmp_path / "originals"), KeyRing.in_folder(tmp_path))
    contents = {f"{n:032x}": os.urandom(1000 + n) for n in range(20)}
    for key, content in contents.items():
        put(vault, key, content)
    troubles: list[BaseException] = []
    ended = threading.Event()

    def work(first: int) -> None:
        try:
            rounds = 0
            while not ended.is_set() or rounds < 3:
                rounds += 1
                for key, content in contents.items():
                    assert read(vault, key) == content
                passing = f"{first + rounds:032x}"
                put(vault, passing, PLAIN)
                assert read(vault, passing) == PLAIN
                assert vault.delete(passing)
                assert not vault.holds(passing)
        except BaseException as trouble:
            troubles.append(trouble)

    threads = [threading.Thread(target=work, args=(1000 * n,)) for n in (1, 2)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        KeyFile.of(tmp_path).add()
        vault.rotate()
    ended.set()
    for thread in threads:
        thread.join()
    assert troubles == []
    vault.rotate()
    assert list(vault.sealing_keys()) == [KeyRing.in_folder(tmp_path).current]
    assert sorted(vault.keys()) == sorted(contents)
    assert len(list((tmp_path / "originals").iterdir())) == 2 * len(contents)


# Crashes


class Broken(io.RawIOBase):
    """A file that can't be read to its end."""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if self.tell_calls():
            raise OSError("The connection is gone.")
        return b"x" * size

    def tell_calls(self) -> bool:
        self.calls = getattr(self, "calls", 0) + 1
        return self.calls > 2


def test_a_put_that_fails_leaves_nothing(vault: Vault) -> None:
    with pytest.raises(OSError, match="gone"):
        vault.put(ONE, Broken())  # type: ignore[arg-type]
    assert (vault.traces(ONE), list(vault.keys())) == ([], [])


def test_what_a_crash_left_is_swept_after_a_day_and_nothing_else(vault: Vault) -> None:
    put(vault, ONE, PLAIN)
    with vault._files.writing(f"{OTHER}.{'a' * 16}") as body:
        body.write(b"half")
    with vault._files.writing(f"{ONE}.new-{'b' * 16}") as entry:
        entry.write(b"half")
    assert vault.sweep() == 0
    assert vault.sweep(LATER) == 2
    assert (vault.traces(OTHER), len(vault.traces(ONE)), read(vault, ONE)) == ([], 2, PLAIN)


def test_a_body_that_is_lost_or_cut_counts_as_missing_and_can_be_put_again(tmp_path: Path) -> None:
    vault = Vault(str(tmp_path), ring(OLD))
    put(vault, ONE, PLAIN)
    body_of(tmp_path, ONE).unlink()
    assert not vault.holds(ONE)
    with pytest.raises(OriginalMissingError):
        read(vault, ONE)
    put(vault, ONE, PLAIN)
    assert read(vault, ONE) == PLAIN


# Memory


class Endless(io.RawIOBase):
    """So many bytes, made as they are read."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int = -1) -> bytes:
        given = min(size, self.left)
        self.left -= given
        return bytes(given)


def test_a_large_file_needs_a_few_megabytes_of_memory(tmp_path: Path) -> None:
    vault, size = Vault(str(tmp_path), ring(OLD)), 48 * 2**20
    tracemalloc.start()
    try:
        source: BinaryIO = Endless(size)  # type: ignore[assignment]
        assert vault.put(ONE, source).bytes == size
        held = 0
        with vault.open(ONE) as file:
            while part := file.read(2**16):
                held += len(part)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert held == size
    assert peak < 6 * 2**20


def test_where_originals_are_is_told_without_credentials(tmp_path: Path) -> None:
    told = Vault("memory://user:change-me@host/originals", KeyRing.in_folder(tmp_path)).ping()
    assert told == "0 originals in memory://***@host/originals"
