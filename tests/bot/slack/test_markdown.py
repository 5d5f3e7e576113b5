"""What a model writes becomes rich text: formatting stays, addresses and mentions don't, and nothing gets lost."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.markdown import rich_parts
from tests.bot.slack.limits import checked, said, things

MARKS = ["<!channel>", "<@U01ALICE>", "<#C1|x>", "[click](https://evil.example)"]
MARKS += ["`", "```", "*", "_", "~", "|", "> ", "- "]
anything = st.lists(st.one_of(st.sampled_from(MARKS), st.text(max_size=80)), max_size=60).map("".join)


def blocks(text: str) -> list[dict[str, Any]]:
    return [{"type": "rich_text", "elements": [part]} for part in rich_parts(text)]


@given(anything)
def test_whatever_is_written_keeps_the_limits_and_names_nobody(text: str) -> None:
    for block in blocks(text):
        checked([block])
    kinds = {thing["type"] for thing in things(blocks(text)) if "type" in thing}
    assert not kinds & {"link", "user", "channel", "broadcast", "usergroup", "emoji", "date"}


@given(st.lists(st.from_regex(r"[a-z]{1,12}", fullmatch=True), min_size=1, max_size=1500))
def test_no_word_of_a_long_answer_gets_lost(given_words: list[str]) -> None:
    assert said(blocks(" ".join(given_words))).split() == given_words


def test_bold_italic_and_code_are_shown_as_such() -> None:
    (part,) = rich_parts("Up to **5 days** in *writing*, `HR-12` [1].")
    styled = {each["text"]: set(each.get("style", {})) for each in part["elements"]}
    assert styled["5 days"] == {"bold"}
    assert styled["writing"] == {"italic"}
    assert styled["HR-12"] == {"code"}
    assert any("[1]" in text for text in styled)


def test_lists_within_lists_are_indented_and_go_on_counting() -> None:
    parts = rich_parts("1. one\n   - deep\n2. two")
    assert [(part["type"], part.get("style"), part.get("indent"), part.get("offset", 0)) for part in parts] == [
        ("rich_text_list", "ordered", 0, 0),
        ("rich_text_list", "bullet", 1, 0),
        ("rich_text_list", "ordered", 0, 1),
    ]


def test_tables_have_columns_of_fixed_width() -> None:
    (part,) = rich_parts("| country | days |\n|---|---|\n| Germany | 30 |\n| Spain | 22 |")
    assert part["type"] == "rich_text_preformatted"
    assert part["elements"][0]["text"].splitlines() == ["country  days", "-------  ----", "Germany  30", "Spain    22"]


@pytest.mark.parametrize("text", ["[here](https://evil.example/login)", "<https://evil.example/login>"])
def test_addresses_that_a_document_brings_are_no_links(text: str) -> None:
    assert not [thing for thing in things(blocks(text)) if thing.get("type") == "link"]


def test_nothing_gives_nothing() -> None:
    assert rich_parts("") == rich_parts("  \n ") == []
