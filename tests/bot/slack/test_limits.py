"""Whatever documents, people and models write, each message and dialog keeps Slack's limits and mentions nobody."""

from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.channel_settings import ChannelSettings
from bot.chat.ended import Ended
from bot.chat.form_kinds import feedback_form, forget_form, settings_form, upload_form
from bot.chat.notes import Note
from bot.chat.ports import CardHistory
from bot.records.logged_questions import LoggedQuestion
from bot.slack.render.blocks import lines_message
from bot.slack.render.home import home_view
from bot.slack.render.modals import modal
from bot.slack.render.render_answer import answer_messages, passages_message
from bot.slack.render.render_card import card_message, card_refused
from bot.slack.render.render_lists import shown_message
from bot.slack.render.stream_text import sentence_text
from bot.wording.lists import document_page, greeting, help_topics, job_status
from ingest.job import JobView
from ingest.library.held_documents import HeldDocument
from pipelines.types import Outcome, Passage
from tests.bot.slack import makers
from tests.bot.slack.limits import check_message, check_view, short, texts

locales = st.sampled_from(makers.LOCALES)
many = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
LINKS = (
    "https://files.example/a.pdf",
    f"https://x.example/?{'&' * 900}",
    f"https://x.example/{'a' * 2_900}",
    "javascript:alert(1)",
    "https://x.example/a|b>c",
    "https://x.example/?a=1&b=2",
)


@many
@given(makers.ended, locales, st.sets(st.sampled_from(Note)), st.sampled_from(LINKS))
def test_every_end_of_a_question_fits(ended: Ended, locale: str, notes: set[Note], url: str) -> None:
    links = {each.document: url for each in ended.answer.citations}
    first, *more = answer_messages(ended, locale=locale, question_id="q" * 64, notes=sorted(notes), links=links)
    for message in (first, *more):
        check_message(message)
    kinds = {block["type"] for block in first.blocks}
    assert ("context_actions" in kinds) == (ended.answer.outcome not in {Outcome.FAILED, Outcome.TALKED})


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
    st.sampled_from(("C0CHANNEL1", "D0DIRECT1")),
)
def test_every_card_fits(job: JobView, locale: str, earlier: CardHistory, channel: str) -> None:
    for label in ("", "everyone", "slack:T1", "slack:T1:C0FINANCE", "slack:T1:user:U0SHARER1"):
        card = card_message(
            job, record_id="r" * 64, shared_by="U0SHARER1", channel=channel, locale=locale, label=label, earlier=earlier
        )
        check_message(card)


@many
@given(short, texts, locales)
def test_every_refusal_of_a_file_fits(name: str, sentence: str, locale: str) -> None:
    check_message(card_refused(name, sentence, locale))


@many
@given(makers.documents, locales, st.integers(-1, 9))
def test_every_list_of_documents_fits(documents: list[HeldDocument], locale: str, page: int) -> None:
    check_message(shown_message(document_page(documents, locale, page)))


@many
@given(st.integers(0, 10**6), st.lists(makers.jobs, max_size=40), locales, st.lists(short, max_size=6))
def test_status_help_greetings_and_lines_fit(count: int, jobs: list[JobView], locale: str, prompts: list[str]) -> None:
    check_message(shown_message(job_status(count, jobs, locale)))
    check_message(shown_message(greeting(locale, prompts)))
    check_message(shown_message(help_topics(locale)))
    if any(prompt.strip() for prompt in prompts):
        check_message(lines_message("ours", *prompts))


@many
@given(makers.documents, st.lists(texts, max_size=12), locales)
def test_app_home_fits(documents: list[HeldDocument], questions: list[str], locale: str) -> None:
    asked = [
        LoggedQuestion(
            id="q",
            text=text,
            standalone="",
            answer="",
            conversation="",
            message="",
            asker="",
            outcome=Outcome.ANSWERED,
            asked_at=datetime(2026, 3, 3, tzinfo=UTC),
            citations=(),
        )
        for text in questions
    ]
    check_view(home_view(documents, asked, locale))


@many
@given(locales, short, st.booleans())
def test_every_dialog_fits(locale: str, name: str, may_widen: bool) -> None:
    check_view(modal(upload_form(locale, "C0CHANNEL1", "1.2", may_widen)))
    check_view(modal(feedback_form("q" * 64, locale, "C0CHANNEL1", "1.2")))
    check_view(modal(settings_form("C0CHANNEL1", ChannelSettings(), locale, True)))
    many = [f"{n} " + "," * 36 for n in range(120)]
    check_view(modal(settings_form("C0CHANNEL1", ChannelSettings(), locale, True, many, is_admin=True)))
    check_view(modal(forget_form("r1", name, locale)))


@many
@given(texts)
def test_a_sentence_of_a_stream_mentions_nobody_and_links_nowhere(text: str) -> None:
    shown = sentence_text(text)
    assert "<" not in shown and ">" not in shown
    assert "](" not in shown.replace("\\]", "")
    assert "`" not in shown.replace("\\`", "")
