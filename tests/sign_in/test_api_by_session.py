"""The API as somebody calls it who has signed in: by a browser's session, and by a token of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from bot.access.admins import Admins
from bot.access.roles import Roles
from bot.chat.role import Role
from bot.settings import BotSettings
from tests.bot.chat_service import ChatService
from tests.contracts.api.api_server import ApiServer, api_server
from tests.servers.forging_issuer import ForgingIssuer
from tests.sign_in.signing_in_person import SigningInPerson

ASKED = {"question": "How many days?"}


@contextmanager
def running(folder: Path, issuer: ForgingIssuer, **settings: str) -> Iterator[ApiServer]:
    """The API with sign-in, at an address that the issuer isn't told of: nobody is sent back by it."""
    service = ChatService(folder)
    service.roles = Roles(service.people, Admins.parse("", ["group:admins"]))
    named = {name.lower(): value for name, value in issuer.settings("http://127.0.0.1").items()}
    with api_server(service, BotSettings(**named, **settings)) as server:  # type: ignore[arg-type]
        yield server
    service.close()


@pytest.fixture
def api(tmp_path: Path, issuer: ForgingIssuer) -> Iterator[ApiServer]:
    with running(tmp_path, issuer) as server:
        yield server


def token_of(person: SigningInPerson) -> dict[str, str]:
    given = person.http.post("/auth/token", headers={"x-csrf-token": person.csrf}).json()
    return {"authorization": f"Bearer {given['access_token']}"}


def test_who_has_signed_in_asks_by_the_browser_and_by_a_program(api: ApiServer, issuer: ForgingIssuer) -> None:
    with SigningInPerson(api.url, issuer) as person:
        person.sign_in()
        refused = person.http.post("/v1/questions", json=ASKED)
        assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
        answered = person.http.post("/v1/questions", json=ASKED, headers={"x-csrf-token": person.csrf})
        assert answered.json()["answer"]["outcome"] == "answered"
        program = token_of(person)
        assert httpx.post(f"{api.url}/v1/questions", json=ASKED, headers=program, timeout=30).status_code == 200
        person.http.post("/auth/logout", headers={"x-csrf-token": person.csrf})
        assert httpx.post(f"{api.url}/v1/questions", json=ASKED, headers=program, timeout=30).status_code == 401
        assert person.http.post("/v1/questions", json=ASKED).status_code == 401


def test_the_admins_group_may_what_admins_may_and_others_not(api: ApiServer, issuer: ForgingIssuer) -> None:
    statuses = []
    for name, groups in (("ada", ["admins"]), ("bob", ["hr"])):
        issuer.claims = {"sub": name, "groups": groups}
        with SigningInPerson(api.url, issuer) as person:
            person.sign_in()
            statuses.append(person.http.get("/v1/keys").status_code)
    assert statuses == [200, 403]


def test_the_description_names_the_ways_in(api: ApiServer) -> None:
    schemes = httpx.get(f"{api.url}/v1/openapi.json", timeout=30).json()["components"]["securitySchemes"]
    assert schemes["session"] == {"type": "apiKey", "in": "cookie", "name": "tcbot"}
    assert schemes["access_token"]["bearerFormat"] == "JWT"


@pytest.mark.parametrize(("sign_in", "status"), [("optional", 200), ("required", 403)])
def test_where_signing_in_is_required_a_key_that_stands_for_a_person_is_refused(
    tmp_path: Path, issuer: ForgingIssuer, sign_in: str, status: int
) -> None:
    with running(tmp_path, issuer, sign_in=sign_in) as api:
        keys = [api.key(labels=("group:hr",)), api.key(role=Role.ADMIN)]
        with api.client(api.key()) as service:
            assert service.post("/v1/questions", json=ASKED).status_code == 200
        for key in keys:
            with api.client(key) as person:
                answered = person.post("/v1/questions", json=ASKED)
                assert answered.status_code == status
                assert status == 200 or answered.json()["code"] == "sign_in_required"
