"""Personal data in a text, found by patterns of our own: shapes, and check digits where there are any.

It finds no names and no places, and what is written in an unusual way it misses: a help, no proof.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from ingest.reading.national_ids import national_ids


class Kind(StrEnum):
    """A kind of personal data that has a shape."""

    EMAIL = "email"
    PHONE = "phone"
    IBAN = "iban"
    CARD = "card"
    NATIONAL_ID = "national_id"


class Found(NamedTuple):
    """Something personal from `start` to `end` in a text."""

    start: int
    end: int
    kind: Kind


_EMAIL: Final = re.compile(r"(?<![\w.%+-])[\w.%+-]{1,64}@[a-zA-Z0-9-]{1,63}(?:\.[a-zA-Z0-9-]{1,63}){1,6}(?![\w@])")
_OF_NOBODY: Final = frozenset(
    "abuse admin billing careers compliance contact datenschutz dpo feedback hello help helpdesk hr info it jobs"
    " kontakt legal mail marketing news newsletter no-reply noreply office orders postmaster press presse privacy sales"
    " security service support team vertrieb webmaster".split()
)
"""What stands before the @ in addresses of departments."""
_PHONE: Final = re.compile(
    r"(?<![\w+/.,-])(?:"
    r"\+[1-9]\d{0,2}[ ./-]?(?:\(0?\d{1,5}\)[ ./-]?)?\d{2,5}(?:[ ./-]?\d{2,5}){1,4}"  # +49 30 901820
    r"|\([2-9]\d{2}\) ?[2-9]\d{2}-\d{4}|[2-9]\d{2}-[2-9]\d{2}-\d{4}"  # (202) 555-0143
    r"|\(0\d{1,5}\) ?\d{3,5}(?:[ -]?\d{2,5}){0,3}"  # (030) 901820
    r")(?![\w-])",
    re.ASCII,
)
_CALLED: Final = re.compile(
    r"\b(?:tel|telefon|telephone|phone|mobile|mobil|handy|cell|call)\b[.:)]{0,2}[ \t]{0,4}(?:no\.?|nr\.?)?[ \t:]{0,4}"
    r"(\(?\d(?:[ ()./-]{0,2}\d){5,14})",
    re.IGNORECASE | re.ASCII,
)
_IBAN: Final = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)", re.ASCII)
_IBAN_LENGTHS: Final = {
    "AD": 24, "AE": 23, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20,
    "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IS": 26, "IT": 27,
    "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24,
    "RS": 22, "SA": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TR": 26, "UA": 29,
}  # fmt: skip
_CARD: Final = re.compile(
    r"(?<![\w.,-])(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}|3[47]\d{2}([ -])\d{6}\2\d{5})(?![\w-])", re.ASCII
)
_ISSUERS: Final = re.compile(
    r"4|5[1-5]|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)|3[47]|6(?:011|5|4[4-9])|35(?:2[89]|[3-8]\d)|3(?:0[0-5]|[68])"
)


def personal_data(text: str) -> list[Found]:
    """What is found in a text, in its order and without overlaps. Time is linear in the text."""
    kept: list[Found] = []
    for each in sorted(_candidates(text), key=lambda found: (found.start, -found.end)):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def _candidates(text: str) -> Iterator[Found]:
    for found in _EMAIL.finditer(text):
        if found.group().partition("@")[0].lower() not in _OF_NOBODY:
            yield Found(*found.span(), Kind.EMAIL)
    for found in _IBAN.finditer(text):
        length = _iban_length(found.group())
        if length:
            yield Found(found.start(), found.start() + length, Kind.IBAN)
    for found in _CARD.finditer(text):
        if _is_card(re.sub(r"[ -]", "", found.group())):
            yield Found(*found.span(), Kind.CARD)
    for start, end in national_ids(text):
        yield Found(start, end, Kind.NATIONAL_ID)
    for found in _PHONE.finditer(text):
        if 7 <= _count_digits(found.group()) <= 15:
            yield Found(*found.span(), Kind.PHONE)
    for found in _CALLED.finditer(text):
        yield Found(*found.span(1), Kind.PHONE)


def _iban_length(text: str) -> int:
    """How many characters of the text are an IBAN, with its spaces; 0 where its checksum doesn't fit."""
    wanted, seen = _IBAN_LENGTHS.get(text[:2], 0), 0
    for place, letter in enumerate(text, start=1):
        seen += letter != " "
        if wanted and seen == wanted:
            number = text[:place].replace(" ", "")
            return place if _is_iban(number) else 0
    return 0


def _is_iban(number: str) -> bool:
    return int("".join(str(int(each, 36)) for each in number[4:] + number[:4])) % 97 == 1


def _is_card(number: str) -> bool:
    """Whether an issuer gives such numbers, and the last digit checks (Luhn)."""
    if not 13 <= len(number) <= 19 or not _ISSUERS.match(number) or len(set(number)) < 2:
        return False
    doubled = [int(each) * (1 + place % 2) for place, each in enumerate(reversed(number))]
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


def _count_digits(text: str) -> int:
    return sum(each.isdecimal() for each in text)
