"""The generations on a server: three indices each, of which aliases name the live ones. Works with a given client."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pipelines.elasticsearch_index.mapping import (
    HIDDEN,
    PARTS,
    SCHEMA,
    first_generation,
    mappings,
    settings,
    state_mappings,
    state_name,
)
from pipelines.index.index_generations import LONG_AGO, Generation, MadeFor
from pipelines.ports import IndexUnavailableError

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch


class Aliases:
    """Finds, makes, switches and deletes the generations of one name."""

    def __init__(self, client: "Elasticsearch", name: str, shards: int, replicas: int) -> None:
        self._client = client
        self._name = name
        self.shards = shards
        self._copies = {"auto_expand_replicas": f"0-{replicas}"}

    def generations(self) -> list[Generation]:
        """All of them, by age."""
        held = self._client.indices.get(
            index=f"{self._name}-chunks-v*", features=["aliases", "mappings", "settings"], allow_no_indices=True
        )
        found = [self._generation(index, about) for index, about in held.body.items()]
        return sorted(found, key=lambda each: (each.made_at, each.id))

    def live(self) -> Generation | None:
        """The one that answers."""
        return next((each for each in self.generations() if each.live_since is not None), None)

    def ensure(self, made_for: Callable[[], MadeFor]) -> Generation:
        """The live one, made where there is none; brings the number of copies of all to what the settings say."""
        self._make(state_name(self._name), state_mappings(), {"number_of_shards": 1} | self._copies)
        self._client.options(ignore_status=409).create(index=state_name(self._name), id=HIDDEN, document={HIDDEN: []})
        live = self.live()
        if live is None:
            wanted = made_for()
            first = first_generation(wanted.embedder, wanted.dimensions)
            self._build(first, wanted)
            self._point_to(first)
            live = self.live()
        self._keep_copies()
        if live is None:
            raise IndexUnavailableError(f"The index {self._name} is being deleted by somebody. Try again.")
        return live

    def create(self, made_for: MadeFor) -> Generation:
        """A new one, beside the others."""
        identity = f"{first_generation(made_for.embedder, made_for.dimensions)}-{secrets.token_hex(3)}"
        self._build(identity, made_for)
        return next(each for each in self.generations() if each.id == identity)

    def switch(self, generation: Generation) -> None:
        """Points the aliases to this one, in one step."""
        about = _meta(generation.made_for, generation.layout, generation.made_at)
        about["live_since"] = datetime.now(UTC).isoformat()
        self._client.indices.put_mapping(index=f"{self._name}-chunks-{generation.id}", meta=about)
        self._point_to(generation.id)

    def drop(self, generation: Generation) -> None:
        """Deletes the indices of one."""
        indices = [f"{self._name}-{part}-{generation.id}" for part in PARTS]
        self._client.indices.delete(index=indices, ignore_unavailable=True)

    def drop_all(self) -> None:
        """Deletes every index of this name."""
        patterns = [f"{self._name}-{part}-v*" for part in PARTS]
        asked = [*patterns, state_name(self._name)]
        held = self._client.indices.get(index=asked, ignore_unavailable=True, allow_no_indices=True)
        if held.body:
            self._client.indices.delete(index=list(held.body), ignore_unavailable=True)

    def _generation(self, index: str, about: dict[str, Any]) -> Generation:
        meta = about["mappings"].get("_meta", {})
        found = Generation(
            id=index.removeprefix(f"{self._name}-chunks-"),
            made_for=MadeFor(meta.get("embedder", ""), int(meta.get("dimensions", 0)), meta.get("model", "")),
            layout=int(meta.get("schema", 0)),
            shards=int(about["settings"]["index"]["number_of_shards"]),
            made_at=_moment(meta.get("made_at")),
        )
        if f"{self._name}-chunks" in about["aliases"]:
            return replace(found, live_since=_moment(meta.get("live_since")))
        return found

    def _build(self, identity: str, made_for: MadeFor) -> None:
        """Makes the indices that are missing, the one last by which a generation is found."""
        about = _meta(made_for, SCHEMA, datetime.now(UTC))
        for part in reversed(PARTS):
            wanted = settings(part) | {"number_of_shards": self.shards} | self._copies
            mapping = mappings(part, made_for.dimensions) | {"_meta": about}
            self._make(f"{self._name}-{part}-{identity}", mapping, wanted)

    def _point_to(self, identity: str) -> None:
        actions: list[dict[str, Any]] = []
        for part in PARTS:
            alias, new = f"{self._name}-{part}", f"{self._name}-{part}-{identity}"
            held = self._client.options(ignore_status=404).indices.get_alias(name=alias)
            before = [] if held.meta.status == 404 else [index for index in held.body if index != new]
            actions += [{"remove": {"index": index, "alias": alias}} for index in before]
            actions.append({"add": {"index": new, "alias": alias, "is_write_index": True}})
        self._client.indices.update_aliases(actions=actions)

    def _keep_copies(self) -> None:
        patterns = [f"{self._name}-{part}-v*" for part in PARTS]
        held = self._client.indices.get_settings(index=[*patterns, state_name(self._name)], allow_no_indices=True)
        other = [
            index
            for index, about in held.body.items()
            if about["settings"]["index"].get("auto_expand_replicas") != self._copies["auto_expand_replicas"]
        ]
        if other:
            self._client.indices.put_settings(index=other, settings=self._copies)

    def _make(self, index: str, mapping: dict[str, Any], wanted: dict[str, Any]) -> None:
        made = self._client.options(ignore_status=400).indices.create(index=index, mappings=mapping, settings=wanted)
        if made.meta.status == 400:
            kind = made.body.get("error", {}).get("type", "")
            if kind != "resource_already_exists_exception":
                raise IndexUnavailableError(f"Elasticsearch refused to create the index {index} ({kind}).")


def _meta(made_for: MadeFor, layout: int, made_at: datetime) -> dict[str, Any]:
    return {
        "embedder": made_for.embedder,
        "dimensions": made_for.dimensions,
        "model": made_for.model,
        "schema": layout,
        "made_at": made_at.isoformat(),
    }


def _moment(written: str | None) -> datetime:
    return datetime.fromisoformat(written) if written else LONG_AGO
