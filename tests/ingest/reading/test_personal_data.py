"""Personal data is found by its shape and its check digits, and what only looks like it is left alone."""

import random
from itertools import pairwise
from pathlib import Path

import pytest

from bot.wording.file_words import reason_words, warning_words
from ingest.formats.errors import UnreadableFileError, describe
from ingest.reading.parse import ParserPool
from ingest.reading.parsed import ParsedDocument
from ingest.reading.personal_data import Kind, personal_data
from ingest.reading.personal_policy import MASKS, MOST_COUNTED, Policy, masked, under_policy
from pipelines.types import Heading, Page, Unit

PERSONAL = {
    "Write to ana.lopez@acme-mail.co.uk today.": (Kind.EMAIL, "ana.lopez@acme-mail.co.uk"),
    "<ana_lopez+bills@acme.com>": (Kind.EMAIL, "ana_lopez+bills@acme.com"),
    "Call +49 30 901820 now": (Kind.PHONE, "+49 30 901820"),
    "Call +1 (202) 555-0143.": (Kind.PHONE, "+1 (202) 555-0143"),
    "or (202) 555-0143": (Kind.PHONE, "(202) 555-0143"),
    "202-555-0143": (Kind.PHONE, "202-555-0143"),
    "Tel.: 030 901820": (Kind.PHONE, "030 901820"),
    "Mobil 0170/1234567": (Kind.PHONE, "0170/1234567"),
    "to DE89 3704 0044 0532 0130 00 until Friday": (Kind.IBAN, "DE89 3704 0044 0532 0130 00"),
    "GB82WEST12345698765432.": (Kind.IBAN, "GB82WEST12345698765432"),
    "FR14 2004 1010 0505 0001 3M02 606": (Kind.IBAN, "FR14 2004 1010 0505 0001 3M02 606"),
    "NL91 ABNA 0417 1643 00 EUR 1200": (Kind.IBAN, "NL91 ABNA 0417 1643 00"),
    "Visa 4111 1111 1111 1111 1": (Kind.CARD, "4111 1111 1111 1111"),
    "card 5500-0000-0000-0004": (Kind.CARD, "5500-0000-0000-0004"),
    "3782 822463 10005": (Kind.CARD, "3782 822463 10005"),
    "SSN 219-09-9999": (Kind.NATIONAL_ID, "219-09-9999"),
    "IdNr. 86 095 742 719": (Kind.NATIONAL_ID, "86 095 742 719"),
    "Steuer-ID 47036892816": (Kind.NATIONAL_ID, "47036892816"),
    "RV-Nummer 15 070649 C 103": (Kind.NATIONAL_ID, "15 070649 C 103"),
    "DNI 12345678Z": (Kind.NATIONAL_ID, "12345678Z"),
    "NIE X1234567L": (Kind.NATIONAL_ID, "X1234567L"),
    "C.F. RSSMRA85T10A562S": (Kind.NATIONAL_ID, "RSSMRA85T10A562S"),
    "NIR 2 55 08 14 168 025 38": (Kind.NATIONAL_ID, "2 55 08 14 168 025 38"),
    "AHV 756.9217.0769.85": (Kind.NATIONAL_ID, "756.9217.0769.85"),
    "NINO AB 12 34 56 C": (Kind.NATIONAL_ID, "AB 12 34 56 C"),
}
"""Numbers that their issuers publish as examples, and made-up ones with right check digits."""

HARMLESS = [
    "info@acme.com or support@acme.com",
    "an @ sign, user@host, a@b@c",
    "Version 10.12.33.4 of 2026-01-31, 12:30",
    "ISBN 978-3-16-148410-0",
    "Part 4711-0815-2, order 4500012345, item 1234567890123456",
    "DE88 3704 0044 0532 0130 00",
    "XX89 3704 0044 0532 0130 00",
    "4111 1111 1111 1112",
    "0000 0000 0000 0000",
    "SSN 000-12-3456, 666-12-3456, 900-12-3456, 123-00-1234",
    "IdNr. 86 095 742 718 and 12345678901",
    "DNI 12345678A, X1234567A",
    "RSSMRA85T10A562T",
    "756.9217.0769.84",
    "GB 12 34 56 A",
    "NIR 2 55 08 14 168 025 39",
    "RV 15 070649 C 104, 15 990649 C 103",
    "€ 1,250,000.00; 15 000 000; 3.141592653589793",
    "Table 4: 100-200-3000 rpm, 12-34-56",
    "call 911 within 24 h; phone home",
    "2020-2021-2022",
    "Best Buy Mobile 33 - - 33 - - 33",
]


@pytest.mark.parametrize("text", PERSONAL)
def test_what_is_personal_is_found_whole(text: str) -> None:
    kind, words = PERSONAL[text]
    assert [(each.kind, text[each.start : each.end]) for each in personal_data(text)] == [(kind, words)]
    assert masked(text) == text.replace(words, MASKS[kind], 1)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert personal_data(text) == []


def test_a_number_with_one_wrong_digit_is_no_card_and_no_account() -> None:
    for number, places in (("4111111111111111", range(1, 16)), ("DE89370400440532013000", range(4, 22))):
        for place in places:
            wrong = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
            assert [each.kind for each in personal_data(wrong) if each.kind in {Kind.CARD, Kind.IBAN}] == []


