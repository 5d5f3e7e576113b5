"""What becomes of a document in which personal data is found: as whoever runs the bot decided."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final, Literal

from ingest.formats.errors import KINDS_OF_PERSONAL_DATA, UnreadableFileError
from ingest.reading.parsed import ParsedDocument, ParseWarning
from ingest.reading.personal_data import Found, Kind, personal_data
from pipelines.types import Heading, Page

Policy = Literal["off", "warn", "block", "mask"]
MASKS: Final = {
    Kind.EMAIL: "[e-mail]",
    Kind.PHONE: "[phone]",
    Kind.IBAN: "[IBAN]",
    Kind.CARD: "[card]",
    Kind.NATIONAL_ID: "[ID]",
}
"""What the index holds in the place of something personal."""
MOST_COUNTED: Final = 1000
"""Of each kind, in one document."""


def under_policy(document: ParsedDocument, policy: Policy) -> ParsedDocument:
    """The document as the policy lets it into the index.

    `warn` adds warnings with counts and pages, `mask` replaces what is found in pages, headings, labels and title, too;
    `block` raises `UnreadableFileError`. Never holds what was found in anything but the pages.
    """
    if policy == "off":
        return document
    found = {page.number: _in_page(page) for page in document.pages}
    places: dict[Kind, list[int]] = {}
    for number, each in ((number, each) for number, all_of in found.items() for each in all_of):
        if len(pages := places.setdefault(each.kind, [])) < MOST_COUNTED:
            pages.append(number)
    if policy == "block" and places:
        raise UnreadableFileError("personal_data", found=_counted(places))
    if policy == "mask":
        pages_now = tuple(_masked_page(page) if found[page.number] else page for page in document.pages)
        document = replace(document, pages=pages_now, title=masked(document.title))
    named = "masked" if policy == "mask" else "personal"
    warnings = [ParseWarning(f"{named}_{kind}", tuple(places[kind])) for kind in Kind if kind in places]
    ending = [ParseWarning(f"{named}_data")] if warnings else []
    return replace(document, warnings=(*document.warnings, *warnings, *ending))


def masked(text: str) -> str:
    """The text with what is personal replaced by its kind."""
    return _masked(text, personal_data(text))


def _in_page(page: Page) -> list[Found]:
    """What is found on a page, and in the words that name it where these don't stand on it."""
    return [*personal_data(page.text), *personal_data(page.label or "")]


def _masked(text: str, found: Iterable[Found]) -> str:
    parts, at = [], 0
    for each in found:
        parts += [text[at : each.start], MASKS[each.kind]]
        at = each.end
    return "".join([*parts, text[at:]])


def _masked_page(page: Page) -> Page:
    found = personal_data(page.text)
    headings = tuple(Heading(masked(each.text), _moved(each.start, found), each.level) for each in page.headings)
    label = None if page.label is None else masked(page.label)
    return replace(page, text=_masked(page.text, found), headings=headings, label=label)


def _moved(start: int, found: Iterable[Found]) -> int:
    """Where something stands once everything before it is masked; what begins within a mask stands at its beginning."""
    moved = start
    for each in found:
        if each.end <= start:
            moved += len(MASKS[each.kind]) - (each.end - each.start)
        elif each.start < start:
            moved -= start - each.start
    return moved


def _counted(places: dict[Kind, list[int]]) -> str:
    return ", ".join(f"{KINDS_OF_PERSONAL_DATA[kind]} ({len(places[kind])})" for kind in Kind if kind in places)
