"""A command that somebody gave the bot."""

import re
from dataclasses import dataclass, field

from bot.chat.actor import Actor

FORMS = frozenset({"settings"})
"""Words that open a form where a command begins with one."""
ADMIN_LISTS = frozenset({"questions", "feedback"})
"""Words that are an admin's command where they stand alone."""
_PERSON = r"[a-z]{2,16}:[^\s:]{1,255}:[^\s:]{1,255}"
_EXPLAIN = re.compile(rf"explain (?P<person>{_PERSON}) (?P<document>.{{1,255}})", re.IGNORECASE)
_INSPECT = re.compile(r"inspect (?P<subject>[0-9A-Z]{4}-[0-9A-Z]{2}|[0-9a-f]{32})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody wrote behind the bot's name, as they read it; `thread` is where, if in one."""

    by: Actor
    text: str = field(repr=False)
    thread: str = ""


@dataclass(frozen=True, slots=True)
class AdminCommand:
    """What an admin asks for: to `explain` what a person may read, named `slack:TEAM:USER`, of a document; to `inspect`
    an answer by its reference or id; to list `questions` without an answer, or the newest `feedback`.
    """

    name: str
    person: str = field(default="", repr=False)
    subject: str = field(default="", repr=False)


def admin_command(text: str) -> AdminCommand | None:
    """The admin's command that the words are; None for any others, so that questions may begin with its name."""
    words = " ".join(text.split())
    if found := _EXPLAIN.fullmatch(words):
        return AdminCommand("explain", found["person"], found["document"])
    if found := _INSPECT.fullmatch(words):
        subject = found["subject"]
        return AdminCommand("inspect", subject=subject.upper() if "-" in subject else subject.lower())
    return AdminCommand(words.lower()) if words.lower() in ADMIN_LISTS else None


def form_asked_by(text: str) -> str:
    """The form that the words of a command ask for, or none."""
    first = next(iter(text.split()), "")
    return first if first in FORMS else ""
