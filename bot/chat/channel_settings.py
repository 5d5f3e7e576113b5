"""How the bot behaves in a channel: what the channel's managers can choose, and what holds where nobody chose."""

from dataclasses import dataclass
from typing import Literal, get_args, get_type_hints


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """What the bot answers to, from which documents, and where it replies; another value raises `ValueError`.

    `answers_to`: mentions alone, or whatever reads like a question as well. `documents`: those of the workspace and
    of the channel, or of the channel alone. `replies`: in the thread, or seen by the asker alone.
    """

    answers_to: Literal["mentions", "questions"] = "mentions"
    documents: Literal["workspace", "channel"] = "workspace"
    replies: Literal["thread", "private"] = "thread"

    def __post_init__(self) -> None:
        for name, allowed in CHOICES.items():
            chosen = getattr(self, name)
            if chosen not in allowed:
                raise ValueError(f"The setting {name} can't be {chosen!r}: choose one of {', '.join(allowed)}.")


CHOICES: dict[str, tuple[str, ...]] = {name: get_args(kind) for name, kind in get_type_hints(ChannelSettings).items()}
"""What each setting can be."""