def test_findings_stand_in_order_and_never_overlap() -> None:
    chance = random.Random(7)
    for _ in range(200):
        text = " ".join(chance.choices([*PERSONAL, *HARMLESS, "+", "4", "@", "-"], k=12))
        found = personal_data(text)
        assert all(one.end <= other.start for one, other in pairwise(found))
        assert personal_data(masked(text)) == [] or len(personal_data(masked(text))) < len(found)


def document(*texts: str, title: str = "A letter") -> ParsedDocument:
    pages = tuple(Page(n, text) for n, text in enumerate(texts, start=1))
    return ParsedDocument(pages, title, len(pages), "text/plain", None, "en", ())


LETTER = document("Write to ana@acme.com or bo@acme.com.", "Nothing here.", "Or cy@acme.com, +49 30 901820.")


def test_without_a_policy_nothing_is_looked_at() -> None:
    assert under_policy(LETTER, "off") is LETTER


def test_a_warning_tells_counts_by_kind_and_pages_and_never_a_value() -> None:
    told = under_policy(LETTER, "warn")
    assert told.pages == LETTER.pages
    sentences = [warning.describe() for warning in told.warnings]
    assert sentences == [
        "Found e-mail addresses: 3, on pages 1 and 3.",
        "Found phone numbers: 1, on page 3.",
        "Whoever may read the file can find these; forget it if that isn't meant.",
    ]
    assert under_policy(document("Nothing."), "warn").warnings == ()


def test_a_blocked_file_says_what_was_found_and_what_to_do() -> None:
    with pytest.raises(UnreadableFileError) as refused:
        under_policy(LETTER, "block")
    assert refused.value.code == "personal_data"
    assert refused.value.message.startswith(
        "It holds personal data, which isn't allowed here: e-mail addresses (3), phone numbers (1). Remove"
    )
    assert "acme" not in refused.value.message
    assert under_policy(document("Nothing."), "block") == document("Nothing.")


def test_a_mask_stands_in_pages_titles_labels_and_headings() -> None:
    text = "ana@acme.com\nAbout bo@acme.com\nThe end, cy@acme.com"
    heading = Heading("About bo@acme.com", text.index("About"))
    page = Page(1, text, "To ana@acme.com", (heading, Heading("The end", text.index("The end"))))
    given = ParsedDocument((page,), "Mail of ana@acme.com", 1, "message/rfc822", None, "en", ())
    told = under_policy(given, "mask")
    (page,) = told.pages
    assert page.text == "[e-mail]\nAbout [e-mail]\nThe end, [e-mail]"
    assert (page.label, told.title) == ("To [e-mail]", "Mail of [e-mail]")
    assert [page.text[each.start : each.start + len(each.text)] for each in page.headings] == [
        "About [e-mail]",
        "The end",
    ]
    assert told.warnings[0].describe() == "Left out e-mail addresses: 4, on page 1."
    assert "acme" not in repr(told)


def test_a_heading_that_begins_within_a_mask_stands_at_its_beginning() -> None:
    page = Page(1, "x ana@acme.com y", None, (Heading("acme.com y", 6),))
    told = under_policy(ParsedDocument((page,), "t", 1, "text/plain", None, None, ()), "mask")
    assert [each.start for each in told.pages[0].headings] == [2]


@pytest.mark.parametrize("policy", ["off", "warn", "mask"])
def test_a_file_is_read_under_the_policy_of_its_reader(tmp_path: Path, policy: Policy) -> None:
    (path := tmp_path / "letter.txt").write_text("Write to ana@acme.com today.", encoding="utf-8")
    with ParserPool(personal=policy) as pool:
        told = pool.parse(path)
    assert told.pages[0].text == f"Write to {'[e-mail]' if policy == 'mask' else 'ana@acme.com'} today."
    codes = {"off": [], "warn": ["personal_email", "personal_data"], "mask": ["masked_email", "masked_data"]}
    assert [warning.code for warning in told.warnings] == codes[policy]
    assert path.read_text(encoding="utf-8") == "Write to ana@acme.com today."


def test_a_file_is_refused_where_personal_data_is_blocked(tmp_path: Path) -> None:
    (path := tmp_path / "letter.txt").write_text("Write to ana@acme.com today.", encoding="utf-8")
    with ParserPool(personal="block") as pool, pytest.raises(UnreadableFileError) as refused:
        pool.parse(path)
    assert refused.value.details == {"found": "e-mail addresses (1)"}
    german = reason_words("personal_data", refused.value.details, "de")
    assert german.startswith("Sie enthält personenbezogene Daten, die hier nicht erlaubt sind: E-Mail-Adressen (1).")
    assert (
        warning_words("personal_email", (2, 2, 5), Unit.PAGE, "de") == "Gefunden: E-Mail-Adressen (3), Seiten 2 und 5."
    )


def test_more_than_a_thousand_are_counted_no_further() -> None:
    many = document(" ".join(f"a{n}@acme.com" for n in range(MOST_COUNTED + 50)))
    told = under_policy(many, "mask")
    assert len(told.warnings[0].pages) == MOST_COUNTED
    assert "@" not in told.pages[0].text


def test_a_file_full_of_addresses_takes_time_in_proportion() -> None:
    """A page of 2 MB with 100,000 addresses: what compared each with each would take hours."""
    assert len(personal_data("ana@acme.com, +49 30 901820; " * 50_000)) == 100_000


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_its_words(kind: Kind) -> None:
    assert describe(f"personal_{kind}", (2, 2)).endswith(": 2, on page 2.")
    assert describe(f"masked_{kind}", (2,)).endswith(": 1, on page 2.")
