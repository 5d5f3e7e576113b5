"""What each chat writes in its own way: names of people and channels, moments, links; lines that hold such values."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name, by their id."""

    id: str


@dataclass(frozen=True, slots=True)
class ChannelName:
    """A channel's name, by its id."""

    id: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day, where possible in the reader's own zone and notation."""

    at: datetime


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A time of day, where possible in the reader's own zone."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words that stand out, such as a document's name."""

    text: str


@dataclass(frozen=True, slots=True)
class Linked:
    """Words that lead to an address, or the words alone where `address` is empty."""

    text: str
    address: str


Part = PersonName | ChannelName | Day | TimeOfDay | Emphasis | Linked
Line = tuple[str | Part, ...]
"""A line in parts: words, which nothing may turn into a mention, link or format, and what the chat spells."""


def joined(*lines: Line) -> Line:
    """The lines as one, its words in as few parts as possible, empty ones left out."""
    parts: list[str | Part] = []
    for part in (each for line in lines for each in line):
        if isinstance(part, str) and parts and isinstance(parts[-1], str):
            parts[-1] += part
        elif part != "":
            parts.append(part)
    return tuple(parts)
