"""Sessions as browsers and programs use them: what each may do, and how they end, in every process at once."""

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot.api.sign_in.access_tokens import AccessTokens
from bot.records.people import People
from pipelines.records.database import Database
from pipelines.records.people_tables import GroupMember, SignIn
from pipelines.records.tables import AuditEntry
from tests.servers.forging_issuer import OTHER_KEY, ForgingIssuer, signed, signed_with_public_key, unsigned
from tests.sign_in.signing_in_person import SigningInPerson


def token_of(person: SigningInPerson) -> str:
    answer = person.http.post("/auth/token", headers={"x-csrf-token": person.csrf})
    assert answer.status_code == 200, answer.text
    token: str = answer.json()["access_token"]
    return token


def by_token(site: str, token: str, path: str = "/auth/me") -> httpx.Response:
    return httpx.get(
        f"{site}{path}", headers={"authorization": f"Bearer {token}", "x-forwarded-for": "192.0.2.251"}, timeout=30
    )


def by_cookie(site: str, person: SigningInPerson) -> httpx.Response:
    secret = person.http.cookies["tcbot"]
    return httpx.get(
        f"{site}/auth/me", headers={"cookie": f"tcbot={secret}", "x-forwarded-for": "192.0.2.252"}, timeout=30
    )


def everywhere(sites: tuple[str, str], person: SigningInPerson, token: str) -> set[int]:
    """What every process says to the browser and to the program."""
    return {by_cookie(site, person).status_code for site in sites} | {
        by_token(site, token).status_code for site in sites
    }


def make_past(records: Database, column: str) -> None:
    change = f"UPDATE sessions SET {column} = '2020-01-01' WHERE revoked_at IS NULL"
    with records.session() as session:
        session.connection().exec_driver_sql(change)


def make_due(records: Database) -> None:
    make_past(records, "refresh_at")


@pytest.fixture
def token(person: SigningInPerson, sites: tuple[str, str]) -> str:
    person.sign_in()
    token = token_of(person)
    assert everywhere(sites, person, token) == {200}
    return token


def sign_out(person: SigningInPerson, issuer: ForgingIssuer, records: Database) -> None:
    person.http.post("/auth/logout", headers={"x-csrf-token": person.csrf})


def end_own(person: SigningInPerson, issuer: ForgingIssuer, records: Database) -> None:
    (own,) = (each for each in person.http.get("/auth/sessions").json() if each["is_this_one"])
    answer = person.http.delete(f"/auth/sessions/{own['id']}", headers={"x-csrf-token": person.csrf})
    assert answer.status_code == 204


def shut_out(person: SigningInPerson, issuer: ForgingIssuer, records: Database) -> None:
    assert People(records).disable(person.http.get("/auth/me").json()["account_id"], True, "test")


def told_by_session(person: SigningInPerson, issuer: ForgingIssuer, records: Database) -> None:
    assert told(person, issuer.logout_token(sid="their-session", sub=None)) == 200


def told_by_subject(person: SigningInPerson, issuer: ForgingIssuer, records: Database) -> None:
    assert told(person, issuer.logout_token(sid=None, sub="session-user")) == 200


def told(person: SigningInPerson, token: str) -> int:
    return person.http.post("/auth/backchannel-logout", data={"logout_token": token}).status_code


def removed_at_issuer(person: SigningInPerson, issuer: ForgingIssuer, records: Database) -> None:
    make_due(records)
    issuer.refuses = "invalid_grant"


End = Callable[[SigningInPerson, ForgingIssuer, Database], None]


@pytest.mark.parametrize("end", [sign_out, end_own, shut_out, told_by_session, told_by_subject, removed_at_issuer])
def test_a_session_that_ends_lets_nobody_in_at_any_process(
    person: SigningInPerson, sites: tuple[str, str], issuer: ForgingIssuer, records: Database, end: End
) -> None:
    issuer.claims = {"sub": "session-user", "sid": "their-session"}
    person.sign_in()
    token = token_of(person)
    assert everywhere(sites, person, token) == {200}
    copy = SigningInPerson(sites[0], issuer)
    copy.http.cookies.update(person.http.cookies)
    end(person, issuer, records)
    assert everywhere(sites, copy, token) == {401}
    People(records).disable(_account(records), False, "test")


