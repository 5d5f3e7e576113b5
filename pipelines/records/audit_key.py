"""What holds the audit's chain together: keyed hashes, which nobody makes who has the database and not the keys."""

import hashlib
import hmac
import json
from datetime import datetime
from typing import Any

from pipelines.keys.key_ring import DataKey

START = ""
"""What stands for the hash before the first entry."""


class ChainKey:
    """Keys of the chain (HMAC-SHA256), derived from the records' data key: a change of the ring's keys keeps them."""

    def __init__(self, key: DataKey) -> None:
        self._entries = key.derive("audit entries")
        self._marks = key.derive("audit marks")

    def hash_of(
        self, before: str, number: int, at: datetime, actor: str, action: str, target: str, details: dict[str, Any]
    ) -> str:
        """The hash of an entry, with that of the one before in it: 64 hex digits. Some 10 microseconds."""
        told = [before, number, at.isoformat(timespec="microseconds"), actor, action, target, details]
        return hmac.new(self._entries, canonical_json(told), hashlib.sha256).hexdigest()

    def seal(self, values: list[Any]) -> str:
        """What proves these values: 64 hex digits."""
        return hmac.new(self._marks, canonical_json(values), hashlib.sha256).hexdigest()


def canonical_json(value: Any) -> bytes:
    """The one spelling of a value in JSON: sorted keys, no spaces, ASCII; the same before and after a database."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()
