"""Rules of signing in that need no issuer: addresses, cookies, claims, and which keys stand for a person."""

from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from bot.api.sign_in.cookies import Cookies
from bot.api.sign_in.enforcing import stands_for_person
from bot.api.sign_in.identity import identity_of
from bot.api.sign_in.pages import local_path, sign_in_page
from bot.api.sign_in.provider_errors import ProviderAwayError
from bot.api.sign_in.provider_metadata import ProviderMetadata
from bot.chat.role import Role
from bot.settings import load_settings
from pipelines.settings import SettingsError

ISSUER = "https://issuer.example"
ENDPOINTS = {each: f"{ISSUER}/{each}" for each in ("authorization_endpoint", "token_endpoint", "jwks_uri")}


def asking(**headers: str) -> Request:
    named = [(name.encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": named, "query_string": b""})


@pytest.mark.parametrize("path", ["/", "/v1/docs", "/auth/?a=b", "/a/%2F%2Fevil.example"])
def test_a_path_of_ours_is_gone_to(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    ["", "v1", "//x.example", "///x.example", "/\\x", "/\t/x.example", "/ü", "https://x.example", f"/{'a' * 500}"],
)
def test_anything_else_is_not(path: str) -> None:
    assert local_path(path) == "/auth/"


def test_a_page_shows_nothing_of_what_it_was_asked_with() -> None:
    page = sign_in_page(asking(**{"accept-language": "de-AT,de;q=0.9"}), '/"><script>alert(1)</script>')
    body = bytes(page.body).decode()
    assert "<script" not in body
    assert 'lang="de"' in body
    assert "default-src 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("public_url", "name", "is_secure"),
    [("https://tcbot.example", "__Host-tcbot", True), ("http://127.0.0.1:8080", "tcbot", False)],
)
def test_cookies_go_by_https_alone_but_on_this_machine(public_url: str, name: str, is_secure: bool) -> None:
    response, cookies = Response(), Cookies(public_url)
    cookies.give_session(response, "s" * 43, 60)
    said = response.headers["set-cookie"]
    assert said.startswith(f"{name}={'s' * 43};")
    assert ("Secure" in said) is is_secure
    assert "Domain" not in said
    assert "HttpOnly" in said


@pytest.mark.parametrize("value", ["", "short", "x" * 44, "é" * 43, "a;b" + "x" * 40])
def test_a_cookie_that_we_never_gave_is_none(value: str) -> None:
    cookies = Cookies("http://127.0.0.1:8080")
    assert cookies.session_secret(asking(cookie=f"tcbot={value}")) == ""


def verified(**claims: Any) -> str:
    return identity_of({"sub": "a", "email": "a@acme.example", **claims}, ISSUER, "groups", {}).email


@pytest.mark.parametrize("claims", [{"email_verified": True}, {"email_verified": "true"}, {"xms_edov": 1}])
def test_an_address_counts_where_the_issuer_verified_it(claims: dict[str, Any]) -> None:
    assert verified(**claims) == "a@acme.example"


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"email_verified": False},
        {"email_verified": "false"},
        {"email_verified": None},
        {"email_verified": [True]},
        {"email_verified": True, "email": "a"},
        {"email_verified": True, "email": "a b@acme.example"},
        {"email_verified": True, "email": ["a@acme.example"]},
        {"email_verified": True, "email": f"{'a' * 250}@acme.example"},
    ],
)
def test_no_other_address_does(claims: dict[str, Any]) -> None:
    assert verified(**claims) == ""


def test_groups_are_found_at_a_path_and_by_a_name_with_dots() -> None:
    nested = {"sub": "a", "realm_access": {"roles": ["hr"]}}
    assert identity_of(nested, ISSUER, "realm_access.roles", {}).groups == {"hr"}
    dotted = {"sub": "a", "https://acme.example/groups": ["id-1", "id-2"]}
    named = identity_of(dotted, ISSUER, "https://acme.example/groups", {"id-1": "Legal"})
    assert named.group_labels == {"group:Legal", "group:id-2"}
    assert identity_of({"sub": "a"}, ISSUER, "groups", {}).groups is None


