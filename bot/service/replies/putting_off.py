"""Until when a question is asked again by itself, while what it needs is away."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.chat.ended import Ended
from bot.service.surface import Noting

RETRY_UNTIL = "retry_until"
"""The note that says until when a question that failed is asked again, in seconds since 1970."""
RETRY_SECONDS = 600.0
"""How long a question is asked again by itself while something is away."""
AWAY = frozenset({"search_away"})
"""Failures that end by themselves. The records are none of them: without them nothing can be put off; they are waited
for while the question is answered.
"""


class PuttingOff:
    """Puts one question off. `notes` are those of its item: what was put off before ends when it was to."""

    def __init__(self, holder: Noting, notes: Mapping[str, Any]) -> None:
        self._holder = holder
        self.was_put_off = self._is_noted = RETRY_UNTIL in notes
        self._until = datetime.fromtimestamp(float(notes.get(RETRY_UNTIL) or time.time() + RETRY_SECONDS), UTC)
        self.is_put_off = False

    @property
    def is_over(self) -> bool:
        """Whether the question is asked for the last time."""
        return datetime.now(UTC) >= self._until

    def until(self, ended: Ended) -> datetime | None:
        """Until when a question that ended so is asked again; None where it isn't."""
        is_away = ended.answer.reason in AWAY and not self.is_over
        return self._until if is_away else None

    async def put_off(self) -> None:
        """The question was told so, and is to be asked again."""
        if not self._is_noted:
            await self._holder.note(**{RETRY_UNTIL: self._until.timestamp()})
        self._is_noted = self.is_put_off = True
