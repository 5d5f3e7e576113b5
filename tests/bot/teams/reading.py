"""What a reader of Teams sees of a message: its Markdown read as CommonMark, its card's words in order."""

import re
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.teams.render.limits import LONGEST_CARD, LONGEST_MESSAGE, size
from bot.teams.render.teams_message import TeamsMessage, activity_of
from tests.servers.teams_card_rules import texts_of
from tests.servers.teams_rules import check_activity

_READER = MarkdownIt("commonmark").enable(["strikethrough", "table"])
UNSEEN = re.compile("[\u2060\u200a]")


@dataclass
class Seen:
    """The words of a text, what is formatted in it, and where its links lead."""

    words: str = ""
    formats: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def seen(markdown: str) -> Seen:
    """The text as a client shows it."""
    found = Seen()
    for token in _READER.parse(markdown):
        _see(token, found)
    found.words = UNSEEN.sub("", " ".join(found.words.split()))
    return found


def _see(token: Token, found: Seen) -> None:
    if token.type in {"text", "code_inline", "fence", "code_block", "text_special"}:
        found.words += token.content
    if token.type in {"softbreak", "hardbreak"} or token.block:
        found.words += " "
    if token.type.endswith("_open") and token.type != "paragraph_open":
        found.formats.append(token.type.removesuffix("_open"))
    if token.type in {"html_inline", "html_block", "code_inline", "fence", "code_block", "image", "hr"}:
        found.formats.append(token.type)
    if token.type == "link_open":
        found.links.append(str(token.attrs["href"]))
    for child in token.children or ():
        _see(child, found)


def check_message(message: TeamsMessage) -> None:
    """A message that Teams takes, in which nothing is a tag or a mention."""
    activity = activity_of(message, "en")
    assert check_activity(activity) == []
    assert size(activity) <= LONGEST_MESSAGE
    assert message.card is None or size(message.card) <= LONGEST_CARD
    assert not set("\u202e\u202a\x00\x07\ud800") & set(said(message))
    if message.card is None:
        assert "html_inline" not in seen(message.text).formats and "html_block" not in seen(message.text).formats
        assert "<at" not in message.text.lower()


def said(message: TeamsMessage) -> str:
    """All words of a message, as they are written."""
    return message.text if message.card is None else "\n".join(texts_of(message.card))


def buttons(message: TeamsMessage) -> dict[str, str]:
    """The names and values of a card's buttons."""
    actions = (message.card or {}).get("actions", [])
    ours = [each["data"]["tcbot"] for each in actions]
    return {each["button"]: each["value"] for each in ours if "button" in each}
