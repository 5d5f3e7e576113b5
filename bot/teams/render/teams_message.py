"""A message in Teams, and the activity that carries it."""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Claim:
    """A cited source: `position` is its mark in the text, `address` where it is opened, if anywhere.

    `name` has at most 80 characters, `abstract` 160.
    """

    position: int
    name: str
    abstract: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class TeamsMessage:
    """A message: `text`, Markdown, or a `card`, never both. `summary` is what notifications say of a card.

    `is_answer` labels it as made by AI, `asks_feedback` gives it thumbs, `suggestions` are labels of what can be said
    next.
    """

    text: str = ""
    card: Json | None = None
    summary: str = ""
    citations: tuple[Claim, ...] = ()
    is_answer: bool = False
    asks_feedback: bool = False
    suggestions: tuple[str, ...] = ()


def activity_of(message: TeamsMessage, locale: str = "en") -> Json:
    """The activity, without the ids of whoever sends and receives it."""
    raise NotImplementedError
