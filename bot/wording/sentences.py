"""Every sentence the bot says, by key, in the language of whoever reads it; they stand in `bot.wording.languages`.

A further language is a further `Language` in `LANGUAGES`: it has all that people in chats read. Whoever runs the bot
reads English. A locale such as `de-x-teams` asks for German as it is said in Teams, which has sentences of its own for
some keys; see `in_chat`.

Keys of outcomes and reasons are the codes that an answer carries; `bot.wording.phrasing` knows which follows from what.
A template's `{documents:# document|# documents}` picks the form for the number and puts it where `#` stands; a whole
number alone, `{limit}`, gets thousands separators, `{page:d}` none; a list is joined by commas.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from string import Formatter
from typing import Any

from bot.wording.languages.english import ENGLISH as ENGLISH_SERVICE
from bot.wording.languages.english_access import ENGLISH_ACCESS
from bot.wording.languages.english_chat import ENGLISH_CHAT
from bot.wording.languages.english_people import ENGLISH_PEOPLE
from bot.wording.languages.english_slack import ENGLISH_SLACK
from bot.wording.languages.english_teams import ENGLISH_TEAMS
from bot.wording.languages.english_terminal import ENGLISH_TERMINAL
from bot.wording.languages.english_web import ENGLISH_WEB
from bot.wording.languages.german import GERMAN as GERMAN_SERVICE
from bot.wording.languages.german_access import GERMAN_ACCESS
from bot.wording.languages.german_chat import GERMAN_CHAT
from bot.wording.languages.german_people import GERMAN_PEOPLE
from bot.wording.languages.german_slack import GERMAN_SLACK
from bot.wording.languages.german_teams import GERMAN_TEAMS
from bot.wording.languages.german_web import GERMAN_WEB
from bot.wording.line import Line, Part, joined
from pipelines.access import MOST_COUNTED
from pipelines.locators import NUMBERED
from pipelines.types import Unit


class UnknownSentenceError(LookupError):
    """Raised for a key that no language has."""


class MissingValueError(LookupError):
    """Raised where a sentence needs a value that wasn't given."""


class MoreThan(int):
    """A number that something is larger than, where nobody counted on."""


@dataclass(frozen=True, slots=True)
class Language:
    """Templates by key, and how numbers are said: `form` gives the index of the plural form for a count."""

    sentences: Mapping[str, str]
    form: Callable[[int], int]
    thousands: str = ","
    decimal: str = "."

    def say(self, key: str, /, **values: Any) -> str:
        """The sentence for `key` with its values; raises `UnknownSentenceError` or `MissingValueError`."""
        template = self._template(key)
        try:
            return _Filler(self).vformat(template, (), values)
        except KeyError as error:
            raise _missing(key, error.args[0]) from None

    def line(self, key: str, /, **values: Any) -> Line:
        """As `say`, in parts: those of `values` that each chat spells itself stay as they are."""
        filler = _Filler(self)
        parts: list[Line] = []
        for words, name, spec, _ in filler.parse(self._template(key)):
            parts.append((words,))
            if name is not None:
                if name not in values:
                    raise _missing(key, name)
                value = values[name]
                parts.append((value if isinstance(value, Part) else filler.format_field(value, spec or ""),))
        return joined(*parts)

    def number(self, value: int) -> str:
        """A whole number with this language's thousands separator; `MoreThan` says so."""
        said = f"{value:,}".replace(",", self.thousands)
        return self.say("more_than", count=said) if isinstance(value, MoreThan) else said

    def _template(self, key: str) -> str:
        template = self.sentences.get(key)
        if template is None:
            raise UnknownSentenceError(f"There is no sentence for {key!r}.")
        return template


def _missing(key: str, name: str) -> MissingValueError:
    return MissingValueError(f"The sentence {key!r} needs a value for {name!r}.")


class _Filler(Formatter):
    def __init__(self, language: Language) -> None:
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" in format_spec:
            forms = format_spec.split("|")
            return forms[self.language.form(value)].replace("#", self.language.number(value))
        if isinstance(value, (list, tuple)):
            return ", ".join(value)
        if isinstance(value, int) and not format_spec:
            return self.language.number(value)
        if isinstance(value, float):
            return format(value, format_spec).replace(".", self.language.decimal)
        return format(value, format_spec)


ENGLISH = Language(
    form=lambda count: 0 if count == 1 else 1,
    sentences=ENGLISH_SERVICE
    | ENGLISH_CHAT
    | ENGLISH_ACCESS
    | ENGLISH_PEOPLE
    | ENGLISH_SLACK
    | ENGLISH_TERMINAL
    | ENGLISH_WEB,
)
GERMAN = Language(
    form=lambda count: 0 if count == 1 else 1,
    sentences=GERMAN_SERVICE | GERMAN_CHAT | GERMAN_ACCESS | GERMAN_PEOPLE | GERMAN_SLACK | GERMAN_WEB,
    thousands=".",
    decimal=",",
)

