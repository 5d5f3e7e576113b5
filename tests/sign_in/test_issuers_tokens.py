"""Who is let in by what an issuer signed, and who isn't: every kind of bad token, and the ways of a code."""

import json
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from pipelines.records.database import Database
from pipelines.records.people_tables import Account, GroupMember, Identity, SignIn
from pipelines.records.tables import AuditEntry
from tests.servers.forging_issuer import (
    OTHER_KEY,
    Claims,
    ForgingIssuer,
    signed,
    signed_with_public_key,
    unsigned,
)
from tests.sign_in.signing_in_person import SigningInPerson


def refused(answer: httpx.Response, person: SigningInPerson) -> bool:
    return answer.status_code == 403 and person.http.get("/auth/me").status_code == 401


def test_a_good_token_lets_somebody_in(person: SigningInPerson) -> None:
    answer = person.sign_in("/v1/docs")
    assert (answer.status_code, answer.headers["location"]) == (303, "/v1/docs")
    me = person.http.get("/auth/me").json()
    assert (me["role"], len(me["csrf"])) == ("uploader", 64)


HOUR = 3600


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"exp": int(time.time()) - HOUR}, id="expired"),
        pytest.param({"exp": None}, id="never expiring"),
        pytest.param({"exp": "soon"}, id="expiring at no moment"),
        pytest.param({"iat": int(time.time()) + HOUR}, id="from the future"),
        pytest.param({"nbf": int(time.time()) + HOUR}, id="not valid yet"),
        pytest.param({"aud": "another"}, id="for another client"),
        pytest.param({"aud": ["another", "third"]}, id="for other clients"),
        pytest.param({"aud": ["tcbot", "another"]}, id="for several, and by nobody in particular"),
        pytest.param({"azp": "another"}, id="made for another client"),
        pytest.param({"aud": None}, id="for nobody"),
        pytest.param({"iss": "https://issuer.example"}, id="of another issuer"),
        pytest.param({"iss": ["x"]}, id="of several issuers"),
        pytest.param({"nonce": "foreign"}, id="another sign-in's"),
        pytest.param({"nonce": None}, id="no sign-in's"),
        pytest.param({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, id="beside another access token"),
        pytest.param({"sub": None}, id="of nobody"),
        pytest.param({"sub": ""}, id="of an empty name"),
        pytest.param({"sub": 7}, id="of a number"),
        pytest.param({"sub": "a" * 256}, id="of a name too long"),
        pytest.param({"sub": "a\x00b"}, id="of a name with a control character"),
        pytest.param({"more": "x" * 70_000}, id="too large"),
    ],
)
def test_a_token_with_wrong_claims_lets_nobody_in(
    person: SigningInPerson, issuer: ForgingIssuer, claims: dict[str, Any]
) -> None:
    issuer.claims = claims
    assert refused(person.sign_in(), person)


@pytest.mark.parametrize(
    "sign",
    [
        pytest.param(lambda claims: signed(claims, OTHER_KEY), id="another key of the same name"),
        pytest.param(lambda claims: signed(claims, OTHER_KEY, kid="second"), id="a key of a name unheard of"),
        pytest.param(unsigned, id="alg none"),
        pytest.param(signed_with_public_key, id="HS256 with the public key"),
        pytest.param(lambda claims: signed(claims)[:-6] + "AAAAAA", id="a signature changed"),
        pytest.param(lambda _: "a.b.c", id="no token"),
        pytest.param(lambda _: "", id="nothing"),
        pytest.param(lambda claims: f"{signed(claims)}.{'A' * 70_000}", id="seventy kilobytes"),
    ],
)
def test_a_token_by_nobody_we_know_lets_nobody_in(person: SigningInPerson, issuer: ForgingIssuer, sign: Any) -> None:
    issuer.sign = sign
    assert refused(person.sign_in(), person)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param((200, b"[]"), id="a list"),
        pytest.param((200, b"not json"), id="no JSON"),
        pytest.param((200, b'{"id_token": 7}'), id="a number in the token's place"),
        pytest.param((200, b"[" * 100_000), id="brackets"),
        pytest.param((200, b'"' + b"x" * 3_000_000 + b'"'), id="three megabytes"),
        pytest.param((500, b""), id="an error"),
        pytest.param((302, b""), id="a redirect"),
    ],
)
def test_an_answer_that_makes_no_sense_lets_nobody_in(
    person: SigningInPerson, issuer: ForgingIssuer, answer: tuple[int, bytes]
) -> None:
    issuer.answer = answer
    assert person.sign_in().status_code in {403, 503}
    assert person.http.get("/auth/me").status_code == 401


def test_a_way_back_is_used_once_by_the_browser_that_began_it(
    person: SigningInPerson, site: str, issuer: ForgingIssuer
) -> None:
    said = person.way_back()
    with SigningInPerson(site, issuer) as thief:
        assert refused(thief.callback(said), thief)  # without any cookie
        thief.begin()
        assert refused(thief.callback(said), thief)  # with a browser's cookie of their own
    assert person.callback(said).status_code == 303
    replayed = person.callback(said)
    assert replayed.status_code == 403
    assert "used already" in replayed.text


def test_a_way_back_that_nobody_began_is_refused(person: SigningInPerson) -> None:
    person.begin()
    for said in ({}, {"state": "", "code": "x"}, {"state": "x" * 5000, "code": "x"}, {"state": "unknown", "code": "y"}):
        assert refused(person.callback(said), person)


