"""uvicorn's HTTP protocol with a deadline for requests to arrive: who holds a connection without asking loses it."""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_CONNECTIONS = 800
"""Open at once; below the 1,024 files that a process may usually hold. Further ones are closed at once."""


class DeadlineProtocol(H11Protocol):
    """One connection. The deadline runs while no request is being answered; a request's body has its own, where it is
    read.
    """

    request_seconds = 10.0
    """How long a connection may take to send the head of its next request, however many bytes it sends meanwhile."""
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has connected."""
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Some bytes of a request."""
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """A request was answered."""
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self._stop()
        super().connection_lost(exc)

    def _watch(self) -> None:
        """Starts the deadline where no request is being answered, and leaves one that runs as it is."""
        cycle: Any = self.cycle
        if cycle is not None and not cycle.response_complete:
            self._stop()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(self.request_seconds, self.transport.close)

    def _stop(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
