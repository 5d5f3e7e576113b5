"""What a reply consists of, for every way in which a question ends."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.buttons import Button
from bot.chat.notes import Note
from bot.wording.answer_layout import (
    BUTTON_OF_NOTE,
    LONGEST_PLACE,
    SAID_ANEW,
    AnswerLayout,
    answer_layout,
    passages_layout,
)
from bot.wording.line import Linked, TimeOfDay
from bot.wording.safe_text import LONGEST_ADDRESS, is_address
from bot.wording.sentences import ENGLISH, say
from pipelines.types import Answer, Citation, Outcome, Unit
from tests.bot.slack import makers

patient = settings(deadline=None)

HANDBOOK = Citation(1, "Employee Handbook.pdf", 12, 12, "10", "may carry over up to 5 days")
POLICY = Citation(2, "Leave Policy.docx", 3, 3, "3.1 Leave", "a later date", unit=Unit.SECTION)
ANSWER = Answer(Outcome.ANSWERED, "**5 days** [1].", 0.9, citations=(HANDBOOK, POLICY), timings_ms={"total": 1_400.0})
FAILED = Answer(Outcome.FAILED, "Elasticsearch at 10.0.0.1 is away.", 0.0, reason="search_away")
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def names(layout: AnswerLayout) -> list[str]:
    return [button.name for button in layout.buttons]


def test_an_answer_has_text_sources_confidence_feedback_and_a_way_to_more() -> None:
    layout = answer_layout(ANSWER, question_id="q1", locale="en")
    assert (layout.head, layout.text, layout.beside) == ((), "**5 days** [1].", ())
    assert (layout.sources_title, layout.are_quotes, layout.asks_feedback) == ("Sources", False, True)
    assert [(each.n, each.place, each.address) for each in layout.sources] == [
        (1, "Employee Handbook, p. 12 (printed 10)", ""),
        (2, "Leave Policy, section 3.1 Leave", ""),
    ]
    where = Linked("Employee Handbook, p. 12 (printed 10)", "")
    assert layout.sources[0].line == ("[1] ", where, " — “may carry over up to 5 days”")
    assert (layout.closing, names(layout)) == ("Well supported · 2 documents · 1.4 s", ["more_passages"])
    assert layout.notice_text == ANSWER.text
    assert layout.notice[0].startswith("Sources: [1] Employee Handbook, p. 12 (printed 10) · [2] ")


def test_quotes_are_the_answer_below_why_there_are_only_quotes() -> None:
    quoted = Answer(Outcome.QUOTED, "ignored", 0.7, citations=(HANDBOOK,), reason="model_away")
    layout = answer_layout(quoted, question_id="q1", locale="en")
    assert layout.head == ((say("quotes_model_away"),),)
    assert (layout.text, layout.sources_title, layout.are_quotes) == ("", "", True)
    assert layout.sources[0].line[0] == "• "


def test_what_is_not_covered_stands_beside_the_answer() -> None:
    partial = Answer(Outcome.ANSWERED, "16 weeks.", 0.7, reason="partial", missing=("adoption",))
    assert answer_layout(partial, question_id="q1", locale="en").beside == (say("partial", topic=["adoption"]),)


def test_a_page_has_an_address_that_turns_to_it_and_other_places_the_documents() -> None:
    address = "https://files.example/h.pdf"
    links = {HANDBOOK.document: address, POLICY.document: address}
    layout = answer_layout(ANSWER, question_id="q1", locale="en", links=links)
    assert [each.address for each in layout.sources] == [f"{address}#page=12", address]
    for url in ("https://files.example/h.pdf#top", f"https://f.example/{'a' * LONGEST_ADDRESS}"[:LONGEST_ADDRESS]):
        (first, _) = answer_layout(ANSWER, question_id="q1", locale="en", links={HANDBOOK.document: url}).sources
        assert first.address == url


@pytest.mark.parametrize("reason", sorted(SAID_ANEW))
def test_a_failure_of_ours_is_said_in_the_readers_language_without_words_for_operators(reason: str) -> None:
    failed = Answer(Outcome.FAILED, "Elasticsearch at 10.0.0.1 is away.", 0.0, reason=reason)
    layout = answer_layout(failed, question_id="q1", locale="de", reference="7F3K-22")
    assert layout.head == ((say(reason, "de"),), ("Kennung 7F3K-22",))
    assert layout.notice == (say(reason, "de"), "Kennung 7F3K-22")
    assert (layout.asks_feedback, layout.sources, layout.closing) == (False, (), "")


def test_a_failure_can_be_tried_again_where_that_helps() -> None:
    assert names(answer_layout(FAILED, question_id="q1", locale="en")) == ["retry_question"]
    assert names(answer_layout(FAILED, question_id="q1", locale="en", may_retry=False)) == []
    own = Answer(Outcome.FAILED, "There is no question yet.", 0.0, reason="empty_question")
    assert answer_layout(own, question_id="q1", locale="en", may_retry=False).head == (("There is no question yet.",),)


def test_a_failure_that_is_tried_again_by_itself_says_until_when() -> None:
    head = answer_layout(FAILED, question_id="q1", locale="en", reference="7F3K-22", retry_until=NOON).head
    words = f"{say('search_away')} Nothing was lost, and I'll try again by myself until "
    assert head == ((words, TimeOfDay(NOON), "."), ("Reference 7F3K-22",))


def test_every_note_has_its_sentence_below_and_one_its_button() -> None:
    refused = Answer(Outcome.REFUSED, "", 0.9, searched=2, reason="not_found")
    layout = answer_layout(refused, question_id="q1", locale="en", notes=list(Note))
    assert layout.notes == tuple(say(note) for note in Note)
    assert names(layout) == ["answer_privately"]
    assert names(answer_layout(refused, question_id="q1", locale="en", notes=(Note.SCOPE_HERE,))) == []
    assert set(BUTTON_OF_NOTE) <= set(Note)
    assert set(BUTTON_OF_NOTE.values()) <= ENGLISH.sentences.keys() & set(Button)


@patient
@given(makers.ended, st.sampled_from(makers.LOCALES), st.sampled_from(("", "https://f.example/a", "javascript:x")))
def test_every_end_says_something_and_keeps_all_its_sources(ended: makers.Ended, locale: str, url: str) -> None:
    answer = ended.answer
    links = {each.document: url for each in answer.citations}
    layout = answer_layout(answer, question_id="q1", locale=locale, reference=ended.reference, links=links)
    has_sources = answer.outcome in {Outcome.ANSWERED, Outcome.QUOTED}
    assert [each.n for each in layout.sources] == [each.n for each in answer.citations if has_sources]
    assert all(len(each.place) <= LONGEST_PLACE for each in layout.sources)
    assert all(not each.address or is_address(each.address) for each in layout.sources)
    assert layout.head or layout.sources or layout.closing
    assert layout.asks_feedback == (answer.outcome not in {Outcome.FAILED, Outcome.TALKED})
    assert any(layout.notice) or layout.notice_text
    assert {(button.name in set(Button), button.value) for button in layout.buttons} <= {(True, "q1")}


@patient
@given(makers.passages, st.sampled_from(makers.LOCALES))
def test_every_passage_has_its_place_and_words(passages: list[makers.Passage], locale: str) -> None:
    layout = passages_layout(passages, locale)
    assert len(layout.entries) == len(passages)
    assert layout.head == say("passages_best" if passages else "passages_none", locale)
    assert all(len(each.place) <= LONGEST_PLACE for each in layout.entries)
