"""People and accounts as whoever runs the bot names them: by an identity, an account's id, or a verified address."""

import re
from typing import Final

from bot.chat.chat import Person
from bot.chat.joined_ids import split_ids

_SURFACE: Final = re.compile(r"[a-z][a-z0-9]{0,15}")
_ADDRESS: Final = re.compile(r"[^\s@:,]{1,64}@[^\s@:,]{1,253}")
LONGEST_ID: Final = 255
"""Characters that the records have for an id."""


def identity_of(text: str) -> Person | None:
    """The person of `slack:T1:U1`, `teams:TENANT:ID`, `web:main:ACCOUNT`; None for what is no identity."""
    match split_ids(text.strip()):
        case [surface, team, subject] if _SURFACE.fullmatch(surface) and _fits(team) and _fits(subject):
            return Person(surface, team, subject)
    return None


def is_address(text: str) -> bool:
    """Whether the text looks like one e-mail address."""
    return _ADDRESS.fullmatch(text.strip()) is not None


def _fits(part: str) -> bool:
    return 0 < len(part) <= LONGEST_ID and not any(sign.isspace() or sign == "," for sign in part)
