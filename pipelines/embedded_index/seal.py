"""How the embedded index is kept secret on the disk: texts and vectors sealed, terms replaced by keyed hashes.

What stays readable: ids, access labels, types, dates, languages, page numbers and lengths; and how often each
(unreadable) term occurs. The data key lies in the file, sealed by the ring.
"""

import base64
import hmac
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from pipelines.keys.key_ring import DataKey, KeyRing, rewrapped

BOUND = b"data key of the index"
TERM_BYTES = 8
"""Of a term's hash: among a million terms, two share one with a probability of 1 to 36 million."""


class IndexSeal:
    """Seals and opens the rows of one index file. Safe for many threads."""

    def __init__(self, key: DataKey) -> None:
        self._key = key
        self._terms = key.derive("terms")

    @classmethod
    def held(cls, db: sqlite3.Connection, keys: KeyRing) -> "IndexSeal":
        """That of an open file, where it is made at the first time; the caller holds a transaction that may write."""
        row = db.execute("SELECT value FROM settings WHERE key = 'data_key'").fetchone()
        if row is not None:
            return cls(DataKey.opened(keys, base64.b64decode(row[0]), BOUND))
        made = DataKey.new()
        sealed = base64.b64encode(made.sealed_with(keys, BOUND)).decode()
        db.execute("INSERT INTO settings VALUES ('data_key', ?)", (sealed,))
        return cls(made)

    def blind(self, terms: Sequence[str]) -> list[str]:
        """Each term's hash as 16 hex digits, the same for the same term; about a microsecond a different term."""
        known: dict[str, str] = {}
        for term in terms:
            if term not in known:
                known[term] = hmac.digest(self._terms, term.encode("utf-8", "replace"), "sha256")[:TERM_BYTES].hex()
        return [known[term] for term in terms]

    def mark(self, content: str) -> str:
        """A content's key as it is stored: nobody without the data key can tell which content it stands for."""
        return hmac.digest(self._terms, b"content " + content.encode(), "sha256")[:16].hex()

    def words(self, place: str, *values: Any) -> bytes:
        """Texts and lists of texts, sealed together and bound to their place in the file."""
        return self.data(place, json.dumps(values).encode())

    def opened_words(self, place: str, sealed: bytes) -> list[Any]:
        """What `words` sealed; raises `TamperedError`."""
        values: list[Any] = json.loads(self.opened(place, sealed))
        return values

    def data(self, place: str, plain: bytes) -> bytes:
        """Bytes, sealed and bound to their place in the file."""
        return self._key.seal(plain, place.encode())

    def opened(self, place: str, sealed: bytes) -> bytes:
        """What `data` sealed; raises `TamperedError`."""
        return self._key.open(sealed, place.encode())


def document_place(document_id: str) -> str:
    """What a document's name and title are bound to."""
    return f"document {document_id}"


def vectors_place(no: int) -> str:
    """What a document's vectors are bound to."""
    return f"vectors {no}"


def tokens_place(row: int) -> str:
    """What a chunk's token vectors are bound to."""
    return f"tokens {row}"


def page_place(row: int) -> str:
    """What a page's label is bound to."""
    return f"page {row}"


def chunk_place(row: int) -> str:
    """What a chunk's texts are bound to."""
    return f"chunk {row}"


def index_sealed_by(path: Path, keys: KeyRing) -> str | None:
    """The name of the key that seals an index file's data key; None where there is no such file."""
    sealed = _stored(path)
    return keys.sealed_by(sealed) if sealed is not None else None


def rotate_index(path: Path, keys: KeyRing) -> int:
    """Seals the file's data key with the ring's current key: 1 where another did so far, else 0. No row is touched."""
    sealed = _stored(path)
    anew = rewrapped(keys, sealed, BOUND) if sealed is not None else None
    if anew is None:
        return 0
    with closing(sqlite3.connect(path, timeout=20, isolation_level=None)) as db:
        db.execute("UPDATE settings SET value = ? WHERE key = 'data_key'", (base64.b64encode(anew).decode(),))
    return 1


def _stored(path: Path) -> bytes | None:
    if not path.exists():
        return None
    with closing(sqlite3.connect(path, timeout=20, isolation_level=None)) as db:
        try:
            row = db.execute("SELECT value FROM settings WHERE key = 'data_key'").fetchone()
        except sqlite3.OperationalError:  # a file that was never opened to its end
            return None
    return base64.b64decode(row[0]) if row else None
