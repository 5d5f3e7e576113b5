"""An answer in the making: sentences as they come, without formats; the whole answer has them."""

import re
from typing import Final

from bot.teams.render.escapes import escaped
from bot.teams.render.teams_message import TeamsMessage
from bot.wording.markdown import plain

LONGEST: Final = 12_000
"""Characters that are shown of what is written so far; all of it comes with the end."""
ANY_MARK: Final = range(1, 1_000)
DEEPEST: Final = 8
_LINE: Final = re.compile(r"^(\s*)(?:([-*+•]|\d{1,9}[.)])\s+)?(.*)$", re.DOTALL)


def piece(sentence: str) -> str:
    """A checked sentence: mentions, links and formats in it are words like others; its marks, lists and lines stay."""
    return "\n".join(_line(line, number) for number, line in enumerate(sentence.split("\n")))


def written_message(text: str) -> TeamsMessage:
    """What is written so far, in pieces as `piece` spells them; its beginning where that is too long."""
    shown = text if len(text) <= LONGEST else text[:LONGEST].rpartition(" ")[0] + " …"
    return TeamsMessage(shown.strip() or "…", asks_feedback=True)


def _line(line: str, number: int) -> str:
    found = _LINE.match(line)
    if found is None:  # pragma: no cover - every line matches
        return ""
    space, mark, words = found.groups()
    shown = escaped(plain(words.rstrip()), ANY_MARK)
    after = " " if shown and words[-1:].isspace() else ""
    if not mark:
        return ("" if number or not space else " ") + shown + after
    return f"{space[:DEEPEST]}{'-' if mark in '*+•' else mark} {shown}{after}"
