"""The labels that there are documents for: which channels and collections of a workspace are worth looking at."""

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from bot.access.labels import Holders, Label
from bot.chat.joined_ids import split_ids
from pipelines.engine_measures import looked_up

KEPT_SECONDS: Final = 60.0
"""How long labels are remembered at most, whatever `newest` says."""
_Team = tuple[str, str]


@dataclass(frozen=True, slots=True)
class LabelsInUse:
    """The labels by what holds them. Ten thousand cost some 20 ms to tell apart: it is done once while they are the
    same.
    """

    _channels: Mapping[_Team, frozenset[str]] = field(default_factory=dict)
    _collections: Mapping[_Team, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, labels: Collection[str]) -> Self:
        """Tells them apart, whichever chat made them."""
        found: dict[Holders, defaultdict[_Team, set[str]]]
        found = {Holders.CHANNEL: defaultdict(set), Holders.COLLECTION: defaultdict(set)}
        for text in labels:
            surface = split_ids(text)[0]
            label = Label.parse(text, surface)
            if label.holders in found:
                found[label.holders][surface if label.team else "", label.team].add(label.id)
        channels, collections = (
            {team: frozenset(ids) for team, ids in found[each].items()}
            for each in (Holders.CHANNEL, Holders.COLLECTION)
        )
        return cls(channels, collections)

    def channels(self, surface: str, team: str) -> frozenset[str]:
        """The ids of the workspace's channels whose members may read something that others may not."""
        return self._channels.get((surface, team), frozenset())

    def collections(self, surface: str, team: str) -> frozenset[str]:
        """The names of the workspace's own collections."""
        return self._collections.get((surface, team), frozenset())

    def collections_of_all(self) -> frozenset[str]:
        """The names of the collections for everyone."""
        return self._collections.get(("", ""), frozenset())


class RememberedLabels:
    """The labels that there are documents for, remembered; what is given blocks.

    `newest` says what tells the grant that was made last from all others: once it changes, `after` gives the labels of
    grants that are newer than the one that was known, or without it `read` all labels anew, as it does once a minute.
    Labels that nothing is granted by any more are kept until then: they let nobody read anything.
    """

    def __init__(
        self,
        read: Callable[[], Collection[str]],
        newest: Callable[[], Hashable],
        after: Callable[[Hashable], Collection[str]] | None = None,
    ) -> None:
        self._read = read
        self._newest = newest
        self._after = after
        self._known: tuple[float, Hashable, frozenset[str]] | None = None

    def all_labels(self) -> Collection[str]:
        """All of them: the very same object as long as nothing changed."""
        newest, known = self._newest(), self._known
        is_fresh = known is not None and time.monotonic() < known[0]
        is_hit = known is not None and is_fresh and newest == known[1]
        looked_up("labels", is_hit)
        if known is None or not is_fresh or (self._after is None and newest != known[1]):
            labels = frozenset(self._read())
            until = time.monotonic() + KEPT_SECONDS
        else:
            new = self._after(known[1]) if self._after is not None and newest != known[1] else ()
            until, labels = known[0], known[2].union(new)
        if known is not None and labels == known[2]:
            labels = known[2]  # the same object, so that what was made of it still holds
        self._known = (until, newest, labels)
        return labels
