"""No more messages in a conversation than Teams takes: what has to be said waits, what only decorates gives way."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.teams.directory.errors import OWN_PACE, ConnectorError

LIMITS = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
"""(messages, seconds) that a bot may send in one conversation; updates count."""
DECORATING_LIMITS = ((4, 1.0), (5, 2.0), (40, 30.0), (1200, 3600.0))
"""The same for what may be left out, so that an answer's end always finds room."""
LONGEST = LIMITS[-1][1]


@dataclass(slots=True)
class _Conversation:
    sent: deque[float] = field(default_factory=lambda: deque(maxlen=LIMITS[-1][0]))
    closed_until: float = 0.0
    turns: asyncio.Lock = field(default_factory=asyncio.Lock)

    def wait(self, now: float, limits: tuple[tuple[int, float], ...]) -> float:
        """Seconds until one more message fits."""
        waits = [self.closed_until - now]
        waits += [self.sent[-most] + seconds - now for most, seconds in limits if len(self.sent) >= most]
        return max(0.0, *waits)


class ConversationPace:
    """Keeps when messages were sent, conversation by conversation, for an hour."""

    def __init__(self, clock: Callable[[], float] | None = None) -> None:
        self._clock = clock or (lambda: asyncio.get_running_loop().time())
        self._conversations: OrderedDict[str, _Conversation] = OrderedDict()

    async def turn(self, conversation: str, is_patient: bool) -> None:
        """Returns when a message may be sent now, and counts it.

        Those that are patient wait in line. The others raise `ConnectorError` (429, `own_pace`) where they would wait.
        """
        known = self._of(conversation)
        if not is_patient:
            wait = known.wait(self._clock(), DECORATING_LIMITS)
            if wait > 0 or known.turns.locked():
                raise ConnectorError(429, OWN_PACE, retry_after=wait)
            known.sent.append(self._clock())
            return
        async with known.turns:
            while (wait := known.wait(self._clock(), LIMITS)) > 0:
                await asyncio.sleep(wait)
            known.sent.append(self._clock())

    def close_for(self, conversation: str, seconds: float) -> None:
        """Nothing more is sent there for so long: Teams said so."""
        known = self._of(conversation)
        known.closed_until = max(known.closed_until, self._clock() + seconds)

    def _of(self, conversation: str) -> _Conversation:
        known = self._conversations.setdefault(conversation, _Conversation())
        self._conversations.move_to_end(conversation)
        oldest, idle = next(iter(self._conversations.items()))
        now = self._clock()
        if idle is not known and not idle.turns.locked() and (not idle.sent or idle.sent[-1] < now - LONGEST):
            del self._conversations[oldest]
        return known
