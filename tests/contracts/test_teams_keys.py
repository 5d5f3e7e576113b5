"""When the keys of Teams' requests are read, and what happens when their issuer changes them or is away."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator

import pytest

from bot.teams.directory.wire import open_session
from bot.teams.inbound.keys import IssuerKeys, KeysUnknownError
from tests.servers.local_authority import local_authority
from tests.servers.teams_issuer import ENDORSED, ISSUER, TeamsIssuer


class Hours:
    """A clock that stands still."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def issuer(monkeypatch: pytest.MonkeyPatch) -> Iterator[TeamsIssuer]:
    for name, value in local_authority().environment.items():
        monkeypatch.setenv(name, value)
    with TeamsIssuer() as issuer:
        yield issuer


@contextlib.asynccontextmanager
async def opened(issuer: TeamsIssuer, clock: Hours) -> AsyncIterator[IssuerKeys]:
    async with open_session() as http:
        keys = IssuerKeys(issuer.openid_url, http, clock)
        yield keys
        keys.close()


async def settled(keys: IssuerKeys) -> None:
    """Waits for a load that nobody waits for."""
    while keys._loading is not None and not keys._loading.done():
        await asyncio.sleep(0.01)


def test_keys_are_read_once_for_a_day_by_however_many(issuer: TeamsIssuer) -> None:
    async def run() -> None:
        clock = Hours()
        async with opened(issuer, clock) as keys:
            found = await asyncio.gather(*(keys.find("first") for _ in range(50)))
            assert {(each.issuer, each.endorsements) for each in found if each} == {(ISSUER, frozenset(ENDORSED))}
            assert len(issuer.asked) == 2
            clock.now = 23 * 3600.0
            await keys.find("first")
            assert len(issuer.asked) == 2
            clock.now = 25 * 3600.0
            assert await keys.find("first") is not None
            await settled(keys)
            assert len(issuer.asked) == 4

    asyncio.run(run())


def test_a_new_key_is_known_when_it_is_first_used_and_strangers_are_asked_for_once_a_minute(
    issuer: TeamsIssuer,
) -> None:
    async def run() -> None:
        clock = Hours()
        async with opened(issuer, clock) as keys:
            assert await keys.find("first") is not None
            new = issuer.rotate().kid
            assert await keys.find(new) is None
            clock.now = 61
            assert await asyncio.gather(*(keys.find(f"no-{n}") for n in range(50))) == [None] * 50
            assert len(issuer.asked) == 4
            assert await keys.find(new) is not None
            assert await keys.find("first") is None
            assert len(issuer.asked) == 4

    asyncio.run(run())


def test_known_keys_go_on_while_the_issuer_is_away(issuer: TeamsIssuer) -> None:
    async def run() -> None:
        clock = Hours()
        async with opened(issuer, clock) as keys:
            issuer.is_away = True
            with pytest.raises(KeysUnknownError):
                await keys.find("first")
            issuer.is_away = False
            clock.now = 6
            assert await keys.find("first") is not None
            issuer.is_away = True
            clock.now = 48 * 3600.0
            for _ in range(3):
                assert await keys.find("first") is not None
                await settled(keys)
            asked = len(issuer.asked)
            assert await keys.find("another") is None
            assert len(issuer.asked) == asked

    asyncio.run(run())


@pytest.mark.parametrize(
    "published",
    [
        {"keys": None},
        {"keys": [None, 1, {}, {"kid": 1}, {"kid": "x", "kty": "oct", "k": "eA"}, {"kid": "x", "kty": "RSA"}]},
        {"keys": [{"kid": "x", "kty": "RSA", "n": "", "e": ""}]},
        {"keys": [{"kid": "x", "kty": "RSA", "n": "\u00fc", "e": 7}]},
        [],
    ],
    ids=str,
)
def test_what_is_no_list_of_keys_is_none(issuer: TeamsIssuer, published: object) -> None:
    issuer.published = published

    async def run() -> None:
        async with opened(issuer, Hours()) as keys:
            with pytest.raises(KeysUnknownError):
                await keys.find("x")

    asyncio.run(run())
