"""What the service has to say below an answer, as codes."""

from enum import StrEnum


class Note(StrEnum):
    """A line below an answer; its value is the key of its sentence in `bot.wording`.

    `SCOPE_REDUCED`: the asker's channels couldn't be read. `SCOPE_HERE`: nothing but what was shared in this chat was
    used. `MORE_IN_PRIVATE`: there is more for the asker alone, who can be answered privately.
    """

    SCOPE_REDUCED = "scope_reduced"
    SCOPE_HERE = "scope_here"
    MORE_IN_PRIVATE = "more_in_private"
