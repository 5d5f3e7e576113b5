"""How chats bring what people say to the bots: again and again, until it is acknowledged."""

import threading
import time
from typing import Any

import httpx

from tests.stack.chats import BotsBehindNginx

PATIENCE = {"/slack/events": 3.0, "/api/messages": 15.0}
"""Seconds after which a chat takes it that nobody answers."""
AGAIN = {"/slack/events": (0.0, 60.0, 300.0), "/api/messages": (1.0, 5.0, 15.0)}
"""Pauses before it is sent again. Slack's are documented; those of Teams are taken for granted here."""


class PersistentDelivery(BotsBehindNginx):
    """Sends as the chats do. `acknowledged` are the seconds of each request that was, `repeats` those sent again."""

    def __init__(self, bots: Any) -> None:
        super().__init__(bots.client, bots.database)
        self.acknowledged: list[float] = []
        self.repeats = 0
        self._lock = threading.Lock()

    def request(self, method: str, path: str, process: int = 0, **what: Any) -> httpx.Response:
        """The last answer, as soon as there is a good one."""
        pauses = iter(AGAIN[path])
        while True:
            answer = self._once(method, path, **what)
            if answer.status_code < 500:
                return answer
            pause = next(pauses, None)
            if pause is None:
                return answer
            with self._lock:
                self.repeats += 1
            time.sleep(pause)

    def _once(self, method: str, path: str, **what: Any) -> httpx.Response:
        begun = time.monotonic()
        try:
            answer = self.client.request(method, path, timeout=PATIENCE[path], **what)
        except httpx.TransportError:
            return httpx.Response(504)
        with self._lock:
            self.acknowledged.append(time.monotonic() - begun)
        return answer
