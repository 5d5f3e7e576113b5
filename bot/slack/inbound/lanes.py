"""Which conversation an item of Slack belongs to, and which question it is about."""

from bot.inbox.item_key import item_key, message_key
from bot.records.question_log import question_key
from bot.slack.directory.directory import SURFACE
from bot.slack.inbound.payloads import is_direct


def lane_of(team: str, channel: str, message: str, thread: str) -> str:
    """The conversation of a message, as `Chat.conversation` names it: a thread, or a direct chat outside of threads."""
    hangs_on = thread or ("" if is_direct(channel) else message)
    return item_key(SURFACE, team, channel, *([hangs_on] if hangs_on else []))


def subject_of(team: str, channel: str, message: str) -> str:
    """The question that a message asks, whatever item answers it."""
    return question_key(message_key(SURFACE, team, channel, message))
