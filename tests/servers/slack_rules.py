"""What Slack takes in messages and dialogs: sizes, numbers, names. What it refuses, by its own codes."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

Block = Mapping[str, Any]

MOST_BLOCKS, LONGEST_BLOCKS, LONGEST_TEXT, LONGEST_PIECE = 50, 13_200, 40_000, 12_000
MOST_VIEW_BLOCKS, LONGEST_META = 100, 3_000
_LONGEST = {"section": 3_000, "header": 150, "markdown": 12_000}


class RefusedError(Exception):
    """A call that Slack refuses with this code; `details` are further fields of its answer."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code)
        self.details = details


def check_message(said: Mapping[str, Any]) -> None:
    """Refuses what is too long, empty, or built of blocks that Slack doesn't know."""
    blocks, text = said.get("blocks") or [], str(said.get("text") or "")
    if not blocks and not text.strip():
        raise RefusedError("no_text")
    if len(text) > LONGEST_TEXT:
        raise RefusedError("msg_too_long")
    if len(blocks) > MOST_BLOCKS:
        raise RefusedError("invalid_blocks")
    if len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) > LONGEST_BLOCKS:
        raise RefusedError("msg_blocks_too_long")
    check_blocks(blocks)


def check_view(view: Mapping[str, Any]) -> None:
    """Refuses dialogs and home views that Slack doesn't show."""
    if view["type"] == "modal":
        for name in ("title", "submit", "close"):
            _check_text(view[name], 24)
    if len(view.get("private_metadata") or "") > LONGEST_META:
        raise RefusedError("invalid_arguments")
    if not view["blocks"] or len(view["blocks"]) > MOST_VIEW_BLOCKS:
        raise RefusedError("view_too_large")
    check_blocks(view["blocks"])


def check_blocks(blocks: Sequence[Block]) -> None:
    """Refuses blocks with unknown types, doubled ids, and texts that are too long or empty."""
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)) or any(len(each) > 255 for each in ids):
        raise RefusedError("invalid_blocks")
    for block in blocks:
        check = _CHECKS.get(str(block.get("type")))
        if check is None:
            raise RefusedError("invalid_blocks")
        check(block)


def check_piece(said: Mapping[str, Any]) -> None:
    """Refuses a piece of a stream that is empty or too long."""
    if not said.get("markdown_text"):
        raise RefusedError("no_text")
    if len(said["markdown_text"]) > LONGEST_PIECE:
        raise RefusedError("msg_too_long")


def _check_text(text: Any, most: int) -> None:
    if not isinstance(text, Mapping) or text.get("type") not in {"plain_text", "mrkdwn"}:
        raise RefusedError("invalid_blocks")
    if not 1 <= len(text.get("text") or "") <= most:
        raise RefusedError("invalid_blocks")


def _text(block: Block) -> None:
    if block["type"] == "markdown":
        _check_text({"type": "mrkdwn", "text": block["text"]}, _LONGEST["markdown"])
    else:
        _check_text(block["text"], _LONGEST[block["type"]])


def _context(block: Block) -> None:
    if not 1 <= len(block["elements"]) <= 10:
        raise RefusedError("invalid_blocks")
    for each in block["elements"]:
        _check_text(each, 3_000)


def _actions(block: Block) -> None:
    names = [each["action_id"] for each in block["elements"]]
    if not 1 <= len(names) <= 25 or len(names) != len(set(names)):
        raise RefusedError("invalid_blocks")
    for each in block["elements"]:
        _check_text(each["text"], 75)
        if each["type"] != "button" or not 1 <= len(each["value"]) <= 2_000:
            raise RefusedError("invalid_blocks")


def _context_actions(block: Block) -> None:
    for element in block["elements"]:
        if element["type"] != "feedback_buttons":
            raise RefusedError("invalid_blocks")
        for name in ("positive_button", "negative_button"):
            _check_text(element[name]["text"], 75)
            if not 1 <= len(element[name]["value"]) <= 2_000:
                raise RefusedError("invalid_blocks")


def _input(block: Block) -> None:
    _check_text(block["label"], 2_000)
    element = block["element"]
    for option in element.get("options") or ():
        _check_text(option["text"], 75)
    if "initial_option" in element and element["initial_option"] not in element["options"]:
        raise RefusedError("invalid_blocks")


_CHECKS = {
    "section": _text,
    "header": _text,
    "markdown": _text,
    "context": _context,
    "actions": _actions,
    "context_actions": _context_actions,
    "input": _input,
    "divider": lambda block: None,
}
