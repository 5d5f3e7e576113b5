"""Signing in with a real browser at a real OpenID provider, from the first page to the last."""

import time
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.servers.oidc_provider import OidcProvider, oidc_provider
from tests.servers.sign_in_site import free_port, running_site
from tests.sign_in.browser import chromium, sign_in

PATIENCE = 15.0


@pytest.fixture(scope="module")
def address() -> str:
    return f"http://127.0.0.1:{free_port()}"


@pytest.fixture(scope="module")
def provider(address: str) -> Iterator[OidcProvider]:
    with oidc_provider(address) as provider:
        yield provider


@pytest.fixture(scope="module")
def site(address: str, provider: OidcProvider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = provider.settings(address) | {"OIDC_ADMIN_GROUP": "tcbot-admins"}
    with running_site(urlsplit(address).port or 0, tmp_path_factory.mktemp("home"), settings) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="en-GB")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def me(context: BrowserContext, site: str) -> int:
    return context.request.get(f"{site}/auth/me").status


def until(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while not holds() and time.monotonic() < end:
        time.sleep(0.1)
    return holds()


def test_somebody_signs_in_and_out_here_and_at_the_provider(page: Page, context: BrowserContext, site: str) -> None:
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    sign_in(page, site, "alice")
    assert page.inner_text("p") == "You are signed in as Alice Adams."
    told = parse_qs(urlsplit(next(each for each in asked if "code_challenge=" in each)).query)
    assert told["code_challenge_method"] == ["S256"]
    assert len(told["state"][0]) == len(told["nonce"][0]) == 43
    (held,) = (each for each in context.cookies() if each["name"] == "tcbot")  # type: ignore[typeddict-item]
    assert (held["httpOnly"], held["sameSite"]) == (True, "Lax")  # type: ignore[typeddict-item]
    assert page.evaluate("document.cookie") == ""

    who = context.request.get(f"{site}/auth/me").json()
    assert (who["name"], who["role"]) == ("Alice Adams", "admin")
    assert context.request.post(f"{site}/auth/token").status == 403
    given = context.request.post(f"{site}/auth/token", headers={"X-CSRF-Token": who["csrf"]})
    token = given.json()["access_token"]
    program = {"authorization": f"Bearer {token}"}
    assert httpx.get(f"{site}/auth/me", headers=program, timeout=30).json()["account_id"] == who["account_id"]

    page.goto(f"{site}/auth/")
    page.click("form button")
    page.click("button[value=yes], button[type=submit]")  # the provider asks whether one wants to sign out there, too
    page.wait_for_url(f"{site}/auth/signed-out**")
    assert page.inner_text("p") == "You are signed out."
    assert me(context, site) == 401
    assert httpx.get(f"{site}/auth/me", headers=program, timeout=30).status_code == 401
    page.goto(f"{site}/auth/start")
    assert not page.url.startswith(site), "the provider has to ask again"
    assert [each for each in complaints if "Content Security Policy" in each] == []


def test_a_way_back_from_the_provider_leads_in_once_and_in_no_other_browser(
    page: Page, browser: Browser, site: str
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    sign_in(page, site, "alice")
    back = next(each for each in asked if "/auth/callback?" in each)
    page.goto(back)
    assert "used already" in page.inner_text("p")
    with browser.new_context(locale="de-DE") as other:
        stranger = other.new_page()
        stranger.goto(back)
        assert "in einem anderen Browser" in stranger.inner_text("p")
        assert me(other, site) == 401


def test_the_provider_ends_a_session_by_its_back_channel(
    page: Page, context: BrowserContext, site: str, provider: OidcProvider
) -> None:
    sign_in(page, site, "alice")
    assert me(context, site) == 200
    page.goto(f"{provider.issuer}/session/end")
    page.click("button[value=yes], button[type=submit]")
    assert until(lambda: me(context, site) == 401)


def test_a_name_is_shown_as_it_is_and_a_page_leads_where_somebody_wanted(page: Page, site: str) -> None:
    sign_in(page, site, "bob", "?next=/auth/%3Ffrom%3Dhere")
    assert urlsplit(page.url).query == "from=here"
    assert page.inner_text("p") == "You are signed in as Bob <b>Brown</b>."
    assert page.locator("b").count() == 0


def test_a_page_elsewhere_can_have_the_browser_change_nothing(page: Page, context: BrowserContext, site: str) -> None:
    sign_in(page, site, "alice")
    page.route(
        "http://elsewhere.test/",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f'<form method="post" action="{site}/auth/logout"><button>win</button></form>',
        ),
    )
    page.goto("http://elsewhere.test/")
    page.click("button")
    page.wait_for_load_state()
    assert me(context, site) == 200


def test_an_unverified_address_isnt_anothers_account(
    page: Page, browser: Browser, context: BrowserContext, site: str
) -> None:
    sign_in(page, site, "alice")
    with browser.new_context() as other:
        sign_in(other.new_page(), site, "mallory")
        mallory = other.request.get(f"{site}/auth/me").json()
    alice = context.request.get(f"{site}/auth/me").json()
    assert mallory["account_id"] != alice["account_id"]
    assert mallory["role"] == "uploader"
