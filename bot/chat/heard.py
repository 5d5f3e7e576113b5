"""What a person said in a chat, as the chat's own translation tells it: nothing in here has the chat's spelling."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from bot.chat.actor import Actor
from bot.chat.chat import Chat


def known_fields(kind: type[Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """What an item kept for a dataclass, as far as this version knows it: a newer one may have kept more."""
    return {each.name: kept[each.name] for each in fields(kind) if each.name in kept}


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file as a message or a form names it; all of it is to be checked. `bytes` is 0 where the chat doesn't say.

    For `address` and `link` see `SharedFile`.
    """

    id: str
    name: str
    bytes: int
    media_type: str
    address: str = field(default="", repr=False)
    link: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that a person wrote: `message` its id, `thread` that of the thread's first message, where it has one.

    `chat` is where, by what the message says: enough to tell whether it is meant for the bot, with the thread that
    replies go into. `user_team` is the writer's own workspace as the chat names it, empty where it doesn't. `text` is
    what they wrote as they read it, without the mention of the bot. `calls_bot` says that it mentions the bot,
    `mentions_others` that it mentions somebody else, or everybody. `has_outsiders` says that by the chat's word people
    of other workspaces are in the conversation. `said_at` is when they wrote it by the chat's clock, in seconds since
    1970; 0 where that isn't known.
    """

    chat: Chat
    user: str
    user_team: str
    message: str
    thread: str
    text: str = field(repr=False)
    files: tuple[NamedFile, ...] = ()
    calls_bot: bool = False
    mentions_others: bool = False
    has_outsiders: bool = False
    said_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Deleted:
    """A message that is gone; `chat` is where it was, with the thread that a reply to it went into."""

    chat: Chat
    message: str


@dataclass(frozen=True, slots=True)
class Added:
    """A message whose files somebody wants taken up, who needn't have written it."""

    by: Actor
    heard: Heard
