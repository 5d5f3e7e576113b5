"""Who may read a document, in words."""

from dataclasses import dataclass
from enum import StrEnum

from bot.wording.line import ChannelName, Line, PersonName
from bot.wording.sentences import line, say


class Crowd(StrEnum):
    """Readers who are neither a channel's members nor one person; the values are keys of sentences."""

    EVERYONE = "readers_all"
    WORKSPACE = "readers_workspace"


@dataclass(frozen=True, slots=True)
class CollectionName:
    """A named collection of documents, which all members of a workspace may read."""

    name: str


@dataclass(frozen=True, slots=True)
class GroupName:
    """A group of people, as who signs them in calls it."""

    name: str


Readers = Crowd | ChannelName | PersonName | CollectionName | GroupName | str
"""Everyone, a workspace, a collection's or a group's readers, a channel's members or one person; else a name that isn't
a chat's.
"""


def readers_line(readers: Readers, locale: str) -> Line:
    """The readers as they are listed."""
    match readers:
        case Crowd():
            return (say(readers, locale),)
        case CollectionName(name):
            return line("readers_collection", locale, collection=name)
        case GroupName(name):
            return line("readers_group", locale, group=name)
        case _:
            return (readers,)
