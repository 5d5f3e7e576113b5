"""Every route of the running application, as a stranger meets it: careful headers, nothing said, nothing broken."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from bot.settings import BotSettings
from bot.web.security_headers import SecurityHeaders
from tests.adapters.running_process import RunningProcess
from tests.bot.fake_chat import FakeAnswerer

OPEN = frozenset({"/healthz", "/readyz", "/metrics"})
"""What answers without any proof. A proxy passes `/healthz` alone of them."""
HOSTILE_BODIES = (b"", b"[" * 100_000, b"a=1&" * 20_000, b"\xff\xfe\x00", b'{"a": ' * 5_000)


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningProcess]:
    settings = BotSettings(
        tcbot_home=tmp_path_factory.mktemp("home"),
        slack_signing_secret="change-me",
        slack_bot_token="xoxb-change-me",
        slack_api_url="http://127.0.0.1:9",
        teams_app_id="local",
        redis_url="redis://127.0.0.1:9",
        _env_file=None,  # type: ignore[call-arg]
    )
    running = RunningProcess(settings, FakeAnswerer())
    yield running
    running.stop()


def routes_of(app: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """(method, path) of each route, those of mounted applications included; parameters are filled in."""
    inner = getattr(app, "_app", None)
    routes = getattr(app, "routes", None)
    while routes is None and inner is not None:
        routes, inner = getattr(inner, "routes", None), getattr(inner, "_app", getattr(inner, "app", None))
    for route in routes or ():
        included = getattr(route, "original_router", None)
        if isinstance(route, Mount):
            yield from routes_of(route.app, before + route.path)
        elif included is not None:
            yield from routes_of(included, before + getattr(route.include_context, "prefix", ""))
        elif isinstance(route, Route) or hasattr(route, "methods"):
            path = before + route.path
            for name in getattr(route, "param_convertors", {}):
                path = path.replace(f"{{{name}}}", "x").replace(f"{{{name}:path}}", "x")
            yield from ((method, path) for method in sorted(route.methods or {"GET"}))


def is_careful(answer: httpx.Response) -> bool:
    headers = answer.headers
    return (
        headers["x-content-type-options"] == "nosniff"
        and "default-src 'none'" in headers["content-security-policy"]
        and "frame-ancestors 'none'" in headers["content-security-policy"]
        and headers["x-frame-options"] == "DENY"
        and headers["referrer-policy"] in {"no-referrer", "same-origin"}
        and "no-store" in headers["cache-control"]
        and "server" not in headers
        and "x-powered-by" not in headers
    )


def test_the_routes_of_both_chats_and_of_the_api_are_gone_through(process: RunningProcess) -> None:
    paths = {path for _, path in routes_of(process.app)}
    assert paths >= {"/slack/events", "/api/messages", "/healthz", "/v1/questions"}
    assert len(paths) > 15


def test_every_route_answers_with_careful_headers_and_without_a_proof_says_nothing(process: RunningProcess) -> None:
    for method, path in routes_of(process.app):
        answer = process.request(method, path)
        assert is_careful(answer), (method, path, dict(answer.headers))
        assert answer.status_code < 500 or path in OPEN, (method, path, answer.status_code)
        if path not in OPEN and not path.startswith("/auth") and answer.status_code < 300:
            assert path.endswith(("/openapi.json", "/docs")), (method, path, answer.text[:200])


@pytest.mark.parametrize("body", HOSTILE_BODIES, ids=["empty", "brackets", "pairs", "no text", "nested"])
@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", "multipart/form-data", "x"])
def test_a_stranger_s_body_breaks_no_route(process: RunningProcess, body: bytes, kind: str) -> None:
    for method, path in routes_of(process.app):
        if method in {"POST", "PUT", "PATCH", "DELETE"}:
            answer = process.request(method, path, content=body, headers={"content-type": kind})
            assert 400 <= answer.status_code < 500 or path.startswith("/auth"), (method, path, answer.status_code)
            assert answer.status_code < 500, (method, path)
            assert is_careful(answer)


@pytest.mark.parametrize("key", ["", "Bearer tcb_wrong"])
def test_a_file_is_not_received_before_it_is_proven_who_sends_it(process: RunningProcess, key: str) -> None:
    pulled = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal pulled
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        for _ in range(100):
            pulled += 1
            yield b"a" * 65_536
        yield b"\r\n--x--\r\n"

    headers = {"content-type": "multipart/form-data; boundary=x", **({"authorization": key} if key else {})}
    answer = process.request("POST", "/v1/documents", content=pieces(), headers=headers)
    assert answer.status_code == 401
    assert pulled <= 1


@pytest.mark.parametrize("method", ["GET", "POST", "TRACE", "PROPFIND"])
def test_what_isn_t_there_has_careful_headers_too(process: RunningProcess, method: str) -> None:
    for path in ("/", "/nothing", "/docs", "/openapi.json", "/slack/events/x", "/.env", "/v1/nothing"):
        answer = process.request(method, path)
        assert answer.status_code in {401, 404, 405}, (method, path)
        assert is_careful(answer)


def test_only_over_https_browsers_are_told_to_stay_with_it(process: RunningProcess) -> None:
    assert "strict-transport-security" not in process.request("GET", "http://bot.test/healthz").headers
    told = process.request("GET", "https://bot.test/healthz").headers["strict-transport-security"]
    assert int(told.partition("max-age=")[2].partition(";")[0]) >= 31_536_000


def test_an_answer_s_own_headers_stay_and_errors_have_the_usual_ones(process: RunningProcess) -> None:
    async def own(_request: Any) -> PlainTextResponse:
        return PlainTextResponse("", headers={"Cache-Control": "private", "Referrer-Policy": "same-origin"})

    async def broken(_request: Any) -> PlainTextResponse:
        raise RuntimeError

    app = SecurityHeaders(Starlette(routes=[Route("/own", own), Route("/broken", broken)]))

    async def ask(path: str) -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://bot.test") as client:
            return await client.get(path)

    answer = process.run(ask("/own"))
    assert (answer.headers["cache-control"], answer.headers["referrer-policy"]) == ("private", "same-origin")
    failed = process.run(ask("/broken"))
    assert (failed.status_code, failed.headers["x-content-type-options"]) == (500, "nosniff")


def test_no_file_is_left_by_strangers(process: RunningProcess) -> None:
    home: Path = process.engine.settings.tcbot_home
    assert not list(home.rglob("tcbot-upload*"))
