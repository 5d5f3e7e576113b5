"""Who may read a document, in words."""

from enum import StrEnum

from bot.wording.line import ChannelName, Line, PersonName
from bot.wording.sentences import say


class Crowd(StrEnum):
    """Readers who are neither a channel's members nor one person; the values are keys of sentences."""

    EVERYONE = "readers_all"
    WORKSPACE = "readers_workspace"


Readers = Crowd | ChannelName | PersonName | str
"""Everyone, a workspace, a channel's members or one person; else a name that isn't a chat's."""


def readers_line(readers: Readers, locale: str) -> Line:
    """The readers as they are listed."""
    return (say(readers, locale) if isinstance(readers, Crowd) else readers,)
