"""Who gets into the console: admins of all teams by their session; without a sign-in whoever has an operator's link."""

import asyncio
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from starlette.requests import Request

from bot.access.labels import person_label
from bot.access.roles import AccountDisabledError, Roles
from bot.api.callers.authenticators import Callers, FailedAttempts
from bot.api.callers.caller import Caller, Subject
from bot.api.http.api_problem import ApiProblemError, wait_first
from bot.api.signed_links import LinkRefusedError, Purpose, SignedLink, SignedLinks
from bot.chat.chat import Person
from bot.chat.role import EVERY_TEAM, Role
from bot.records.denials import Denials
from bot.service.console.looking import TARGET
from bot.service.throttle import Throttle

OPERATOR: Final = Person("command line", "main", "console")
"""Who has links made: whoever can run commands where the bot runs, who sees the records anyway."""
BY: Final = "command line"
LINK_LASTS: Final = timedelta(minutes=15)
COOKIE: Final = "tcbot-console"


class NotSignedInError(Exception):
    """Nobody is signed in; they can be."""


class NotAdmittedError(Exception):
    """Who asks doesn't get in: `sentence` says why, `status` as HTTP says it."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Admitted:
    """Who looks, as the audit calls them; `is_signed_in` where that was by a session."""

    by: str = field(repr=False)
    is_signed_in: bool


class ConsoleDoor:
    """Lets admins in. Raises `NotSignedInError`, `NotAdmittedError`, and `ApiProblemError` for who has to wait."""

    def __init__(
        self,
        *,
        callers: Callers,
        attempts: FailedAttempts,
        throttle: Throttle,
        roles: Roles,
        links: SignedLinks,
        denials: Denials,
        has_sign_in: bool,
    ) -> None:
        self._callers = callers
        self._attempts = attempts
        self._throttle = throttle
        self._roles = roles
        self._links = links
        self._denials = denials
        self._has_sign_in = has_sign_in

    async def admit(self, request: Request) -> Admitted:
        """Who looks."""
        return await self._by_session(request) if self._has_sign_in else await self._by_link(request)

    async def opened(self, request: Request, token: str) -> SignedLink:
        """The link that somebody follows, which their browser may keep until it is over."""
        if self._has_sign_in:
            raise NotAdmittedError(403, "People sign in here: links don't open this page.")
        try:
            return self._links.open(Purpose.CONSOLE, token)
        except LinkRefusedError:
            await self._attempts.note(request)
            raise NotAdmittedError(403, "This link doesn't hold (any more). Make a new one: tcbot console.") from None

    async def _by_session(self, request: Request) -> Admitted:
        try:
            caller = await self._callers.of(request)
        except ApiProblemError as problem:
            if problem.status == 401:
                raise NotSignedInError from None
            if problem.status == 403:
                raise NotAdmittedError(403, problem.detail) from None
            raise
        if not await self._is_admin(caller):
            by = person_label(caller.person)
            await asyncio.to_thread(self._denials.note, by, TARGET, EVERY_TEAM)
            raise NotAdmittedError(403, "This page is for admins of all teams.")
        return Admitted(person_label(caller.person), is_signed_in=True)

    async def _is_admin(self, caller: Caller) -> bool:
        """Whether it is a person who is an admin in every team; who is one in a single team sees too much here."""
        if caller.subject is not Subject.PERSON:
            return False
        try:
            return (await self._roles.role_of(caller.person, EVERY_TEAM)).includes(Role.ADMIN)
        except AccountDisabledError:
            return False

    async def _by_link(self, request: Request) -> Admitted:
        token = request.cookies.get(cookie_name(request), "")
        if not token:
            raise NotAdmittedError(403, "To open this page, run tcbot console where the bot runs, and follow its link.")
        link = await self.opened(request, token)
        wait = await self._throttle.admit(link.person, secrets.token_hex(8), "call")
        if wait > 0:
            raise wait_first(wait, "Too many requests in too short a time.")
        return Admitted(BY, is_signed_in=False)


def cookie_name(request: Request) -> str:
    """The name of the cookie that holds a link: over https one that no other host can set."""
    return f"__Host-{COOKIE}" if request.url.scheme == "https" else COOKIE
