"""Which messages are commands: what somebody typed or chose behind a slash, or wrote to the bot in one word."""

from typing import Final

from bot.chat.command import FORMS, admin_command
from bot.chat.joined_ids import join_ids
from bot.teams.directory.teams_place import PERSONAL, SURFACE
from bot.teams.inbound.said import TeamsSaid
from bot.teams.render.actions import typed

ALONE: Final = frozenset({"help", "documents", "status", "home", "settings", "upload"})
"""Commands that are one where the message says nothing else."""
WITH_WORDS: Final = frozenset({"ask", "forget", "send"})
"""Commands that say what they are about."""
FORM_COMMANDS: Final = FORMS | {"upload"}
HOME: Final = "home"
SEND: Final = "send"
BY_MEMBER: Final = "member"
"""Stands for the tenant of somebody who is named by the connector's id."""


def is_meant(said: TeamsSaid) -> bool:
    """Whether the bot was surely meant: it was called, or is alone with the writer."""
    return said.calls_bot or said.is_alone or said.kind == PERSONAL


def command_of(said: TeamsSaid) -> str:
    """The words of a command; empty where a message is none. Alone with the bot everything is asked in private."""
    if not is_meant(said) or said.files:
        return ""
    words = _explained(said.text.strip().removeprefix("/").strip(), said)
    if admin_command(words) is not None:
        return words
    first, _, rest = words.partition(" ")
    name = first.lower()
    if not rest.strip() and name in ALONE:
        return name
    if said.is_alone and said.kind != PERSONAL:
        return words or "help"
    if not rest.strip():
        return ""
    is_command = name in WITH_WORDS and not (name == "ask" and said.kind == PERSONAL and not said.is_alone)
    return f"{name} {rest.strip()}" if is_command else ""


def _explained(words: str, said: TeamsSaid) -> str:
    """The words, with the connector's id instead of the name where they ask what somebody who is mentioned may read."""
    first, _, rest = words.partition(" ")
    rest = rest.strip()
    if first.lower() != "explain" or not said.named or not said.named_as or not rest.startswith(said.named_as):
        return words
    return f"explain {join_ids(SURFACE, BY_MEMBER, said.named)} {rest.removeprefix(said.named_as).strip()}"


def form_of(command: str) -> str:
    """The form that a command asks for, or none."""
    first = command.partition(" ")[0].lower()
    return first if first in FORM_COMMANDS else ""


def kind_of_command(command: str) -> str:
    """The kind of the item of a command: Teams has some kinds of its own."""
    if form_of(command):
        return "form"
    first, _, rest = command.partition(" ")
    name = first.lower()
    return name if (name == HOME and not rest) or (name == SEND and rest.strip()) else "command"


def button_of(said: TeamsSaid) -> str:
    """The name of the button whose label somebody wrote to the bot, or chose as a suggestion; empty where none."""
    return typed(said.text) if is_meant(said) and not said.files else ""
