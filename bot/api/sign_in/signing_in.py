"""A person's way in and out: to the issuer and back, asked about again while they are here, and gone with it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, Protocol
from urllib.parse import urlencode

import structlog

from bot.access.labels import person_label
from bot.api.sign_in.identity import EMAIL_CLAIMS, Identity, identity_of
from bot.api.sign_in.issued_claims import IssuedClaims
from bot.api.sign_in.kept_tokens import KeptTokens
from bot.api.sign_in.provider import NOT_THE_PERSON, IssuedTokens, Provider
from bot.api.sign_in.provider_errors import ProviderAwayError, SignInRefusedError
from bot.chat.chat import Person
from bot.records.people import WEB, WEB_TEAM, People
from bot.records.sessions import NewSession, Sessions, SessionView
from bot.records.sign_in_attempts import SignInAttempts
from bot.sign_in_settings import SignInSettings
from bot.threads.blocking import BlockingCalls

_log = structlog.stdlib.get_logger("tcbot.api")

REFRESH = timedelta(minutes=15)
"""How often the issuer is asked about somebody who is using their session."""
AGAIN = timedelta(minutes=1)
"""When it is asked again where it was away."""
TRUSTED_SECONDS = 3600.0
"""How long a session goes on while the issuer is away."""
BY: Final = "sso"
"""What the audit calls the issuer's word."""
LONGEST_HINT = 4000
"""Characters of an ID token that still go into an address."""
_LONGEST_PARAMETER = 4096


