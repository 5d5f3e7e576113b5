"""A download takes no more bytes than allowed, goes nowhere but where the rule allows, and keeps its secrets."""

import asyncio
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given, settings
from hypothesis import strategies as st
from yarl import URL

from bot.chat.ports import DirectoryUnavailableError
from bot.service.files.capped_download import Download, HostRule, fetch
from bot.service.files.public_resolver import PublicResolver, is_public
from bot.slack.directory.clients import DOMAINS as SLACK_DOMAINS
from bot.slack.directory.clients import SlackClients
from bot.teams.directory.wire import DOMAINS as TEAMS_DOMAINS
from bot.teams.directory.wire import open_session
from ingest.formats.errors import UnreadableFileError

DATA = b"x" * 5_000
SECRET = {"Authorization": "Bearer secret"}
RULE = HostRule(("chat.example", "files.example:8443"), "http://127.0.0.1:9/api/")

patient = settings(deadline=None)


@pytest.mark.parametrize(
    "address",
    [
        "https://chat.example/f",
        "https://files.chat.example/f?x=1",
        "https://FILES.chat.example:443/f",
        "http://127.0.0.1:8080/f",
        "https://files.example:8443/f",
        "https://a.files.example:8443/f",
    ],
)
def test_hosts_below_a_domain_and_the_own_one_are_allowed(address: str) -> None:
    assert RULE.allows(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://chat.example/f",
        "https://chat.example:8443/f",
        "https://notchat.example/f",
        "https://files.example/f",
        "https://files.example:443/f",
        "https://chat.example.evil.example/f",
        "https://chat.example@evil.example/f",
        "https://user:password@chat.example/f",
        "https://evil.example\\@chat.example/f",
        "https://evil.example#.chat.example/f",
        "https://evil.example?.chat.example",
        "https://chat.example./f",
        "https://chat.example:99999/f",
        "https://[::1]/f",
        "https://[chat.example/f",
        "https://ch\u0430t.example/f",
        "https://127.0.0.1/f",
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost/f",
        "file:///etc/passwd",
        "ftp://chat.example/f",
        "//chat.example/f",
        "",
    ],
)
def test_every_other_address_is_refused(address: str) -> None:
    assert not RULE.allows(address)


def test_without_a_host_of_its_own_a_rule_allows_none_without_a_name() -> None:
    assert not HostRule(("chat.example",)).allows("https:///f")
    assert not HostRule().allows("https://chat.example/f")


@pytest.mark.parametrize("address", ["http://127.0.0.1:8080/f", "http://localhost/f", "https://[::1]:1/f"])
def test_this_machine_is_allowed_where_it_alone_is_served(address: str) -> None:
    assert HostRule(loopback=True).allows(address)
    assert not HostRule().allows(address)
    assert not HostRule(loopback=True).allows("http://127.0.0.1.evil.example/f")
    assert not HostRule(loopback=True).allows("http://localhost@evil.example/f")


@patient
@given(st.text(max_size=12), st.sampled_from(("@", "\\", "#", "?", "/", ":", "%2f", " ", "\t")), st.text(max_size=12))
def test_what_stands_before_or_behind_the_host_makes_no_other_host_allowed(one: str, sign: str, other: str) -> None:
    for address in (f"https://evil.example{sign}{one}.chat.example{other}", f"https://{one}{sign}evil.example/{other}"):
        if RULE.allows(address):  # then the client that fetches it reads the same host
            assert f".{URL(address).host}".endswith((".chat.example", ".127.0.0.1"))


