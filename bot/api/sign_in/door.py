"""How often somebody may begin to sign in, and fail at it, from one address."""

import secrets

from starlette.requests import Request

from bot.api.callers.authenticators import FailedAttempts, address_of
from bot.api.http.api_problem import wait_first
from bot.api.sign_in.signing_in import BY, SigningIn
from bot.chat.chat import Person
from bot.service.throttle import MemoryThrottle, Rate, RedisThrottle, Throttle

BEGUN = Rate(60, 60.0)
"""From one address, behind which there may be a whole office."""
BEGUN_BY_ALL = Rate(6000, 60.0)


class SignInDoor:
    """Counts beginnings and failures; failures are told of in the audit. Raises `ApiProblemError` (429)."""

    def __init__(self, signing_in: SigningIn, attempts: FailedAttempts, begun: Throttle) -> None:
        self._signing_in = signing_in
        self._attempts = attempts
        self._begun = begun

    async def begins(self, request: Request) -> None:
        """Somebody is about to be sent to the issuer."""
        person = Person("sign-in", "main", address_of(request))
        wait = await self._begun.admit(person, secrets.token_hex(8), "attempt")
        if wait > 0:
            raise wait_first(wait, "Too many sign-ins at once.", "too_many_attempts")

    async def failed(self, request: Request, code: str, is_attempt: bool = True) -> None:
        """Somebody isn't signed in, for the reason of this code."""
        if is_attempt:
            await self._attempts.note(request)
        issuer = self._signing_in.settings.oidc_issuer or ""
        await self._signing_in.calls.run(self._signing_in.sessions.note_failed, BY, issuer, code)


def open_begun(redis_url: str | None) -> MemoryThrottle | RedisThrottle:
    """What counts the beginnings: in Redis for all processes, or in this one."""
    person, team = {"attempt": BEGUN}, {"attempt": BEGUN_BY_ALL}
    return MemoryThrottle(person, team) if redis_url is None else RedisThrottle(redis_url, person, team)  # type: ignore[arg-type]
