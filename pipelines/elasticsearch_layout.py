"""Which indices stand behind the aliases, and which generations are hidden. Works with a client that it is given."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pipelines.elasticsearch_mapping import HIDDEN, PARTS, SCHEMA, mappings, physical_name, settings, state_mappings
from pipelines.ports import IndexUnavailableError

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

_TRIES = 50


class Layout:
    """The indices of one name on one server: three behind aliases, and the small one of hidden generations.

    `building` works on the physical indices of this layout and embedder, beside those that the aliases name.
    """

    def __init__(
        self, client: "Elasticsearch", name: str, embedder_name: str, dimensions: int, building: bool = False
    ) -> None:
        self._client = client
        self._name = name
        self._embedder = (embedder_name, dimensions)
        self._building = building
        self.state = f"{name}-state"

    def index(self, part: str) -> str:
        """The name to read and write one part by: its alias, or its physical index while that is being built."""
        return self.physical(part) if self._building else f"{self._name}-{part}"

    def physical(self, part: str) -> str:
        """The index that this program's layout and embedder belong in."""
        return physical_name(self._name, part, *self._embedder)

    def ensure(self) -> None:
        """Makes what is missing; raises `IndexUnavailableError` where the aliases lead to another embedder's index."""
        self._create(self.state, state_mappings(), {"number_of_shards": 1, "number_of_replicas": 0})
        self._client.options(ignore_status=409).create(index=self.state, id=HIDDEN, document={HIDDEN: []})
        if not self._building and self._client.indices.exists_alias(name=f"{self._name}-chunks"):
            self.check()
            return
        for part in PARTS:
            self._create(self.physical(part), mappings(part, *self._embedder), settings(part))
        if not self._building:
            self.switch()

    def check(self) -> None:
        """Raises `IndexUnavailableError` where the index holds vectors of another embedder, or another layout."""
        for found in self._client.indices.get_mapping(index=self.index("chunks")).body.values():
            about = found["mappings"].get("_meta", {})
            held = (about.get("embedder"), about.get("dimensions"))
            if held != self._embedder:
                raise IndexUnavailableError(
                    f"The index {self._name} holds vectors of {held[0]} ({held[1]} dimensions), not of "
                    f"{self._embedder[0]} ({self._embedder[1]}). Set EMBEDDING_MODEL back, or build another beside it."
                )
            if about.get("schema") != SCHEMA:
                raise IndexUnavailableError(
                    f"The index {self._name} has layout {about.get('schema')}, this program writes {SCHEMA}. "
                    "Build a new index beside it and switch to that."
                )

    def switch(self) -> list[str]:
        """Points the aliases to this layout's indices in one step, and names those they pointed to before."""
        self._building = False
        actions: list[dict[str, Any]] = []
        left: list[str] = []
        for part in PARTS:
            alias, new = f"{self._name}-{part}", self.physical(part)
            held = self._client.options(ignore_status=404).indices.get_alias(name=alias)
            before = [] if held.meta.status == 404 else [index for index in held.body if index != new]
            left += before
            actions += [{"remove": {"index": index, "alias": alias}} for index in before]
            actions.append({"add": {"index": new, "alias": alias, "is_write_index": True}})
        self._client.indices.update_aliases(actions=actions)
        return sorted(left)

    def drop(self) -> None:
        """Deletes every index of this name, of whatever layout and embedder."""
        patterns = [f"{self._name}-{part}-v*" for part in PARTS]
        held = self._client.indices.get(index=[*patterns, self.state], ignore_unavailable=True, allow_no_indices=True)
        if held.body:
            self._client.indices.delete(index=list(held.body), ignore_unavailable=True)

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

    def _create(self, index: str, mapping: dict[str, Any], wanted: dict[str, Any]) -> None:
        made = self._client.options(ignore_status=400).indices.create(index=index, mappings=mapping, settings=wanted)
        if made.meta.status == 400:
            kind = made.body.get("error", {}).get("type", "")
            if kind != "resource_already_exists_exception":
                raise IndexUnavailableError(f"Elasticsearch refused to create the index {index} ({kind}).")
