"""The generations of an index: each is whole, made for one embedder and one layout. One is live: it answers.

Another one is built beside it and takes its place in one step. What was replaced stays until every process follows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from pipelines.ports import Index

REPLACED_FOR = timedelta(hours=24)
"""How long a generation stays that was replaced: who still asks it loads the new embedder meanwhile."""
UNFINISHED_FOR = timedelta(days=30)
"""How long a generation that nobody completed may be taken up again."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class MadeFor:
    """What a generation is made for: the embedder's name and dimensions, and the EMBEDDING_MODEL that opens it.

    `model` is empty where that was not written down.
    """

    embedder: str
    dimensions: int
    model: str = ""


@dataclass(frozen=True, slots=True)
class Generation:
    """`live_since` is None where it isn't the one that answers; `layout` is 0 where it can't be read."""

    id: str
    made_for: MadeFor
    layout: int
    shards: int = 1
    made_at: datetime = LONG_AGO
    live_since: datetime | None = None


class IndexStore(Protocol):
    """Where the generations of one index are kept. Safe for many threads. Raises `IndexUnavailableError`."""

    def live(self) -> Generation | None:
        """The generation that answers at this moment; None before the first."""
        ...

    def others(self) -> list[Generation]:
        """Those beside it: replaced ones, and one that is being built."""
        ...

    def ensure(self, made_for: Callable[[], MadeFor]) -> Generation:
        """The generation that answers; where there is none yet, an empty one, for the embedder that is told then."""
        ...

    def fits(self, generation: Generation, embedder: str) -> bool:
        """Whether a generation made now would be the same: its embedder of this name, its layout, its shards."""
        ...

    def create(self, made_for: MadeFor) -> Generation:
        """A new, empty generation beside the others."""
        ...

    def open(self, generation: Generation) -> Index:
        """The index of one generation alone; raises where this program can't read its layout."""
        ...

    def switch(self, generation: Generation) -> None:
        """Makes a generation the one that answers, in one step for every process."""
        ...

    def drop(self, generation: Generation) -> None:
        """Deletes a generation that isn't live."""
        ...

    def close(self) -> None:
        """Lets go of files and connections; indexes that were opened have their own."""
        ...


def drop_outdated(store: IndexStore, at: datetime | None = None) -> int:
    """Deletes generations that were replaced a day ago, and those that nobody completed within a month; how many."""
    moment, live = at or datetime.now(UTC), store.live()
    if live is None:
        return 0
    outdated = [each for each in store.others() if moment > _until(each, live)]
    for generation in outdated:
        store.drop(generation)
    return len(outdated)


def is_unfinished(generation: Generation, live: Generation | None) -> bool:
    """Whether it was made to take the live one's place, rather than replaced by it."""
    return live is None or generation.made_at > (live.live_since or LONG_AGO)


def _until(generation: Generation, live: Generation) -> datetime:
    if is_unfinished(generation, live):
        return generation.made_at + UNFINISHED_FOR
    return (live.live_since or LONG_AGO) + REPLACED_FOR
