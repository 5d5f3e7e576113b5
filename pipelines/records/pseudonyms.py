"""Names for people that tell nobody who they are, and stay the same for one person."""

import hashlib
import hmac

from pipelines.keys.key_ring import DataKey


def pseudonym(key: DataKey, known_as: str) -> str:
    """A keyed hash of what somebody is known as: 64 hex digits, which a list of people doesn't turn back (HMAC)."""
    return hmac.new(key.derive("people"), known_as.encode(), hashlib.sha256).hexdigest()
