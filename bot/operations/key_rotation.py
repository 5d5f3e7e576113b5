"""Which key seals what, and everything sealed anew by a new key."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.engine_parts import Place
from bot.settings import BotSettings
from bot.wiring import Engine
from ingest.job import COMMAND_LINE
from pipelines.audit import audit
from pipelines.embedded_index.seal import index_sealed_by, rotate_index
from pipelines.embedded_index.store import EmbeddedStore
from pipelines.keys.key_file import KeyFile


@dataclass(frozen=True, slots=True)
class KeyUse:
    """A key by its name, whether it is the one that seals, and what it sealed so far."""

    name: str
    seals: bool
    originals: int
    index: bool
    records: bool

    @property
    def things(self) -> int:
        """How much there is that it alone opens."""
        return self.originals + self.index + self.records


@dataclass(frozen=True, slots=True)
class Rotation:
    """`key` seals everything now; `added` where it is new, `changed` how much had another key before."""

    key: str
    added: bool
    changed: int


def key_uses(engine: Engine) -> list[KeyUse]:
    """Each key of the ring, the one that seals first, then those that are missing and still needed."""
    originals = engine.vault.sealing_keys()
    store, records = EmbeddedStore(engine.place.index_file, engine.keys), engine.database.sealed_by()
    indexes = {index_sealed_by(file, engine.keys) for file in store.files()} - {None}
    names = dict.fromkeys([*engine.keys.names, *originals, *sorted(filter(None, indexes)), records])
    current = engine.keys.current
    return [KeyUse(name, name == current, originals[name], name in indexes, name == records) for name in names]


def rotate_keys(settings: BotSettings) -> Rotation:
    """Seals all anew: with a new key in the key file, or with the first of ENCRYPTION_KEYS.

    A rotation that was cut short is finished by the next call, without another new key. Everything stays in use
    meanwhile. Raises `WrongKeyError` where a key is missing.
    """
    added, changed = False, 0
    with Engine(settings) as engine:
        current = engine.keys.current
        if settings.encryption_keys is None and not any(use.things for use in key_uses(engine) if use.name != current):
            added = bool(KeyFile.of(engine.place.folder).add())
        current = engine.keys.current
    for place in _places(settings):
        with Engine(settings, place) as engine:
            files = EmbeddedStore(place.index_file, engine.keys).files()
            sealed = sum(rotate_index(file, engine.keys) for file in files)
            sealed += engine.database.rotate() + engine.vault.rotate()
            if sealed:
                with engine.database.session() as session:
                    audit(session, COMMAND_LINE, "keys", engine.keys.current, changed=sealed)
            changed += sealed
    return Rotation(current, added, changed)


def _places(settings: BotSettings) -> Iterator[Place]:
    """Everything that the ring seals; the demo has a key file of its own where no setting holds the keys."""
    yield Place.of(settings)
    demo = Place.demo(settings)
    if settings.encryption_keys is not None and demo.folder.is_dir():
        yield demo
