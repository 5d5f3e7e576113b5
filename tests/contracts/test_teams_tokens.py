"""The app's tokens, from a login that checks what proves the app, as Microsoft's does."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import load_settings
from bot.teams.directory import tokens as tokens_module
from bot.teams.directory.errors import TokenError
from bot.teams.directory.tokens import Tokens
from tests.servers.teams_issuer import CONNECTOR, IDENTITY_HEADER, TeamsIssuer, app_certificate


@pytest.fixture
def issuer(monkeypatch: pytest.MonkeyPatch) -> Iterator[TeamsIssuer]:
    with TeamsIssuer() as issuer:
        for name, value in issuer.settings().items():
            monkeypatch.setenv(name, value)
        yield issuer


def asked_for_tokens(issuer: TeamsIssuer) -> int:
    return sum(path.endswith("/token") for path in issuer.asked)


async def refused_code(tokens: Tokens) -> str:
    with pytest.raises(TokenError) as refused:
        await tokens.connector()
    assert "change-me" not in str(refused.value)
    return refused.value.code


def test_a_secret_gets_a_token_for_each_of_both_and_each_is_asked_for_once(issuer: TeamsIssuer) -> None:
    async def run() -> None:
        tokens = Tokens(load_settings())
        given = await asyncio.gather(*(tokens.connector() for _ in range(20)), *(tokens.graph() for _ in range(20)))
        assert [issuer.is_valid(f"Bearer {token}", CONNECTOR) for token in given] == [True] * 20 + [False] * 20
        assert all(issuer.is_valid(f"Bearer {token}", issuer.graph) for token in given[20:])
        assert asked_for_tokens(issuer) == 2
        tokens.close()

    asyncio.run(run())


def test_a_certificate_proves_the_app(issuer: TeamsIssuer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    issuer.certificate, pem = app_certificate("ours")
    path = tmp_path / "app.pem"
    monkeypatch.delenv("TEAMS_APP_PASSWORD")
    monkeypatch.setenv("TEAMS_CERTIFICATE", str(path))

    async def run() -> None:
        tokens = Tokens(load_settings())
        assert await refused_code(tokens) == "certificate_unreadable"
        for text in ("", "-----BEGIN CERTIFICATE-----", pem[: pem.index("-----BEGIN CERT")]):
            path.write_text(text)
            assert await refused_code(tokens) == "certificate_unreadable"
        path.write_text("The app's own:\n" + pem)
        assert issuer.is_valid(f"Bearer {await tokens.connector()}", CONNECTOR)
        tokens.close()
        path.write_text(app_certificate("another's")[1])
        another = Tokens(load_settings())
        assert await refused_code(another) == "AADSTS7000215"
        another.close()

    asyncio.run(run())


def test_a_managed_identity_needs_no_secret(issuer: TeamsIssuer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEAMS_APP_PASSWORD")
    monkeypatch.setenv("TEAMS_MANAGED_IDENTITY", "system")
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{issuer.url}/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", IDENTITY_HEADER)

    async def run() -> None:
        tokens = Tokens(load_settings())
        assert issuer.is_valid(f"Bearer {await tokens.connector()}", CONNECTOR)
        assert issuer.is_valid(f"Bearer {await tokens.graph()}", issuer.graph)
        tokens.close()

    asyncio.run(run())


def test_what_the_login_refuses_has_its_code_and_works_once_it_is_mended(issuer: TeamsIssuer) -> None:
    async def run() -> None:
        issuer.secret = "another"
        tokens = Tokens(load_settings())
        assert await refused_code(tokens) == "AADSTS7000215"
        tokens.close()
        issuer.secret = "change-me"
        tokens = Tokens(load_settings())
        assert issuer.is_valid(f"Bearer {await tokens.connector()}", CONNECTOR)
        tokens.close()

    asyncio.run(run())


def test_a_login_that_is_away_or_knows_no_such_tenant_is_told_apart(
    issuer: TeamsIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        tokens = Tokens(load_settings())
        issuer.is_away = True
        assert await refused_code(tokens) == "unreachable"
        issuer.is_away = False
        assert await tokens.connector()
        tokens.close()
        monkeypatch.setenv("TEAMS_TENANT_ID", "contoso.example")
        tokens = Tokens(load_settings())
        assert await refused_code(tokens) == "no_such_tenant"
        tokens.close()

    asyncio.run(run())


def test_a_token_is_renewed_before_it_ends_and_the_old_one_goes_on_while_that_fails(
    issuer: TeamsIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [time.monotonic()]
    monkeypatch.setattr(tokens_module, "monotonic", lambda: now[0])
    issuer.expires_in = 290  # less than msal itself keeps

    async def run() -> None:
        tokens = Tokens(load_settings())
        first = await tokens.connector()
        assert await tokens.connector() == first
        now[0] += 150
        issuer.is_away = True
        assert await tokens.connector() == first
        await asyncio.sleep(0.2)
        assert await tokens.connector() == first
        issuer.is_away = False
        now[0] += 10
        assert await tokens.connector() == first
        async with asyncio.timeout(5):
            while await tokens.connector() == first:
                await asyncio.sleep(0.02)
        issuer.is_away = True
        now[0] += 300
        assert await refused_code(tokens) == "unreachable"
        tokens.close()

    asyncio.run(run())


def test_a_login_that_says_nothing_holds_nobody_up(issuer: TeamsIssuer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens_module, "REQUEST_SECONDS", 1.0)
    issuer.pause = 2.5

    async def run() -> None:
        tokens = Tokens(load_settings())
        begun, late = time.perf_counter(), 0.0
        asking = asyncio.create_task(refused_code(tokens))
        while not asking.done():
            before = time.perf_counter()
            await asyncio.sleep(0.01)
            late = max(late, time.perf_counter() - before)
        assert asking.result() == "unreachable" and time.perf_counter() - begun < 10
        assert late < 0.8
        tokens.close()

    asyncio.run(run())
