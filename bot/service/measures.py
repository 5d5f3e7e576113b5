"""What the service lets operators count and time: codes, numbers and seconds, never a word of anybody."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from bot.chat.chat import Question
from bot.chat.ended import Ended
from bot.chat.notes import Note
from bot.chat.ports import Reply
from pipelines.tracing import span


class Measures(Protocol):
    """Takes note of what happened."""

    def signed(self, surface: str, seconds: float) -> None:
        """Somebody saw the first sign of a reply so many seconds after they asked."""
        ...

    def answered(self, question: Question, ended: Ended, seconds: float) -> None:
        """A question came to its end, whole and shown, so many seconds after it was asked."""
        ...

    def judged(self, surface: str, is_helpful: bool) -> None:
        """Somebody said what they think of an answer."""
        ...

    def surveyed(self, surface: str, score: int) -> None:
        """Somebody said how content they are, 1 to 5."""
        ...


class NoMeasures:
    """Takes note of nothing."""

    def signed(self, surface: str, seconds: float) -> None:
        """See `Measures`."""

    def answered(self, question: Question, ended: Ended, seconds: float) -> None:
        """See `Measures`."""

    def judged(self, surface: str, is_helpful: bool) -> None:
        """See `Measures`."""

    def surveyed(self, surface: str, score: int) -> None:
        """See `Measures`."""


class SignedReply:
    """A `Reply` that tells when its first sign was shown, and the trace how long each piece took."""

    def __init__(self, reply: Reply, on_sign: Callable[[], None]) -> None:
        self._reply = reply
        self._on_sign: Callable[[], None] | None = on_sign

    @property
    def can_be_put_off(self) -> bool:
        """See `Reply`."""
        return self._reply.can_be_put_off

    async def status(self, line: str) -> None:
        """See `Reply`."""
        with span("reply.status"):
            await self._reply.status(line)
        self._signed()

    async def write(self, sentence: str) -> None:
        """See `Reply`."""
        with span("reply.write"):
            await self._reply.write(sentence)
        self._signed()

    async def finish(self, ended: Ended, notes: Sequence[Note] = (), retry_until: datetime | None = None) -> None:
        """See `Reply`."""
        with span("reply.finish"):
            await self._reply.finish(ended, notes, retry_until)
        self._signed()

    async def abandon(self) -> None:
        """See `Reply`."""
        await self._reply.abandon()

    def _signed(self) -> None:
        if self._on_sign is not None:
            self._on_sign()
            self._on_sign = None
