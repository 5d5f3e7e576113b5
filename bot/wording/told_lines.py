"""What the bot says of itself, and of its documents from the records."""

from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import PurePath
from typing import Final

from bot.wording.line import Day, Line, PersonName, joined
from bot.wording.lists import LONGEST_NAME, MOST_PROMPTS
from bot.wording.phrasing import one_line, shown_names
from bot.wording.sentences import count_words, line, page_reference, say
from ingest.library.held_documents import HeldDocument
from pipelines.types import Outline

MOST_LISTED: Final = 15
"""Documents that one reply lists."""
MOST_PERSONS: Final = 5
LONGEST_TOPIC: Final = 110


def talk_lines(kind: str, documents: Sequence[HeldDocument], locale: str) -> list[Line]:
    """The reply to a greeting, to thanks, to "who are you" and the like."""
    if kind in {"greeting", "help"} and not documents:
        return [(say(f"talk_{kind}_empty", locale),), (say("first_chat", locale),)]
    said: Line = (say(f"talk_{kind}", locale, documents=len(documents)),)
    if kind != "greeting":
        return [said]
    newest = max(documents, key=lambda each: each.live_at)
    asked = (say("talk_ask_documents", locale), say("talk_ask_length", locale, document=_name(newest)))
    return [said, *((f"• {each}",) for each in asked[:MOST_PROMPTS])]


def document_lines(documents: Sequence[HeldDocument], locale: str) -> list[Line]:
    """How many there are, and the first of them by name, each with its length and its day."""
    if not documents:
        return [(say("nothing_shared", locale),), (say("first_chat", locale),)]
    return [(say("documents_here", locale, documents=len(documents)),), *_listed(documents, locale)]


def new_lines(documents: Sequence[HeldDocument], since: date, locale: str) -> list[Line]:
    """Those that came or changed since a day, the newest first."""
    day = Day(datetime.combine(since, time(12)).astimezone())
    found = [each for each in documents if each.live_at.astimezone().date() >= since]
    if not found:
        return [line("told_nothing_new", locale, date=day)]
    newest = sorted(found, key=lambda each: each.live_at, reverse=True)
    return [line("told_new", locale, date=day), *_listed(newest, locale)]


def length_line(document: HeldDocument, locale: str) -> Line:
    """How long a document is."""
    return (say("told_length", locale, document=_name(document), length=_length(document, locale)),)


def changed_line(document: HeldDocument, locale: str) -> Line:
    """Since when its version of now answers questions."""
    return line("told_changed", locale, document=_name(document), date=Day(document.live_at))


def sharer_line(document: HeldDocument, persons: Sequence[str], locale: str) -> Line:
    """Who shared it, by the ids that the chat gives."""
    if not persons:
        return (say("told_sharer_outside", locale, document=_name(document)),)
    names: list[Line] = []
    for person in list(dict.fromkeys(persons))[:MOST_PERSONS]:
        names += [(", ",), (PersonName(person),)] if names else [(PersonName(person),)]
    return joined((say("told_sharer", locale, document=_name(document)),), (" ",), *names)


def outline_lines(document: HeldDocument, outline: Outline, locale: str) -> list[Line]:
    """What a document is about, entry by entry, each with its place."""
    if not outline.entries:
        return [(say("told_outline_empty", locale, document=_name(document)),)]
    lines: list[Line] = [
        (say("told_outline", locale, document=_name(document), length=_length(document, locale)),),
    ]
    for each in outline.entries:
        place = page_reference(each.page, each.page, each.label, locale, unit=document.unit, in_brackets=True)
        topic = one_line(each.words, LONGEST_TOPIC)
        lines.append((f"• {say('told_outline_entry', locale, topic=topic, place=place)}",))
    return [*lines, (say("told_more", locale, count=outline.left_out),)] if outline.left_out else lines


def which_lines(documents: Sequence[HeldDocument], locale: str) -> list[Line]:
    """The question back which of these documents is meant."""
    return [(say("told_which", locale),), *_listed(documents, locale)]


def _listed(documents: Sequence[HeldDocument], locale: str) -> list[Line]:
    names = shown_names(each.name for each in documents)
    lines = []
    for each in documents[:MOST_LISTED]:
        length, name = _length(each, locale), one_line(names[each.name], LONGEST_NAME)
        lines.append(line("told_document", locale, document=name, length=length, date=Day(each.live_at)))
    left = len(documents) - MOST_LISTED
    return [*lines, (say("told_more", locale, count=left),)] if left > 0 else lines


def _name(document: HeldDocument) -> str:
    return one_line(PurePath(document.name).stem, LONGEST_NAME)


def _length(document: HeldDocument, locale: str) -> str:
    return count_words(document.pages, document.unit, locale)
