"""The words: every sentence can be said, in every language, with the right plural, and in the agreed tone."""

import re
from datetime import UTC, datetime
from string import Formatter

import pytest

from bot.wording.languages.english import ENGLISH as ENGLISH_SERVICE
from bot.wording.languages.english_access import ENGLISH_ACCESS
from bot.wording.languages.english_chat import ENGLISH_CHAT
from bot.wording.languages.english_people import ENGLISH_PEOPLE
from bot.wording.languages.english_slack import ENGLISH_SLACK
from bot.wording.languages.english_terminal import ENGLISH_TERMINAL
from bot.wording.languages.english_web import ENGLISH_WEB
from bot.wording.languages.german import GERMAN as GERMAN_SERVICE
from bot.wording.languages.german_chat import GERMAN_CHAT
from bot.wording.line import Emphasis, TimeOfDay
from bot.wording.sentences import (
    ENGLISH,
    GERMAN,
    LANGUAGES,
    Language,
    MissingValueError,
    UnknownSentenceError,
    confidence_words,
    count_words,
    counted,
    duration_words,
    line,
    page_reference,
    say,
)
from pipelines.access import MOST_COUNTED
from pipelines.types import Unit

CHATS = ENGLISH_SERVICE | ENGLISH_CHAT | ENGLISH_ACCESS | ENGLISH_PEOPLE | ENGLISH_SLACK | ENGLISH_WEB

NUMBERS = {"documents", "pages", "page", "last_page", "more", "ready", "failed", "questions", "length", "limit"}
NUMBERS |= {"rows", "copied", "dropped"}
NUMBERS |= {
    "minutes",
    "seconds",
    "count",
    "amount",
    "days",
    "files",
    "attempts",
    "done",
    "total",
    "first",
    "last",
    "shown",
    "confidence",
    "searched",
    "readable",
}

POLISH = Language(
    form=lambda n: 0 if n == 1 else 1 if n % 10 in {2, 3, 4} and n % 100 not in {12, 13, 14} else 2,
    thousands=" ",
    sentences={"looking": "Szukam w {documents:# dokumencie|# dokumentach|# dokumentach (wielu)}…"},
)


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def said(key: str, language: Language = ENGLISH, number: int = 2) -> str:
    names = fields(language.sentences[key])
    return language.say(key, **{name: number if name in NUMBERS else f"<{name}>" for name in names})


@pytest.mark.parametrize("key", sorted(ENGLISH.sentences))
def test_every_sentence_takes_its_values_and_leaves_no_braces(key: str) -> None:
    for number in (0, 1, 2, 5_000):
        assert not set("{}|#") & set(said(key, number=number))


@pytest.mark.parametrize("key", sorted(ENGLISH.sentences))
def test_the_tone_is_calm(key: str) -> None:
    assert "!" not in said(key)
    assert not re.search(r"\b(sorry|apologi|unfortunately|please try|oops|as an ai)", said(key), re.IGNORECASE)


@pytest.mark.parametrize("locale", sorted(LANGUAGES))
def test_every_language_has_all_that_people_in_chats_read_with_the_same_values(locale: str) -> None:
    sentences = LANGUAGES[locale].sentences
    assert sentences.keys() - ENGLISH_TERMINAL.keys() == CHATS.keys()
    assert {key: fields(sentences[key]) for key in CHATS} == {key: fields(text) for key, text in CHATS.items()}


@pytest.mark.parametrize("key", sorted(CHATS))
def test_every_sentence_of_another_language_takes_its_values_and_is_calm(key: str) -> None:
    for number in (0, 1, 2, 5_000):
        words = said(key, GERMAN, number)
        assert not set("{}|#!") & set(words)
    assert not re.search(r"\b(leider|entschuldig|sorry|bitte versuch)", said(key, GERMAN), re.IGNORECASE)


def test_numbers_are_written_as_the_language_writes_them() -> None:
    assert say("looking", "de-DE", documents=1_652) == "Ich suche in 1.652 Dokumenten …"
    assert duration_words(1.44, "de_AT") == "1,4 s"


@pytest.mark.parametrize("key", sorted(CHATS))
def test_german_has_quotation_marks_of_its_own(key: str) -> None:
    words = GERMAN.sentences[key]
    assert words.count("„") == words.count("“")
    assert not set('”"') & set(words)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "Das konnte ich in den 0 Dokumenten, die du hier lesen darfst, nicht finden."),
        (1, "Das konnte ich in dem einen Dokument, das du hier lesen darfst, nicht finden."),
        (1_652, "Das konnte ich in den 1.652 Dokumenten, die du hier lesen darfst, nicht finden."),
    ],
)
def test_german_sentences_agree_with_their_numbers(count: int, words: str) -> None:
    assert say("not_found", "de-AT", documents=count) == words


