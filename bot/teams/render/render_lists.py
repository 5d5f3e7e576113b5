"""What the bot shows beside answers and cards, as Teams messages: lines, documents, passages, help, a greeting."""

from collections.abc import Mapping, Sequence

from bot.teams.render.teams_message import TeamsMessage
from bot.wording.shown import Shown


def shown_message(shown: Shown, names: Mapping[str, str] | None = None, channel: str = "") -> TeamsMessage:
    """The message that shows it; `names` are those of people and channels by their ids.

    `channel` is the conversation in which its buttons act, where the message stands elsewhere.
    """
    raise NotImplementedError


def ids_named(shown: Shown) -> Sequence[str]:
    """The ids of people and channels whose names the message needs."""
    raise NotImplementedError
