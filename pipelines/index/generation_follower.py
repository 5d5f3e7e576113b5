"""What a process has open of the live generation, and how it comes to the next one while it goes on working."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

import structlog

from pipelines.index.index_generations import Generation, IndexStore
from pipelines.ports import IndexUnavailableError

_log = structlog.stdlib.get_logger("tcbot.index")

T = TypeVar("T")

LOOK_SECONDS = 2.0
"""How often `ready` has somebody look whether another generation is live."""


class Follower(Generic[T]):
    """What `open` makes of the live generation: it belongs to that one alone, its embedder included.

    Safe to call from several threads. `open` may take half a minute, and raises where the embedder can't be had.
    """

    def __init__(self, store: IndexStore, open: Callable[[Generation], T]) -> None:
        self._store = store
        self._open = open
        self._held: tuple[Generation, T] | None = None
        self._opening = threading.Lock()
        self._looking = threading.Lock()
        self._look_at = 0.0

    def newest(self) -> tuple[Generation, T]:
        """The generation that is live at this moment with what belongs to it, opened where it isn't yet."""
        with self._opening:
            live = self._store.live()
            if live is None:
                raise IndexUnavailableError("There is no index here any more. Restart TCBot, then run `tcbot reindex`.")
            if self._held is None or self._held[0].id != live.id:
                self._held = (live, self._open(live))
                self._look_at = time.monotonic() + LOOK_SECONDS
                _log.info("generation_opened", generation=live.id, embedder=live.made_for.embedder)
            return self._held

    def ready(self) -> T:
        """What is open; where another generation is live by now, that is opened meanwhile, and comes next time.

        Waits only where nothing is open yet.
        """
        held = self._held
        if held is None:
            return self.newest()[1]
        if time.monotonic() >= self._look_at and self._looking.acquire(blocking=False):
            threading.Thread(target=self._look, name="generation", daemon=True).start()
        return held[1]

    def _look(self) -> None:
        try:
            self.newest()
        except Exception as error:
            _log.warning("generation_not_opened", error=type(error).__name__)
        finally:
            self._look_at = time.monotonic() + LOOK_SECONDS
            self._looking.release()
