"""Who calls by having signed in: a browser by its cookie, a program by a token of the same session."""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from starlette.requests import Request

from bot.access.roles import AccountDisabledError
from bot.api.callers.authenticators import NotProvenError, bearer_of
from bot.api.callers.caller import SCOPES_OF, Caller, Subject
from bot.api.http.api_problem import ApiProblemError
from bot.api.sign_in.access_tokens import AccessTokens
from bot.api.sign_in.cookies import Cookies
from bot.api.sign_in.signing_in import SigningIn
from bot.chat.chat import Person
from bot.chat.role import Role
from bot.records.people import WEB, WEB_TEAM
from bot.records.sessions import SessionView

CSRF_HEADER: Final = "x-csrf-token"
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_ENDED: Final = "The session is over. Sign in again."
RoleOf = Callable[[Person], Awaitable[Role]]


class SessionAuthenticator:
    """An `Authenticator`. Every request asks the records, so that a session that ended lets nobody in any more."""

    def __init__(self, signing_in: SigningIn, tokens: AccessTokens, cookies: Cookies, role_of: RoleOf) -> None:
        self._signing_in = signing_in
        self._tokens = tokens
        self._cookies = cookies
        self._role_of = role_of

    @property
    def schemes(self) -> Mapping[str, Mapping[str, Any]]:
        """See `Authenticator`."""
        return {
            "session": {"type": "apiKey", "in": "cookie", "name": self._cookies.session},
            "access_token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
        }

    async def authenticate(self, request: Request) -> Caller | None:
        """See `Authenticator`. A request with an Authorization header is judged by that alone."""
        if "authorization" in request.headers:
            token = bearer_of(request)
            return await self._caller(await self._by_token(token)) if token.count(".") == 2 else None
        secret = self._cookies.session_secret(request)
        if not secret:
            return None
        session = await self.session_of(request)
        if session is None:
            raise NotProvenError("session_ended", _ENDED)
        if request.method not in SAFE_METHODS:
            await self.check_origin(request, request.headers.get(CSRF_HEADER, ""))
        return await self._caller(session)

    async def session_of(self, request: Request) -> SessionView | None:
        """The open session of the browser that asks; None where it has none."""
        secret = self._cookies.session_secret(request)
        if not secret:
            return None
        calls, sessions = self._signing_in.calls, self._signing_in.sessions
        return await self._still_in(await calls.run(sessions.find, secret))

    async def check_origin(self, request: Request, proof: str) -> None:
        """Raises `ApiProblemError` (403) where a page of somebody else's may have had the browser ask this."""
        calls, sessions = self._signing_in.calls, self._signing_in.sessions
        expected = await calls.run(sessions.csrf_of, self._cookies.session_secret(request))
        origin = request.headers.get("origin", "")
        is_ours = origin in {"", self._signing_in.settings.public_url}
        if not hmac.compare_digest(proof.encode(), expected.encode()) or not is_ours:
            detail = "A browser has to send the session's token, which /auth/me gives, as X-CSRF-Token."
            raise ApiProblemError(403, "csrf", detail)

    async def _by_token(self, token: str) -> SessionView:
        named = self._tokens.session_of(token)
        if named is None:
            raise NotProvenError
        calls, sessions = self._signing_in.calls, self._signing_in.sessions
        session = await self._still_in(await calls.run(sessions.get, named[0]))
        if session is None or session.account_id != named[1]:
            raise NotProvenError("session_ended", _ENDED)
        return session

    async def _still_in(self, session: SessionView | None) -> SessionView | None:
        return session if session is not None and await self._signing_in.is_still_in(session) else None

    async def _caller(self, session: SessionView) -> Caller:
        person = Person(WEB, WEB_TEAM, session.account_id)
        try:
            role = await self._role_of(person)
        except AccountDisabledError as error:
            raise ApiProblemError(403, "account_disabled", str(error)) from None
        return Caller(person, Subject.PERSON, role, SCOPES_OF[role], session_id=session.id)
