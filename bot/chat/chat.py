"""What happens in a chat, whichever it is: who asks where, and which file was shared."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.chat.joined_ids import join_ids


class ChatKind(StrEnum):
    """Who reads along: `DIRECT` the asker alone, `GROUP` a handful of people, `PRIVATE` and `PUBLIC` a channel.

    In a `SHARED` one are, or may soon be, people of other workspaces.
    """

    DIRECT = "direct"
    GROUP = "group"
    PRIVATE = "private"
    PUBLIC = "public"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Chat:
    """A place where people talk: `surface` is `slack`, `team` the workspace, `channel` the channel's own id there.

    `thread` is the id of the message that a thread hangs on, empty outside of threads.
    """

    surface: str
    team: str
    channel: str
    kind: ChatKind
    thread: str = ""

    @property
    def conversation(self) -> str:
        """One id for what belongs together: a thread, or a whole direct chat outside of threads."""
        return join_ids(*filter(None, (self.surface, self.team, self.channel, self.thread)))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a chat, by the id that the chat gives; `locale` chooses the language of the bot's own words,
    and how they are said where a chat has words of its own (`de-x-teams`).

    `team` is their own workspace as the chat confirmed it, not the one in which they act.
    """

    surface: str
    team: str
    id: str
    locale: str = "en"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was asked. `key` names its inbox item, `message` the message that holds it.

    `only_asker` says that nobody else sees the reply (a slash command, "Answer me privately"). `request` names what
    asked for this answer where that isn't `key`: an edit of the message, which counts for itself. `asked_at` is when,
    in seconds since 1970; 0 where that isn't known.

    For an answer to one person elsewhere, `beside` is the conversation that it was first asked in, and `origin` the id
    of the question there.
    """

    key: str
    chat: Chat
    asker: Person
    message: str
    text: str
    only_asker: bool = False
    request: str = ""
    beside: Chat | None = None
    origin: str = ""
    asked_at: float = 0.0


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file that somebody shared in a chat; `message` is the one that it came with, `id` the chat's own for the file.

    `bytes` and `media_type` are what the chat says, to be checked. `note` is what the sharer wrote about it. `address`
    is where the chat hands the file out for a short while: a secret, which no record keeps. `link` is where people open
    it. Both are empty where the chat says so when it is asked.
    """

    chat: Chat
    sharer: Person
    message: str
    id: str
    name: str
    bytes: int
    media_type: str = ""
    note: str = ""
    address: str = field(default="", repr=False)
    link: str = field(default="", repr=False)
