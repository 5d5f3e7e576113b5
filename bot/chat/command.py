"""A command that somebody gave the bot."""

from dataclasses import dataclass, field

from bot.chat.actor import Actor

FORMS = frozenset({"settings"})
"""Words that open a form where a command begins with one."""


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody wrote behind the bot's name, as they read it; `thread` is where, if in one."""

    by: Actor
    text: str = field(repr=False)
    thread: str = ""


def form_asked_by(text: str) -> str:
    """The form that the words of a command ask for, or none."""
    first = next(iter(text.split()), "")
    return first if first in FORMS else ""
