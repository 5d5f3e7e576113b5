"""Forms as data: what a form asks for, which any chat can draw, and what somebody filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.chat.actor import Actor
from bot.chat.heard import NamedFile

SEPARATOR = ","
"""Stands before each value that was chosen of several: alone, it says that none was."""
LONGEST_WORDS = 1_000
"""Characters that a field of words takes."""
FORMS_ALONE = frozenset({"upload", "settings", "forget", "survey"})
"""Forms whose opening is all there is to do; what is filled in comes by itself."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some options: the words of each by its value. `chosen` is the value that holds so far, if any does."""

    name: str
    label: str
    options: Mapping[str, str]
    chosen: str = ""
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """Any of some options, also none: the words of each by its value. `hint` says what none means.

    Values hold no comma: see `value_of`.
    """

    name: str
    label: str
    options: Mapping[str, str]
    chosen: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Words that may be left out; `hint` stands in the empty field."""

    name: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Files:
    """Files, `most` at a time."""

    name: str
    label: str
    hint: str
    most: int


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence that is read and not answered; what it names is no format."""

    text: str


Field = Choice | Choices | Words | Files | Notice


@dataclass(frozen=True, slots=True)
class Form:
    """A form in the language of whoever fills it in. `carried` comes back with what they filled in."""

    name: str
    title: str
    submit: str
    close: str
    fields: tuple[Field, ...]
    carried: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FilledForm:
    """What somebody filled in: `values` by the names of fields, without those that were left empty or weren't there.

    Of `Choices` that were there it is known that none was chosen.
    """

    by: Actor
    name: str
    carried: Mapping[str, str]
    values: Mapping[str, str] = field(repr=False)
    files: tuple[NamedFile, ...] = ()

    def value(self, name: str) -> str:
        """What stands in a field; empty where nothing does."""
        return self.values.get(name, "")

    def several(self, name: str) -> tuple[str, ...] | None:
        """What was chosen of several, by name; None where that wasn't asked."""
        if name not in self.values:
            return None
        return tuple(sorted({named(each) for each in self.values[name].split(SEPARATOR) if each}))


def value_of(name: str) -> str:
    """The value that stands for a name that people chose themselves; at most three times as long."""
    return name.replace("%", "%25").replace(SEPARATOR, "%2C")


def named(value: str) -> str:
    """The name that a value stands for."""
    return value.replace("%2C", SEPARATOR).replace("%25", "%")


@dataclass(frozen=True, slots=True)
class AskedForm:
    """A form that somebody asked for by its `name`: with a button of this `value`, or with a command.

    `thread` is the thread of the message that holds the button.
    """

    by: Actor
    name: str
    thread: str = ""
    value: str = ""
