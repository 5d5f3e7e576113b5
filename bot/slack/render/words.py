"""Words in Slack's spelling and in plain: what people wrote for the engine, and our own lines for Slack."""

import html
import re

_BROADCAST = re.compile(r"<!(here|channel|everyone)(?:\|[^<>]*)?>")
_NAMED = re.compile(r"<[@#!][^|<>]+\|([^<>]*)>")
_LINK = re.compile(r"<((?:https?|mailto):[^|<>]+)(?:\|([^<>]*))?>")
_BARE = re.compile(r"<[@#!][^<>]*>")
_SPACES = re.compile(r"[ \t]+")


def plain_words(text: str, bot_user: str) -> str:
    """What a person wrote, as they would read it: without the mention of the bot, entities and link brackets."""
    text = text.replace(f"<@{bot_user}>", " ")
    text = re.sub(rf"<@{re.escape(bot_user)}\|[^<>]*>", " ", text)
    text = _BROADCAST.sub(r"@\1", text)
    text = _NAMED.sub(r"\1", text)
    text = _LINK.sub(lambda found: found.group(2) or found.group(1).removeprefix("mailto:"), text)
    text = _BARE.sub(" ", text)
    return "\n".join(_SPACES.sub(" ", line).strip() for line in html.unescape(text).splitlines()).strip()


def escaped(text: str) -> str:
    """A line of ours as Slack shows it unchanged: nothing in it is a mention or a link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
