"""People over the API, by the token of a session: what they may do follows from their role, at that moment."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.api.sign_in.access_tokens import AccessTokens
from bot.chat.chat import Person
from bot.chat.role import EVERY_TEAM, Role
from bot.records.people import SSO, WEB, WEB_TEAM
from bot.records.sessions import NewSession, Sessions
from bot.settings import BotSettings
from tests.bot.chat_service import ChatService
from tests.contracts.api.api_server import ApiServer, api_server
from tests.contracts.api.test_documents import PLAN, names, uploaded

ISSUER, URL = "https://issuer.example", "https://bot.example"
SIGN_IN = {"oidc_issuer": ISSUER, "oidc_client_id": "tcbot", "oidc_client_secret": "change-me", "public_url": URL}


@pytest.fixture(params=["optional", "required"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ApiServer]:
    """An API where people sign in at an issuer."""
    service = ChatService(tmp_path)
    with api_server(service, BotSettings(max_file_mb=2, sign_in=request.param, **SIGN_IN)) as server:
        yield server
    service.close()


def signed_in(api: ApiServer, name: str, role: Role | None = None) -> tuple[str, str]:
    """The account and the token of somebody who signed in."""
    database, people = api.service.holdings.database, api.service.people
    account = people.ensure(Person(SSO, ISSUER, name), "test")
    if role is not None:
        people.grant(account, EVERY_TEAM, role, "test")
    new = NewSession(account, ISSUER, name, "", "", timedelta(hours=1), None)
    session = Sessions(database).find(Sessions(database).open(new, "test"))
    assert session is not None
    return account, AccessTokens(database.key_of("access tokens"), URL).made(session.id, account)


def test_people_ask_upload_and_read_under_their_own_rights(site: ApiServer) -> None:
    account, token = signed_in(site, "ana")
    _, other = signed_in(site, "bob")
    with site.client(token) as ana, site.client(other) as bob:
        assert ana.get("/v1/me").json()["subject"] == "person"
        uploaded(ana)
        site.service.work()
        assert (names(ana), names(bob)) == (["Leave plan.md"], [])
        ana.post("/v1/questions", json={"question": "How many days?"})
        refused = ana.post("/v1/documents", files={"file": ("b.md", PLAN)}, data={"readers": "everyone"})
        assert refused.json()["code"] == "not_for_everyone"
    (_, scope, _) = site.service.answerer.asked[-1]
    assert scope.labels == {"everyone", f"web:main:user:{account}"}


def test_a_role_that_changes_counts_with_the_next_request(site: ApiServer) -> None:
    account, token = signed_in(site, "ana", Role.VIEWER)
    people = site.service.people
    with site.client(token) as ana:
        file = {"file": ("a.md", PLAN)}
        assert ana.post("/v1/documents", files=file).json()["code"] == "scope_missing"
        people.grant(account, EVERY_TEAM, Role.ADMIN, "test")
        assert ana.post("/v1/documents", files=file, data={"readers": "everyone"}).status_code == 202
        people.disable(account, is_disabled=True, by="test")
        assert ana.get("/v1/me").status_code in {401, 403}


def test_an_admin_makes_keys_for_what_is_common_alone(site: ApiServer) -> None:
    account, token = signed_in(site, "ana", Role.ADMIN)
    with site.client(token) as ana:
        made = ana.post("/v1/keys", json={"name": "intranet", "scopes": ["read"], "labels": ["everyone:HR"]})
        assert made.status_code == 201, made.text
        key = made.json()
        assert key["created_by"] == f"web:main:user:{account}"
        with site.client(key["key"]) as program:
            assert program.get("/v1/me").json()["labels"] == ["everyone:HR"]
        for label in ("slack:T1:C1", "slack:T1:user:U1", f"web:main:user:{account}"):
            refused = ana.post("/v1/keys", json={"name": "spy", "scopes": ["read"], "labels": [label]})
            assert (refused.status_code, refused.json()["code"]) == (403, "label_not_allowed")
        low = ana.post("/v1/keys", json={"name": "x", "scopes": ["admin"], "role": "viewer"})
        assert low.json()["code"] == "role_too_low"
        assert ana.delete(f"/v1/keys/{key['id']}").status_code == 204


def test_admins_of_one_team_make_no_keys_and_export_nothing(site: ApiServer) -> None:
    account, token = signed_in(site, "ana")
    site.service.people.grant(account, f"{WEB}:{WEB_TEAM}", Role.ADMIN, "test")
    with site.client(token) as ana:
        assert ana.post("/v1/keys", json={"name": "x", "scopes": ["read"]}).json()["code"] == "not_allowed"
        assert ana.get("/v1/export").json()["code"] == "not_allowed"


def test_where_people_sign_in_no_key_stands_for_one(tmp_path: Path) -> None:
    service = ChatService(tmp_path)
    with api_server(service, BotSettings(sign_in="required", **SIGN_IN)) as site:
        for key in (site.key("admin"), site.key(labels=("group:legal",)), site.key(labels=("slack:T1:user:U1",))):
            with site.client(key) as client:
                assert client.get("/v1/me").json()["code"] == "sign_in_required"
        with site.client(site.key()) as client:
            assert client.get("/v1/me").status_code == 200
    service.close()
