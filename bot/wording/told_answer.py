"""An answer that the bot gives of itself or from its records, in lines that each chat spells."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.wording.line import Day, Emphasis, Line, Linked, PersonName, TimeOfDay
from pipelines.types import Answer, Outcome


@dataclass(frozen=True, slots=True)
class ToldAnswer(Answer):
    """`lines` are what chats show, `text` the same in plain words, `read` the documents whose words they hold."""

    lines: tuple[Line, ...] = ()
    read: tuple[str, ...] = ()


def told(lines: Sequence[Line], read: Sequence[str] = ()) -> ToldAnswer:
    """The answer that says these lines, with words of the documents that were `read`; nothing in it is a guess."""
    words = "\n".join(_plain(line) for line in lines)
    return ToldAnswer(Outcome.TALKED, words, 1.0, lines=tuple(lines), read=tuple(read))


def documents_told(answer: Answer) -> tuple[str, ...]:
    """The documents whose words an answer holds without quoting them: those of an outline."""
    return answer.read if isinstance(answer, ToldAnswer) else ()


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
