"""Names of people and channels, and moments, as Slack shows them to each reader: in their own time."""

import re
from datetime import datetime
from typing import Final

from bot.slack.render.mrkdwn import inert

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
