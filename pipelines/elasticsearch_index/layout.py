"""One generation's indices on a server, and which generations of documents are hidden. Works with a client that it is
given.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pipelines.elasticsearch_index.mapping import HIDDEN, state_name
from pipelines.ports import IndexUnavailableError

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

_TRIES = 50


class Layout:
    """The indices of one generation, by their own names, and the small one of what is hidden, which all share.

    Aliases only say which generation is live: a search by one could meet vectors of another embedder.
    """

    def __init__(self, client: "Elasticsearch", name: str, generation: str) -> None:
        self._client = client
        self._name = name
        self._generation = generation
        self.state = state_name(name)

    def index(self, part: str) -> str:
        """The index of one part."""
        return f"{self._name}-{part}-{self._generation}"

    def check(self) -> None:
        """Raises the client's error where the generation was deleted: a write would make an index by itself."""
        self._client.indices.get_mapping(index=self.index("chunks"))

    def hidden(self) -> set[str]:
        """The generations that no search sees, as of now."""
        return set(self._client.get(index=self.state, id=HIDDEN)["_source"][HIDDEN])

    def hide(self, generations: Iterable[str], show: Iterable[str] = ()) -> None:
        """Hides some generations and shows others, at one moment for every search of every process."""
        hiding, showing = set(generations), set(show)
        for _ in range(_TRIES):
            held = self._client.get(index=self.state, id=HIDDEN)
            before = set(held["_source"][HIDDEN])
            after = (before | hiding) - showing
            if after == before:
                return
            # Another writer may have changed the row since it was read: then this is refused, and tried again.
            written = self._client.options(ignore_status=409).index(
                index=self.state,
                id=HIDDEN,
                document={HIDDEN: sorted(after)},
                if_seq_no=held["_seq_no"],
                if_primary_term=held["_primary_term"],
            )
            if written.meta.status != 409:
                return
        raise IndexUnavailableError(f"Too many writers at once on the index {self._name}. Try again.")
