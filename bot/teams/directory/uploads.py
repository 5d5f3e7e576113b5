"""A file of ours into somebody's OneDrive, at the address that they gave with their consent."""

from collections.abc import AsyncIterator
from typing import Final

import aiohttp

from bot.chat.ports import DirectoryUnavailableError
from bot.service.files.capped_download import HostRule
from bot.teams.directory.errors import CHAT

PIECE: Final = 10 * 320 * 1024
"""Bytes of one request: OneDrive takes multiples of 320 KiB."""
SECONDS: Final = 120.0
_TAKEN: Final = frozenset({200, 201, 202})


async def upload(
    http: aiohttp.ClientSession, address: str, pieces: AsyncIterator[bytes], size: int, rule: HostRule
) -> None:
    """Writes a file of so many bytes, in pieces of `PIECE`, to an address that the rule allows.

    The address is a secret and needs no credentials. Raises `DirectoryUnavailableError` where it isn't taken whole.
    """
    refused = DirectoryUnavailableError("chat_refused", chat=CHAT, code="upload")
    if not rule.allows(address):
        raise refused
    limits = aiohttp.ClientTimeout(total=SECONDS)
    begin = 0
    try:
        async for piece in pieces:
            headers = {"Content-Range": f"bytes {begin}-{begin + len(piece) - 1}/{size}"}
            request = http.put(address, data=piece, headers=headers, timeout=limits, allow_redirects=False)
            async with request as response:
                if response.status not in _TAKEN:
                    raise refused
            begin += len(piece)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise DirectoryUnavailableError("chat_unreachable", chat=CHAT) from error
    if begin != size:
        raise refused
