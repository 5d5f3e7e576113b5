"""A Slack message and its blocks, within Slack's limits."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.slack.render.markdown import LONGEST, Piece
from bot.slack.render.mrkdwn import split
from bot.slack.render.words import escaped
from bot.wording.phrasing import one_line
from bot.wording.run import Run
from bot.wording.safe_text import clean
from bot.wording.shown import ShownButton

Block = dict[str, Any]

MOST_BLOCKS: Final = 50
LONGEST_MESSAGE: Final = 12_800
"""Characters of a message's blocks as JSON. Slack refuses some 13,200, and doesn't say what it counts: this is all."""
LONGEST_SECTION: Final = 2_950
LONGEST_FALLBACK: Final = 3_900
LONGEST_LABEL: Final = 72
LONGEST_VALUE: Final = 2_000
LONGEST_ID: Final = 255
_CUT_ENTITY: Final = re.compile(r"&\w{0,4}$")


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """A message: `text` is what notifications show, escaped, at most 4,000 characters."""

    text: str
    blocks: tuple[Block, ...]


def section(text: str) -> Block:
    """A block of mrkdwn, in which nothing is a mention or a link that isn't spelled as one."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def context(text: str) -> Block:
    """A small grey line of mrkdwn."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


def plain(text: str, limit: int = LONGEST_LABEL) -> dict[str, Any]:
    """A text object without formats, cut to fit with an ellipsis."""
    return {"type": "plain_text", "text": one_line(clean(text), limit) or "…", "emoji": False}


def button(action: str, label: str, value: str, **more: Any) -> dict[str, Any]:
    """A button; `value` is an id of ours."""
    return {"type": "button", "action_id": action, "text": plain(label), "value": value[:LONGEST_VALUE], **more}


def shown_buttons(shown: Sequence[ShownButton]) -> list[Block]:
    """A row with these buttons, or nothing where there are none."""
    return [buttons(*(button(each.name, each.label, each.value) for each in shown))] if shown else []


def buttons(*elements: dict[str, Any], block_id: str = "") -> Block:
    """A row of buttons."""
    named = {"block_id": block_id[:LONGEST_ID]} if block_id else {}
    return {"type": "actions", **named, "elements": list(elements)}


def size(blocks: Iterable[Block]) -> int:
    """Characters that blocks take in a message."""
    return len(json.dumps(list(blocks), ensure_ascii=False, separators=(",", ":")))


def sections(pieces: Sequence[Piece]) -> list[Block]:
    """Pieces in as few sections as hold them."""
    texts: list[str] = []
    for piece in pieces:
        if texts and len(texts[-1]) + len(piece.gap) + len(piece.text) <= LONGEST_SECTION:
            texts[-1] += piece.gap + piece.text
        else:
            texts.append(piece.text)
    return [section(text) for text in texts]


def filled(pieces: Sequence[Piece], room: int, most: int = MOST_BLOCKS) -> tuple[list[Block], Sequence[Piece]]:
    """The sections of as many pieces as `room` characters and `most` blocks hold, and the pieces that are left."""
    low, high = 0, len(pieces)
    while low < high:
        middle = (low + high + 1) // 2
        blocks = sections(pieces[:middle])
        if len(blocks) <= most and size(blocks) <= room:
            low = middle
        else:
            high = middle - 1
    return sections(pieces[:low]), pieces[low:]


def fallback(*lines: str) -> str:
    """Lines for notifications: escaped, cut to fit with an ellipsis."""
    text = escaped(clean("\n".join(line for line in lines if line))).strip()
    if len(text) <= LONGEST_FALLBACK:
        return text or "…"
    return _CUT_ENTITY.sub("", text[: LONGEST_FALLBACK - 2]) + " …"


def told(*lines: str) -> list[Piece]:
    """Lines of ours in pieces; what names of documents in them look like is no format."""
    return [Piece(text, "\n") for line in lines for text in split([Run(line)], LONGEST) if line]


def lines_message(*lines: str) -> SlackMessage:
    """A message of lines of ours; those that are too many are left out, with an ellipsis."""
    blocks, left = filled(told(*lines), LONGEST_MESSAGE - 200)
    return SlackMessage(fallback(*lines), tuple([*blocks, context("…")] if left else blocks))
