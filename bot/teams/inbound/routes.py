"""What Teams calls over HTTP: an activity is taken in once it is verified, and answered once it is recorded."""

import time
from collections.abc import Callable

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from bot.inbox.request_body import BodyTooLargeError, request_body
from bot.teams.inbound.adapter import Take, Turns
from bot.teams.inbound.door import Door, RefusedError
from pipelines.tracing import note, span

_log = structlog.stdlib.get_logger("tcbot.teams")

LARGEST_BODY = 1024 * 1024
"""More bytes than any activity has."""
BODY_SECONDS = 10.0
"""Within which a body has to be here; Teams itself gives up after 15."""


def teams_routes(
    door: Door,
    turns: Turns,
    take: Take,
    acknowledged: Callable[[int, float], object],
    body_seconds: float = BODY_SECONDS,
) -> APIRouter:
    """The one address for messages, events and invokes. `take` gets what the door lets in, and nothing else.

    `acknowledged` is told of each answer's status and seconds.
    """
    router = APIRouter()

    @router.post("/api/messages")
    async def teams_messages(request: Request) -> Response:
        """Acknowledged when it is in the inbox."""
        begun = time.perf_counter()
        with span("chat.request", "server", surface="teams", method="POST", route="/api/messages"):
            response = await answered(request)
            note(status=response.status_code)
        acknowledged(response.status_code, time.perf_counter() - begun)
        return response

    async def answered(request: Request) -> Response:
        try:
            length = request.headers.get("content-length", "")
            body = await request_body(request.stream(), length, LARGEST_BODY, body_seconds)
            activity = await door.admitted(request.headers, body)
        except BodyTooLargeError:
            return JSONResponse({"error": "too large"}, 413)
        except TimeoutError:
            return JSONResponse({"error": "too slow"}, 408, {"connection": "close"})
        except RefusedError as refused:
            # Anybody can knock; what is signed and refused all the same is worth a look.
            log = _log.info if refused.status in {400, 401} else _log.warning
            log("teams_request_refused", reason=refused.reason)
            return JSONResponse({"error": refused.reason}, refused.status)
        try:
            answer = await turns.run(activity, take)
        except Exception as error:  # Teams sends it again
            _log.error("teams_activity_not_taken", error=type(error).__name__)
            return JSONResponse({"error": "try again"}, 503)
        if answer is None or answer.body is None:
            return Response(status_code=200 if answer is None else answer.status)
        return JSONResponse(answer.body, answer.status)

    return router
