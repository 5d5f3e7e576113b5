"""The HTTP door, as a stranger meets it: nothing unsigned is parsed, nothing slow is waited for."""

import asyncio
import contextlib
import hashlib
import hmac
import socket
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import uvicorn
from fastapi import FastAPI
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.slack.inbound.routes import LARGEST_BODY, slack_routes
from bot.web.http_deadlines import DeadlineProtocol

SECRET = "change-me"


class HastyProtocol(DeadlineProtocol):
    """The same with less patience."""

    request_seconds = 0.5


@dataclass
class Door:
    """A server with Slack's address; `parsed` is what came through."""

    port: int
    parsed: list[str] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)

    async def send(self, body: bytes, *, stamp: str = "", signature: str = "", length: int | None = None) -> bytes:
        """The status line for a request, sent in one piece."""
        head = _head(body, stamp, signature, length)
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(head + body)
        with contextlib.suppress(ConnectionError):
            await writer.drain()
        line = await asyncio.wait_for(reader.readline(), 10)
        writer.close()
        return line


def _head(body: bytes, stamp: str, signature: str, length: int | None) -> bytes:
    stamp = stamp or str(int(time.time()))
    return (
        "POST /slack/events HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\n"
        f"x-slack-request-timestamp: {stamp}\r\nx-slack-signature: {signature}\r\n"
        f"content-length: {len(body) if length is None else length}\r\n\r\n"
    ).encode()


def signed(body: bytes, stamp: int) -> str:
    mac = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256)
    return f"v0={mac.hexdigest()}"


@contextlib.asynccontextmanager
async def opened(body_seconds: float = 0.5) -> AsyncIterator[Door]:
    listener = socket.create_server(("127.0.0.1", 0))
    door = Door(listener.getsockname()[1])

    async def dispatch(asked: AsyncBoltRequest) -> BoltResponse:
        door.parsed.append(asked.raw_body)
        return BoltResponse(status=200)

    app = FastAPI()
    app.include_router(slack_routes(dispatch, SECRET, lambda status, _: door.answered.append(status), body_seconds))
    server = uvicorn.Server(uvicorn.Config(app, http=HastyProtocol, log_config=None, access_log=False))
    serving = asyncio.create_task(server.serve([listener]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield door
    finally:
        server.should_exit = True
        await serving


def test_what_slack_signed_comes_through_word_for_word() -> None:
    async def run() -> None:
        async with opened() as door:
            stamp, body = int(time.time()), '{"type": "x", "text": "für"}'.encode()
            assert b" 200 " in await door.send(body, stamp=str(stamp), signature=signed(body, stamp))
            assert door.parsed == [body.decode()]

    asyncio.run(run())


@pytest.mark.parametrize(
    "body", [b"[" * 1_000_000, b"a=1&" * 500_000, b"\xff\xfe{}", b"", b'{"type": "event_callback"}'], ids=len
)
def test_nothing_unsigned_is_parsed_and_it_costs_next_to_nothing(body: bytes) -> None:
    async def run() -> None:
        async with opened(body_seconds=10) as door:
            begun = time.process_time()
            assert b" 401 " in await door.send(body, signature="v0=" + "0" * 64)
            assert b" 401 " in await door.send(body)
            assert time.process_time() - begun < 1.0
            assert door.parsed == [] and door.answered == [401, 401]

    asyncio.run(run())


@pytest.mark.parametrize("stamp", ["soon", "-1", "٣٣٣", "9" * 13, "0", "1e9"])
def test_a_stamp_that_is_no_recent_time_is_refused_before_the_body_is_there(stamp: str) -> None:
    async def run() -> None:
        async with opened(body_seconds=30) as door:
            assert b" 401 " in await door.send(b"", stamp=stamp, length=1000) or not stamp.isascii()
            assert door.parsed == []

    asyncio.run(run())


def test_an_old_or_altered_request_is_refused() -> None:
    async def run() -> None:
        async with opened() as door:
            body, old, new = b"{}", int(time.time()) - 400, int(time.time())
            assert b" 401 " in await door.send(body, stamp=str(old), signature=signed(body, old))
            assert b" 401 " in await door.send(b"{} ", stamp=str(new), signature=signed(body, new))
            assert b" 401 " in await door.send(body, stamp=str(new - 1), signature=signed(body, new))
            assert door.parsed == []

    asyncio.run(run())


def test_too_large_a_body_is_refused_by_its_length_alone() -> None:
    async def run() -> None:
        async with opened(body_seconds=30) as door:
            assert b" 413 " in await door.send(b"", length=LARGEST_BODY + 1)

    asyncio.run(run())


def test_a_body_that_does_not_come_is_waited_for_no_longer_than_its_time() -> None:
    async def run() -> None:
        async with opened(body_seconds=0.3) as door:
            assert b" 408 " in await door.send(b"", length=1000)

    asyncio.run(run())


@pytest.mark.parametrize("beginning", [b"", b"POST /slack/events HTTP/1.1\r\nhost:"])
def test_a_connection_that_asks_nothing_is_closed_however_it_trickles(beginning: bytes) -> None:
    async def run() -> None:
        async with opened() as door:
            reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
            writer.write(beginning)

            async def trickle() -> None:
                while beginning:
                    writer.write(b"x")
                    await asyncio.sleep(0.05)

            trickling = asyncio.create_task(trickle())
            with contextlib.suppress(ConnectionError):
                assert await asyncio.wait_for(reader.read(), 5) == b""
            trickling.cancel()

    asyncio.run(run())


def test_a_connection_may_ask_more_than_once_and_is_then_closed_as_well() -> None:
    async def run() -> None:
        async with opened() as door:
            reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
            for _ in range(2):
                stamp, body = int(time.time()), b"{}"
                writer.write(_head(body, str(stamp), signed(body, stamp), None) + body)
                assert b" 200 " in await asyncio.wait_for(reader.readline(), 5)
                while (await reader.readline()).strip():
                    pass
            assert await asyncio.wait_for(reader.read(), 5) == b""
            assert len(door.parsed) == 2

    asyncio.run(run())
