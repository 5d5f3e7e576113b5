"""From a request to who calls: a chain of ways to prove it."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from starlette.requests import Request

from bot.api.callers.caller import Caller
from bot.api.http.api_problem import ApiProblemError, wait_first
from bot.chat.chat import Person
from bot.service.throttle import Throttle

BEARER = "bearer"


class Authenticator(Protocol):
    """One way to prove who calls."""

    @property
    def schemes(self) -> Mapping[str, Mapping[str, Any]]:
        """What OpenAPI says of it: security schemes by their names."""
        ...

    async def authenticate(self, request: Request) -> Caller | None:
        """Who calls; None where the request has no proof of this kind.

        Raises `NotProvenError` for a proof that doesn't hold (wrong, expired, revoked), and `ApiProblemError` for what
        else is refused, such as an unsafe method without its CSRF header.
        """
        ...


class NotProvenError(ApiProblemError):
    """A proof that doesn't hold: 401. It counts against the caller's address."""

    def __init__(
        self, code: str = "not_proven", detail: str = "The key or token is wrong, expired or revoked."
    ) -> None:
        super().__init__(401, code, detail, {"WWW-Authenticate": 'Bearer error="invalid_token"'})


class FailedAttempts:
    """Counts proofs that don't hold by the address that they come from: after some of them, they have to wait.

    Who holds a good proof is let in all the same, so that nobody is locked out by others behind the same address.
    """

    def __init__(self, throttle: Throttle) -> None:
        self._throttle = throttle

    async def note(self, request: Request) -> None:
        """Counts one; raises `ApiProblemError` (429) where there were too many."""
        person = Person("address", "main", address_of(request))
        wait = await self._throttle.admit(person, secrets.token_hex(8), "attempt")
        if wait > 0:
            raise wait_first(wait, "Too many attempts with a wrong key or token.", "too_many_attempts")


class Callers:
    """Finds out who calls, and counts what they call."""

    def __init__(self, authenticators: Sequence[Authenticator], attempts: FailedAttempts, throttle: Throttle) -> None:
        self._authenticators = authenticators
        self._attempts = attempts
        self._throttle = throttle

    @property
    def schemes(self) -> dict[str, Mapping[str, Any]]:
        """The security schemes of all ways."""
        return {name: scheme for each in self._authenticators for name, scheme in each.schemes.items()}

    async def of(self, request: Request) -> Caller:
        """Who calls, by the first proof that the request has; raises `ApiProblemError`: 401, 403 or 429."""
        caller = await self._proven(request)
        wait = await self._throttle.admit(caller.person, secrets.token_hex(8), "call")
        if wait > 0:
            raise wait_first(wait, "Too many requests in too short a time.")
        return caller

    async def _proven(self, request: Request) -> Caller:
        try:
            for each in self._authenticators:
                caller = await each.authenticate(request)
                if caller is not None:
                    return caller
        except NotProvenError:
            await self._attempts.note(request)
            raise
        if bearer_of(request):
            await self._attempts.note(request)
            raise NotProvenError
        detail = "Send an API key as `Authorization: Bearer tcb_…`, or sign in."
        raise ApiProblemError(401, "not_signed_in", detail, {"WWW-Authenticate": "Bearer"})


def bearer_of(request: Request) -> str:
    """What the header `Authorization: Bearer …` holds; empty where there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == BEARER else ""


def address_of(request: Request) -> str:
    """The address that a request comes from."""
    return request.client.host if request.client is not None else ""
