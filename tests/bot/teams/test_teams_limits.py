"""Whatever documents, people and models write, Teams takes each message, and nothing of an answer is lost."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.channel_settings import ChannelSettings
from bot.chat.ended import Ended
from bot.chat.form_kinds import feedback_form, forget_form, settings_form, upload_form
from bot.chat.notes import Note
from bot.chat.ports import CardHistory
from bot.teams.render.forms import form_card, form_message
from bot.teams.render.home import home_message, ids_at_home
from bot.teams.render.limits import MOST_CITATIONS
from bot.teams.render.passages import passages_message
from bot.teams.render.render_answer import answer_messages, line_message, status_message
from bot.teams.render.render_card import card_message, card_refused
from bot.teams.render.render_lists import ids_named, shown_message
from bot.teams.render.teams_message import TeamsMessage, activity_of
from bot.wording.lists import document_page, greeting, help_topics, job_status
from bot.wording.safe_text import clean
from bot.wording.sentences import in_chat
from ingest.job import JobView
from ingest.library.held_documents import HeldDocument
from pipelines.types import Answer, Citation, Outcome, Passage
from tests.bot.slack import makers
from tests.bot.teams.makers import ALICE, ALICE_LABEL, FINANCE, FINANCE_LABEL, documents, lines, logged, names, texts
from tests.bot.teams.reading import check_message, said, seen
from tests.servers.teams_card_rules import check_card

locales = st.sampled_from(("en", "de-DE", "de-x-teams"))
kinds = st.sampled_from(("personal", "groupChat", "channel"))
many = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
LONG_NAMES = [f"{number:2}{letter * 38}" for number in range(20) for letter in (",", "👩")]
LINKS = (
    "https://files.example/a.pdf",
    f"https://x.example/?{'&a;' * 900}",
    f"https://x.example/{'ö' * 2_900}",
    "javascript:alert(1)",
    "https://x.example/a(b)[c]\\d",
)


@many
@given(makers.ended, locales, kinds, st.sets(st.sampled_from(Note)), st.sampled_from(LINKS), st.booleans())
def test_every_end_of_a_question_fits(
    ended: Ended, locale: str, kind: str, notes: set[Note], url: str, is_shareable: bool
) -> None:
    sent = answer_messages(
        ended,
        locale=locale,
        question_id="q" * 32,
        place_kind=kind,
        notes=sorted(notes),
        links={each.document: url for each in ended.answer.citations},
        retry_until=datetime(2026, 3, 3, 14, 35, tzinfo=UTC),
        is_shareable=is_shareable,
        channel=FINANCE,
    )
    for message in sent:
        check_message(message)
    assert [message.card is None for message in sent[:-1]] == [True] * (len(sent) - 1)
    is_weighed = ended.answer.outcome not in {Outcome.FAILED, Outcome.TALKED}
    assert [each.asks_feedback for each in sent].count(True) == is_weighed


@many
@given(st.lists(st.integers(1, 400), min_size=1, max_size=200), st.integers(1, 40), st.sampled_from("wé漢👩"))
def test_no_word_and_no_source_of_an_answer_is_lost(lengths: list[int], sources: int, letter: str) -> None:
    words = [f"{letter * length}{number}" for number, length in enumerate(lengths)]
    marked = " ".join(f"{word} [{number % sources + 1}]." for number, word in enumerate(words))
    cited = tuple(Citation(n, f"D{n}.pdf", n, n, None, f"quote {n} ends", f"c{n}") for n in range(1, sources + 1))
    answer = Answer(Outcome.ANSWERED, marked, 0.9, citations=cited, timings_ms={"total": 1.0})
    sent = answer_messages(Ended(answer), locale="en", question_id="q", place_kind="channel")
    together = " ".join(seen(message.text).words for message in sent)
    at = 0
    for word in words:
        at = together.index(word, at) + len(word)
    assert re.findall(r"quote (\d+) ends", together) == [str(n) for n in range(1, sources + 1)]
    for message in sent:
        check_message(message)
        marks = {int(n) for n in re.findall(r"\[(\d+)\]", message.text)}
        assert len(message.citations) == min(len(marks), MOST_CITATIONS)


@many
@given(makers.passages, locales)
def test_passages_fit_in_one_message(passages: list[Passage], locale: str) -> None:
    check_message(passages_message(passages, locale))


@many
@given(
    makers.jobs,
    locales,
    st.builds(
        CardHistory,
        st.none() | st.datetimes(min_value=datetime(2020, 1, 1), timezones=st.just(UTC)),
        st.booleans(),
        st.booleans(),
    ),
    st.booleans(),
    names,
)
def test_every_card_of_a_file_fits(
    job: JobView, locale: str, earlier: CardHistory, is_direct: bool, known: dict[str, str]
) -> None:
    for label in ("", "everyone", f"teams:{'t' * 36}", FINANCE_LABEL, ALICE_LABEL):
        card = card_message(
            job,
            record_id="r" * 64,
            shared_by=ALICE,
            channel=FINANCE,
            is_direct=is_direct,
            locale=locale,
            label=label,
            earlier=earlier,
            names=known,
        )
        check_message(card)
        assert ALICE not in said(card) and FINANCE not in said(card)


@many
@given(lines, texts, locales)
def test_every_refusal_of_a_file_fits(name: str, sentence: str, locale: str) -> None:
    check_message(card_refused(name, sentence, locale))


@many
@given(documents, locales, st.integers(-1, 9), names)
def test_every_list_of_documents_fits_and_shows_no_ids(
    held: list[HeldDocument], locale: str, page: int, known: dict[str, str]
) -> None:
    shown = document_page(held, locale, page)
    message = shown_message(shown, known)
    check_message(message)
    assert ids_named(shown) <= {ALICE, FINANCE}
    assert ALICE not in said(message) and FINANCE not in said(message)


@many
@given(st.integers(0, 10**6), st.lists(makers.jobs, max_size=40), locales, st.lists(lines, max_size=6))
def test_status_help_greetings_and_lines_fit(count: int, jobs: list[JobView], locale: str, prompts: list[str]) -> None:
    shown: list[TeamsMessage] = [
        shown_message(job_status(count, jobs, locale)),
        shown_message(greeting(locale, [prompt for prompt in prompts if clean(prompt).strip()])),
        shown_message(help_topics(in_chat(locale, "teams"))),
        line_message("ours", *prompts),
        status_message(" ".join(prompts)),
    ]
    for message in shown:
        check_message(message)


@many
@given(documents, st.lists(texts, max_size=12), locales, names)
def test_a_page_of_ones_own_fits(
    held: list[HeldDocument], questions: list[str], locale: str, known: dict[str, str]
) -> None:
    message = home_message(held, [logged(text) for text in questions], locale, known)
    check_message(message)
    assert ids_at_home(held) <= {ALICE, FINANCE}
    assert ALICE not in said(message) and FINANCE not in said(message)


@many
@given(locales, lines, st.booleans())
def test_every_form_fits(locale: str, name: str, may_widen: bool) -> None:
    for form in (
        upload_form(locale, FINANCE, "1.2", may_widen),
        feedback_form("q" * 32, locale, FINANCE, "1.2"),
        settings_form(FINANCE, ChannelSettings(), locale, False),
        settings_form(FINANCE, ChannelSettings(), locale, True, LONG_NAMES, is_admin=True),
        forget_form("r1", name, locale),
    ):
        check_message(form_message(form))
        assert check_card(form_card(form)) == []


@pytest.mark.parametrize("letter", ["a", "漢", "👩"])
def test_a_message_is_as_long_as_teams_takes_and_no_longer(letter: str) -> None:
    text = f"{letter * 50} " * 3_000
    first, *more = answer_messages(
        Ended(Answer(Outcome.ANSWERED, text, 0.9)), locale="en", question_id="q", place_kind="channel"
    )
    assert more and len(str(activity_of(first)["text"]).encode("utf-16-le")) > (60_000 if letter == "a" else 12_000)
