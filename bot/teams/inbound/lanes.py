"""Which conversation an item of Teams belongs to, and which question it is about."""

from bot.inbox.item_key import item_key, message_key
from bot.records.question_log import question_key
from bot.teams.directory.teams_place import CHANNEL, SURFACE


def thread_of(kind: str, message: str, root: str) -> str:
    """The thread that replies to a message go into: in channels that of the message, elsewhere there are none."""
    return (root or message) if kind == CHANNEL else ""


def lane_of(team: str, channel: str, thread: str) -> str:
    """The conversation that a reply belongs to: a thread of a channel, or a whole chat."""
    return item_key(SURFACE, team, channel, *([thread] if thread else []))


def subject_of(team: str, channel: str, message: str) -> str:
    """The question that a message asks, whatever item answers it."""
    return question_key(message_key(SURFACE, team, channel, message))
