"""Who may read something, where and since when, as Slack shows it to each reader: with names, in their own time."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.slack.render.mrkdwn import inert
from bot.wording.sentences import say
from pipelines.access import EVERYONE

_ID: Final = re.compile(r"[A-Z0-9]{2,40}")


def person_words(user: str) -> str:
    """A person by name."""
    return f"<@{user}>" if _ID.fullmatch(user) else inert(user)


def channel_words(channel: str) -> str:
    """A channel by name."""
    return f"<#{channel}>" if _ID.fullmatch(channel) else inert(channel)


def day_words(moment: datetime) -> str:
    """A day, as the reader's own Slack writes it."""
    return f"<!date^{int(moment.timestamp())}^{{date_short}}|{moment:%Y-%m-%d}>"


def time_words(moment: datetime) -> str:
    """A time of day, in the reader's own zone."""
    return f"<!date^{int(moment.timestamp())}^{{time}}|{moment:%H:%M} UTC>"


def readers_words(labels: Sequence[str], locale: str) -> str:
    """Who may read a document, from its access labels."""
    return ", ".join(dict.fromkeys(reader_words(label, locale) for label in labels))


def reader_words(label: str, locale: str) -> str:
    """Who holds an access label: everyone, the workspace, a channel's members, one person."""
    if label == EVERYONE:
        return inert(say("readers_all", locale))
    match label.split(":"):
        case ["slack", _]:
            return inert(say("readers_workspace", locale))
        case ["slack", _, "user", user]:
            return person_words(user)
        case ["slack", _, channel]:
            return channel_words(channel)
    return inert(label)
