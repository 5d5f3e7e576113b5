"""The fields of a short form that was posted."""

from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.inbox.request_body import BodyTooLargeError, request_body

LARGEST_FORM = 128 * 1024
"""More bytes than a form with an issuer's token has."""
SECONDS = 10.0
_MOST_FIELDS = 20


async def form_of(request: Request) -> dict[str, str]:
    """The fields, each once; none where it isn't such a form, is too large, or doesn't come."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        return {}
    length = request.headers.get("content-length", "")
    try:
        body = await request_body(request.stream(), length, LARGEST_FORM, SECONDS)
        return dict(parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except (BodyTooLargeError, TimeoutError, ValueError):
        return {}
