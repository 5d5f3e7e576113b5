"""nginx before a real `tcbot web`, which listens at this machine alone."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.deploy.programs import ROOT
from tests.journeys.conftest import Tcbot
from tests.journeys.running_web import running_web
from tests.servers.elasticsearch import free_ports
from tests.servers.nginx import Nginx, running_nginx

pytestmark = [pytest.mark.servers, pytest.mark.slow]


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a bot that is ready."""
    folder: Path = tmp_path_factory.mktemp("bot")
    tcbot, (port,) = Tcbot(folder / "home"), free_ports(1)
    tcbot.home.mkdir(mode=0o700)
    converted = ROOT / ".cache" / "models"
    converted.mkdir(parents=True, exist_ok=True)
    (tcbot.home / "models").symlink_to(converted)  # what other tests have converted already
    with running_web(tcbot, port):
        yield port


@pytest.fixture(scope="module")
def nginx(bot: int) -> Iterator[Nginx]:
    with running_nginx([bot]) as server:
        yield server


@pytest.fixture
def client(nginx: Nginx) -> Iterator[httpx.Client]:
    with nginx.client() as opened:
        yield opened


def test_the_bot_is_alive_to_the_outside(client: httpx.Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_what_a_chat_sends_is_judged_by_the_bot_which_takes_nothing_unproved_from_a_proxy(
    nginx: Nginx, client: httpx.Client
) -> None:
    reply = client.post("/api/messages", json={"type": "message"})
    assert reply.status_code == 403 and "error" in reply.json()
    time.sleep(0.2)
    assert json.loads(nginx.log().splitlines()[-1])["bot_status"] == "403"


@pytest.mark.parametrize("path", ["/v1/me", "/mcp"])
def test_the_api_lets_in_nobody_unproved_and_knows_that_it_is_spoken_to_by_tls(client: httpx.Client, path: str) -> None:
    reply = client.post(path, json={}) if path == "/mcp" else client.get(path)
    assert reply.status_code == 401 and reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["request_id"] == reply.headers["x-request-id"]
    for name in ("x-request-id", "strict-transport-security", "referrer-policy", "x-frame-options"):
        assert len(reply.headers.get_list(name)) == 1, name
    assert "includeSubDomains" in reply.headers["strict-transport-security"]  # the bot's own word, which it says to TLS


@pytest.mark.parametrize("path", ["/metrics", "/readyz"])
def test_figures_and_readiness_are_told_inside_alone(client: httpx.Client, bot: int, path: str) -> None:
    assert httpx.get(f"http://127.0.0.1:{bot}{path}", timeout=30).status_code == 200
    assert client.get(path).status_code == 404
