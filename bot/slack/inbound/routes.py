"""What Slack calls over HTTP: nothing of a request is parsed before its bytes are verified as Slack's."""

import time
from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from bot.inbox.request_body import BodyTooLargeError, request_body
from pipelines.tracing import note, span

LARGEST_BODY = 2 * 1024 * 1024
"""More bytes than any request of Slack's has."""
BODY_SECONDS = 10.0
"""Within which a body has to be here; Slack itself gives up after 3."""
MOST_AGE_SECONDS = 300
"""How old a signature may be."""


class _NotSlacksError(Exception):
    """A request isn't signed as Slack signs, or was signed too long ago."""


def slack_routes(
    dispatch: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]],
    signing_secret: str,
    acknowledged: Callable[[int, float], object],
    body_seconds: float = BODY_SECONDS,
) -> APIRouter:
    """The one address for events, commands, clicks and dialogs. `dispatch` gets what is verified, and nothing else.

    `acknowledged` is told of each answer's status and seconds.
    """
    router = APIRouter()
    signatures = SignatureVerifier(signing_secret)

    @router.post("/slack/events")
    async def slack_events(request: Request) -> Response:
        """Acknowledged when it is in the inbox."""
        begun = time.perf_counter()
        with span("chat.request", "server", surface="slack", method="POST", route="/slack/events"):
            response = await answered(request)
            note(status=response.status_code)
        acknowledged(response.status_code, time.perf_counter() - begun)
        return response

    async def answered(request: Request) -> Response:
        try:
            body = await _verified(request, signatures, body_seconds)
        except _NotSlacksError:
            return JSONResponse({"error": "invalid request"}, 401)
        except BodyTooLargeError:
            return JSONResponse({"error": "too large"}, 413)
        except TimeoutError:
            return JSONResponse({"error": "too slow"}, 408, {"connection": "close"})
        try:
            asked = AsyncBoltRequest(body=body, query=request.url.query, headers=dict(request.headers))
        except (ValueError, AttributeError, TypeError):  # it isn't JSON, or no object
            return JSONResponse({"error": "malformed"}, 400)
        answer = await dispatch(asked)
        return Response(answer.body, answer.status, headers=answer.first_headers_without_set_cookie())

    return router


async def _verified(request: Request, signatures: SignatureVerifier, seconds: float) -> str:
    """The body of a request that Slack signed a short while ago; its age is looked at before it is read."""
    stamp = request.headers.get("x-slack-request-timestamp", "")
    signature = request.headers.get("x-slack-signature", "")
    is_number = stamp.isascii() and stamp.isdecimal() and len(stamp) <= 12
    if not is_number or not signature.isascii() or abs(time.time() - int(stamp)) > MOST_AGE_SECONDS:
        raise _NotSlacksError
    body = await request_body(request.stream(), request.headers.get("content-length", ""), LARGEST_BODY, seconds)
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise _NotSlacksError from None
    if not signatures.is_valid(text, stamp, signature):
        raise _NotSlacksError
    return text
