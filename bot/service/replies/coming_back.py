"""How questions come back that were put off: after short waits of different lengths, and not all at once."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

SHORTEST_PAUSE: Final = 3.0
LONGEST_PAUSE: Final = 9.0
"""Seconds before a question that was put off is asked again. Of different lengths, so that many don't come at once."""


def retry_pause() -> float:
    """Seconds until a question is asked again that was put off now."""
    return random.uniform(SHORTEST_PAUSE, LONGEST_PAUSE)  # nosec B311 # noqa: S311 - who waits how long is no secret


class ComingBack:
    """The questions of a process that were put off. As long as what they wait for is away, one at a time tries it.

    All at once they would hold up those who ask now, and keep a search from getting well that has just been started.
    """

    def __init__(self) -> None:
        self._is_away = False
        self._is_tried = False

    @contextmanager
    def trying(self, was_put_off: bool) -> Iterator[bool]:
        """Whether a question is to be asked now, as long as the block lasts; one that was never put off always is."""
        if not was_put_off:
            yield True
        elif self._is_away and self._is_tried:
            yield False
        else:
            self._is_tried = True
            try:
                yield True
            finally:
                self._is_tried = False

    def ended(self, is_away: bool) -> None:
        """A question came to its end, or to being put off."""
        self._is_away = is_away
