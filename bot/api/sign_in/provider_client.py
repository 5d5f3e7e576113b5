"""HTTP to who signs people in: answers are bounded, and redirects are followed nowhere."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
from authlib.integrations.httpx_client import AsyncOAuth2Client

from bot.api.sign_in.provider_errors import ProviderAwayError

LARGEST_ANSWER = 1024 * 1024
"""More bytes than any answer of an issuer has."""
SECONDS = 5.0


class _Capped(httpx2.AsyncByteStream):
    """The bytes of an answer, up to the most that there may be."""

    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        count = 0
        async for piece in self._stream:
            count += len(piece)
            if count > LARGEST_ANSWER:
                raise ProviderAwayError
            yield piece

    async def aclose(self) -> None:
        """Ends the answer."""
        await self._stream.aclose()


async def _cap(response: httpx2.Response) -> None:
    """A compressed answer isn't taken, since nobody asked for one and it could become any size."""
    if response.headers.get("content-encoding", "identity") != "identity":
        raise ProviderAwayError
    if isinstance(response.stream, httpx2.AsyncByteStream):
        response.stream = _Capped(response.stream)


def provider_client(client_id: str = "", client_secret: str = "", **options: Any) -> AsyncOAuth2Client:
    """A client of the issuer, to be used as a context manager; `options` are Authlib's."""
    return AsyncOAuth2Client(
        client_id,
        client_secret or None,
        code_challenge_method="S256",
        timeout=SECONDS,
        follow_redirects=False,
        headers={"accept-encoding": "identity"},
        event_hooks={"response": [_cap]},
        **options,
    )
