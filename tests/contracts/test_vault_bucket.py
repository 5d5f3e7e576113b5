"""The vault in an S3-compatible bucket, on moto's server."""

import io
import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from moto.server import ThreadedMotoServer

from ingest.originals.file_store import BLOCK
from ingest.originals.sealed_stream import SEGMENT
from ingest.originals.vault import OriginalMissingError, Vault
from pipelines.keys.key_names import NamedKey, format_key
from pipelines.keys.key_ring import KeyRing, TamperedError

ONE, OTHER = "1" * 32, "2" * 32
OLD, NEW = NamedKey("old", b"o" * 32), NamedKey("new", b"n" * 32)


def ring(*keys: NamedKey) -> KeyRing:
    return KeyRing.of_setting(",".join(format_key(key) for key in keys))


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bucket on a server of this test alone, found as an operator would name it: by AWS's variables."""
    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host.replace('0.0.0.0', '127.0.0.1')}:{port}")
    for name, value in {"ACCESS_KEY_ID": "id", "SECRET_ACCESS_KEY": "secret", "DEFAULT_REGION": "us-east-1"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    bucket = f"documents-{uuid.uuid4().hex}"
    vault = Vault(f"s3://{bucket}/originals", ring(OLD))
    vault._files._fs.mkdir(bucket)
    yield vault.address
    vault._files._fs.clear_instance_cache()
    server.stop()


def read(vault: Vault, key: str) -> bytes:
    with vault.open(key) as file:
        return file.read()


@pytest.mark.parametrize("size", [0, 1000, SEGMENT, 2 * BLOCK + 7])
def test_originals_come_back_from_a_bucket(address: str, size: int) -> None:
    content, vault = os.urandom(size), Vault(address, ring(OLD))
    stored = vault.put(ONE, io.BytesIO(content))
    assert (stored, vault.put(ONE, io.BytesIO(content))) == (stored, stored)
    assert read(vault, ONE) == content
    assert (list(vault.keys()), vault.holds(ONE), len(vault.traces(ONE))) == ([ONE], True, 2)
    assert (vault.delete(ONE), vault.delete(ONE), vault.traces(ONE)) == (True, False, [])
    with pytest.raises(OriginalMissingError):
        read(vault, ONE)


def test_tampering_rotation_and_leftovers_are_dealt_with_in_a_bucket(address: str) -> None:
    content = os.urandom(3 * SEGMENT)
    Vault(address, ring(OLD)).put(ONE, io.BytesIO(content))
    vault = Vault(address, ring(NEW, OLD))
    assert (vault.rotate(), vault.rotate(), vault.sealing_keys()) == (1, 0, {"new": 1})
    assert read(Vault(address, ring(NEW)), ONE) == content
    with vault._files.writing(f"{OTHER}.{'a' * 16}") as left:
        left.write(b"half")
    assert (vault.sweep(), vault.sweep(datetime.now(UTC) + timedelta(days=2))) == (0, 1)
    (body,) = (name for name in vault.traces(ONE) if not name.endswith(".key"))
    sealed = bytearray(vault._files.read(body))
    sealed[SEGMENT + 100] ^= 1
    vault._files.replace(body, bytes(sealed))
    with pytest.raises(TamperedError):
        read(vault, ONE)
