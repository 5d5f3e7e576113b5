"""A page from its chunks."""

from pipelines.index.joined_page import page_of
from pipelines.ports import Hit, PlainWords
from pipelines.types import Source

PLAN = Source("d", "v", "Plan.pdf", "Plan", ("everyone",))


def chunk(start: int, text: str) -> Hit:
    return Hit("c", 0.0, PLAN, 3, start, start + len(text), PlainWords("iii", (), text, ""), "en")


def test_what_chunks_share_is_told_once() -> None:
    page = page_of([chunk(0, "One and two."), chunk(8, "two. Three."), chunk(9, "wo."), chunk(30, "Four.")])
    assert page is not None
    assert page.text == "One and two. Three.\nFour."
    assert (page.number, page.label) == (3, "iii")


def test_no_chunks_are_no_page() -> None:
    assert page_of([]) is None
