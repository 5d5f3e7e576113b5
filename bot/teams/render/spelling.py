"""How Teams' messages name people and channels and say moments; and all sentences as one says them there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Final

from bot.access.labels import Label
from bot.teams.directory.teams_place import SURFACE
from bot.wording.line import ChannelName, Day, Emphasis, Line, Linked, Part, PersonName, TimeOfDay
from bot.wording.phrasing import one_line
from bot.wording.readers import readers_line
from bot.wording.run import Run
from bot.wording.sentences import in_chat, line, say

LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class Spelling:
    """`locale` is that of Teams; `names` are those of people and channels by their ids."""

    locale: str
    names: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, locale: str, names: Mapping[str, str] | None = None) -> "Spelling":
        """For a locale of Teams or of none."""
        return cls(in_chat(locale, SURFACE), names or {})

    def say(self, key: str, **values: object) -> str:
        """A sentence."""
        return say(key, self.locale, **values)

    def line(self, key: str, **values: object) -> Line:
        """A sentence in parts."""
        return line(key, self.locale, **values)

    def readers(self, labels: Sequence[str]) -> Line:
        """Who may read a document, from its access labels."""
        lines = dict.fromkeys(readers_line(Label.parse(label, SURFACE).readers, self.locale) for label in labels)
        return tuple(part for each in lines for part in (", ", *each))[1:]

    def readable_by(self, labels: Sequence[str]) -> Line:
        """The same as a part of a sentence."""
        slot = Emphasis("")
        parts = self.line("readers", readers=slot)
        return tuple(each for part in parts for each in (self.readers(labels) if part is slot else (part,)))

    def run(self, part: str | Part) -> Run:
        """A part of a line as a run: people and channels by name, moments in UTC."""
        match part:
            case str():
                return Run(part)
            case PersonName(person):
                return Run(self._name(person, "somebody"))
            case ChannelName(channel):
                return Run(self._name(channel, "some_channel"))
            case Day(at):
                return Run(f"{at.astimezone(UTC):%Y-%m-%d}")
            case TimeOfDay(at):
                return Run(f"{at.astimezone(UTC):%H:%M} UTC")
            case Emphasis(text):
                return Run(text, bold=True)
            case Linked(text, address):
                return Run(text, url=address)

    def _name(self, known: str, otherwise: str) -> str:
        return one_line(self.names.get(known, ""), LONGEST_NAME) or self.say(otherwise)


def ids_in(named: Line) -> set[str]:
    """The ids of the people and channels that a line names."""
    return {part.id for part in named if isinstance(part, (PersonName, ChannelName))}
