"""Calls to Teams' connector that are counted, paced, bounded in time, and made again where they may be."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

from bot.teams.directory.conversation_pace import ConversationPace
from bot.teams.directory.errors import OWN_PACE, ConnectorError

Json = dict[str, Any]

CALL_SECONDS = 120.0
"""How long a call may take with all its waits."""
BRISK_SECONDS = 5.0
"""The same for what only decorates: nobody waits for it."""
LONGEST_PAUSE = 20.0
TROUBLE_SECONDS = 300.0
"""How long a call without an answer says that Teams is away, where no other call follows."""
_AGAIN = frozenset({412, 429, 502, 503, 504})
_AGAIN_POSTED = frozenset({412, 429})
"""With any other status a message may have arrived."""


class PatientCalls:
    """Makes calls whose answers are in JSON; `counted` is told of each by its method and `ok` or a code."""

    def __init__(self, counted: Callable[[str, str], object]) -> None:
        self._counted = counted
        self._pace = ConversationPace()
        self._unanswered: tuple[float, str] | None = None

    @property
    def trouble(self) -> str:
        """The code of the last call where it had no answer, a short while ago; empty where all is well."""
        at, code = self._unanswered or (float("-inf"), "")
        return code if asyncio.get_running_loop().time() - at < TROUBLE_SECONDS else ""

    async def patiently(
        self,
        method: str,
        call: Callable[[], Awaitable[Any]],
        *,
        is_posted: bool = False,
        paced: str = "",
        is_patient: bool = True,
    ) -> Json:
        """The answer's JSON; raises `ConnectorError`.

        `paced` is the conversation whose pace the call has to keep. What `is_posted` is called again only where it
        surely didn't arrive.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + (CALL_SECONDS if is_patient else BRISK_SECONDS)
        attempt, said = 0, None
        while True:
            try:
                answer = await self._once(call, until, paced, is_patient)
                self._counted(method, "ok")
                self._unanswered = None
                return answer
            except ConnectorError as error:
                self._counted(method, error.code)
                if error.code != OWN_PACE:
                    self._unanswered = (loop.time(), error.code) if error.status == 0 else None
                if error.code == OWN_PACE:
                    raise said or error from None
                if error.status == 429 and paced:
                    self._pace.close_for(paced, error.retry_after or 1.0)
                spread = random.uniform(0.75, 1.25)  # nosec B311 # noqa: S311 - who waits how long is no secret
                pause = max(error.retry_after, min(2.0 ** min(attempt, 9), LONGEST_PAUSE) * spread)
                if not is_patient or not _may_be_repeated(error, is_posted) or loop.time() + pause > until:
                    raise
                said = error
            attempt += 1
            await asyncio.sleep(pause)

    async def _once(self, call: Callable[[], Awaitable[Any]], until: float, paced: str, is_patient: bool) -> Json:
        is_sent = False
        try:
            async with asyncio.timeout_at(until):
                if paced:
                    await self._pace.turn(paced, is_patient)
                is_sent = True
                raw = await call()
        except TimeoutError:
            raise ConnectorError(0, "timeout") if is_sent else ConnectorError(429, OWN_PACE) from None
        return raw.response if isinstance(raw.response, dict) else {}


def _may_be_repeated(error: ConnectorError, is_posted: bool) -> bool:
    if error.status == 0:
        return error.code == "refused" or (error.is_unsure and not is_posted)
    return error.status in (_AGAIN_POSTED if is_posted else _AGAIN)
