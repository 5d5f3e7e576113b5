"""Signing in at a Keycloak that runs, whose address is in TCBOT_TEST_KEYCLOAK: `pytest -m keycloak`.

Its realm `tcbot` has alice and mallory (whose address isn't verified) with NAME-password, the client `tcbot` for
http://127.0.0.1:8290 with the secret in TCBOT_TEST_KEYCLOAK_SECRET, and an administrator who ends sessions.
"""

import os
import time
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page

from tests.servers.sign_in_site import running_site
from tests.sign_in.browser import chromium

PORT = 8290
PATIENCE = 30.0
pytestmark = [pytest.mark.keycloak, pytest.mark.slow]


@pytest.fixture(scope="module")
def keycloak() -> str:
    url = os.environ.get("TCBOT_TEST_KEYCLOAK", "")
    if not url:
        pytest.skip("No Keycloak: start one and set TCBOT_TEST_KEYCLOAK, such as http://127.0.0.1:8180.")
    return url


@pytest.fixture(scope="module")
def site(keycloak: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = {
        "PUBLIC_URL": f"http://127.0.0.1:{PORT}",
        "OIDC_ISSUER": f"{keycloak}/realms/tcbot",
        "OIDC_CLIENT_ID": "tcbot",
        "OIDC_CLIENT_SECRET": os.environ.get("TCBOT_TEST_KEYCLOAK_SECRET", "change-me"),
        "OIDC_ADMIN_GROUP": "/tcbot-admins",
    }
    with running_site(PORT, tmp_path_factory.mktemp("home"), settings) as address:
        yield address


def sign_in(page: Page, site: str, name: str) -> None:
    page.goto(f"{site}/auth/start")
    page.fill("#username", name)
    page.fill("#password", f"{name}-password")
    page.click("#kc-login")
    page.wait_for_url(f"{site}/**")


def end_sessions(keycloak: str, name: str) -> None:
    """What an administrator does there."""
    asked = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin"}
    answer = httpx.post(f"{keycloak}/realms/master/protocol/openid-connect/token", data=asked, timeout=PATIENCE)
    headers = {"authorization": f"Bearer {answer.json()['access_token']}"}
    users = f"{keycloak}/admin/realms/tcbot/users"
    (who,) = httpx.get(f"{users}?username={name}&exact=true", headers=headers, timeout=PATIENCE).json()
    httpx.post(f"{users}/{who['id']}/logout", headers=headers, timeout=PATIENCE).raise_for_status()


def test_somebody_signs_in_with_groups_and_an_administrator_there_ends_it_at_once(keycloak: str, site: str) -> None:
    with chromium() as browser:
        context = browser.new_context(locale="en-GB")
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        sign_in(page, site, "alice")
        me = context.request.get(f"{site}/auth/me").json()
        assert (me["name"], me["role"]) == ("Alice Adams", "admin")
        end_sessions(keycloak, "alice")
        until = time.monotonic() + PATIENCE
        while context.request.get(f"{site}/auth/me").status != 401 and time.monotonic() < until:
            time.sleep(0.1)
        assert context.request.get(f"{site}/auth/me").status == 401
        with browser.new_context() as other:
            sign_in(other.new_page(), site, "mallory")
            mallory = other.request.get(f"{site}/auth/me").json()
        assert (mallory["role"], mallory["account_id"] == me["account_id"]) == ("uploader", False)


def test_signing_out_signs_out_there_too(site: str) -> None:
    with chromium() as browser:
        page = browser.new_page(locale="en-GB")
        page.set_default_timeout(PATIENCE * 1000)
        sign_in(page, site, "alice")
        page.goto(f"{site}/auth/")
        page.click("form button")
        page.wait_for_url(f"{site}/auth/signed-out**")
        page.goto(f"{site}/auth/start")
        page.wait_for_selector("#kc-login")
