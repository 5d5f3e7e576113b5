"""A workspace of Slack in this process: its people, conversations, files, and what stands in them."""

import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.servers.slack_rules import RefusedError

Message = dict[str, Any]
Arguments = dict[str, Any]
_numbers = count(1)
"""Ids are never used twice in a run, whichever workspace they belong to."""


def new_id(letter: str) -> str:
    """An id as Slack forms them."""
    return f"{letter}{next(_numbers):09}"


@dataclass
class Conversation:
    """A channel, a group of people, or a direct message; `kind` is `channel`, `private`, `group` or `direct`.

    `flags` are what Slack says of it beside that, such as that it is shared with another workspace.
    """

    id: str
    kind: str
    members: set[str]
    creator: str = ""
    name: str = ""
    flags: dict[str, Any] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)

    def info(self, bot: str) -> dict[str, Any]:
        """What `conversations.info` says of it."""
        told = {"id": self.id, "name": self.name, "is_archived": False, "creator": self.creator} | self.flags
        if self.kind == "direct":
            return {"id": self.id, "is_im": True, "user": next(iter(self.members - {bot}), "")} | self.flags
        kinds = {"is_mpim": self.kind == "group", "is_private": self.kind != "channel", "is_channel": True}
        return told | kinds | {"is_member": bot in self.members}

    @property
    def channel_type(self) -> str:
        """Its kind as events name it."""
        return {"channel": "channel", "private": "group", "group": "mpim", "direct": "im"}[self.kind]


@dataclass
class StoredFile:
    """A file that somebody has; `places` are the conversations that it was shared in."""

    id: str
    name: str
    content: bytes
    owner: str
    media_type: str = "text/markdown"
    places: set[str] = field(default_factory=set)
    is_for_bot: bool = False
    flags: dict[str, Any] = field(default_factory=dict)


@dataclass
class SlackWorkspace:
    """What is there, and `journal`: what was shown and taken away since the start, in order."""

    team: str
    token: str
    bot: str
    scopes: set[str]
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    whispers: list[Message] = field(default_factory=list)
    views: list[Message] = field(default_factory=list)
    homes: dict[str, Message] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    prompts: list[Arguments] = field(default_factory=list)
    statuses: dict[tuple[str, str], str] = field(default_factory=dict)
    streaming: set[str] = field(default_factory=set)
    triggers: dict[str, float] = field(default_factory=dict)
    addresses: dict[str, Message] = field(default_factory=dict)
    journal: list[Message] = field(default_factory=list)
    site: str = ""
    most_on_a_page: int = 200
    hides_metadata: bool = False
    _last: float = 0.0

    def stamp(self) -> str:
        """The id of what happens now."""
        self._last = max(time.time(), self._last + 0.0001)
        return f"{self._last:.6f}"

    def add(self, channel: str, message: Message) -> Message:
        """A message comes into a conversation."""
        conversation = self.conversations[channel]
        message = {"type": "message", "ts": self.stamp(), "team": self.team} | message
        conversation.messages.append(message)
        return message

    def conversation(self, channel: str, writes: bool = False) -> Conversation:
        """A conversation that the bot sees; with `writes` one that it is in and that isn't closed."""
        if channel in self.users:  # a person's id stands for the direct message with them
            channel = self.direct(channel).id
        found = self.conversations.get(channel)
        if found is None or (found.kind != "channel" and self.bot not in found.members):
            raise RefusedError("channel_not_found")
        if writes and self.bot not in found.members:
            raise RefusedError("not_in_channel")
        if writes and found.flags.get("is_archived"):
            raise RefusedError("is_archived")
        return found

    def direct(self, user: str) -> Conversation:
        """The direct message between a person and the bot."""
        if user not in self.users:
            raise RefusedError("user_not_found")
        both = {user, self.bot}
        for each in self.conversations.values():
            if each.kind == "direct" and each.members == both:
                return each
        made = Conversation(new_id("D"), "direct", both)
        self.conversations[made.id] = made
        return made

    def found(self, said: Arguments, own: str = "") -> Message:
        """A message; with `own` the code with which Slack refuses one that isn't the bot's."""
        for each in self.conversation(said["channel"]).messages:
            if each["ts"] == said["ts"]:
                if own and each.get("user") != self.bot:
                    raise RefusedError(own)
                return each
        raise RefusedError("message_not_found")

    def sees(self, file: StoredFile) -> bool:
        """Whether the bot may see a file."""
        places = (self.conversations.get(place) for place in file.places)
        return file.is_for_bot or any(place is not None and self.bot in place.members for place in places)

    def note(self, kind: str, channel: str, message: Message, thread: str = "") -> None:
        """Writes into the journal what the bot showed."""
        shown = {name: message.get(name) for name in ("text", "blocks")}
        place = {"channel": channel, "thread": thread or message.get("thread_ts") or "", "ts": message.get("ts")}
        is_stream = message.get("ts") in self.streaming
        self.journal.append({"kind": kind, "at": time.time(), "is_stream": is_stream} | place | shown)

    def address(self, user: str, channel: str, whisper: Message | None = None) -> str:
        """A new address for answers to a click or a command; `whisper` is the message that was clicked, if private."""
        name = new_id("R")
        self.addresses[name] = {"user": user, "channel": channel, "left": 5, "whisper": whisper}
        return f"{self.site}/response/{name}"

    def trigger(self) -> str:
        """What a dialog can be opened with, once and within three seconds."""
        made = new_id("T")
        self.triggers[made] = time.time() + 3.0
        return made


def need(space: SlackWorkspace, scope: str) -> None:
    """Refuses where the app lacks this permission."""
    if scope not in space.scopes:
        raise RefusedError("missing_scope", needed=scope, provided=",".join(sorted(space.scopes)))
