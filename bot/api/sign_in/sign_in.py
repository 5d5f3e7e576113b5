"""Signing in as a whole, as a bot process opens it."""

from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Self

from fastapi import APIRouter

from bot.access.labels import team_label
from bot.access.roles import Roles
from bot.api.callers.authenticators import Authenticator, FailedAttempts
from bot.api.sign_in.access_tokens import AccessTokens
from bot.api.sign_in.cookies import Cookies
from bot.api.sign_in.door import SignInDoor, open_begun
from bot.api.sign_in.issued_claims import IssuedClaims
from bot.api.sign_in.page_routes import page_routes
from bot.api.sign_in.provider import Provider
from bot.api.sign_in.session_authenticator import SessionAuthenticator
from bot.api.sign_in.session_routes import session_routes
from bot.api.sign_in.signing_in import Links, SigningIn
from bot.chat.chat import Person
from bot.chat.role import Role
from bot.records.people import WEB, WEB_TEAM, People
from bot.records.sessions import Sessions
from bot.records.sign_in_attempts import SignInAttempts
from bot.service.throttle import RedisThrottle
from bot.settings import BotSettings
from bot.threads.blocking import BlockingCalls
from pipelines.records.database import Database

THREADS = 4


class SignIn:
    """How people sign in: `router` below /auth, `authenticators` for whoever has. Both are empty where nobody can.

    An async context manager; used up after it.
    """

    def __init__(self, authenticators: tuple[Authenticator, ...] = (), router: APIRouter | None = None) -> None:
        self.authenticators = authenticators
        self.router = router or APIRouter()
        self._closing = AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._closing.aclose()

    @classmethod
    def open(
        cls,
        settings: BotSettings,
        database: Database,
        attempts: FailedAttempts,
        roles: Roles,
        links: Links | None = None,
    ) -> Self:
        """Signing in at OIDC_ISSUER. Asks nobody anything yet."""
        if settings.oidc_issuer is None or settings.public_url is None:
            return cls()
        signing_in = _signing_in(settings, settings.public_url, settings.oidc_issuer, database, links)
        tokens = AccessTokens(database.key_of("access tokens"), settings.public_url)
        cookies, begun = Cookies(settings.public_url), open_begun(settings.redis_url)

        async def role_of(person: Person) -> Role:
            return await roles.role_of(person, team_label(WEB, WEB_TEAM))

        authenticator = SessionAuthenticator(signing_in, tokens, cookies, role_of)
        router = page_routes(signing_in, authenticator, cookies, SignInDoor(signing_in, attempts, begun))
        router.include_router(session_routes(signing_in, tokens, cookies))
        opened = cls((authenticator,), router)
        opened._closing.callback(signing_in.calls.close)
        if isinstance(begun, RedisThrottle):
            opened._closing.push_async_callback(begun.close)
        return opened


def _signing_in(
    settings: BotSettings, public_url: str, issuer: str, database: Database, links: Links | None
) -> SigningIn:
    secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else ""
    provider = Provider(
        issuer, settings.oidc_client_id or "", secret, settings.oidc_scopes, f"{public_url}/auth/callback"
    )
    return SigningIn(
        settings=settings,
        provider=provider,
        claims=IssuedClaims(provider),
        sessions=Sessions(database, timedelta(minutes=settings.session_idle_minutes)),
        attempts=SignInAttempts(database),
        people=People(database),
        calls=BlockingCalls(THREADS, "sign-in"),
        links=links,
    )
