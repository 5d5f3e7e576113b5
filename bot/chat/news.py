"""What a chat tells of a channel and of who is in it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChannelNews:
    """Something about a channel; `user` is who came or went, `is_bot` says that this is the bot itself."""

    channel: str
    user: str = ""
    is_bot: bool = False