def test_german_says_how_many_more_documents_are_read() -> None:
    assert say("reading_more", "de", document="Handbuch", more=1) == "Ich lese Handbuch und 1 weiteres …"
    assert say("reading_more", "de", document="Handbuch", more=2) == "Ich lese Handbuch und 2 weitere …"


@pytest.mark.parametrize(
    ("unit", "page", "last_page", "label", "words"),
    [
        (Unit.PAGE, 12, 12, "10", "S. 12 (gedruckt 10)"),
        (Unit.PAGE, 1_204, 1_204, None, "S. 1204"),
        (Unit.PAGE, 13, 14, "10", "S. 13–14 (gedruckt 10–11)"),
        (Unit.PAGE, 2, 3, "ii", "S. 2–3 (gedruckt ab ii)"),
        (Unit.SLIDE, 4, 5, None, "Folien 4–5"),
        (Unit.SHEET, 7, 7, "Sätze, B2:F40", "Blatt Sätze, B2:F40"),
        (Unit.ROWS, 2, 2, "42–81", "Zeilen 42–81"),
        (Unit.SECTION, 9, 9, "3.1 Urlaub", "Abschnitt 3.1 Urlaub"),
        (Unit.PART, 2, 2, "body", "Teil 2"),
    ],
)
def test_german_names_places_as_people_know_them(
    unit: Unit, page: int, last_page: int, label: str | None, words: str
) -> None:
    assert page_reference(page, last_page, label, "de-DE", unit=unit) == words


def test_what_only_those_read_who_run_the_bot_is_english_everywhere() -> None:
    assert say("next_terminal", "de") == say("next_terminal")


def test_an_unknown_key_and_a_missing_value_are_errors_that_name_it() -> None:
    with pytest.raises(UnknownSentenceError, match="no_such_key"):
        say("no_such_key")
    with pytest.raises(MissingValueError, match="length"):
        say("question_too_long", limit=4_000)


def test_a_value_is_never_read_as_a_template() -> None:
    assert say("unknown_document", value="{value} {0} a|b #") == (
        "No document you can read here is called “{value} {0} a|b #”."
    )


def test_a_language_that_lacks_a_locale_or_region_falls_back() -> None:
    assert say("likely", "en-GB") == say("likely", "xx") == "Likely"
    assert say("likely", "de-CH") == say("likely", "DE_at") == say("likely", "de") == "Wahrscheinlich"


@pytest.mark.parametrize(("count", "words"), [(0, "0 documents"), (1, "1 document"), (1_652, "1,652 documents")])
def test_documents_are_counted_as_people_count_them(count: int, words: str) -> None:
    assert say("looking", documents=count) == f"Looking in {words}…"


@pytest.mark.parametrize(
    ("count", "locale", "words"),
    [
        (MOST_COUNTED, "en", "Looking in 1,000 documents…"),
        (MOST_COUNTED + 1, "en", "Looking in more than 1,000 documents…"),
        (MOST_COUNTED + 1, "de", "Ich suche in mehr als 1.000 Dokumenten …"),
    ],
)
def test_where_the_count_ended_it_is_said_that_there_are_more(count: int, locale: str, words: str) -> None:
    assert say("looking", locale, documents=counted(count)) == words


def test_a_language_may_have_three_plural_forms_and_its_own_thousands() -> None:
    assert POLISH.say("looking", documents=1) == "Szukam w 1 dokumencie…"
    assert POLISH.say("looking", documents=23) == "Szukam w 23 dokumentach…"
    assert POLISH.say("looking", documents=1_112) == "Szukam w 1 112 dokumentach (wielu)…"


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (1.0, "Well supported"),
        (0.85, "Well supported"),
        (0.849, "Likely"),
        (0.6, "Likely"),
        (0.599, "Uncertain, please check the source"),
        (0.0, "Uncertain, please check the source"),
    ],
)
def test_confidence_is_said_in_three_steps(probability: float, words: str) -> None:
    assert confidence_words(probability) == words


