"""Who did something beside writing: pressed a button, gave a command, filled in a form."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A person by the chat's id. `team` is their own workspace as the chat names it, empty where it doesn't.

    `channel` is where they did it, empty outside of conversations. `answer_to` is the chat's own address for answers to
    what they did, empty where it has none.
    """

    user: str
    team: str
    channel: str = ""
    answer_to: str = ""
