"""What of people's messages is said to the bot itself, or asked about the documents as such: told by their words alone.

Whatever has more words than that is a question for the documents. The patterns stand in `bot.wording.languages`; all
languages are tried, whichever the bot speaks to somebody.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Final

from bot.wording.asked_since import day_since
from bot.wording.languages.english_asked import (
    ENGLISH_ARTICLES,
    ENGLISH_ASKED,
    ENGLISH_DAYS,
    ENGLISH_IT,
    ENGLISH_POLITE,
    ENGLISH_SINCE,
    ENGLISH_SINCE_WORD,
)
from bot.wording.languages.german_asked import (
    GERMAN_ARTICLES,
    GERMAN_ASKED,
    GERMAN_DAYS,
    GERMAN_IT,
    GERMAN_POLITE,
    GERMAN_SINCE,
    GERMAN_SINCE_WORD,
)

_THANKS: Final = re.compile("[\u2764\U0001f64f\U0001f60a\U0001f970]|:(?:pray|heart|bow):")
_ASSENT: Final = re.compile(
    "[\u2705\u2714\U0001f44c\U0001f44d\U0001f389\U0001f642\U0001f600]|:(?:\\+1|thumbsup|ok_hand|white_check_mark|tada):"
)
_DOUBTFUL: Final = re.compile(r"\b(?:changed?|replaced|sent|provided|get|have|geändert|ersetzt|geschickt|bekommen)\b")
"""What is done with things as with documents."""
_PAPER: Final = re.compile(
    r"(?:hand|year)?books?|manuals?|guides?|polic(?:y|ies)|rules?|(?:check)?lists?|reports?|leases?|contracts?|agreements?|"
    r"plans?|(?:spread)?sheets?|minutes|notes|presentations?|decks?|slides|memos?|documents?|files?|pdfs?|faqs?|.*\.\w{2,4}|"
    r"\w*(?:handbuch|ordnung|vertrag|liste|bericht|plan|protokoll|richtlinie|leitfaden|anleitung|dokument|datei|tabelle)s?"
)
"""What is a document by its name."""
_GREETING: Final = re.compile("\U0001f44b|:wave:")
_NAMED_SIGN: Final = re.compile(r":[a-z0-9_+-]{1,40}:")
LONGEST: Final = 160
"""Characters; a longer message is more than this."""
_NEWS: Final = 7
"""Days that "what is new?" looks back where it names none."""


class AskedKind(StrEnum):
    """What is asked: the first five are talk, the others are about the documents."""

    GREETING = "greeting"
    THANKS = "thanks"
    FINE = "fine"
    BYE = "bye"
    WHO = "who"
    HELP = "help"
    DOCUMENTS = "documents"
    LENGTH = "length"
    SHARER = "sharer"
    CHANGED = "changed"
    NEW = "new"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class AskedOfBot:
    """What a message asks the bot itself. `document` is what it calls a document, folded and without articles.

    `is_it` says that it points at one by a mere word ("it"); `since` is the day of "what is new since Monday".
    `is_doubtful`: it may as well be about a thing of that name, as in "when was the pump last changed?".
    """

    kind: AskedKind
    document: str = ""
    is_it: bool = False
    since: date | None = None
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class _Patterns:
    asked: dict[str, tuple[str, ...]]
    polite: str
    articles: str
    it: str
    days: dict[str, int]
    since: dict[str, int]
    since_word: str

    def compiled(self) -> list[tuple[AskedKind, re.Pattern[str]]]:
        named = "|".join((*self.days, *self.since))
        since = (
            rf"(?:{self.since_word}(?P<since>(?:\d{{4}}-\d\d-\d\d|{named}))"
            rf"|(?:since|from|after|within|in|over|seit|ab|vom|innerhalb) (?P<spoken>[^?]{{3,40}}))"
        )
        made = []
        for kind, patterns in self.asked.items():
            for pattern in patterns:
                for each in _alternatives(pattern):
                    filled = each.replace("DOC", r"(?P<document>[^?]{1,80}?)").replace("SINCE", since)
                    made.append((AskedKind(kind), re.compile(filled)))
        return made


_LANGUAGES = (
    _Patterns(
        ENGLISH_ASKED, ENGLISH_POLITE, ENGLISH_ARTICLES, ENGLISH_IT, ENGLISH_DAYS, ENGLISH_SINCE, ENGLISH_SINCE_WORD
    ),
    _Patterns(GERMAN_ASKED, GERMAN_POLITE, GERMAN_ARTICLES, GERMAN_IT, GERMAN_DAYS, GERMAN_SINCE, GERMAN_SINCE_WORD),
)


def asked_of_bot(text: str, today: date) -> AskedOfBot | None:
    """What the message asks the bot itself; None for every other one, which is a question for the documents."""
    if len(text) > LONGEST:
        return None
    plain = _plain(text)
    if not plain:
        return _of_signs(text)
    for patterns in _LANGUAGES:
        for bare in dict.fromkeys((_without_politeness(plain, patterns.polite), plain)):
            for kind, pattern in _compiled(patterns.polite):
                match = pattern.fullmatch(bare)
                if match is not None:
                    found = match.groupdict()
                    since, spoken = found.get("since") or "", found.get("spoken") or ""
                    day = day_since(spoken, today) if spoken else None
                    if spoken and day is None:
                        return None
                    asked = _asked(kind, found.get("document") or "", day or since, patterns, today)
                    return replace(asked, is_doubtful=_is_doubtful(asked.document, bare))
    return None


def _is_doubtful(document: str, said: str) -> bool:
    return _DOUBTFUL.search(said) is not None and not any(map(_PAPER.fullmatch, document.split()))


def _of_signs(text: str) -> AskedOfBot | None:
    """What a message without words says: a sign of thanks or assent, or that somebody is at a loss."""
    if _THANKS.search(text):
        return AskedOfBot(AskedKind.THANKS)
    if _GREETING.search(text):
        return AskedOfBot(AskedKind.GREETING)
    if _ASSENT.search(text):
        return AskedOfBot(AskedKind.FINE)
    return AskedOfBot(AskedKind.HELP) if text.strip(" .!\u2026") in {"?", "??", "???"} else None


def _asked(kind: AskedKind, named: str, since: date | str, patterns: _Patterns, today: date) -> AskedOfBot:
    document = re.sub(rf"^(?:{patterns.articles} )+", "", f"{named} ").strip() if named else ""
    is_it = bool(re.fullmatch(patterns.it, named)) if named else False
    if kind is not AskedKind.NEW:
        return AskedOfBot(kind, document, is_it)
    day = since if isinstance(since, date) else _day(since, patterns, today)
    return AskedOfBot(kind, document, is_it, day)


def _day(named: str, patterns: _Patterns, today: date) -> date:
    if named in patterns.days:
        return today - timedelta(days=(today.weekday() - patterns.days[named]) % 7)
    if named and named[0].isdigit():
        try:
            return date.fromisoformat(named)
        except ValueError:
            return today - timedelta(days=_NEWS)
    return today - timedelta(days=patterns.since.get(named, _NEWS))


def _plain(text: str) -> str:
    """In small letters and with single spaces, without marks; names of files keep the signs within them."""
    folded = unicodedata.normalize("NFC", text).casefold().replace("ß", "ss")
    folded = _NAMED_SIGN.sub(" ", folded)
    kept = re.sub(r"[^\w\s.'\u2019-]|(?<!\w)[.-]|[.](?!\w)|-(?!\w)", " ", folded)
    return " ".join(re.sub(r"['\u2019]", " ", kept).split())


def _without_politeness(plain: str, polite: str) -> str:
    bare = re.sub(rf"^(?:{polite} )+", "", plain)
    return re.sub(r"(?: (?:please|pls|bitte|tcbot|bot))+$", "", bare)


def _alternatives(pattern: str) -> list[str]:
    """The pattern's parts between its outermost bars, each of which names its groups for itself."""
    depth, parts = 0, [""]
    for sign in pattern:
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.replace("ß", "ss") for part in parts]


@cache
def _compiled(polite: str) -> list[tuple[AskedKind, re.Pattern[str]]]:
    return next(each for each in _LANGUAGES if each.polite == polite).compiled()