@pytest.mark.parametrize("probability", [-0.01, 1.01, float("nan")])
def test_a_confidence_outside_0_to_1_is_an_error(probability: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        confidence_words(probability)


@pytest.mark.parametrize(
    ("page", "last_page", "label", "words"),
    [
        (12, 12, "10", "p. 12 (printed 10)"),
        (12, 12, "12", "p. 12"),
        (12, 12, None, "p. 12"),
        (12, 12, " ", "p. 12"),
        (2, 2, "ii", "p. 2 (printed ii)"),
        (3, 4, None, "p. 3–4"),
        (3, 4, "3", "p. 3–4"),
        (13, 14, "10", "p. 13–14 (printed 10–11)"),
        (2, 3, "ii", "p. 2–3 (printed from ii)"),
        (1_204, 1_204, None, "p. 1204"),
    ],
)
def test_a_page_is_physical_first_and_printed_where_that_differs(
    page: int, last_page: int, label: str | None, words: str
) -> None:
    assert page_reference(page, last_page, label) == words


@pytest.mark.parametrize(
    ("unit", "page", "last_page", "label", "words"),
    [
        (Unit.SLIDE, 4, 4, "Results", "slide 4"),
        (Unit.SLIDE, 4, 5, None, "slides 4–5"),
        (Unit.SHEET, 7, 7, "Rates, B2:F40", "sheet Rates, B2:F40"),
        (Unit.SHEET, 7, 7, None, "sheet 7"),
        (Unit.ROWS, 2, 2, "42–81", "rows 42–81"),
        (Unit.SECTION, 3, 3, "Vacation", "section 3, Vacation"),
        (Unit.SECTION, 3, 3, None, "section 3"),
        (Unit.SECTION, 9, 9, "3.1 Vacation", "section 3.1 Vacation"),
        (Unit.SECTION, 9, 9, "2024 in figures", "section 9, 2024 in figures"),
        (Unit.PART, 2, 2, "body", "part 2"),
    ],
)
def test_a_place_is_named_as_people_know_it_and_only_pages_are_pages(
    unit: Unit, page: int, last_page: int, label: str | None, words: str
) -> None:
    assert page_reference(page, last_page, label, unit=unit) == words
    assert page_reference(page, last_page, label, unit=unit, in_brackets=True) == words


@pytest.mark.parametrize("unit", Unit)
def test_the_length_of_a_document_is_counted_in_its_own_units(unit: Unit) -> None:
    one, many = count_words(1, unit), count_words(1_204, unit)
    assert one == f"1 {unit.removesuffix('s')}"
    assert many == f"1,204 {unit.removesuffix('s')}s"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.04, "0.0 s"), (1.44, "1.4 s"), (9.96, "10 s"), (18.2, "18 s"), (59.7, "1 min"), (125, "2 min 5 s")],
)
def test_a_duration_is_as_exact_as_people_need_it(seconds: float, words: str) -> None:
    assert duration_words(seconds) == words


def test_an_unknown_type_is_named_with_the_allowed_ones() -> None:
    assert say("unknown_type", value="foo", allowed="general, technical, legal") == (
        "I don't know the document type “foo”. Allowed: general, technical, legal."
    )


def test_a_question_that_is_too_long_hears_both_lengths() -> None:
    assert "20,000 characters" in say("question_too_long", length=20_000, limit=4_000)
    assert "at most 4,000" in say("question_too_long", length=20_000, limit=4_000)


@pytest.mark.parametrize("sentences", [ENGLISH_SERVICE | ENGLISH_CHAT, GERMAN_SERVICE | GERMAN_CHAT], ids=["en", "de"])
def test_what_every_chat_says_names_none_of_them_nor_their_commands(sentences: dict[str, str]) -> None:
    named = [
        key for key, words in sentences.items() if re.search(r"slack|microsoft|/tcbot|/upload", words, re.IGNORECASE)
    ]
    assert named == []


def test_no_sentence_stands_in_two_places() -> None:
    parts = (
        ENGLISH_SERVICE,
        ENGLISH_CHAT,
        ENGLISH_ACCESS,
        ENGLISH_PEOPLE,
        ENGLISH_SLACK,
        ENGLISH_TERMINAL,
        ENGLISH_WEB,
    )
    assert sum(map(len, parts)) == len(ENGLISH.sentences)


def test_a_line_keeps_what_each_chat_spells_and_says_the_rest_as_a_sentence_does() -> None:
    name, noon = Emphasis("Plan.pdf"), TimeOfDay(datetime(2026, 3, 3, 12, tzinfo=UTC))
    assert line("card_ready", "de", name=name, length="2 Seiten", duration="1,4 s") == (
        "📄 ", name, " · 2 Seiten · fertig nach 1,4 s"
    )  # fmt: skip
    assert line("card_waits_until", time=noon) == ("I try again at ", noon, ".")
    for key, values in (
        ("looking", {"documents": 1_652}),
        ("partial", {"topic": ["a", "b"]}),
        ("page", {"page": 1_204}),
    ):
        for locale in LANGUAGES:
            assert line(key, locale, **values) == (say(key, locale, **values),)
    with pytest.raises(MissingValueError, match="card_ready"):
        line("card_ready", name=name)
    with pytest.raises(UnknownSentenceError):
        line("no_such_sentence")
