"""The console in a real browser: without a script, on narrow and wide screens, by keyboard, in light and dark."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from bot.api.console.door import OPERATOR
from bot.api.signed_links import Purpose, SignedLinks
from tests.bot.chat_service import ChatService
from tests.console.filled_records import HOSTILE, fill_all
from tests.contracts.api.api_server import api_server
from tests.sign_in.browser import chromium

KPIS = ["Reply, p95", "Retrieval hit rate", "Unsupported statements", "Document ready, p95", "Answered", "Satisfaction"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page's address with a link that holds for this module."""
    service = ChatService(tmp_path_factory.mktemp("filled"))
    database = service.holdings.database
    fill_all(database)
    token, _ = SignedLinks(database.key_of("signed links")).make(Purpose.CONSOLE, OPERATOR, "/console", 900)
    with api_server(service) as server:
        yield f"{server.url}/console?link={token}"
    service.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def opened(browser: Browser, address: str, width: int = 1400, **context: object) -> tuple[Page, list[str]]:
    """The page without JavaScript, and what the browser complained of."""
    page = browser.new_context(viewport={"width": width, "height": 900}, **context).new_page()  # type: ignore[arg-type]
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.goto(address)
    return page, complaints


def test_the_six_figures_stand_there_and_the_browser_complains_of_nothing(browser: Browser, address: str) -> None:
    page, complaints = opened(browser, address)
    titles = [each.partition(" ✓")[0].partition(" ✗")[0] for each in page.locator(".kpi h2").all_inner_texts()]
    assert [each.split("\n")[0].strip() for each in titles] == KPIS
    assert page.locator(".kpi .value").first.inner_text().endswith(" s")
    assert page.evaluate("getComputedStyle(document.querySelector('.card')).borderTopLeftRadius") == "12px"
    assert complaints == []


def test_hostile_names_and_questions_run_nothing(browser: Browser, address: str) -> None:
    page, complaints = opened(browser, address, java_script_enabled=True)
    assert page.locator("script, img, iframe, object, form").count() == 0
    assert page.get_by_text(HOSTILE.partition("\u202e")[0]).count() == 3
    assert complaints == []


def test_it_works_without_javascript_and_spans_are_links(browser: Browser, address: str) -> None:
    page, _ = opened(browser, address, java_script_enabled=False)
    page.click("nav >> text=30 days")
    assert page.url.endswith("?span=30d")
    assert page.locator("nav [aria-current]").inner_text() == "30 days"
    assert page.locator(".kpi").first.locator("rect").count() == 30
    page.locator("summary").first.click()
    assert page.get_by_text("From the moment somebody asked").is_visible()


@pytest.mark.parametrize("width", [320, 360, 768, 1400])
def test_nothing_is_cut_off_however_narrow_the_screen_is(browser: Browser, address: str, width: int) -> None:
    page, _ = opened(browser, address, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide = "[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
    assert page.evaluate(f"{wide}.length") == 0


def test_the_keyboard_reaches_all_that_can_be_pressed_first_a_way_past_the_head(browser: Browser, address: str) -> None:
    page, _ = opened(browser, address)
    reached = []
    for _ in range(4 + len(KPIS)):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))
    assert reached[:4] == ["Skip to the figures", "24 hours", "7 days", "30 days"]
    assert reached[4:] == ["What it is computed from"] * len(KPIS)


def test_a_screen_reader_finds_names_for_pictures_lists_and_sections(browser: Browser, address: str) -> None:
    page, _ = opened(browser, address)
    for picture in page.locator("svg").all():
        assert "Trend" in (picture.get_attribute("aria-label") or "") or "No trend" in str(
            picture.get_attribute("aria-label")
        )
    assert page.get_by_role("main").count() == 1
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.get_by_role("region").count() == 4
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(e => +e.tagName[1])")
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground_in_light_and_dark(browser: Browser, address: str, scheme: str) -> None:
    page, _ = opened(browser, address, color_scheme=scheme)
    lowest = page.evaluate(CONTRAST)
    assert lowest[0] >= 4.5, lowest


CONTRAST = """() => {
  const parts = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = parts(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const said = [...document.querySelectorAll('main *, header *, footer')].filter(e =>
    [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()));
  return said.map(e => { const a = light(parts(getComputedStyle(e).color)), b = light(ground(e));
    return [(Math.max(a, b) + .05) / (Math.min(a, b) + .05), e.textContent.trim().slice(0, 40)]; })
    .sort((x, y) => x[0] - y[0])[0];
}"""
