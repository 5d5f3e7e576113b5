"""What messages of ours are noted under: what they were shown for, and whether one person alone sees them."""

import hashlib

from bot.inbox.items import LONGEST_KEY

_ALONE = "alone:"


def private_key(key: str) -> str:
    """The key of what one person alone sees for an item; kept apart, since it isn't taken away or changed for all."""
    made = f"{_ALONE}{key}"
    return made if len(made) <= LONGEST_KEY else f"{_ALONE}{hashlib.sha256(key.encode()).hexdigest()}"


def is_private(key: str) -> bool:
    """Whether messages under this key are one person's."""
    return key.startswith(_ALONE)


def own_key(key: str) -> str:
    """The key of the item that a message was shown for."""
    return key.removeprefix(_ALONE)
