"""Slack's limits, as the tests hold every message and dialog against them, and text that means no good."""

import json
import re
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from bot.slack.render.blocks import SlackMessage

HOSTILE = (
    "<!channel>",
    "<!here|here>",
    "<@U12345678>",
    "<#C12345678|general>",
    "<!subteam^S1234|team>",
    "<http://evil.example|click here>",
    "<mailto:a@evil.example>",
    "[click](http://evil.example/?q=secret)",
    "![pixel](https://evil.example/p.png)",
    "*bold* _it_ ~no~ **more** __much__",
    "```",
    "`code`",
    "~~~",
    "> quote",
    "# head",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "- item\n  - inner\n3. third",
    ":warning: :+1:",
    "&lt;!channel&gt; &amp;amp;",
    "\u202efdp.exe\u202c",
    "\x00\x07\ud800",
    "{document} {0} #",
    "\\*\\<",
    "[1]: http://evil.example",
    "日本語のとても長いテキスト",
    "👩‍👩‍👧‍👦",
)

words = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=60),
    st.text(alphabet="ab <>&*_~`|[]()#:\n", max_size=80),
    st.integers(1, 4_000).map(lambda length: "w" * length),
    st.integers(1, 700).map(lambda length: "&<> _*` " * length),
)
texts = st.lists(words, max_size=12).map(" ".join)
short = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30)), min_size=1, max_size=4).map(" ".join)

TOKENS = re.compile(r"<([^>]*)>")
OURS = re.compile(
    r"<(?:@U0SHARER1|#C0CHANNEL1|#C0FINANCE|@U0READER1|!date\^\d+\^\{(?:time|date_short)\}\|[\d:\- UTC]+"
    r"|https?://[^\s<>|\"`]+\|[^<>|\n]*)>"
)


def strings(value: Any) -> Iterator[tuple[str, str]]:
    """Each text with the name of its field."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str):
                yield key, inner
            else:
                yield from strings(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from strings(inner)


def check_message(message: SlackMessage) -> None:
    """A message that Slack takes, in which nothing but what we spelled is a mention or a link."""
    assert 1 <= len(message.text) <= 4_000
    assert "<" not in message.text
    assert 1 <= len(message.blocks) <= 50
    assert len(json.dumps(message.blocks, ensure_ascii=False)) <= 13_200
    markdown = sum(len(block["text"]) for block in message.blocks if block["type"] == "markdown")
    assert markdown <= 12_000
    check_blocks(list(message.blocks))


def check_blocks(blocks: list[dict[str, Any]]) -> None:
    """Blocks within their limits, whatever they hold."""
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(ids) == len(set(ids))
    for block in blocks:
        json.dumps(block, ensure_ascii=False).encode()
        assert len(block.get("block_id", "")) <= 255
        _CHECKS[block["type"]](block)
        for key, text in strings(block):
            if key == "text":
                assert text.strip()


def check_mrkdwn(text: str, limit: int) -> None:
    """Text in which every `<` begins something of ours, and every `&` something escaped."""
    assert 1 <= len(text) <= limit
    for token in TOKENS.finditer(text):
        assert OURS.fullmatch(token.group()), token.group()
    assert "<" not in TOKENS.sub("", text)
    for found in re.finditer(r"&(?!amp;|lt;|gt;)", text):
        raise AssertionError(text[found.start() : found.start() + 20])
    assert text.count("```") % 2 == 0
    assert not set("\u202e\u202a\x00\x07\ud800") & set(text)


def check_object(text: dict[str, Any], limit: int) -> None:
    """A text object."""
    if text["type"] == "mrkdwn":
        check_mrkdwn(text["text"], limit)
        assert text["verbatim"] is True
    else:
        assert text["type"] == "plain_text"
        assert 1 <= len(text["text"]) <= limit


def _section(block: dict[str, Any]) -> None:
    check_object(block["text"], 3_000)


def _context(block: dict[str, Any]) -> None:
    assert 1 <= len(block["elements"]) <= 10
    for element in block["elements"]:
        check_object(element, 3_000)


def _header(block: dict[str, Any]) -> None:
    assert block["text"]["type"] == "plain_text"
    check_object(block["text"], 150)


def _actions(block: dict[str, Any]) -> None:
    assert 1 <= len(block["elements"]) <= 25
    names = [each["action_id"] for each in block["elements"]]
    assert len(names) == len(set(names))
    for each in block["elements"]:
        assert each["type"] == "button"
        assert len(each["action_id"]) <= 255
        assert 1 <= len(each["value"]) <= 2_000
        assert len(each.get("url", "")) <= 3_000
        check_object(each["text"], 75)


def _context_actions(block: dict[str, Any]) -> None:
    assert 1 <= len(block["elements"]) <= 5
    for each in block["elements"]:
        assert each["type"] == "feedback_buttons"
        for side in ("positive_button", "negative_button"):
            check_object(each[side]["text"], 75)
            assert len(each[side]["value"]) <= 2_000
            assert len(each[side]["accessibility_label"]) <= 75


def _input(block: dict[str, Any]) -> None:
    check_object(block["label"], 2_000)
    if "hint" in block:
        check_object(block["hint"], 2_000)
    element = block["element"]
    assert element["type"] in {"file_input", "radio_buttons", "multi_static_select", "plain_text_input"}
    assert 1 <= element.get("max_files", 1) <= 10
    assert 1 <= element.get("max_length", 1) <= 3_000
    if "placeholder" in element:
        check_object(element["placeholder"], 150)
    if "options" in element:
        assert 1 <= len(element["options"]) <= (10 if element["type"] == "radio_buttons" else 100)
        for option in element["options"]:
            check_object(option["text"], 75)
            assert 1 <= len(option["value"]) <= 150
        assert element.get("initial_option", element["options"][0]) in element["options"]
        assert all(each in element["options"] for each in element.get("initial_options", element["options"][:1]))
        assert element.get("initial_options") != []


_CHECKS = {
    "section": _section,
    "context": _context,
    "header": _header,
    "actions": _actions,
    "context_actions": _context_actions,
    "input": _input,
    "divider": lambda block: None,
}


def check_view(view: dict[str, Any]) -> None:
    """A dialog or App Home that Slack takes."""
    assert len(view["blocks"]) <= 100
    check_blocks(view["blocks"])
    if view["type"] == "modal":
        assert len(view["callback_id"]) <= 255
        assert len(view["private_metadata"]) <= 3_000
        for name in ("title", "submit", "close"):
            check_object(view[name], 24)


def shown(message: SlackMessage) -> str:
    """All words of the blocks."""
    return "\n".join(text for key, text in strings(message.blocks) if key == "text")
