"""The generations of an index on an Elasticsearch server."""

from collections.abc import Callable

from pipelines.elasticsearch_index.index import ElasticsearchIndex
from pipelines.elasticsearch_index.mapping import SCHEMA
from pipelines.elasticsearch_index.server import ElasticsearchServer
from pipelines.index.index_generations import Generation, MadeFor


class ElasticsearchStore:
    """An `IndexStore` on a server, or on a cluster where `url` names several nodes, separated by commas.

    `replicas` is how many copies there are beside the first, as far as there are nodes for them; `shards` holds for
    generations that are made from now on.
    """

    def __init__(
        self, url: str, name: str = "tcbot", shards: int = 1, replicas: int = 1, api_key: str | None = None
    ) -> None:
        self._url, self._api_key = url, api_key
        self._name = name
        self._server = ElasticsearchServer(url, name, shards, replicas, api_key)
        self._aliases = self._server.aliases

    def live(self) -> Generation | None:
        """See `IndexStore.live`. One request."""
        with self._server.explained():
            return self._aliases.live()

    def others(self) -> list[Generation]:
        """See `IndexStore.others`."""
        with self._server.explained():
            return [each for each in self._aliases.generations() if each.live_since is None]

    def ensure(self, made_for: Callable[[], MadeFor]) -> Generation:
        """See `IndexStore.ensure`; brings the number of copies to what the settings say, too."""
        with self._server.explained():
            return self._aliases.ensure(made_for)

    def fits(self, generation: Generation, embedder: str) -> bool:
        """See `IndexStore.fits`."""
        wanted = (embedder, SCHEMA, self._aliases.shards)
        return (generation.made_for.embedder, generation.layout, generation.shards) == wanted

    def create(self, made_for: MadeFor) -> Generation:
        """See `IndexStore.create`."""
        with self._server.explained():
            return self._aliases.create(made_for)

    def open(self, generation: Generation) -> ElasticsearchIndex:
        """See `IndexStore.open`; what can't be read is told by the first call."""
        made_for = generation.made_for
        of_model, key = (made_for.embedder, made_for.dimensions), self._api_key
        return ElasticsearchIndex(self._url, *of_model, self._name, generation=generation, api_key=key)

    def switch(self, generation: Generation) -> None:
        """See `IndexStore.switch`."""
        with self._server.explained():
            self._aliases.switch(generation)

    def drop(self, generation: Generation) -> None:
        """See `IndexStore.drop`."""
        with self._server.explained():
            self._aliases.drop(generation)

    def close(self) -> None:
        """Lets go of the connections."""
        self._server.close()
