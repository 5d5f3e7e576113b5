"""Where no stream is to be begun for now: the chat had enough of them in a team, or one runs in the conversation."""

import time


class StreamGate:
    """What one process knows of a chat's streams. A conversation that nobody leaves is free again after its time."""

    def __init__(self) -> None:
        self._resting: dict[str, float] = {}
        self._taken: dict[str, tuple[float, str]] = {}

    def is_open(self, team: str) -> bool:
        """Whether streams may be tried in the team."""
        return time.monotonic() >= self._resting.get(team, 0.0)

    def rest(self, team: str, seconds: float) -> None:
        """No streams in the team for so long."""
        self._resting[team] = time.monotonic() + seconds

    def take(self, conversation: str, by: str, seconds: float) -> bool:
        """Whether the conversation had no stream but one of this question's; from now on it has one.

        Until it is left, for so long at most.
        """
        now = time.monotonic()
        until, owner = self._taken.get(conversation, (0.0, ""))
        if now < until and owner != by:
            return False
        self._taken = {known: each for known, each in self._taken.items() if now < each[0]}
        self._taken[conversation] = (now + seconds, by)
        return True

    def leave(self, conversation: str, by: str) -> None:
        """The conversation has no stream of this question's any more."""
        if self._taken.get(conversation, (0.0, ""))[1] == by:
            del self._taken[conversation]
