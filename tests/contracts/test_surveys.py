"""Surveys in the records, on SQLite and on a real PostgreSQL: who is asked, once, and what is kept of what they say."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from bot.chat.chat import Person
from bot.records.figures.spans import Span, total
from bot.records.figures.survey_figures import SurveyFigures, SurveyTally
from bot.records.known_as import who_is
from bot.records.person_erasure import Erasure
from bot.records.person_export import export
from bot.records.question_log import QuestionLog
from bot.records.surveys import APART, FEWEST_ANSWERS, Surveys, end_surveys
from pipelines.access import Scope
from pipelines.records.chat_tables import Survey
from pipelines.records.database import Database
from pipelines.records.tables import AskedQuestion, now
from pipelines.types import Outcome
from tests.contracts.chats import ALICE, BOB, answered, hold, question

MONTH = "2026-11"


def had_answers(database: Database, person: Person, count: int, outcome: Outcome = Outcome.QUOTED) -> None:
    for n in range(count):
        asked = question(f"{person.id}-{outcome}-{n}", asker=person)
        QuestionLog(database).record(asked, Scope.of("everyone"), answered(hold(database), outcome=outcome))


def aged(database: Database, by: timedelta) -> None:
    with database.session() as session:
        for row in session.scalars(select(Survey)):
            row.asked_at -= by
        for asked in session.scalars(select(AskedQuestion)):
            asked.asked_at -= by


def rows(database: Database) -> list[tuple[int | None, str, bool]]:
    with database.reading() as session:
        return [(each.score, each.words, each.declined) for each in session.scalars(select(Survey))]


def test_somebody_is_due_after_some_answers_of_their_own(database: Database) -> None:
    surveys = Surveys(database)
    had_answers(database, ALICE, FEWEST_ANSWERS - 1)
    had_answers(database, BOB, FEWEST_ANSWERS)
    had_answers(database, ALICE, 3, Outcome.TALKED)
    assert surveys.due(ALICE) == ""
    assert surveys.due(BOB) == f"{now():%Y-%m}"
    aged(database, timedelta(days=31))
    assert surveys.due(BOB) == ""


def test_who_was_asked_is_left_alone_for_four_weeks_and_who_declined_for_good(database: Database) -> None:
    surveys = Surveys(database)
    for person in (ALICE, BOB):
        had_answers(database, person, FEWEST_ANSWERS)
        assert surveys.ask(person, MONTH)
    assert surveys.decline(BOB, MONTH)
    assert (surveys.due(ALICE), surveys.due(BOB)) == ("", "")
    with database.session() as session:
        session.execute(update(Survey).values(asked_at=now() - APART - timedelta(hours=1)))
    assert (surveys.due(ALICE) != "", surveys.due(BOB)) == (True, "")


def test_of_many_processes_one_asks(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        asked = list(pool.map(lambda _: Surveys(database).ask(ALICE, MONTH), range(16)))
    assert sum(asked) == 1


def test_the_newest_score_counts_and_only_of_who_was_asked(database: Database) -> None:
    surveys = Surveys(database)
    surveys.ask(ALICE, MONTH)
    assert [surveys.answer(ALICE, MONTH, score) for score in (2, 4)] == [True, False]
    assert surveys.answer(BOB, MONTH, 1) is None
    assert surveys.answer(ALICE, "2026-10", 1) is None
    assert surveys.add_words(ALICE, MONTH, "Fast.") and not surveys.add_words(BOB, MONTH, "x")
    assert not surveys.decline(BOB, MONTH)
    assert rows(database) == [(4, "Fast.", False)]


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_score_that_isnt_offered_is_none(database: Database, score: int) -> None:
    surveys = Surveys(database)
    surveys.ask(ALICE, MONTH)
    assert surveys.answer(ALICE, MONTH, score) is None


def test_the_figure_is_of_those_who_said_something(database: Database) -> None:
    surveys = Surveys(database)
    for person, score in ((ALICE, 5), (BOB, 4)):
        surveys.ask(person, MONTH)
        surveys.answer(person, MONTH, score)
    surveys.ask(Person("teams", "t", "silent"), MONTH)
    assert total(SurveyFigures(database).pieces()[Span.DAY]) == SurveyTally(2, 9)


def test_words_are_sealed_and_nobody_is_named(database: Database) -> None:
    surveys = Surveys(database)
    surveys.ask(ALICE, MONTH)
    surveys.add_words(ALICE, MONTH, "quinquereme")
    with database.reading() as session:
        stored = str(session.execute(text("SELECT * FROM surveys")).all())
    assert "quinquereme" not in stored and ALICE.id not in stored


def test_what_was_said_is_exported_and_erased_with_the_person(database: Database) -> None:
    surveys = Surveys(database)
    for person in (ALICE, BOB):
        surveys.ask(person, MONTH)
        surveys.answer(person, MONTH, 3)
    surveys.add_words(ALICE, MONTH, "Slow on Mondays.")
    known = who_is(database, "slack:T1:U1")
    assert known is not None
    told = [each for each in export(database, known, "test") if each["what"] == "survey"]
    assert [(each["score"], each["words"]) for each in told] == [(3, "Slow on Mondays.")]
    assert Erasure(database).erase(known, "test", with_shared=False)["survey"] == 1
    assert rows(database) == [(3, "", False)]


def test_old_surveys_end_with_old_questions_but_for_that_somebody_declined(database: Database) -> None:
    surveys = Surveys(database)
    for person in (ALICE, BOB):
        surveys.ask(person, MONTH)
        surveys.answer(person, MONTH, 2)
        surveys.add_words(person, MONTH, "Hm.")
    surveys.decline(BOB, MONTH)
    assert end_surveys(database, None, now() + timedelta(days=900)) == 0
    assert end_surveys(database, 30, now() + timedelta(days=31)) == 1
    assert rows(database) == [(None, "", True)]
    assert surveys.due(BOB) == ""


def test_how_quiet_somebody_is_counts_from_their_last_question(database: Database) -> None:
    surveys = Surveys(database)
    assert surveys.quiet_seconds(ALICE) == float("inf")
    had_answers(database, ALICE, 1)
    assert surveys.quiet_seconds(ALICE) < 60
    aged(database, timedelta(minutes=6))
    assert 300 < surveys.quiet_seconds(ALICE) < 500
