"""What is shown of documents, files on their way and first words, before any chat spells it."""

import pytest

from bot.chat.buttons import Button
from bot.wording.lists import document_page, greeting, help_topics, job_status
from bot.wording.shown import DocumentPage, Lines
from tests.bot.slack.makers import document, job

HELD = [document(f"Report {n:02}.pdf", ("slack:T1", "slack:T1:C1")) for n in range(40)]


@pytest.mark.parametrize(
    ("page", "first", "count", "turns"),
    [
        (0, "Report 00.pdf", 15, [(Button.DOCUMENTS_AFTER, "1")]),
        (1, "Report 15.pdf", 15, [(Button.DOCUMENTS, "0"), (Button.DOCUMENTS_AFTER, "2")]),
        (2, "Report 30.pdf", 10, [(Button.DOCUMENTS, "1")]),
        (9, "Report 30.pdf", 10, [(Button.DOCUMENTS, "1")]),
    ],
)
def test_documents_come_by_the_screen_with_buttons_to_its_neighbours(
    page: int, first: str, count: int, turns: list[tuple[Button, str]]
) -> None:
    shown = document_page(HELD, "en", page)
    assert isinstance(shown, DocumentPage)
    assert (shown.documents[0].name, len(shown.documents)) == (first, count)
    assert [(each.name, each.value) for each in shown.buttons] == turns


def test_a_document_names_its_length_its_day_and_some_of_its_readers() -> None:
    readers = tuple(f"slack:T1:C{n}" for n in range(9))
    shown = document_page([document("Report.pdf", readers)], "en")
    assert isinstance(shown, DocumentPage)
    (line,) = shown.documents
    assert (line.length, line.readers, shown.part, shown.buttons) == ("252 pages", readers[:5], "", ())


def test_where_nothing_is_shared_there_are_lines_and_no_page() -> None:
    shown = document_page([], "en")
    assert isinstance(shown, Lines)
    assert len(shown.lines) == 2


def test_help_says_every_topic_with_a_title_and_a_text() -> None:
    for locale in ("en", "de"):
        topics = help_topics(locale).topics
        assert len(topics) == 7
        assert all(title and text for title, text in topics)


def test_status_says_that_no_file_is_on_its_way_or_lists_some() -> None:
    assert job_status(0, [], "en").lines[-1] == "None of your files is on its way."
    assert len(job_status(1, [job(name=f"{n}.pdf") for n in range(30)], "en").lines) == 2 + 20


def test_a_greeting_offers_at_most_four_questions_and_the_documents() -> None:
    shown = greeting("en", [f"What does {n} say?" for n in range(9)])
    assert len(shown.lines) == 2 + 4
    assert (shown.button.name, shown.button.value) == (Button.DOCUMENTS, "0")
    assert len(greeting("en", []).lines) == 1
