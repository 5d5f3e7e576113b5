"""Teams' HTTP door in local mode: programs of this machine are let in, web pages and other machines are not."""

import asyncio

import pytest
from yarl import URL

from bot.teams.inbound.door import LocalDoor
from tests.contracts.teams_door import ACTIVITY, SERVICE, Json, opened

LOCAL = ACTIVITY | {"serviceUrl": "http://localhost:56150/_connector"}


def test_in_local_mode_programs_of_this_machine_are_let_in() -> None:
    async def run() -> None:
        async with opened(LocalDoor()) as at:
            assert await at.send(LOCAL) == 200
            assert await at.send(LOCAL, content_type="application/json; charset=utf-8", host="localhost:3978") == 200
            assert await at.send(LOCAL | {"attachments": [{"contentUrl": "http://[::1]:5/x"}, "y", {}]}) == 200
            assert len(at.taken) == 3

    asyncio.run(run())


@pytest.mark.parametrize(
    "headers",
    [
        {"content_type": "text/plain"},
        {"content_type": "text/plain; application/json"},
        {"content_type": "application/x-www-form-urlencoded"},
        {"content_type": ""},
        {"host": "evil.example"},
        {"host": "127.0.0.1.evil.example:3978"},
        {"host": "10.0.0.7:3978"},
        {"host": "[:::"},
        {"x_forwarded_for": "10.0.0.7"},
        {"forwarded": "for=10.0.0.7"},
    ],
    ids=str,
)
def test_in_local_mode_no_web_page_and_no_other_machine_is_let_in(headers: dict[str, str]) -> None:
    async def run() -> None:
        async with opened(LocalDoor()) as at:
            assert await at.send(LOCAL, **headers) == 403
            assert at.taken == []

    asyncio.run(run())


@pytest.mark.parametrize(
    "changes",
    [
        {"serviceUrl": SERVICE},
        {"serviceUrl": "http://localhost.evil.example/"},
        {"serviceUrl": "http://localhost@evil.example/"},
        {"serviceUrl": "ftp://localhost/"},
        {"attachments": [{"contentUrl": "https://evil.example/x"}]},
        {"attachments": [{"contentUrl": "file:///etc/passwd"}]},
        {"attachments": [{"content": {"downloadUrl": "http://10.0.0.7/x"}}]},
        {"channelId": "directline"},
    ],
    ids=str,
)
def test_in_local_mode_no_other_machine_is_called(changes: Json) -> None:
    async def run() -> None:
        async with opened(LocalDoor()) as at:
            assert await at.send(LOCAL | changes) == 403
            assert at.taken == []

    asyncio.run(run())


def test_a_body_that_never_comes_is_not_waited_for() -> None:
    async def run() -> None:
        async with opened(LocalDoor(), body_seconds=0.3) as at:
            reader, writer = await asyncio.open_connection("127.0.0.1", URL(at.url).port)
            writer.write(b"POST /api/messages HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n{")
            assert b" 408 " in await asyncio.wait_for(reader.readline(), 5)
            writer.close()
            assert at.counted == [408] and at.taken == []

    asyncio.run(run())
