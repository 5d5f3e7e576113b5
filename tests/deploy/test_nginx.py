"""nginx as `deploy/nginx` sets it up, before three small servers in the bots' places."""

import json
import re
import socket
import ssl
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPSConnection

import httpx
import pytest
import uvicorn

from bot.api.tools.tool_application import PATH as MCP
from bot.api.v1.application import ROUTERS
from bot.slack.inbound.routes import slack_routes
from bot.slack.setup.install_routes import install_routes
from bot.teams.inbound.routes import teams_routes
from tests.deploy.programs import DEPLOY
from tests.deploy.stand_in_bot import EVENTS, PAUSE
from tests.deploy.stand_in_bots import StandInBot, stand_in_bots
from tests.servers.local_authority import local_authority
from tests.servers.nginx import Nginx, running_nginx

pytestmark = pytest.mark.servers

CHATS = ["/slack/events", "/api/messages"]
SIGNING_IN = ["/slack/install", "/slack/oauth_redirect", "/auth/start", "/console"]
PUBLIC = [*CHATS, *SIGNING_IN, "/v1/documents/1", "/mcp", "/healthz"]
INSIDE = ["/metrics", "/readyz", "/console/jobs", "/", "/slack/", "/api/messages/x", "/openapi.json"]
TOO_LARGE = b"x" * (2 * 1024 * 1024 + 1)


@pytest.fixture(scope="module")
def bots() -> Iterator[list[StandInBot]]:
    with stand_in_bots() as started:
        yield started


@pytest.fixture(scope="module")
def nginx(bots: list[StandInBot]) -> Iterator[Nginx]:
    with running_nginx([bot.port for bot in bots]) as server:
        yield server


@pytest.fixture
def client(nginx: Nginx) -> Iterator[httpx.Client]:
    with nginx.client() as opened:
        yield opened


def together(client: httpx.Client, method: str, path: str, times: int) -> list[httpx.Response]:
    with ThreadPoolExecutor(24) as pool:
        return list(pool.map(lambda _: client.request(method, path), range(times)))


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_path_reaches_a_bot(client: httpx.Client, path: str) -> None:
    if path == "/mcp":
        assert client.post(path).text.startswith("data: 0")
    else:
        assert client.get(path).json()["path"] == path


def test_whatever_the_chats_call_is_public(client: httpx.Client) -> None:
    unused = lambda *_: None  # noqa: E731
    routers = [slack_routes(unused, "change-me", unused), install_routes(unused), teams_routes(*[unused] * 4)]  # type: ignore[arg-type]
    paths = [route.path for router in routers for route in router.routes]  # type: ignore[attr-defined]
    assert len(paths) == 4
    assert [client.get(path).status_code for path in paths] == [200] * 4


def test_whatever_programs_call_is_public(client: httpx.Client) -> None:
    paths = {f"/v1{route.path}" for router in ROUTERS for route in router.routes}  # type: ignore[attr-defined]
    assert len(paths) > 12
    replies = {path: client.get(path.replace("{", "").replace("}", "")) for path in sorted({*paths, MCP})}
    assert {path for path, reply in replies.items() if reply.status_code != 200} == set()
    time.sleep(2.0)  # until the next test may ask


@pytest.mark.parametrize("path", INSIDE)
def test_what_is_inside_stays_inside(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.get("/v1/../" + path.lstrip("/")).status_code == 404


def test_http_is_sent_to_https_with_its_method(nginx: Nginx) -> None:
    reply = httpx.post(f"{nginx.plain_url}/slack/events?x=1", content=b"{}", timeout=30)
    assert (reply.status_code, reply.headers["location"]) == (308, "https://localhost/slack/events?x=1")


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1:DeprecationWarning")
@pytest.mark.parametrize(("version", "is_spoken"), [("TLSv1_1", False), ("TLSv1_2", True), ("TLSv1_3", True)])
def test_old_tls_is_refused(nginx: Nginx, version: str, is_spoken: bool) -> None:
    context = ssl.create_default_context(cafile=str(local_authority().certificate))
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = getattr(ssl.TLSVersion, version)
    with socket.create_connection(("127.0.0.1", nginx.ports[443])) as connection:
        if is_spoken:
            context.wrap_socket(connection, server_hostname="localhost").close()
        else:
            with pytest.raises(ssl.SSLError):
                context.wrap_socket(connection, server_hostname="localhost")


def test_what_a_caller_claims_to_be_is_written_over(client: httpx.Client) -> None:
    forged = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Real-IP": "203.0.113.9",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "elsewhere.example",
        "Forwarded": "for=203.0.113.9",
        "X-Request-ID": "forged",
    }
    reply = client.get("/v1/forged", headers=forged)
    heard = reply.json()["headers"]
    assert {name: heard.get(name.lower()) for name in forged} == {
        "X-Forwarded-For": "127.0.0.1",
        "X-Real-IP": "127.0.0.1",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "localhost",
        "Forwarded": None,
        "X-Request-ID": reply.headers["x-request-id"],
    }
    assert len(heard["x-request-id"]) == 32


