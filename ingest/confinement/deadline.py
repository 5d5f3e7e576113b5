"""A deadline that stands still while somebody else is at work."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator


class Deadline:
    """Calls `on_late`, once and in a thread of its own, when so many seconds have passed outside of `paused`."""

    def __init__(self, seconds: float, on_late: Callable[[], None]) -> None:
        self._on_late = on_late
        self._due: float | None = time.monotonic() + seconds
        self._left = seconds
        self._over = False
        self._asleep = False
        self._changed = threading.Condition()
        threading.Thread(target=self._watch, daemon=True).start()

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Time spent in here doesn't count."""
        with self._changed:
            if self._due is not None:
                self._left, self._due = self._due - time.monotonic(), None
        try:
            yield
        finally:
            with self._changed:
                self._due = time.monotonic() + self._left
                if self._asleep:  # else it wakes in time by itself: a word for each page would cost as much as the page
                    self._changed.notify()

    def cancel(self) -> None:
        """Nothing will be called any more."""
        with self._changed:
            self._over = True
            self._changed.notify()

    def _watch(self) -> None:
        with self._changed:
            while not self._over:
                left = None if self._due is None else self._due - time.monotonic()
                if left is not None and left <= 0:
                    break
                self._asleep = left is None
                self._changed.wait(left)
            if self._over:
                return
        self._on_late()
