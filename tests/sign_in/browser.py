"""A real browser, headless Chromium, at a bot's sign-in and at a real provider."""

import contextlib
import shutil
from collections.abc import Iterator

from playwright.sync_api import Browser, Page, sync_playwright

from tests.servers import unavailable

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = "--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update".split()


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """The browser."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        unavailable("Chromium", "Install it (Debian: apt-get install --no-install-recommends chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def sign_in(page: Page, site: str, name: str, wanted: str = "") -> None:
    """Signs somebody in at npm `oidc-provider`, from the bot's first page on."""
    page.goto(f"{site}/auth/sign-in{wanted}")
    page.click("a.button")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", "any")
    page.click("button[type=submit]")
    if not page.url.startswith(site):  # it asks for consent the first time
        page.click("button[type=submit]")
    page.wait_for_url(f"{site}/**")
