"""Slack's blocks, each within Slack's limits; text goes in as rich or plain text, which holds no mentions or links.

Limits are those of Slack's types and pages (docs.slack.dev, slack_sdk's models); `FULL` keeps below what a whole
message may hold, some 13,200 characters over all blocks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.phrasing import one_line
from bot.slack.words import escaped

Block = dict[str, Any]

MOST_BLOCKS = 50
FULL = 11_000
"""Characters of text over all blocks of one message."""
RICH = 2_800
"""Characters of one rich text block."""
FALLBACK = 3_900
"""Characters of the text that notifications show."""
LABEL = 75
VALUE = 2_000
ID = 255
PLAIN = 2_900
"""Characters of a plain text in a section."""
CONTEXT = 280


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """A message: `text` is what notifications show, at most 4,000 characters, in Slack's own spelling."""

    text: str
    blocks: tuple[Block, ...]


def message(lines: Iterable[str], blocks: Iterable[Block]) -> SlackMessage:
    """The blocks, with these lines for notifications."""
    return SlackMessage(fallback(lines), tuple(blocks)[:MOST_BLOCKS])


def fallback(lines: Iterable[str]) -> str:
    """Lines as the text of a message: escaped, and cut where they are too long; never empty."""
    text = escaped("\n".join(line for line in lines if line)).strip() or "…"
    if len(text) <= FALLBACK:
        return text
    cut = text[:FALLBACK]
    return cut[: cut.rfind("&")] + "…" if "&" in cut[-6:] else cut + "…"  # no entity is cut in two


def words(text: str, *styles: str, url: str = "") -> Block:
    """A piece of rich text: `styles` are bold, italic, strike or code; with `url` it is a link."""
    text = text or "…"  # Slack takes no empty one
    piece: Block = {"type": "link", "url": url, "text": text} if url else {"type": "text", "text": text}
    if styles:
        piece["style"] = dict.fromkeys(styles, True)
    return piece


def line(*pieces: Block) -> Block:
    """A line or paragraph of rich text."""
    return {"type": "rich_text_section", "elements": list(pieces)}


def rich(*parts: Block) -> Block:
    """A block of lines, lists and quotes of rich text."""
    return {"type": "rich_text", "elements": list(parts)}


def listed(*items: Block, style: str = "bullet", indent: int = 0, offset: int = 0) -> Block:
    """A list of lines."""
    made: Block = {"type": "rich_text_list", "style": style, "indent": indent, "elements": list(items)}
    if offset:
        made["offset"] = offset
    return made


def plain(text: str, limit: int = PLAIN) -> Block:
    """A plain text object, on one line where it has to be cut."""
    kept = text if len(text) <= limit else one_line(text, limit)
    return {"type": "plain_text", "text": kept.strip() or "…", "emoji": False}


def small(*lines: str) -> list[Block]:
    """Lines in small grey letters, ten in a block; empty ones are left out."""
    said = [plain(text, CONTEXT) for text in lines if text]
    return [{"type": "context", "elements": said[start : start + 10]} for start in range(0, len(said), 10)]


def button(action: str, label: str, value: str, style: str = "") -> Block:
    """A button; `style` is primary or danger."""
    made: Block = {"type": "button", "action_id": action, "text": plain(label, LABEL), "value": value[:VALUE]}
    if style:
        made["style"] = style
    return made


def buttons(*given: Block) -> list[Block]:
    """A row of buttons; none where there are none."""
    return [{"type": "actions", "elements": list(given)}] if given else []


def size(block: Any) -> int:
    """How many characters of text a block holds, at any depth."""
    if isinstance(block, dict):
        own = len(block["text"]) if isinstance(block.get("text"), str) else 0
        return own + sum(size(value) for value in block.values() if isinstance(value, (dict, list)))
    return sum(map(size, block)) if isinstance(block, Sequence) and not isinstance(block, str) else 0