def _account(records: Database) -> str:
    with records.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "login").order_by(AuditEntry.id.desc()))
        target: str = entry.first().target  # type: ignore[union-attr]
    return target


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"nonce": "x"}, id="with a nonce, as an ID token"),
        pytest.param({"events": None}, id="of nothing"),
        pytest.param({"events": {"https://example.org/event": {}}}, id="of another event"),
        pytest.param({"events": "logout"}, id="of a text"),
        pytest.param({"sid": None, "sub": None}, id="about nobody"),
        pytest.param({"sid": ["s"], "sub": {}}, id="about no ids"),
        pytest.param({"aud": "another"}, id="for another client"),
        pytest.param({"iss": "https://issuer.example"}, id="of another issuer"),
        pytest.param({"iat": int(time.time()) - 3600}, id="old"),
        pytest.param({"iat": None}, id="of no time"),
        pytest.param({"exp": int(time.time()) - 3600}, id="expired"),
        pytest.param({"jti": None}, id="without a name"),
    ],
)
def test_a_bad_word_of_a_sign_out_ends_nothing(
    person: SigningInPerson, issuer: ForgingIssuer, changes: dict[str, Any]
) -> None:
    issuer.claims = {"sub": "session-user", "sid": "session-1"}
    person.sign_in()
    assert told(person, issuer.logout_token(**changes)) == 400
    assert person.http.get("/auth/me").status_code == 200


@pytest.mark.parametrize("sign", [unsigned, signed_with_public_key, lambda claims: signed(claims, OTHER_KEY)])
def test_a_forged_word_of_a_sign_out_ends_nothing(person: SigningInPerson, issuer: ForgingIssuer, sign: Any) -> None:
    issuer.claims = {"sub": "session-user", "sid": "session-1"}
    person.sign_in()
    issuer.sign = sign
    assert told(person, issuer.logout_token()) == 400
    assert told(person, "x" * 200_000) == 400
    assert person.http.get("/auth/me").status_code == 200


def test_what_changes_something_needs_the_sessions_own_proof(
    person: SigningInPerson, site: str, issuer: ForgingIssuer
) -> None:
    person.sign_in()
    with SigningInPerson(site, issuer) as other:
        other.sign_in()
        foreign = other.csrf
    for headers in ({}, {"x-csrf-token": ""}, {"x-csrf-token": foreign}, {"x-csrf-token": "ü".encode()}):
        assert person.http.post("/auth/token", headers=headers).json()["code"] == "csrf"
        assert person.http.post("/auth/logout", headers=headers).json()["code"] == "csrf"
    own = {"x-csrf-token": person.csrf}
    elsewhere = person.http.post("/auth/token", headers=own | {"origin": "https://evil.example"})
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (403, "csrf")
    assert person.http.post("/auth/token", headers=own | {"origin": site}).status_code == 200


def test_a_token_gets_no_further_token_and_needs_no_proof(token: str, site: str, person: SigningInPerson) -> None:
    answer = httpx.post(f"{site}/auth/token", headers={"authorization": f"Bearer {token}"}, timeout=30)
    assert (answer.status_code, answer.json()["code"]) == (403, "browser_alone")
    (own,) = (each for each in by_token(site, token, "/auth/sessions").json() if each["is_this_one"])
    ended = httpx.delete(f"{site}/auth/sessions/{own['id']}", headers={"authorization": f"Bearer {token}"}, timeout=30)
    assert ended.status_code == 204


def test_a_changed_token_lets_nobody_in(token: str, site: str, records: Database) -> None:
    head, body, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    other = base64.urlsafe_b64encode(json.dumps(claims | {"sub": "f" * 32}).encode()).decode().rstrip("=")
    none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"at+jwt"}').decode().rstrip("=")
    assert claims["exp"] - claims["iat"] == 900
    elsewhere = AccessTokens(records.key_of("access tokens"), "https://other.example")
    early = AccessTokens(records.key_of("access tokens"), site, clock=lambda: time.time() - 1000)
    forged = [f"{head}.{other}.{signature}", f"{none}.{body}.", f"{head}.{body}.AAAA", "a.b.c", f"{'x' * 5000}.b.c"]
    forged += [each.made(claims["sid"], claims["sub"]) for each in (elsewhere, early)]
    forged += [AccessTokens(b"k" * 32, site).made(claims["sid"], claims["sub"])]
    forged += [AccessTokens(records.key_of("access tokens"), site).made(claims["sid"], "f" * 32)]
    assert {by_token(site, each).status_code for each in forged} == {401}


def test_nobody_ends_or_sees_a_session_of_somebody_else(
    person: SigningInPerson, site: str, issuer: ForgingIssuer
) -> None:
    issuer.claims = {"sub": "first"}
    person.sign_in()
    issuer.claims = {"sub": "second"}
    with SigningInPerson(site, issuer) as other:
        other.sign_in()
        (foreign,) = other.http.get("/auth/sessions").json()
        answer = person.http.delete(f"/auth/sessions/{foreign['id']}", headers={"x-csrf-token": person.csrf})
        assert answer.status_code == 404
        assert foreign["id"] not in person.http.get("/auth/sessions").text
        assert other.http.get("/auth/me").status_code == 200


