"""A model's Markdown in Slack's own spelling."""

import pytest

from bot.slack.render.markdown import LONGEST, pieces
from bot.slack.render.mrkdwn import inert
from bot.slack.render.stream_text import sentence_text


def rendered(markdown: str) -> str:
    return "".join((each.gap if number else "") + each.text for number, each in enumerate(pieces(markdown)))


@pytest.mark.parametrize(
    ("markdown", "mrkdwn"),
    [
        ("**bold** and __bold__", "*bold* and *bold*"),
        ("*italic* and _italic_", "_italic_ and _italic_"),
        ("***both***", "*_both_*"),
        ("**bold _both_**", "*bold* *_both_*"),
        ("~~gone~~", "~gone~"),
        ("`a < b`", "`a &lt; b`"),
        ("un**bold**able", "un\u200b*bold*\u200bable"),
        ("## Steps ##", "*Steps*"),
        ("> said", "> said"),
        ("- one\n- two\n  - inner", "• one\n• two\n\u2003• inner"),
        ("3. three\n4) four", "3. three\n4. four"),
        ("- one\n  goes on", "• one goes on"),
        ("one\n\n\ntwo\nthree", "one\n\ntwo\nthree"),
        ("a\n\n---\n\nb", "a\n\nb"),
        ("```py\nif a < b:\n    x = `y`\n```", "```\nif a &lt; b:\n    x = `y`\n```"),
        ("~~~\nopen ended", "```\nopen ended\n```"),
        ("| a | b |\n|---|---|\n| 1 | **2** |", "```\na   b\n─────\n1   2\n```"),
        (r"\*not italic\*", "∗not italic∗"),
        ("5*3=15, snake_case, a * b, x_1 and y_2", "5*3=15, snake_case, a * b, x_1 and y_2"),
        ("See [1] and [2].", "See [1] and [2]."),
    ],
)
def test_markdown_is_spelled_as_slack_spells_it(markdown: str, mrkdwn: str) -> None:
    assert rendered(markdown) == mrkdwn


def test_a_link_shows_where_it_leads() -> None:
    assert rendered("[our bank](https://evil.example/?a=1&b=2)") == (
        "our bank (<https://evil.example/?a=1&amp;b=2|https://evil.example/?a=1&amp;b=2>)"
    )
    assert rendered("<https://x.example>") == "<https://x.example|https://x.example>"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://x.example/|b", "data:text/html,x", "slack://x", "#"])
def test_what_is_no_web_address_is_no_link(url: str) -> None:
    assert "<" not in rendered(f"[here]({url})")


def test_an_address_that_is_too_long_for_a_link_is_shown_as_words() -> None:
    long = f"https://x.example/{'a' * 2_000}"
    assert rendered(f"[here]({long})").replace(" ", "") == f"here({long})"


def test_a_table_that_is_too_wide_becomes_a_list() -> None:
    wide = "x" * 80
    assert rendered(f"| Name | Note |\n|---|---|\n| A | {wide} |\n| B | {wide} |").split("\n") == [
        f"• *Name*\u200b: A · *Note*\u200b: {wide}",
        f"• *Name*\u200b: B · *Note*\u200b: {wide}",
    ]


def test_code_ends_where_it_ends_and_long_code_is_cut_between_lines() -> None:
    lines = [f"line {number} ``` <!channel>" for number in range(500)]
    found = pieces("~~~\n" + "\n".join(lines) + "\n~~~\nafter")
    *blocks, after = (each.text for each in found)
    assert after == "after"
    inner = []
    for block in blocks:
        assert len(block) <= LONGEST
        assert block.count("```") == 2
        inner += block.removeprefix("```\n").removesuffix("\n```").split("\n")
    assert inner == [f"line {number} ˋˋˋ &lt;!channel&gt;" for number in range(500)]


@pytest.mark.parametrize("bad", ["x " + "**" * 5_000, "_a " * 5_000, "[" * 9_000, "|" * 9_000, "![](" * 3_000])
def test_marks_that_open_nothing_are_words_like_others(bad: str) -> None:
    said = rendered(bad)
    for mark in ("∗", "a", "[", "|", "("):
        assert said.count(mark) == bad.replace("*", "∗").count(mark)


@pytest.mark.parametrize("name", ["Leave_Policy_2026.pdf", "a * b.md", "10:30:45.csv", "5*3.txt", "Bericht (neu).docx"])
def test_a_harmless_name_stays_as_it_is(name: str) -> None:
    assert inert(name) == name


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Up to **5 days** carry over [1]. ", "Up to 5 days carry over [1]. "),
        ("\n- `one` of [these](https://x.example) [2]", "\n- one of these (https://x.example) [2]"),
        ("[1]: http://x.example", "[1]\\: http://x.example"),
        ("<!channel> & <@U1>", "&lt;!channel&gt; &amp; &lt;@U1&gt;"),
        ("snake_case and _edge", "snake_case and \\_edge"),
        ("\n\n3. Third", "\n\n3. Third"),
    ],
)
def test_a_sentence_of_a_stream_keeps_marks_and_lists_and_nothing_else(sentence: str, text: str) -> None:
    assert sentence_text(sentence) == text
