"""How the bot behaves in a channel: what the channel's managers can choose, and what holds where nobody chose."""

from dataclasses import dataclass
from typing import Final, Literal, get_args, get_type_hints

MOST_COLLECTIONS: Final = 20
"""Collections that one channel can choose, and that are offered to it: a form of them fits any chat."""


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """What the bot answers to, from which documents, and where it replies; another value raises `ValueError`.

    `answers_to`: mentions alone, or whatever reads like a question as well. `documents`: those of the workspace and
    of the channel, or of the channel alone. `replies`: in the thread, or seen by the asker alone. `collections` are the
    names of those of the workspace's documents that it answers from, none for all. `outsiders`: with people from
    outside in it, it is answered from what was shared there, or as an admin allowed like any channel of its kind.
    """

    answers_to: Literal["mentions", "questions"] = "mentions"
    documents: Literal["workspace", "channel"] = "workspace"
    replies: Literal["thread", "private"] = "thread"
    collections: tuple[str, ...] = ()
    outsiders: Literal["here", "workspace"] = "here"

    def __post_init__(self) -> None:
        for name, allowed in CHOICES.items():
            chosen = getattr(self, name)
            if chosen not in allowed:
                raise ValueError(f"The setting {name} can't be {chosen!r}: choose one of {', '.join(allowed)}.")
        if len(self.collections) > MOST_COLLECTIONS:
            raise ValueError(f"A channel chooses {MOST_COLLECTIONS} collections at most, not {len(self.collections)}.")


CHOICES: dict[str, tuple[str, ...]] = {
    name: get_args(kind) for name, kind in get_type_hints(ChannelSettings).items() if name != "collections"
}
"""What each setting can be that is one of some; `collections` are names."""
