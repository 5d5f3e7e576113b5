"""The keys of inbox items: the same for the same thing, however it comes and however often; and of who sent them."""

import hashlib
from dataclasses import replace

from bot.inbox.items import LONGEST_KEY, InboxItem

_KEPT = 190
"""Characters that stay of a key which is too long."""


def item_key(surface: str, team: str, *parts: str) -> str:
    """The key of something that a chat told us; what is too long for one is told apart by its digest."""
    key = ":".join((surface, team, *parts))
    return key if len(key) <= LONGEST_KEY else f"{key[:_KEPT]}:{hashlib.sha256(key.encode()).hexdigest()}"


def message_key(surface: str, team: str, channel: str, message: str) -> str:
    """The key of a message that a person wrote, which is that of the question in it, too."""
    return item_key(surface, team, channel, message)


def sent_by(item: InboxItem, person: str) -> InboxItem:
    """The item as one whose sender is this person of its workspace, by their digest; as it is where nobody is named."""
    name = ":".join((item.surface, item.team, person))
    return replace(item, sender=hashlib.sha256(name.encode()).hexdigest()[:32]) if person else item
