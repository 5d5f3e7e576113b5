"""How Teams' messages spell what each chat spells in its own way: names, moments, in text and in cards."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.access.labels import Label
from bot.teams.directory.teams_place import SURFACE
from bot.wording.line import ChannelName, Day, Emphasis, Line, Linked, PersonName, TimeOfDay
from bot.wording.readers import readers_line
from bot.wording.run import Run
from bot.wording.sentences import in_chat, say

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Spelling:
    """`locale` says the words as one does in Teams; `names` are those of people and channels by their ids."""

    locale: str
    names: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, locale: str, names: Mapping[str, str] | None = None) -> "Spelling":
        """For Teams, whichever chat the locale is for."""
        return cls(in_chat(locale, SURFACE), names or {})

    def say(self, key: str, **values: object) -> str:
        """A sentence."""
        return say(key, self.locale, **values)

    def runs(self, line: Line, is_card: bool = False) -> list[Run]:
        """The line's parts as runs; in a card moments are in the reader's own time, in a text in UTC."""
        return [self._run(part, is_card) for part in line if part != ""]

    def readers(self, labels: Sequence[str]) -> Line:
        """Who may read a document, from its access labels."""
        lines = dict.fromkeys(readers_line(Label.parse(label, SURFACE).readers, self.locale) for label in labels)
        parts = [part for each in lines for part in (", ", *each)]
        return tuple(parts[1:])

    def _run(self, part: object, is_card: bool) -> Run:
        match part:
            case PersonName(person):
                return Run(self._name(person, "somebody"))
            case ChannelName(channel):
                return Run(self._name(channel, "some_channel"))
            case Day(at):
                return Run(_macro("DATE", at, ", SHORT") if is_card else f"{at.astimezone(UTC):%Y-%m-%d}")
            case TimeOfDay(at):
                return Run(_macro("TIME", at) if is_card else f"{at.astimezone(UTC):%H:%M} UTC")
            case Emphasis(text):
                return Run(text, bold=True)
            case Linked(text, address):
                return Run(text, url=address)
            case _:
                return Run(str(part))

    def _name(self, known: str, otherwise: str) -> str:
        return self.names.get(known, "").strip()[:LONGEST_NAME] or self.say(otherwise)