class Links(Protocol):
    """What joins who signed in with who they are in chats."""

    async def link(self, account_id: str, email: str = "", tenant: str = "", object_id: str = "") -> object:
        """By a verified address, or by how Entra ID knows them; each may be empty. Raises nothing."""
        ...


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A browser's new session, and where it wanted to go."""

    secret: str = field(repr=False)
    next: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningIn:
    """Signing in at one issuer.

    Errors are `SignInRefusedError` and `ProviderAwayError`; those of the database pass through.
    """

    settings: SignInSettings
    provider: Provider
    claims: IssuedClaims
    sessions: Sessions
    attempts: SignInAttempts
    people: People
    calls: BlockingCalls
    links: Links | None = None

    async def begin(self, browser: str, next_path: str) -> str:
        """The issuer's address at which somebody signs in, for the browser that holds this secret."""
        await self.provider.metadata()
        attempt = await self.calls.run(self.attempts.begin, browser, next_path)
        return await self.provider.address(attempt.state, attempt.nonce, attempt.verifier)

    async def finish(self, said: Mapping[str, str], browser: str, replaces: str) -> SignedIn:
        """A session for who came back with these parameters; it takes the place of the one whose secret is given."""
        if any(len(value) > _LONGEST_PARAMETER for value in said.values()) or not browser:
            raise SignInRefusedError("state_unknown")
        attempt = await self.calls.run(self.attempts.finish, said.get("state", ""), browser)
        if attempt is None:
            raise SignInRefusedError("state_unknown")
        metadata = await self.provider.metadata()
        if said.get("iss", metadata.issuer if not metadata.names_itself else "") != metadata.issuer:
            raise SignInRefusedError("token_invalid")
        if not said.get("code"):
            raise SignInRefusedError("issuer_refused", is_attempt=False)
        tokens = await self.provider.exchanged(said["code"], attempt.verifier)
        identity = await self._identity(await self.claims.of_person(tokens, attempt.nonce), tokens)
        self._check_domain(identity)
        account = await self._account(identity)
        secret = await self.calls.run(
            self.sessions.open, self._new(account, identity, tokens), by_account(account), replaces
        )
        return SignedIn(secret, attempt.next)

    async def is_still_in(self, session: SessionView) -> bool:
        """Whether the session stays open, after asking the issuer where that is due; one process asks at a time."""
        if not session.refresh_is_due:
            return True
        text = await self.calls.run(self.sessions.take_refresh, session.id, REFRESH)
        if text is None:
            return await self.calls.run(self.sessions.is_open, session.id)
        kept = KeptTokens.read(text)
        try:
            await self._refresh(session, kept)
        except SignInRefusedError as error:
            if error.code in NOT_THE_PERSON:
                return await self._wait(session, kept)
            await self.calls.run(self.sessions.end, session.id, BY, error.code)
            return False
        except ProviderAwayError:
            return await self._wait(session, kept)
        return await self.calls.run(self.sessions.is_open, session.id)

    async def leave(self, session: SessionView) -> str:
        """Ends a session; where its person signs out of the issuer, too, or an empty text."""
        kept = KeptTokens.read(await self.calls.run(self.sessions.tokens, session.id))
        await self.calls.run(self.sessions.end, session.id, by_account(session.account_id), "signed_out")
        try:
            address = (await self.provider.metadata()).end_session
        except ProviderAwayError:
            return ""
        if not address:
            return ""
        told = {"client_id": self.provider.client_id}
        told["post_logout_redirect_uri"] = f"{self.settings.public_url}/auth/signed-out"
        if kept.id_token and len(kept.id_token) <= LONGEST_HINT:
            told["id_token_hint"] = kept.id_token
        return f"{address}{'&' if '?' in address else '?'}{urlencode(told)}"

    async def name_of(self, account_id: str) -> str:
        """What somebody is called; empty where nobody said."""
        called = await self.calls.run(self.people.called, [account_id])
        return called.get(account_id, ("", ""))[0]

    async def sign_out_by_issuer(self, token: str) -> int:
        """Ends what the issuer says is over, in every process at once; how many sessions there were."""
        sid, subject = await self.claims.of_sign_out(token)
        issuer = (await self.provider.metadata()).issuer
        return await self.calls.run(self.sessions.end_at_issuer, issuer, sid, subject, BY)

    async def _refresh(self, session: SessionView, kept: KeptTokens) -> None:
        tokens = await self.provider.refreshed(kept.issued)
        claims: Mapping[str, Any] = {"sub": session.subject}
        if tokens.id_token:
            claims = await self.claims.of_person(tokens)
        if claims["sub"] != session.subject:
            raise SignInRefusedError("token_invalid")
        identity = await self._identity(claims, tokens)
        if identity.email:
            self._check_domain(identity)
        await self.calls.run(self.people.set_groups, session.account_id, identity.group_labels, identity.issuer)
        text = KeptTokens.of(tokens, time.time(), kept.id_token).text()
        await self.calls.run(self.sessions.refreshed, session.id, text, REFRESH)

    async def _wait(self, session: SessionView, kept: KeptTokens) -> bool:
        """Whether a session goes on although nobody can be asked about it."""
        if time.time() - kept.at > TRUSTED_SECONDS:
            await self.calls.run(self.sessions.end, session.id, BY, "issuer_away")
            return False
        await self.calls.run(self.sessions.refreshed, session.id, kept.text(), AGAIN)
        return True

    async def _identity(self, claims: Mapping[str, Any], tokens: IssuedTokens) -> Identity:
        """Who the claims tell of; what they leave out, the issuer is asked for."""
        issuer, settings = (await self.provider.metadata()).issuer, self.settings
        names = settings.group_names
        identity = identity_of(claims, issuer, settings.oidc_groups_claim, names)
        if identity.groups is not None and identity.email:
            return identity
        more = await self.provider.userinfo(tokens.access_token)
        if more.get("sub") != claims["sub"]:
            more = {}
        if "email" in claims:  # whether an address is verified is said where the address is said
            more = {name: value for name, value in more.items() if name not in EMAIL_CLAIMS}
        identity = identity_of({**more, **claims}, issuer, settings.oidc_groups_claim, names)
        if identity.groups is None:
            _log.info("sign_in_groups_unknown", reason="overage" if "_claim_names" in claims else "not_told")
        return identity

    def _check_domain(self, identity: Identity) -> None:
        allowed = self.settings.sign_in_domains
        if allowed and identity.email.rpartition("@")[2].lower() not in allowed:
            raise SignInRefusedError("domain_not_allowed", is_attempt=False)

    async def _account(self, identity: Identity) -> str:
        """The account of who signed in, made where there is none, with their groups of now."""
        ensure = self.people.ensure
        account = await self.calls.run(ensure, identity.person, BY, "issuer", identity.name, identity.email)
        known = await self.calls.run(self.people.get, account)
        if known is None or known.is_disabled:
            raise SignInRefusedError("account_disabled", is_attempt=False)
        await self.calls.run(self.people.set_groups, account, identity.group_labels, identity.issuer)
        if self.links is not None:
            await self.links.link(account, identity.email, identity.tenant, identity.object)
        return account

    def _new(self, account: str, identity: Identity, tokens: IssuedTokens) -> NewSession:
        return NewSession(
            account_id=account,
            issuer=identity.issuer,
            subject=identity.subject,
            provider_session=identity.session,
            tokens=KeptTokens.of(tokens, time.time()).text(),
            lasts=timedelta(hours=self.settings.session_hours),
            refresh_after=REFRESH if tokens.refresh_token else None,
        )


def by_account(account_id: str) -> str:
    """What the audit calls somebody of the web."""
    return person_label(Person(WEB, WEB_TEAM, account_id))
