"""The console as admins meet it: who gets in, what it shows, and that it is text, whoever wrote it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from bot.access.admins import Admins
from bot.access.roles import Roles
from bot.api.console.door import OPERATOR
from bot.api.signed_links import Purpose, SignedLinks
from bot.chat.role import EVERY_TEAM, Role
from bot.records.people import WEB, WEB_TEAM
from bot.settings import BotSettings
from pipelines.records.database import Database
from pipelines.records.tables import AuditEntry
from tests.bot.chat_service import ChatService
from tests.console.filled_records import HOSTILE, PRIVATE, fill_all
from tests.contracts.api.api_server import ApiServer, api_server
from tests.servers.forging_issuer import ForgingIssuer
from tests.sign_in.signing_in_person import SigningInPerson


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    """A service without sign-in, with a month behind it."""
    service = ChatService(tmp_path_factory.mktemp("filled"))
    fill_all(service.holdings.database)
    with api_server(service) as running:
        yield running
    service.close()


@pytest.fixture
def records(server: ApiServer) -> Database:
    return server.service.holdings.database


@contextmanager
def with_sign_in(folder: Path, issuer: ForgingIssuer) -> Iterator[ApiServer]:
    service = ChatService(folder)
    service.roles = Roles(service.people, Admins.parse("", ["group:admins"]))
    named = {name.lower(): value for name, value in issuer.settings("http://127.0.0.1").items()}
    with api_server(service, BotSettings(**named)) as running:  # type: ignore[arg-type]
        yield running
    service.close()


def link(records: Database, seconds: int = 900, purpose: Purpose = Purpose.CONSOLE) -> str:
    return SignedLinks(records.key_of("signed links")).make(purpose, OPERATOR, "/console", seconds)[0]


def opened(server: ApiServer, records: Database, span: str = "") -> httpx.Response:
    with httpx.Client(base_url=server.url, follow_redirects=True, timeout=30) as browser:
        answer = browser.get("/console", params={"link": link(records)})
        return browser.get("/console", params={"span": span}) if span else answer


def entries(records: Database, action: str) -> list[tuple[str, str]]:
    asked = select(AuditEntry.actor, AuditEntry.target).where(AuditEntry.action == action).order_by(AuditEntry.id)
    with records.reading() as session:
        return [(row.actor, row.target) for row in session.execute(asked)]


def test_a_link_opens_the_page_and_stands_in_the_address_no_more(server: ApiServer, records: Database) -> None:
    answer = opened(server, records)
    assert answer.status_code == 200
    assert str(answer.url) == f"{server.url}/console"
    assert "Reply, p95" in answer.text
    (cookie,) = answer.history[0].headers.get_list("set-cookie")
    assert "HttpOnly" in cookie and "Max-Age=900" in cookie and "SameSite=lax" in cookie


@pytest.mark.parametrize("token", ["", "x", "a.b", "é.é", "a" * 3000])
def test_a_link_that_nobody_made_opens_nothing(server: ApiServer, token: str) -> None:
    answer = httpx.get(f"{server.url}/console", params={"link": token}, timeout=30)
    assert answer.status_code == 403
    assert "doesn't hold" in answer.text.replace("&#39;", "'")


def test_a_link_that_is_over_or_is_for_something_else_opens_nothing(server: ApiServer, records: Database) -> None:
    for token in (link(records, seconds=0), link(records, purpose=Purpose.ORIGINAL)):
        assert httpx.get(f"{server.url}/console", params={"link": token}, timeout=30).status_code == 403
        assert httpx.get(f"{server.url}/console", cookies={"tcbot-console": token}, timeout=30).status_code == 403


def test_without_a_link_a_stranger_and_an_admins_key_are_told_how_to_get_in(server: ApiServer) -> None:
    stranger = httpx.get(f"{server.url}/console", timeout=30)
    key = httpx.get(
        f"{server.url}/console", headers={"authorization": f"Bearer {server.key(role=Role.ADMIN)}"}, timeout=30
    )
    for answer in (stranger, key):
        assert answer.status_code == 403
        assert "tcbot console" in answer.text
        assert "p95" not in answer.text


def test_each_opening_is_told_to_the_audit(server: ApiServer, records: Database) -> None:
    before = len(entries(records, "inspect"))
    opened(server, records, "30d")
    assert entries(records, "inspect")[before:] == [("command line", "console")] * 2


def test_names_and_questions_are_text_whatever_they_hold(server: ApiServer, records: Database) -> None:
    page = opened(server, records).text
    assert "<script" not in page and "<img" not in page and "\u202e" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 3  # a failed file, a document, a question
    assert "{{ 7*7 }}" in page
    assert HOSTILE not in page


def test_what_is_one_persons_alone_has_no_name_and_no_words_there(server: ApiServer, records: Database) -> None:
    page = opened(server, records).text
    assert PRIVATE not in page
    assert "a file of one person alone" in page
    assert "What did the board decide" not in page
    assert "notice period for contractors" in page


def test_nothing_of_the_page_comes_from_elsewhere_or_runs(server: ApiServer, records: Database) -> None:
    answer = opened(server, records)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "script-src" not in policy
    assert not re.findall(r"(?:src|href)=\"(?!\?span=|#|/auth/)[^\"]*\"", answer.text)
    assert "style=" not in answer.text and " on" not in "".join(re.findall(r"<[a-z]+( on\w+=)", answer.text))
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("span", ["7d", "30d", "1000y", "<b>"])
def test_a_span_is_one_of_three_and_a_day_otherwise(server: ApiServer, records: Database, span: str) -> None:
    page = opened(server, records, span).text
    chosen = re.findall(r'href="\?span=(\w+)" aria-current="page"', page)
    assert chosen == [span if span in {"7d", "30d"} else "24h"]


def test_where_people_sign_in_an_admin_of_all_teams_gets_in_and_nobody_else(
    tmp_path: Path, issuer: ForgingIssuer
) -> None:
    with with_sign_in(tmp_path, issuer) as server:
        records, people = server.service.holdings.database, server.service.people
        stranger = httpx.get(f"{server.url}/console", timeout=30)
        assert (stranger.status_code, stranger.headers["location"]) == (303, "/auth/sign-in?next=/console")
        assert httpx.get(f"{server.url}/console", params={"link": link(records)}, timeout=30).status_code == 403
        statuses = {}
        for name, groups in (("ada", ["admins"]), ("bob", ["hr"]), ("cy", ["hr"]), ("dan", ["hr"])):
            issuer.claims = {"sub": name, "groups": groups}
            with SigningInPerson(server.url, issuer) as person:
                person.sign_in()
                account = person.http.get("/auth/me").json()["account_id"]
                if name == "cy":  # an admin of one team alone, who would see what others asked
                    people.grant(account, f"{WEB}:{WEB_TEAM}", Role.ADMIN, "test")
                if name == "dan":
                    people.grant(account, EVERY_TEAM, Role.ADMIN, "test")
                statuses[name] = person.http.get("/console").status_code
                if name == "dan":
                    people.disable(account, True, "test")
                    statuses["dan, shut out"] = person.http.get("/console").status_code
        assert statuses == {"ada": 200, "bob": 403, "cy": 403, "dan": 200, "dan, shut out": 303}
        assert len(entries(records, "inspect")) == 2
        denied = [target for _, target in entries(records, "denied")]
        assert denied == [EVERY_TEAM, EVERY_TEAM]


def test_a_stranger_learns_nothing_by_other_ways_of_asking(server: ApiServer) -> None:
    assert httpx.post(f"{server.url}/console", data={"link": "x"}, timeout=30).status_code == 405