LANGUAGES: dict[str, Language] = {"en": ENGLISH, "de": GERMAN}
ENGLISH_IN_TEAMS = replace(ENGLISH, sentences={**ENGLISH.sentences, **ENGLISH_TEAMS})
GERMAN_IN_TEAMS = replace(GERMAN, sentences={**GERMAN.sentences, **GERMAN_TEAMS})
IN_CHATS: dict[str, Mapping[str, Language]] = {"teams": {"en": ENGLISH_IN_TEAMS, "de": GERMAN_IN_TEAMS}}
"""Languages as they are said in chats that have words of their own for something."""
_PRIVATE = "-x-"
"""What begins the private part of a language tag (BCP 47)."""


def in_chat(locale: str, chat: str) -> str:
    """The locale that says things as one does in a chat: `de-x-teams` for `de-DE` in `teams`."""
    return f"{_parts(locale)[0]}{_PRIVATE}{chat}"


def language_tag(locale: str) -> str:
    """The language of a locale, whichever chat it is said in: `de`."""
    return _parts(locale)[0]


def say(key: str, /, locale: str = "en", **values: Any) -> str:
    """The sentence for `key` in the locale's language, or in English where that language lacks it.

    Raises `UnknownSentenceError` for an unknown key and `MissingValueError` for a value that the sentence needs.
    """
    return _language(key, locale).say(key, **values)


def _language(key: str, locale: str) -> Language:
    """The locale's language, or English where that lacks the sentence; both as they are said in the locale's chat."""
    tag, chat = _parts(locale)
    languages = IN_CHATS.get(chat, LANGUAGES)
    language = languages.get(tag, languages["en"])
    return language if key in language.sentences else languages["en"]


def _parts(locale: str) -> tuple[str, str]:
    """The language of a locale, and the chat that its private part names, if any."""
    tag, _, chat = locale.replace("_", "-").lower().partition(_PRIVATE)
    return tag.split("-")[0], chat


def line(key: str, /, locale: str = "en", **values: Any) -> Line:
    """As `say`, in parts: words, and the values that each chat spells itself."""
    return _language(key, locale).line(key, **values)


def counted(documents: int) -> int:
    """How many documents a scope may read, as it is said: `214`, but `more than 1,000` where the count ended there."""
    return MoreThan(MOST_COUNTED) if documents > MOST_COUNTED else documents


def confidence_words(probability: float, locale: str = "en") -> str:
    """How sure an answer is, in words; `probability` is the calibrated number in 0..1, else `ValueError`."""
    if not 0 <= probability <= 1:
        raise ValueError(f"A confidence lies between 0 and 1, not at {probability}.")
    key = "well_supported" if probability >= 0.85 else "likely" if probability >= 0.6 else "uncertain"
    return say(key, locale)


def page_reference(
    page: int,
    last_page: int,
    label: str | None,
    locale: str = "en",
    *,
    unit: Unit = Unit.PAGE,
    in_brackets: bool = False,
) -> str:
    """`p. 12 (printed 10)`, `p. 12` where nothing else is printed, `p. 3–4` for a range; for documents of other units
    `slide 4`, `sheet Rates, B2:F40`, `rows 2–41`, `section 3, Vacation`, `part 2`.

    `label` is what is printed on the first page; a range counts it on where it is a number. `in_brackets` is for
    places that stand in brackets themselves: `p. 12, printed 10`.
    """
    several = last_page > page
    label = " ".join((label or "").split())
    if unit is not Unit.PAGE:
        return _unit_reference(unit, page, last_page, label, locale)
    pages = say("pages" if several else "page", locale, page=page, last_page=last_page)
    if label in {"", str(page)}:
        return pages
    key = "printed"
    if several and label.isascii() and label.isdecimal():
        label = f"{label}–{int(label) + last_page - page}"
    elif several:
        key = "printed_from"
    return say(f"{key}_inline" if in_brackets else key, locale, pages=pages, label=label)


def _unit_reference(unit: Unit, page: int, last_page: int, label: str, locale: str) -> str:
    if unit is Unit.ROWS:
        return say("rows", locale, label=label or str(page))
    if last_page > page:
        return say(f"{unit}s", locale, page=page, last_page=last_page)
    if not label or unit not in {Unit.SHEET, Unit.SECTION}:
        return say(unit, locale, page=page)
    numbered = unit is Unit.SECTION and NUMBERED.match(label)
    return say(f"{unit}_numbered" if numbered else f"{unit}_named", locale, page=page, label=label)


def count_words(count: int, unit: Unit, locale: str = "en") -> str:
    """How much a document holds: `16 pages`, `12 slides`, `1 sheet`, `1,204 rows`."""
    return say(f"count_{unit}", locale, count=count)


def duration_words(seconds: float, locale: str = "en") -> str:
    """A length of time as people say it: `1.4 s`, `18 s`, `2 min`, `2 min 5 s`."""
    if round(seconds, 1) < 10:
        return say("seconds_exact", locale, seconds=seconds)
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return say("seconds", locale, seconds=rest)
    return say("minutes" if rest else "minutes_whole", locale, minutes=minutes, seconds=rest)
