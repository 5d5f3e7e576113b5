"""The bot's buttons on cards, what is read out of a press, and the words that do the same when they are typed."""

from dataclasses import dataclass
from typing import Any, Final

from bot.chat.buttons import Button
from bot.teams.directory.teams_place import SURFACE
from bot.teams.render.teams_message import Json
from bot.wording.phrasing import one_line
from bot.wording.safe_text import clean
from bot.wording.sentences import LANGUAGES, in_chat, say
from bot.wording.shown import ShownButton

VERB: Final = "tcbot"
OURS: Final = "tcbot"
"""Under which the data of an action holds what is ours, apart from a form's fields."""
LONGEST_LABEL: Final = 80
LONGEST_VALUE: Final = 2_000
LONGEST_ID: Final = 512
TYPED: Final[dict[str, Button]] = {
    "more_passages": Button.MORE_PASSAGES,
    "retry_now": Button.TRY_AGAIN,
    "answer_privately": Button.ANSWER_PRIVATELY,
    "share_answer": Button.SHARE_ANSWER,
    "what_do_you_know": Button.DOCUMENTS,
}
"""Labels, by their keys, that are understood where somebody writes them."""


@dataclass(frozen=True, slots=True)
class PressedButton:
    """A button by its name, with its value; `channel` and `thread` are where it acts, empty for where it stands."""

    button: str
    value: str
    channel: str = ""
    thread: str = ""


def execute(shown: ShownButton, channel: str = "", thread: str = "") -> Json:
    """The button as an action of a card; `channel` and `thread` are where it acts, where that is elsewhere."""
    data = {"button": shown.name, "value": shown.value[:LONGEST_VALUE]}
    data |= {"channel": channel, "thread": thread} if channel else {}
    return action(shown.label, data) | {"associatedInputs": "none"}


def action(label: str, ours: Json) -> Json:
    """An action that sends `ours` to the bot, with the inputs of its card."""
    title = one_line(clean(label), LONGEST_LABEL) or "…"
    return {"type": "Action.Execute", "title": title, "verb": VERB, "data": {OURS: ours}}


def pressed(data: object) -> PressedButton | None:
    """The button in an action's `data`; None where it is none of ours. Never raises."""
    ours = ours_of(data)
    name = text_of(ours.get("button"), LONGEST_ID)
    if name not in set(Button):
        return None
    value = text_of(ours.get("value"), LONGEST_VALUE)
    return PressedButton(name, value, text_of(ours.get("channel"), LONGEST_ID), text_of(ours.get("thread"), LONGEST_ID))


def typed(text: str) -> str:
    """The name of the button whose label somebody wrote, in any language; empty where it is none."""
    return _LABELS.get(_folded(text[:LONGEST_LABEL])) or ""


def ours_of(data: object) -> dict[str, Any]:
    """What the data of an action holds of ours; empty where it holds nothing such."""
    found = data.get(OURS) if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}


def text_of(value: object, longest: int) -> str:
    """A text of at most so many characters; empty where it is none, or longer."""
    return value if isinstance(value, str) and len(value) <= longest else ""


def _folded(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(" .!?")


_LABELS: Final = {
    _folded(say(key, in_chat(locale, SURFACE))): name for locale in LANGUAGES for key, name in TYPED.items()
}
