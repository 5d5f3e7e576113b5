"""Keys seal and open, say which of them is missing, and never show themselves."""

import base64
import os
import stat
import threading
from pathlib import Path

import pytest

from pipelines.keys.key_file import KeyFile, KeyFileError
from pipelines.keys.key_names import NamedKey, format_key, new_key, parse_keys
from pipelines.keys.key_ring import DataKey, KeyRing, TamperedError, WrongKeyError, rewrapped

OLD, NEW = NamedKey("old", b"o" * 32), NamedKey("new", b"n" * 32)
BOUND = b"data key of the index"


def ring(*keys: NamedKey) -> KeyRing:
    return KeyRing.of_setting(",".join(format_key(key) for key in keys))


def test_what_is_sealed_comes_back_and_no_word_of_it_shows() -> None:
    sealed = ring(NEW).seal(b"a plain secret", BOUND)
    assert b"plain" not in sealed and b"n" * 8 not in sealed
    assert ring(NEW).open(sealed, BOUND) == b"a plain secret"
    assert ring(NEW).seal(b"a plain secret", BOUND) != sealed


def test_the_first_key_seals_and_every_key_opens() -> None:
    sealed = ring(OLD).seal(b"data", BOUND)
    both = ring(NEW, OLD)
    assert (both.current, both.names) == ("new", ("new", "old"))
    assert both.open(sealed, BOUND) == b"data"
    assert (both.sealed_by(sealed), both.sealed_by(both.seal(b"data", BOUND))) == ("old", "new")


def test_a_key_that_is_missing_is_named_and_so_is_where_it_was_looked_for() -> None:
    sealed = ring(OLD).seal(b"data", BOUND)
    with pytest.raises(
        WrongKeyError, match=r"data key of the index .* 'old', .* ENCRYPTION_KEYS \(it has: new\)"
    ) as error:
        ring(NEW).open(sealed, BOUND)
    assert base64.b64encode(NEW.secret).decode() not in str(error.value)


def test_another_key_of_the_same_name_is_not_taken_for_tampering() -> None:
    sealed = ring(OLD).seal(b"data", BOUND)
    with pytest.raises(WrongKeyError, match="another key of the name 'old'"):
        ring(NamedKey("old", b"x" * 32)).open(sealed, BOUND)


@pytest.mark.parametrize("place", [0, 4, 9, 12, 20, -1])
def test_a_changed_byte_anywhere_is_noticed(place: int) -> None:
    sealed = bytearray(ring(OLD).seal(b"data", BOUND))
    sealed[place] ^= 1
    with pytest.raises((TamperedError, WrongKeyError)):
        ring(OLD).open(bytes(sealed), BOUND)


def test_cut_or_foreign_bytes_and_another_place_are_noticed() -> None:
    sealed = ring(OLD).seal(b"data", BOUND)
    for wrong in (b"", b"TCB1", sealed[:10], sealed[:-1], b"something else", sealed + b"x"):
        with pytest.raises(TamperedError):
            ring(OLD).open(wrong, BOUND)
    with pytest.raises(TamperedError, match="original 12"):
        ring(OLD).open(sealed, b"original 12")


def test_a_data_key_outlives_the_keys_that_seal_it() -> None:
    key = DataKey.new()
    row, sealed = key.seal(b"row", b"row 1"), key.sealed_with(ring(OLD), BOUND)
    anew = rewrapped(ring(NEW, OLD), sealed, BOUND)
    assert anew is not None
    assert rewrapped(ring(NEW, OLD), anew, BOUND) is None
    opened = DataKey.opened(ring(NEW), anew, BOUND)
    assert opened.open(row, b"row 1") == b"row"
    assert opened.derive("terms") == key.derive("terms") != key.derive("other")
    with pytest.raises(TamperedError):
        opened.open(row, b"row 2")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("", "no key"),
        ("abc", "number 1 has no proper name"),
        ("a b=" + "A" * 44, "number 1 has no proper name"),
        ("first=SECRETVALUE!", "'first' is not base64"),
        ("first=" + base64.b64encode(b"short").decode(), "'first' has 5 bytes, not 32"),
        (f"{format_key(OLD)},{format_key(OLD)}", "named 'old'"),
    ],
)
def test_keys_that_make_no_sense_are_named_without_their_value(value: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as error:
        parse_keys(value)
    assert "SECRETVALUE" not in str(error.value)


def test_a_key_never_shows_its_value() -> None:
    key = new_key()
    assert base64.b64encode(key.secret).decode() not in f"{key!r} {key}"
    assert parse_keys(format_key(key)) == (key,)


# The key file


def test_the_first_start_makes_a_key_file_that_is_its_owners_alone(tmp_path: Path) -> None:
    made = KeyRing.in_folder(tmp_path)
    assert not list(tmp_path.iterdir())
    sealed = made.seal(b"data", BOUND)
    path = KeyFile.of(tmp_path).path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert KeyRing.in_folder(tmp_path).open(sealed, BOUND) == b"data"


def test_starts_at_the_same_moment_end_with_the_same_key(tmp_path: Path) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(KeyRing.in_folder(tmp_path).current)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 and len(set(found)) == 1
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["encryption.keys"]


def test_a_new_key_seals_at_once_in_processes_that_run_already(tmp_path: Path) -> None:
    running = KeyRing.in_folder(tmp_path)
    sealed = running.seal(b"data", BOUND)
    added = KeyFile.of(tmp_path).add()
    assert running.current == added.name
    assert running.open(sealed, BOUND) == b"data"
    assert len(running.names) == 2


def test_a_key_file_that_others_can_read_is_refused_with_the_remedy(tmp_path: Path) -> None:
    KeyFile.of(tmp_path).keys()
    os.chmod(KeyFile.of(tmp_path).path, 0o644)
    with pytest.raises(KeyFileError, match=r"read by others.*chmod 600"):
        KeyFile.of(tmp_path).keys()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"first=nothing"])
def test_a_damaged_key_file_is_said_so_and_never_replaced(tmp_path: Path, content: bytes) -> None:
    path = KeyFile.of(tmp_path).path
    KeyFile.of(tmp_path).keys()
    path.write_bytes(content)
    with pytest.raises(KeyFileError, match="is damaged"):
        KeyFile.of(tmp_path).keys()
    with pytest.raises(KeyFileError):
        KeyFile.of(tmp_path).add()
    assert path.read_bytes() == content
