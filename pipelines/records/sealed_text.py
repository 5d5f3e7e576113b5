"""Columns whose text is sealed on its way into the database and opened on its way out."""

import base64
from weakref import WeakKeyDictionary

from sqlalchemy import Dialect, Engine, Text, TypeDecorator

from pipelines.keys.key_ring import DataKey

_BOUND = b"text of the records"
_KEYS: "WeakKeyDictionary[Dialect, DataKey]" = WeakKeyDictionary()
"""The key of each open database, by the one part of it that a column's type gets to see."""


class LockedError(RuntimeError):
    """A sealed column was used on an engine that nobody gave a key to: `Database` does when its tables are there."""


class SealedText(TypeDecorator[str]):
    """Text that nobody reads without the records' data key. It can't be compared or sorted by the database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text, sealed, in base64."""
        return None if value is None else sealed_text(_key(dialect), value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """The text as it was; raises `TamperedError`."""
        return None if value is None else opened_text(_key(dialect), value)


def unlock(engine: Engine, key: DataKey) -> None:
    """Lets the sealed columns be read and written through this engine."""
    _KEYS[engine.dialect] = key


def sealed_text(key: DataKey, text: str) -> str:
    """The text as a sealed column holds it."""
    return base64.b64encode(key.seal(text.encode("utf-8", "replace"), _BOUND)).decode()


def opened_text(key: DataKey, sealed: str) -> str:
    """What `sealed_text` gave back; raises `TamperedError`."""
    return key.open(base64.b64decode(sealed), _BOUND).decode()


def _key(dialect: Dialect) -> DataKey:
    key = _KEYS.get(dialect)
    if key is None:
        raise LockedError("The records are sealed: open them by `pipelines.records.database.Database`.")
    return key
