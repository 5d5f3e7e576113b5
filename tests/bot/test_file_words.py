"""What is said of files: German has all that `ingest` says in English, with the same values, to the last word."""

import re
from pathlib import Path
from string import Formatter

import pytest

import ingest
from bot.wording.file_words import reason_words, warning_words
from bot.wording.languages import german_files
from ingest.formats.errors import SENTENCES, WARNINGS
from ingest.jobs.job_reasons import REASONS
from pipelines.types import Unit

ENGLISH = REASONS | SENTENCES
SOURCES = [path for path in Path(ingest.__file__).parent.rglob("*.py") if path.name != "errors.py"]


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_every_reason_and_warning_has_german_words_and_none_is_left_over() -> None:
    assert german_files.REASONS.keys() == ENGLISH.keys()
    assert german_files.WARNINGS.keys() == WARNINGS.keys()
    assert german_files.UNITS.keys() == {unit.value for unit in Unit}


@pytest.mark.parametrize("code", sorted(ENGLISH))
def test_a_reason_takes_the_same_values_in_german(code: str) -> None:
    assert fields(german_files.REASONS[code]) == fields(ENGLISH[code])


@pytest.mark.parametrize("code", sorted(WARNINGS))
def test_a_warning_that_names_pages_names_them_in_german(code: str) -> None:
    assert fields(german_files.WARNINGS[code]) == fields(WARNINGS[code][1])


def test_every_kind_that_is_refused_has_german_words_and_none_is_left_over() -> None:
    kinds = {kind for path in SOURCES for kind in re.findall(r'"(This is an? [^"]+\.)"', path.read_text())}
    assert german_files.KINDS.keys() == kinds


@pytest.mark.parametrize("kind", sorted(german_files.KINDS))
def test_a_kind_is_said_in_german(kind: str) -> None:
    told = reason_words("unsupported_type", {"kind": kind}, "de-DE")
    assert told == f"{german_files.KINDS[kind]} {german_files.READABLE}"
    assert told.startswith("Das ist ")


def test_an_old_office_file_hears_how_to_save_it() -> None:
    details = {"kind": "This is an old Word document (.doc).", "suffix": ".docx"}
    assert reason_words("old_office", details, "de") == (
        "Das ist ein altes Word-Dokument (.doc). Speichere die Datei als .docx und teile sie noch einmal."
    )


@pytest.mark.parametrize(
    ("code", "limit", "words"),
    [
        ("too_many_pages", "5,000", "mehr als 5.000 Seiten"),
        ("too_much_text", "20,000,000", "mehr als 20.000.000 Zeichen"),
        ("too_large", "1,024 MB", "größer als 1.024 MB"),
        ("took_too_long", "90 seconds", "länger als 90 Sekunden"),
        ("stage_too_slow", "20 minutes", "länger als 20 Minuten"),
        ("expands_too_much", "100 times its size", "auf mehr als das 100-Fache ihrer Größe"),
    ],
)
def test_limits_are_written_as_german_writes_them(code: str, limit: str, words: str) -> None:
    assert words in reason_words(code, {"limit": limit}, "de")


def test_names_in_details_stay_as_they_are() -> None:
    assert "Win.Virus-1,000 minutes" in reason_words("infected", {"name": "Win.Virus-1,000 minutes"}, "de")


@pytest.mark.parametrize(
    ("pages", "unit", "words"),
    [
        ((), Unit.SLIDE, "einige Folien"),
        ((3,), Unit.PAGE, "Seite 3"),
        ((1, 2, 3), Unit.PAGE, "Seiten 1–3"),
        ((201, 14, 15), Unit.PAGE, "Seiten 14–15 und 201"),
        ((2, 4), Unit.SHEET, "Blätter 2 und 4"),
        ((2,), Unit.ROWS, "Zeilen 2"),
        (tuple(range(1, 41, 2)), Unit.PAGE, "Seiten 1, 3, 5, 7, 9, 11, 13, 15 und 12 weitere"),
    ],
)
def test_pages_are_named_as_german_writes_them(pages: tuple[int, ...], unit: Unit, words: str) -> None:
    assert warning_words("pages_unreadable", pages, unit, "de-AT") == f"Beschädigt und ausgelassen: {words}."


@pytest.mark.parametrize("locale", ["en-GB", "fr", ""])
def test_languages_without_words_of_their_own_get_those_of_ingest(locale: str) -> None:
    assert reason_words("damaged", {}, locale) == SENTENCES["damaged"]
    assert warning_words("pages_unreadable", (3,), Unit.PAGE, locale) == "Page 3 is damaged and was left out."