def test_each_answer_has_security_headers_once_and_a_bots_own_word_holds(client: httpx.Client) -> None:
    for path, policy in (("/healthz", "no-referrer"), ("/auth/x", "same-origin"), ("/nothing", "no-referrer")):
        headers = client.get(path).headers
        assert headers.get_list("referrer-policy") == [policy]
        assert headers.get_list("x-content-type-options") == ["nosniff"]
        assert headers.get_list("x-frame-options") == ["DENY"]
        assert headers.get_list("strict-transport-security") == ["max-age=31536000"]
        assert headers["server"] == "nginx"


@pytest.mark.parametrize("path", [*CHATS, "/v1/questions", "/auth/start", "/console", "/mcp"])
def test_a_body_that_is_too_large_is_refused(client: httpx.Client, path: str) -> None:
    reply = client.post(path, content=TOO_LARGE)
    assert (reply.status_code, reply.json()["code"]) == (413, "too_large")


def test_a_file_of_a_hundred_megabytes_is_taken_and_a_larger_one_refused(nginx: Nginx, client: httpx.Client) -> None:
    assert client.post("/v1/documents", content=b"x" * 100_000_000).json()["bytes"] == 100_000_000
    trust = ssl.create_default_context(cafile=str(local_authority().certificate))
    with closing(HTTPSConnection("localhost", nginx.ports[443], context=trust, timeout=20)) as connection:
        connection.putrequest("POST", "/v1/documents")
        connection.putheader("Content-Length", "106000000")
        connection.endheaders()
        assert connection.getresponse().status == 413


@pytest.mark.parametrize(
    ("path", "seconds"), [("/v1/x", "1"), ("/auth/start", "5"), ("/console", "5"), ("/slack/install", "5")]
)
def test_a_flood_is_told_when_to_come_again(client: httpx.Client, path: str, seconds: str) -> None:
    replies = together(client, "GET", path, 150)
    refused = [reply for reply in replies if reply.status_code == 429]
    assert len(refused) > 20 and len(replies) - len(refused) >= 20
    assert {(reply.headers["retry-after"], reply.json()["code"]) for reply in refused} == {
        (seconds, "too_many_requests")
    }
    time.sleep(4.0)  # until the next test may ask


@pytest.mark.parametrize("path", CHATS)
def test_a_chat_is_never_limited_by_its_address(client: httpx.Client, path: str) -> None:
    assert Counter(reply.status_code for reply in together(client, "POST", path, 200)) == {200: 200}


@pytest.mark.parametrize("path", ["/v1/questions", "/mcp"])
def test_a_stream_comes_event_by_event(client: httpx.Client, path: str) -> None:
    with client.stream("POST", path) as stream:
        times = [time.monotonic() for line in stream.iter_lines() if line]
    assert len(times) == EVENTS
    assert times[-1] - times[0] > PAUSE * (EVENTS - 1) * 0.7


@pytest.mark.parametrize(
    "place", ["nginx/tcbot/upstream.conf", "compose/nginx/upstream.conf", "kubernetes/tcbot/templates/nginx.yaml"]
)
def test_nginx_leaves_an_idle_connection_before_a_bot_closes_it(place: str) -> None:
    text = (DEPLOY / place).read_text(encoding="utf-8")
    seconds = [int(found) for found in re.findall(r"^ *keepalive_timeout (\d+)s;", text, re.MULTILINE)]
    assert seconds and max(seconds) < uvicorn.Config(app=lambda: None).timeout_keep_alive


def test_three_bots_share_the_work(client: httpx.Client, bots: list[StandInBot]) -> None:
    replies = together(client, "POST", "/slack/events?seconds=0.05", 30)
    assert {reply.json()["port"] for reply in replies} == {bot.port for bot in bots}


def test_nginx_counts_for_this_machine(nginx: Nginx) -> None:
    assert "Active connections" in httpx.get(nginx.status_url, timeout=30).text


def test_a_line_of_the_log_is_json_without_the_query(nginx: Nginx, client: httpx.Client) -> None:
    reply = client.get("/v1/search?q=planted-words", headers={"Referer": "https://planted-words.example"})
    time.sleep(0.2)
    lines = [json.loads(line) for line in nginx.log().splitlines()]
    (own,) = [line for line in lines if line["id"] == reply.headers["x-request-id"]]
    assert (own["path"], own["status"], own["method"], own["bot_status"]) == ("/v1/search", "200", "GET", "200")
    assert "planted" not in nginx.log() + nginx.log("error.log")