def test_a_session_gets_a_new_secret_at_each_sign_in_and_the_old_one_ends(
    person: SigningInPerson, site: str, issuer: ForgingIssuer
) -> None:
    person.sign_in()
    copy = SigningInPerson(site, issuer)
    copy.http.cookies.update(person.http.cookies)
    person.sign_in()
    assert person.http.cookies["tcbot"] != copy.http.cookies["tcbot"]
    assert (person.http.get("/auth/me").status_code, copy.http.get("/auth/me").status_code) == (200, 401)


def test_the_cookie_is_closed_to_scripts_and_other_sites(person: SigningInPerson) -> None:
    (said,) = person.sign_in().headers.get_list("set-cookie")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(said.split("; "))


def test_idle_sessions_and_old_ones_end(person: SigningInPerson, records: Database) -> None:
    for column in ("seen_at", "expires_at"):
        person.sign_in()
        with records.session() as session:
            session.connection().exec_driver_sql(
                f"UPDATE sessions SET {column} = '2020-01-01' WHERE revoked_at IS NULL"
            )
        assert person.http.get("/auth/me").json()["code"] == "session_ended"


def test_groups_and_the_admins_role_follow_at_the_next_refresh(
    person: SigningInPerson, issuer: ForgingIssuer, records: Database
) -> None:
    issuer.claims = {"sub": "gil", "groups": ["hr", "admins"]}
    person.sign_in()
    me = person.http.get("/auth/me").json()
    assert me["role"] == "admin"
    issuer.claims = {"sub": "gil", "groups": ["legal"]}
    make_due(records)
    assert person.http.get("/auth/me").json()["role"] == "uploader"
    with records.reading() as session:
        labels = select(GroupMember.label).where(GroupMember.account_id == me["account_id"])
        assert session.scalars(labels).all() == ["group:legal"]
    assert issuer.asked[-1]["grant_type"] == "refresh_token"


def test_a_refresh_that_tells_of_somebody_else_ends_the_session(
    person: SigningInPerson, issuer: ForgingIssuer, records: Database
) -> None:
    issuer.claims = {"sub": "gil"}
    person.sign_in()
    issuer.claims = {"sub": "eve"}
    make_due(records)
    assert person.http.get("/auth/me").status_code == 401


def test_a_session_outlives_an_issuer_that_is_away_for_a_while_but_not_for_an_hour(
    person: SigningInPerson, issuer: ForgingIssuer, records: Database
) -> None:
    person.sign_in()
    issuer.is_away = True
    make_due(records)
    assert person.http.get("/auth/me").status_code == 200
    issuer.is_away, issuer.refuses = False, "invalid_client"  # the bot's own secret is over: not the person's fault
    make_due(records)
    assert person.http.get("/auth/me").status_code == 200
    _last_asked_long_ago(records)
    make_due(records)
    assert person.http.get("/auth/me").status_code == 401


def _last_asked_long_ago(records: Database) -> None:
    with records.session() as session:
        for row in session.scalars(select(SignIn).where(SignIn.revoked_at.is_(None))):
            row.tokens = json.dumps(json.loads(row.tokens) | {"at": time.time() - 3700})


def test_too_many_failed_sign_ins_have_to_wait_and_a_good_one_is_let_in(
    person: SigningInPerson, site: str, issuer: ForgingIssuer
) -> None:
    person.http.headers["x-forwarded-for"] = "198.51.100.7"
    said = person.way_back()
    answers = [person.callback({"state": "guess", "code": str(n)}) for n in range(25)]
    assert [each.status_code for each in answers] == [403] * 20 + [429] * 5
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert person.callback(said).status_code == 303
    with SigningInPerson(site, issuer) as elsewhere:
        assert elsewhere.callback({"state": "guess", "code": "x"}).status_code == 403


def test_nobody_begins_sign_ins_without_end(person: SigningInPerson) -> None:
    person.http.headers["x-forwarded-for"] = "198.51.100.8"
    answers = [person.http.get("/auth/start") for _ in range(65)]
    assert [each.status_code for each in answers] == [302] * 60 + [429] * 5
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/a\nb",
        "x",
        "/" + "a" * 600,
    ],
)
def test_a_sign_in_leads_to_no_other_site(person: SigningInPerson, wanted: str) -> None:
    assert person.sign_in(wanted).headers["location"] == "/auth/"


def test_who_signs_in_signs_out_and_is_let_in_nowhere_is_in_the_audit(
    person: SigningInPerson, records: Database
) -> None:
    person.sign_in()
    account = person.http.get("/auth/me").json()["account_id"]
    person.http.post("/auth/logout", headers={"x-csrf-token": person.csrf})
    with records.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(2)).all()
    assert [(each.action, each.actor, each.target) for each in entries] == [
        ("logout", f"web:main:user:{account}", account),
        ("login", f"web:main:user:{account}", account),
    ]
