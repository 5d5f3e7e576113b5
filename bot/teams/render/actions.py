"""The bot's buttons on cards, and what is read out of a press of one."""

from dataclasses import dataclass

from bot.teams.render.teams_message import Json
from bot.wording.shown import ShownButton

VERB = "tcbot"


@dataclass(frozen=True, slots=True)
class PressedButton:
    """A button by its name, with its value; `channel` and `thread` are where it acts, empty for where it stands."""

    button: str
    value: str
    channel: str = ""
    thread: str = ""


def execute(shown: ShownButton, channel: str = "", thread: str = "") -> Json:
    """The button as an action of a card."""
    raise NotImplementedError


def pressed(data: object) -> PressedButton | None:
    """The button of an action's `data`; None where it is none of ours. Never raises."""
    raise NotImplementedError


def typed(text: str) -> str:
    """The name of the button whose label somebody typed or suggested, in any language; empty where it is none."""
    raise NotImplementedError
