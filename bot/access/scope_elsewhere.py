"""What is needed to know what those hold who come by no chat: by the web, by a key."""

from typing import Final, Protocol

from bot.chat.chat import Person
from bot.records.people import KEY, WEB

WITHOUT_CHAT: Final = frozenset({WEB, KEY})
"""Surfaces of people and programs who are asked by no chat."""


class LabelsElsewhere(Protocol):
    """What somebody holds who comes by no chat; `is_reduced` says that a chat couldn't be asked."""

    @property
    def labels(self) -> frozenset[str]:
        """All of them."""
        ...

    @property
    def is_reduced(self) -> bool:
        """Whether there may be more."""
        ...


class ScopeElsewhere(Protocol):
    """Knows what those hold who come by no chat."""

    async def labels_of(self, person: Person) -> LabelsElsewhere:
        """What they hold at this moment."""
        ...
