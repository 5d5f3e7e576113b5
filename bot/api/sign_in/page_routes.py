"""The pages of signing in, and the issuer's ways back."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from bot.api.http.api_problem import ApiProblemError
from bot.api.sign_in.cookies import Cookies
from bot.api.sign_in.door import SignInDoor
from bot.api.sign_in.form import form_of
from bot.api.sign_in.pages import account_page, error_page, local_path, sign_in_page, signed_out_page
from bot.api.sign_in.provider_errors import ProviderAwayError, SignInRefusedError
from bot.api.sign_in.session_authenticator import CSRF_HEADER, SessionAuthenticator
from bot.api.sign_in.signing_in import SigningIn
from bot.records.sign_in_attempts import MINUTES, TooManyAttemptsError

_SAID = frozenset({"state_unknown", "issuer_refused", "domain_not_allowed", "account_disabled"})
"""Codes that have a sentence of their own."""


def page_routes(
    signing_in: SigningIn, authenticator: SessionAuthenticator, cookies: Cookies, door: SignInDoor
) -> APIRouter:
    """What people see, below the path at which it is mounted."""
    router = APIRouter(include_in_schema=False)
    _add_way_in(router, signing_in, authenticator, cookies, door)
    _add_way_out(router, signing_in, authenticator, cookies)
    _add_back_channel(router, signing_in, door)
    return router


def _add_way_in(
    router: APIRouter, signing_in: SigningIn, authenticator: SessionAuthenticator, cookies: Cookies, door: SignInDoor
) -> None:
    seconds = signing_in.settings.session_hours * 3600

    @router.get("/sign-in")
    async def sign_in(request: Request) -> Response:
        """Where signing in begins."""
        wanted = request.query_params.get("next", "")
        if await authenticator.session_of(request) is not None:
            return _leading(local_path(wanted))
        return sign_in_page(request, wanted)

    @router.get("/start")
    async def start(request: Request) -> Response:
        """The way to the issuer."""
        browser = cookies.new_browser_secret(request)
        try:
            await door.begins(request)
            address = await signing_in.begin(browser, local_path(request.query_params.get("next", "")))
        except (ProviderAwayError, TooManyAttemptsError) as error:
            code = "issuer_away" if isinstance(error, ProviderAwayError) else "too_many"
            return error_page(request, code, 503)
        except ApiProblemError as error:
            return _waiting(request, error)
        response = RedirectResponse(address, 302, {"Cache-Control": "no-store"})
        cookies.give_browser(response, browser, MINUTES * 60)
        return response

    @router.get("/callback")
    async def callback(request: Request) -> Response:
        """The way back from the issuer: a new session."""
        said, browser = dict(request.query_params), cookies.browser_secret(request)
        try:
            try:
                done = await signing_in.finish(said, browser, cookies.session_secret(request))
            except SignInRefusedError as error:
                await door.failed(request, error.code, error.is_attempt)
                return error_page(request, error.code if error.code in _SAID else "token_invalid", 403)
            except ProviderAwayError:
                await door.failed(request, "issuer_away", is_attempt=False)
                return error_page(request, "issuer_away", 503)
        except ApiProblemError as error:
            return _waiting(request, error)
        response = _leading(done.next)
        cookies.give_session(response, done.secret, seconds)
        return response


def _add_way_out(
    router: APIRouter, signing_in: SigningIn, authenticator: SessionAuthenticator, cookies: Cookies
) -> None:
    @router.get("/")
    async def account(request: Request) -> Response:
        """Who is signed in."""
        session = await authenticator.session_of(request)
        if session is None:
            return _leading("/auth/sign-in")
        name = await signing_in.name_of(session.account_id)
        proof = await signing_in.calls.run(signing_in.sessions.csrf_of, cookies.session_secret(request))
        try:
            end_session = (await signing_in.provider.metadata()).end_session
        except ProviderAwayError:
            end_session = ""
        return account_page(request, name, proof, end_session)

    @router.post("/logout")
    async def logout(request: Request) -> Response:
        """The way out, here and at the issuer. A program gets the issuer's address in the place of a redirect."""
        session = await authenticator.session_of(request)
        is_program = CSRF_HEADER in request.headers
        if session is None:
            return JSONResponse({"issuer": None}) if is_program else _leading("/auth/signed-out")
        proof = request.headers.get(CSRF_HEADER, "") or (await form_of(request)).get("csrf", "")
        await authenticator.check_origin(request, proof)
        address = await signing_in.leave(session)
        response = JSONResponse({"issuer": address or None}) if is_program else _leading(address or "/auth/signed-out")
        cookies.take_session(response)
        return response

    @router.get("/signed-out")
    async def signed_out(request: Request) -> Response:
        """The end of the way out."""
        return signed_out_page(request)


def _add_back_channel(router: APIRouter, signing_in: SigningIn, door: SignInDoor) -> None:
    @router.post("/backchannel-logout")
    async def backchannel_logout(request: Request) -> Response:
        """The issuer says that somebody has signed out (OpenID Connect Back-Channel Logout 1.0)."""
        headers = {"Cache-Control": "no-store"}
        try:
            await signing_in.sign_out_by_issuer((await form_of(request)).get("logout_token", ""))
        except SignInRefusedError as error:
            await door.failed(request, error.code)
            return JSONResponse({"error": "invalid_request"}, 400, headers)
        except ProviderAwayError:
            return JSONResponse({"error": "temporarily_unavailable"}, 503, headers)
        return Response(status_code=200, headers=headers)


def _leading(address: str) -> RedirectResponse:
    return RedirectResponse(address, 303, {"Cache-Control": "no-store"})


def _waiting(request: Request, error: ApiProblemError) -> Response:
    response = error_page(request, "too_many", error.status)
    response.headers.update(error.headers)
    return response
