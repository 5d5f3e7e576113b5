"""What a person's programs and pages ask about sessions: who am I, a token, where am I signed in."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel

from bot.api.callers.authenticators import bearer_of
from bot.api.callers.caller import Caller
from bot.api.callers.needs import SignedInPerson
from bot.api.http.api_problem import ApiProblemError
from bot.api.sign_in.access_tokens import LASTS_SECONDS, AccessTokens
from bot.api.sign_in.cookies import Cookies
from bot.api.sign_in.signing_in import SigningIn, by_account

SessionId = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]


class Me(BaseModel):
    """Who is signed in. `csrf` goes with what a browser changes, and is empty for a token."""

    account_id: str
    name: str
    role: str
    scopes: list[str]
    csrf: str


class OwnSession(BaseModel):
    """A session of the caller's own."""

    id: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    is_this_one: bool


class AccessToken(BaseModel):
    """A token for a program; `expires_in` is in seconds."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105
    expires_in: int = LASTS_SECONDS


def session_routes(signing_in: SigningIn, tokens: AccessTokens, cookies: Cookies) -> APIRouter:
    """The routes, below the path at which they are mounted."""
    router = APIRouter(tags=["sign-in"])
    sessions, calls = signing_in.sessions, signing_in.calls

    @router.get("/me", summary="Who is signed in")
    async def me(request: Request, caller: SignedInPerson) -> Me:
        secret = "" if bearer_of(request) else cookies.session_secret(request)
        return Me(
            account_id=caller.person.id,
            name=await signing_in.name_of(caller.person.id),
            role=caller.role.value,
            scopes=sorted(each.value for each in caller.scopes),
            csrf=await calls.run(sessions.csrf_of, secret) if secret else "",
        )

    @router.post("/token", summary="A token for a program, for a quarter of an hour")
    async def token(request: Request, response: Response, caller: SignedInPerson) -> AccessToken:
        if bearer_of(request):  # or a token that leaked could live on
            raise ApiProblemError(403, "browser_alone", "A token is given to a browser that is signed in.")
        response.headers["Cache-Control"] = "no-store"
        return AccessToken(access_token=tokens.made(caller.session_id, caller.person.id))

    @router.get("/sessions", summary="Where one is signed in")
    async def own_sessions(caller: SignedInPerson) -> list[OwnSession]:
        listed = await calls.run(sessions.listed, caller.person.id)
        return [
            OwnSession(
                id=each.id,
                created_at=each.created_at,
                seen_at=each.seen_at,
                expires_at=each.expires_at,
                is_this_one=each.id == caller.session_id,
            )
            for each in listed
        ]

    @router.delete("/sessions/{session_id}", status_code=204, summary="Ends a session of one's own")
    async def end_session(session_id: SessionId, caller: SignedInPerson) -> None:
        await _end(signing_in, caller, session_id)

    return router


async def _end(signing_in: SigningIn, caller: Caller, session_id: str) -> None:
    account = caller.person.id
    ended = await signing_in.calls.run(
        signing_in.sessions.end, session_id, by_account(account), "revoked", account_id=account
    )
    if not ended:
        raise ApiProblemError(404, "session_not_found", "You have no open session of this id.")
