"""An answer that the bot gives of itself or from its records, in lines that each chat spells."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.wording.line import Day, Emphasis, Line, Linked, PersonName, TimeOfDay
from pipelines.types import Answer, Outcome


@dataclass(frozen=True, slots=True)
class ToldAnswer(Answer):
    """`lines` are what chats show; `text` is the same in plain words."""

    lines: tuple[Line, ...] = ()


def told(lines: Sequence[Line]) -> ToldAnswer:
    """The answer that says these lines; nothing in it is a guess."""
    return ToldAnswer(Outcome.TALKED, "\n".join(_plain(line) for line in lines), 1.0, lines=tuple(lines))


def _plain(line: Line) -> str:
    words = []
    for part in line:
        match part:
            case str():
                words.append(part)
            case Day(at) | TimeOfDay(at):
                words.append(
                    at.astimezone().date().isoformat() if isinstance(part, Day) else f"{at.astimezone():%H:%M}"
                )
            case Emphasis(text) | Linked(text, _):
                words.append(text)
            case PersonName(identity):
                words.append(identity)
            case _:
                words.append(part.id)
    return "".join(words)