def test_a_group_whose_label_would_be_too_long_gives_none() -> None:
    long = identity_of({"sub": "a", "groups": [":" * 150, "hr"]}, ISSUER, "groups", {})
    assert long.group_labels == {"group:hr"}


@pytest.mark.parametrize(
    ("labels", "role", "expected"),
    [
        (["everyone"], Role.VIEWER, False),
        (["everyone", "slack:T1", "slack:T1:C1", "everyone:HR"], Role.UPLOADER, False),
        (["slack:T1:collection:HR"], Role.VIEWER, False),
        (["slack:T1:user:U1"], Role.VIEWER, True),
        (["web:main:user:A1"], Role.VIEWER, True),
        (["group:hr"], Role.VIEWER, True),
        (["everyone"], Role.ADMIN, True),
    ],
)
def test_which_keys_stand_for_a_person(labels: list[str], role: Role, expected: bool) -> None:
    assert stands_for_person(labels, role) is expected


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        {},
        {"issuer": ISSUER},
        {"issuer": "https://other.example", **ENDPOINTS},
        {"issuer": [ISSUER], **ENDPOINTS},
        {"issuer": ISSUER, **ENDPOINTS, "token_endpoint": "http://issuer.example/token"},
        {"issuer": ISSUER, **ENDPOINTS, "token_endpoint": "file:///etc/passwd"},
        {"issuer": ISSUER, **ENDPOINTS, "jwks_uri": "https://[bad"},
        {"issuer": ISSUER, **ENDPOINTS, "authorization_endpoint": 7},
    ],
)
def test_an_issuer_that_says_what_it_must_not_is_not_used(said: Any) -> None:
    with pytest.raises(ProviderAwayError):
        ProviderMetadata.parse(said, ISSUER)


def test_of_an_issuers_signatures_those_by_a_key_of_its_own_alone_are_taken() -> None:
    offered = {"id_token_signing_alg_values_supported": ["none", "HS256", "ES256", 7, "RS256"]}
    assert ProviderMetadata.parse({"issuer": ISSUER, **ENDPOINTS, **offered}, ISSUER).algorithms == ("RS256", "ES256")
    only = {"id_token_signing_alg_values_supported": ["HS256"]}
    assert ProviderMetadata.parse({"issuer": ISSUER, **ENDPOINTS, **only}, ISSUER).algorithms == ()


GOOD = {"OIDC_ISSUER": ISSUER, "OIDC_CLIENT_ID": "tcbot", "PUBLIC_URL": "https://TCBot.example:443"}


def test_the_public_address_is_as_a_browser_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    assert load_settings().public_url == "https://tcbot.example"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"OIDC_CLIENT_ID": ""}, "OIDC_CLIENT_ID"),
        ({"PUBLIC_URL": ""}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "http://tcbot.example"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://tcbot.example/path"}, "PUBLIC_URL"),
        ({"OIDC_ISSUER": "http://issuer.example"}, "OIDC_ISSUER"),
        ({"OIDC_ISSUER": "https://issuer.example/?x"}, "OIDC_ISSUER"),
        ({"OIDC_ISSUER": "", "SIGN_IN": "required"}, "OIDC_ISSUER"),
        ({"OIDC_SCOPES": "email"}, "OIDC_SCOPES"),
        ({"OIDC_DOMAINS": "a@acme.example"}, "OIDC_DOMAINS"),
        ({"OIDC_GROUP_NAMES": "id"}, "OIDC_GROUP_NAMES"),
        ({"SESSION_HOURS": "0"}, "SESSION_HOURS"),
    ],
)
def test_settings_that_cant_work_are_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], named: str
) -> None:
    for name, value in (GOOD | changes).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=named):
        load_settings()
