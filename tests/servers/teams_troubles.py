"""What goes wrong between the bot and a service of Teams, as a test has it."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from tests.servers.teams_refusals import RefusedError

PAUSED = frozenset({"show", "tell alone", "change"})
LIMITED = RefusedError(429, "TooManyRequests", "API calls quota exceeded!", 1)


@dataclass(frozen=True)
class Fault:
    """What happens to one call of this kind whose address or body says these words.

    It is refused; isn't answered for some seconds and then never arrives; or is done, and the answer gets lost.
    """

    what: str
    refused: RefusedError | None = None
    seconds: float = 0.0
    is_lost: bool = False
    saying: str = ""


class Troubles:
    """What goes wrong between the bot and a service: faults in the order of their kinds, and silence.

    None of the faults of messages comes while it `is_paused`.
    """

    def __init__(self) -> None:
        self.is_away = self.is_paused = False
        self._faults: deque[Fault] = deque()
        self._limiting = False
        self._limited: set[str] = set()
        self._released = asyncio.Event()

    def add(self, fault: Fault, times: int = 1) -> None:
        """The next calls come to this."""
        self._faults.extend([fault] * times)

    def limit_each_once(self) -> None:
        """The next call of every kind is one too many."""
        self._limiting, self._limited = True, set()

    def heal(self) -> None:
        """Nothing goes wrong any more; what hung breaks off."""
        self._faults.clear()
        self._limiting = self.is_away = False
        self._released.set()
        self._released = asyncio.Event()

    def has_faults(self, what: str) -> bool:
        """Whether calls of this kind still are to fail."""
        return any(each.what == what for each in self._faults)

    async def answer(self, request: web.Request, what: str, said: str, do: Callable[[], web.Response]) -> web.Response:
        """What a call is answered."""
        fault = self._fault_of(what, said)
        if self.is_away:
            return _broken(request)
        if fault.seconds:
            released = self._released
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(released.wait(), fault.seconds)
            return _broken(request)
        try:
            if fault.refused is not None:
                raise fault.refused
            answer = do()
        except RefusedError as refused:
            headers = {"Retry-After": str(refused.retry_after)} if refused.retry_after else {}
            return web.json_response(refused.body(), status=refused.status, headers=headers)
        return _broken(request) if fault.is_lost else answer

    def _fault_of(self, what: str, said: str) -> Fault:
        if self.is_paused and what in PAUSED:
            return Fault(what)
        for fault in self._faults:
            if fault.what == what and fault.saying in said:
                self._faults.remove(fault)
                return fault
        if self._limiting and what not in self._limited:
            self._limited.add(what)
            return Fault(what, LIMITED)
        return Fault(what)


def _broken(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
