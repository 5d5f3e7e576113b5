"""The body of a chat's request, bounded in bytes and time before anybody parses it."""

import asyncio
from collections.abc import AsyncIterable


class BodyTooLargeError(Exception):
    """A body has more bytes than the chat ever sends."""


async def request_body(pieces: AsyncIterable[bytes], length: str, most_bytes: int, seconds: float) -> bytes:
    """The whole body from its pieces; `length` is what the request says of it, or empty.

    Raises `BodyTooLargeError` as soon as there are more bytes than `most_bytes`, or more are announced, and
    `TimeoutError` where it isn't here within so many seconds.
    """
    if length.isdecimal() and int(length) > most_bytes:
        raise BodyTooLargeError
    body = bytearray()
    async with asyncio.timeout(seconds):
        async for piece in pieces:
            body += piece
            if len(body) > most_bytes:
                raise BodyTooLargeError
    return bytes(body)