class Host:
    """A host that gives files, and sends elsewhere; `asked` are paths with the headers that came."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.elsewhere = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.path, request.headers.get("Authorization", "")))
        match request.path:
            case "/file":
                return web.Response(body=DATA, content_type="application/pdf")
            case "/endless":
                response = web.StreamResponse()
                await response.prepare(request)
                for _ in range(1_000):
                    await response.write(DATA)
                return response
            case "/near":
                return web.Response(status=302, headers={"Location": "file"})
            case "/elsewhere":
                return web.Response(status=307, headers={"Location": self.elsewhere})
            case "/loop":
                return web.Response(status=302, headers={"Location": "/loop"})
        return web.Response(status=int(request.path.strip("/")))


def fetched(
    path: Path, at: str, *, elsewhere: str = "", rule: HostRule | None = None, expected: int = 0, redirects: int = 2
) -> Host:
    """What a host was asked when something was fetched from it; what `fetch` raises comes through."""
    host = Host()

    async def run() -> None:
        app = web.Application()
        app.router.add_get("/{path:.*}", host.handle)
        async with TestServer(app, host="127.0.0.1") as server, aiohttp.ClientSession() as http:
            url = str(server.make_url("")).rstrip("/")
            host.elsewhere = elsewhere.format(url=url)
            wanted = Download(f"{url}{at}", 10_000, expected, SECRET, redirects)
            await fetch(http, wanted, path, chat="Chat", rule=rule or HostRule((), url), check=check)

    def check(response: aiohttp.ClientResponse) -> None:
        if response.status == 401:
            raise PermissionError

    asyncio.run(run())
    return host


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file"


def test_a_file_comes_whole_with_the_headers_that_it_needs(path: Path) -> None:
    assert fetched(path, "/file", expected=len(DATA)).asked == [("/file", "Bearer secret")]
    assert path.read_bytes() == DATA


def test_more_bytes_than_allowed_are_cut_off(path: Path) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        fetched(path, "/endless")
    assert refused.value.code == "too_large"
    assert path.stat().st_size <= 10_000


@pytest.mark.parametrize(
    ("at", "expected"), [("/file", len(DATA) - 1), ("/file", len(DATA) + 1), ("/500", 0), ("/204", 0), ("/loop", 0)]
)
def test_what_does_not_come_whole_is_told_in_the_chats_name(path: Path, at: str, expected: int) -> None:
    with pytest.raises(DirectoryUnavailableError, match="Chat didn't hand it out whole"):
        fetched(path, at, expected=expected)


@pytest.mark.parametrize("at", ["/404", "/410"])
def test_what_is_gone_is_told_as_gone(path: Path, at: str) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        fetched(path, at)
    assert refused.value.code == "gone"


def test_the_chat_judges_answers_that_are_no_file(path: Path) -> None:
    with pytest.raises(PermissionError):
        fetched(path, "/401")


def test_a_redirect_is_followed_where_that_is_wanted_and_the_rule_allows_it(path: Path) -> None:
    assert fetched(path, "/near").asked == [("/near", "Bearer secret"), ("/file", "Bearer secret")]
    with pytest.raises(DirectoryUnavailableError):
        fetched(path, "/near", redirects=0)


@pytest.mark.parametrize("elsewhere", ["http://localhost:1/file", "http://169.254.169.254/", "file:///etc/passwd"])
def test_a_redirect_to_where_the_rule_does_not_allow_is_not_followed(path: Path, elsewhere: str) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        fetched(path, "/elsewhere", elsewhere=elsewhere)
    assert refused.value.code == "kept_elsewhere"
    assert not path.exists()


def test_the_first_address_has_to_be_allowed_as_well(path: Path) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        fetched(path, "/file", rule=HostRule(("chat.example",)))
    assert refused.value.code == "kept_elsewhere"


def test_secrets_go_to_the_host_that_they_are_for_and_into_no_words(path: Path) -> None:
    other = Host()

    async def run() -> None:
        apps = [web.Application(), web.Application()]
        host = Host()
        for app, handler in zip(apps, (host.handle, other.handle), strict=True):
            app.router.add_get("/{path:.*}", handler)
        async with (
            TestServer(apps[0], host="127.0.0.1") as first,
            TestServer(apps[1], host="127.0.0.1") as second,
            aiohttp.ClientSession() as http,
        ):
            host.elsewhere = str(second.make_url("/file"))
            wanted = Download(str(first.make_url("/elsewhere")), 10_000, headers=SECRET, redirects=1)
            assert "secret" not in repr(wanted) and "127.0.0.1" not in repr(wanted)
            await fetch(http, wanted, path, chat="Chat", rule=HostRule((), "http://127.0.0.1"))

    asyncio.run(run())
    assert other.asked == [("/file", "")]
    assert path.read_bytes() == DATA


PUBLIC = ["52.97.1.1", "2620:1ec::1", "::ffff:52.97.1.1", "64:ff9b::3461:101"]
PRIVATE = [
    "10.1.2.3", "172.16.0.1", "192.168.0.1", "127.0.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1",
    "::ffff:10.0.0.1", "2002:a00:1::1", "64:ff9b::a00:1", "64:ff9b::a9fe:a9fe", "files.example", "",
]  # fmt: skip


def test_addresses_of_the_public_network_are_told_from_all_others() -> None:
    assert [each for each in PUBLIC if not is_public(each)] == []
    assert [each for each in PRIVATE if is_public(each)] == []


def test_a_name_of_the_chat_that_leads_into_the_own_network_is_not_asked(path: Path) -> None:
    """`localhost` stands for a name that a name server lets lead here."""
    host = Host()

    async def run(domains: tuple[str, ...]) -> None:
        app = web.Application()
        app.router.add_get("/{path:.*}", host.handle)
        connector = aiohttp.TCPConnector(resolver=PublicResolver(domains))
        async with TestServer(app, host="127.0.0.1") as server, aiohttp.ClientSession(connector=connector) as http:
            wanted = Download(f"http://localhost:{server.port}/file", 10_000, headers=SECRET)
            await fetch(http, wanted, path, chat="Chat", rule=HostRule((), "http://localhost"))

    with pytest.raises(DirectoryUnavailableError):
        asyncio.run(run(("localhost",)))
    assert host.asked == []
    asyncio.run(run(("chat.example", "ocalhost")))
    assert host.asked == [("/file", "Bearer secret")]


def test_both_chats_look_where_names_of_their_makers_lead() -> None:
    async def run() -> None:
        clients = SlackClients("https://slack.com/api", "xoxb-token", lambda team: None)
        async with clients.http as slack, open_session() as teams:
            for http, domains in ((slack, SLACK_DOMAINS), (teams, TEAMS_DOMAINS)):
                assert isinstance(http.connector, aiohttp.TCPConnector)
                resolver = http.connector._resolver
                assert isinstance(resolver, PublicResolver) and resolver._domains == domains

    asyncio.run(run())


def test_a_host_that_is_not_there_is_told_in_the_chats_name(path: Path) -> None:
    async def run() -> None:
        async with aiohttp.ClientSession() as http:
            wanted = Download("http://127.0.0.1:1/file", 10_000)
            await fetch(http, wanted, path, chat="Chat", rule=HostRule((), "http://127.0.0.1"))

    with pytest.raises(DirectoryUnavailableError, match="Chat didn't"):
        asyncio.run(run())
