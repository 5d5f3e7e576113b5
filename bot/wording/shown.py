"""What the bot shows beside answers and cards, as data: a chat spells it within its own limits."""

from dataclasses import dataclass
from datetime import datetime

from pipelines.types import Passage


@dataclass(frozen=True, slots=True)
class ShownButton:
    """A button by its name, with its label and its value."""

    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of ours, which may name documents: nothing in them is formatting."""

    lines: tuple[str, ...]

    @classmethod
    def of(cls, *lines: str) -> "Lines":
        """These lines."""
        return cls(lines)


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document in a list: how long it is, in words; since when it can be asked about; the labels of its readers."""

    name: str
    length: str
    since: datetime
    readers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """One screen of documents: `part` says which of them these are, empty where they are all."""

    head: str
    documents: tuple[DocumentLine, ...]
    part: str
    buttons: tuple[ShownButton, ...]
    locale: str


@dataclass(frozen=True, slots=True)
class PassageList:
    """Passages, best first, of which a chat shows as many as it can at once; or that there are none."""

    passages: tuple[Passage, ...]
    locale: str


@dataclass(frozen=True, slots=True)
class HelpTopics:
    """All that one can do with the bot: a title and its text each, which spells commands as `code`."""

    topics: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Greeting:
    """The first words in a conversation, lines as `Lines`, with a button that lists the documents."""

    lines: tuple[str, ...]
    button: ShownButton


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that one person is asked: lines as `Lines`, and rows of buttons to answer by."""

    lines: tuple[str, ...]
    rows: tuple[tuple[ShownButton, ...], ...]


Shown = Lines | DocumentPage | PassageList | HelpTopics | Greeting | Asked
