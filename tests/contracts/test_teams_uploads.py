"""A file is handed to OneDrive piece by piece, whole, and nowhere but where it may go."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.chat.ports import DirectoryUnavailableError
from bot.service.files.capped_download import HostRule
from bot.teams.directory.uploads import upload

PIECES = (b"a" * 10, b"b" * 10, b"c" * 3)


def uploaded(*statuses: int, size: int = 23, rule: HostRule | None = None) -> list[tuple[str, bytes, dict[str, str]]]:
    """The requests that came; the last status is that of all further ones."""
    came: list[tuple[str, bytes, dict[str, str]]] = []

    async def take(request: web.Request) -> web.Response:
        came.append((request.headers["Content-Range"], await request.read(), dict(request.headers)))
        return web.Response(status=statuses[min(len(came), len(statuses)) - 1], headers={"Location": "/elsewhere"})

    async def pieces() -> AsyncIterator[bytes]:
        for each in PIECES:
            yield each

    async def run() -> Any:
        app = web.Application()
        app.router.add_put("/session", take)
        async with TestServer(app, host="127.0.0.1") as server, aiohttp.ClientSession() as http:
            address = str(server.make_url("/session?secret"))
            await upload(http, address, pieces(), size, rule or HostRule(loopback=True))

    asyncio.run(run())
    return came


def test_the_pieces_arrive_in_order_with_their_ranges_and_without_credentials() -> None:
    came = uploaded(202, 202, 201)
    assert [each[0] for each in came] == ["bytes 0-9/23", "bytes 10-19/23", "bytes 20-22/23"]
    assert b"".join(each[1] for each in came) == b"".join(PIECES)
    assert not any("Authorization" in each[2] for each in came)


@pytest.mark.parametrize("status", [302, 401, 403, 404, 409, 416, 500])
def test_what_is_not_taken_is_an_error_and_nothing_further_is_sent(status: int) -> None:
    with pytest.raises(DirectoryUnavailableError):
        uploaded(202, status)


@pytest.mark.parametrize("size", [22, 24])
def test_a_file_that_has_another_size_by_now_is_an_error(size: int) -> None:
    with pytest.raises(DirectoryUnavailableError):
        uploaded(202, size=size)


def test_an_address_elsewhere_gets_nothing() -> None:
    with pytest.raises(DirectoryUnavailableError):
        uploaded(202, rule=HostRule(("sharepoint.com",)))


def test_nobody_who_listens_is_an_error_of_the_chat() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"a"

    async def run() -> None:
        async with aiohttp.ClientSession() as http:
            await upload(http, "http://127.0.0.1:9/session", pieces(), 1, HostRule(loopback=True))

    with pytest.raises(DirectoryUnavailableError):
        asyncio.run(run())
