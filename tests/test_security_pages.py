"""What the pages for security teams point at is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = ("SECURITY.md", "docs/security.md", "docs/adopting.md")
_PLACE = re.compile(r"`((?:tests|docs|deploy|pipelines|ingest|bot|requirements)/[\w./-]+)`")
_LINK = re.compile(r"\]\(([\w./-]+\.md)(#[\w-]+)?\)")
_TARGET = re.compile(r"`make ([a-z-]+)")


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {"#" + re.sub(r"[^\w\s-]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES)
def test_each_place_that_a_page_names_is_there(page: str) -> None:
    named = _PLACE.findall((ROOT / page).read_text(encoding="utf-8"))
    assert page == "SECURITY.md" or len(named) > 10
    assert [place for place in named if not (ROOT / place).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_each_link_of_a_page_leads_to_a_heading_that_is_there(page: str) -> None:
    file = ROOT / page
    links = _LINK.findall(file.read_text(encoding="utf-8"))
    assert links
    for target, anchor in links:
        assert (file.parent / target).exists(), target
        assert not anchor or anchor in anchors(file.parent / target), (target, anchor)


@pytest.mark.parametrize("page", PAGES)
def test_each_target_of_make_that_a_page_names_is_there(page: str) -> None:
    made = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(_TARGET.findall((ROOT / page).read_text(encoding="utf-8"))) <= made


def test_no_registry_and_no_made_up_address_stands_in_the_pages() -> None:
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        assert not re.search(r"pypi|osv\.dev|npmjs|[\w.]+@[\w-]+\.[a-z]{2,}", text), page
