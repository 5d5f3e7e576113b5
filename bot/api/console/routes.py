"""The console's one address."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from bot.api.console.door import LINK_LASTS, ConsoleDoor, NotAdmittedError, NotSignedInError, cookie_name
from bot.api.console.page import console_page, refused_page
from bot.api.http.api_problem import ApiProblemError
from bot.records.figures.spans import Span
from bot.service.console.looking import Console

PATH = "/console"
LINK = "link"
"""The parameter that a link of the command line has its proof in; logs of the proxy leave parameters out."""


def console_routes(door: ConsoleDoor, console: Console, has_sign_in: bool) -> APIRouter:
    """The page, at `PATH` itself."""
    router = APIRouter(include_in_schema=False)

    @router.get(PATH)
    async def page(request: Request) -> Response:
        """The page, for who gets in; `span` says how far back its figures look."""
        try:
            if LINK in request.query_params:
                return await _kept_link(door, request)
            admitted = await door.admit(request)
        except NotSignedInError:
            return RedirectResponse(f"/auth/sign-in?next={PATH}", 303, {"Cache-Control": "no-store"})
        except NotAdmittedError as refused:
            return refused_page(refused.sentence, refused.status, has_sign_in)
        except ApiProblemError as problem:
            response = refused_page(problem.detail, problem.status, has_sign_in)
            response.headers.update(problem.headers)
            return response
        view = await console.look(admitted.by, _span_of(request))
        return console_page(view, admitted.is_signed_in)

    return router


async def _kept_link(door: ConsoleDoor, request: Request) -> Response:
    """Has the browser keep a link, so that it stands in no address and no history any more."""
    token = request.query_params[LINK]
    await door.opened(request, token)
    response = RedirectResponse(PATH, 303, {"Cache-Control": "no-store"})
    response.set_cookie(
        cookie_name(request),
        token,
        max_age=int(LINK_LASTS.total_seconds()),
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return response


def _span_of(request: Request) -> Span:
    wanted = request.query_params.get("span", "")
    return Span(wanted) if wanted in set(Span) else Span.DAY
