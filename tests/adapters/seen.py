"""What people of a chat write and see, in the terms that all chats have."""

import time
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Somebody:
    """A person."""

    id: str
    name: str


@dataclass(frozen=True)
class Place:
    """A conversation: a channel, a group of people, or somebody alone with the bot."""

    id: str


@dataclass(frozen=True)
class SharedAs:
    """A file as somebody shared it; its name is not always that of the chat's own record."""

    id: str
    name: str


@dataclass
class Written:
    """What somebody wrote. `thread` is the id of the first message of its thread, its own where it begins one."""

    place: Place
    by: Somebody
    id: str
    thread: str
    files: tuple[SharedAs, ...] = ()
    raw: Any = field(default=None, repr=False)
    at: float = field(default_factory=time.time)


@dataclass
class Shown:
    """What the bot shows in one message: its words as people read them, and what in them is more than words.

    `links` are addresses by their words, `mentions` who is called by it, `formats` words in bold and the like.
    `notice` is what a notification says of it.
    """

    place: Place
    id: str
    text: str
    thread: str = ""
    buttons: tuple[str, ...] = ()
    links: dict[str, str] = field(default_factory=dict)
    mentions: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    notice: str = ""
    asks_for_verdict: bool = False
    raw: Any = field(default=None, repr=False)


@dataclass
class Step:
    """One change of what stands below a question: a `sign` that it is worked on, text `in the making`, a `message`.

    `gone` is a message that was taken away.
    """

    kind: str
    shown: Shown
    at: float


@dataclass
class Form:
    """A form that somebody has before them: labels of its fields with their choices, empty for free text and files.

    `chosen` is what is chosen at first. Where it `takes_files`, these are sent with it, or right after it.
    """

    title: str
    text: str
    fields: dict[str, tuple[str, ...]]
    chosen: dict[str, str]
    takes_files: bool = False
    raw: Any = field(default=None, repr=False)