def test_a_way_back_expires(person: SigningInPerson, records: Database) -> None:
    said = person.way_back()
    with records.session() as session:
        session.connection().exec_driver_sql("UPDATE sign_in_attempts SET expires_at = '2020-01-01 00:00:00'")
    assert refused(person.callback(said), person)


def test_the_code_is_useless_without_the_verifier_that_stays_here(
    person: SigningInPerson, issuer: ForgingIssuer
) -> None:
    said = person.way_back()
    issuer.challenges[said["code"]] = "a" * 43
    assert refused(person.callback(said), person)


def test_a_callback_that_names_another_issuer_is_refused(person: SigningInPerson) -> None:
    assert refused(person.callback(person.way_back() | {"iss": "https://issuer.example"}), person)


def test_whom_the_issuer_turns_away_isnt_signed_in(person: SigningInPerson) -> None:
    state = person.begin()["state"]
    answer = person.callback({"state": state, "error": "access_denied", "error_description": "<b>no</b>"})
    assert refused(answer, person)
    assert "<b>" not in answer.text


def test_an_unverified_address_gives_nobody_an_account_of_someone_else(
    person: SigningInPerson, site: str, issuer: ForgingIssuer, records: Database
) -> None:
    issuer.claims = {"sub": "ana", "email": "ana@acme.example", "email_verified": True}
    person.sign_in()
    for unverified in ({"email_verified": False}, {}, {"email_verified": "no"}, {"email_verified": [True]}):
        issuer.claims = {"sub": "mallory", "email": "ana@acme.example", **unverified}
        with SigningInPerson(site, issuer) as mallory:
            assert mallory.sign_in().status_code == 303
            assert mallory.http.get("/auth/me").json()["account_id"] != person.http.get("/auth/me").json()["account_id"]
    with records.reading() as session:
        account = session.get_one(Account, mallory_account(records))
        assert account.email_hash is None


def mallory_account(records: Database) -> str:
    with records.reading() as session:
        found: str = session.scalars(select(Identity.account_id).where(Identity.subject == "mallory")).one()
    return found


def test_a_verified_address_joins_two_subjects_in_one_account(
    person: SigningInPerson, site: str, issuer: ForgingIssuer
) -> None:
    issuer.claims = {"sub": "eve-1", "email": "Eve@acme.example", "email_verified": True}
    person.sign_in()
    issuer.claims = {"sub": "eve-2", "email": "eve@ACME.example", "email_verified": True}
    with SigningInPerson(site, issuer) as again:
        again.sign_in()
        assert again.http.get("/auth/me").json()["account_id"] == person.http.get("/auth/me").json()["account_id"]


GROUPS: list[tuple[Claims, set[str]]] = [
    ({"groups": ["hr", "8f2b", "a:b", "", "x" * 300, 7, None, "hr\n"]}, {"group:hr", "group:legal", "group:a%3Ab"}),
    ({"groups": "hr"}, {"group:hr"}),
    ({"groups": {"hr": True}}, set()),
    ({"groups": ["g"] * 1001}, set()),
    ({"_claim_names": {"groups": "src1"}}, set()),
]


@pytest.mark.parametrize(("claims", "labels"), GROUPS)
def test_groups_become_labels_and_what_makes_no_sense_none(
    person: SigningInPerson, issuer: ForgingIssuer, records: Database, claims: Claims, labels: set[str]
) -> None:
    issuer.claims = {"sub": "group-member", **claims}
    person.sign_in()
    account = person.http.get("/auth/me").json()["account_id"]
    with records.reading() as session:
        assert set(session.scalars(select(GroupMember.label).where(GroupMember.account_id == account))) == labels


def test_what_the_id_token_leaves_out_comes_from_userinfo_of_the_same_person_alone(
    person: SigningInPerson, site: str, issuer: ForgingIssuer
) -> None:
    issuer.claims = {"sub": "uma"}
    issuer.userinfo = {"sub": "uma", "name": "Uma", "groups": ["hr"]}
    person.sign_in()
    assert person.http.get("/auth/me").json()["name"] == "Uma"
    issuer.claims, issuer.userinfo = {"sub": "ulf"}, {"sub": "uma", "name": "Uma"}
    with SigningInPerson(site, issuer) as other:
        other.sign_in()
        assert other.http.get("/auth/me").json()["name"] == ""


def test_an_address_of_one_answer_isnt_verified_by_another_answer(
    person: SigningInPerson, issuer: ForgingIssuer, records: Database
) -> None:
    issuer.claims = {"sub": "ivo", "email": "ceo@acme.example"}
    issuer.userinfo = {"sub": "ivo", "email": "ivo@acme.example", "email_verified": True}
    person.sign_in()
    account = person.http.get("/auth/me").json()["account_id"]
    with records.reading() as session:
        assert session.get_one(Account, account).email_hash is None


def test_no_token_of_the_issuer_lies_in_plain_in_the_records(
    person: SigningInPerson, records: Database, home: Path
) -> None:
    person.sign_in()
    secret = person.http.cookies["tcbot"]
    with records.reading() as session:
        assert session.scalars(select(SignIn.tokens)).first()
    held = b"".join(path.read_bytes() for path in home.glob("records.db*"))
    assert b"refresh-" not in held
    assert secret.encode() not in held


def test_every_refusal_is_in_the_audit_by_its_reason_alone(person: SigningInPerson, records: Database) -> None:
    person.callback({"state": "secret-state", "code": "secret-code"})
    with records.reading() as session:
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "login-failed").order_by(AuditEntry.id.desc()).limit(1)
        ).one()
    assert entry.details == {"surface": "web", "reason": "state_unknown"}
    assert "secret" not in json.dumps([entry.actor, entry.target])
