"""A question's end as Slack's messages: sources survive any length, and hostile text stays text."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.asking import Ended
from bot.slack.blocks import SlackMessage
from bot.slack.render_answer import answer_messages, passages_message, sentence_text
from bot.wording import LANGUAGES, say
from pipelines.types import Answer, Citation, Nearest, Outcome, Passage, Unit
from tests.bot.slack.limits import checked, said, things

MARKS = ["<!channel>", "<@U01ALICE>", "[a](https://evil.example)", "`", "```", "*", "&lt;", "\u202e", "\n", "📄"]
hostile = st.lists(st.one_of(st.sampled_from(MARKS), st.text(max_size=60)), max_size=40).map("".join)
names = st.one_of(hostile, st.text(min_size=1, max_size=300))
pages = st.integers(1, 5_000)
citations = st.builds(
    Citation,
    n=st.integers(1, 40),
    document=names,
    page=pages,
    last_page=pages,
    label=st.one_of(st.none(), st.text(max_size=60)),
    quote=hostile,
    unit=st.sampled_from(list(Unit)),
)
answers = st.builds(
    Answer,
    outcome=st.sampled_from(list(Outcome)),
    text=st.one_of(hostile, st.text(max_size=400).map(lambda text: text * 60)),
    confidence=st.floats(0, 1),
    citations=st.lists(citations, max_size=25).map(tuple),
    timings_ms=st.just({"total": 1400.0}),
    nearest=st.lists(st.builds(Nearest, names, pages, st.none(), hostile), max_size=3).map(tuple),
    missing=st.lists(st.text(max_size=40), max_size=3).map(tuple),
    searched=st.integers(0, 5_000),
    reason=st.sampled_from(["", "partial", "no_model", "search_away", "model_away"]),
)
passages = st.builds(
    Passage, st.just("c"), st.just("d"), names, names, pages, pages, st.none(), hostile, st.just(1.0)
)  # fmt: skip


def answered(text: str, quotes: int = 2, outcome: Outcome = Outcome.ANSWERED) -> Ended:
    cited = tuple(
        Citation(n, "Employee Handbook.pdf", 11 + n, 11 + n, f"{9 + n}", f"may carry over {n}")
        for n in range(1, quotes + 1)
    )
    return Ended(Answer(outcome, text, 0.9, citations=cited, timings_ms={"total": 1400.0}))


def messages(ended: Ended, **more: object) -> list[SlackMessage]:
    return answer_messages(ended, locale="en", question_id="q" * 32, **more)  # type: ignore[arg-type]


@settings(max_examples=200, deadline=None)
@given(answers, st.sampled_from(sorted(LANGUAGES)), st.lists(hostile, max_size=2))
def test_every_end_of_a_question_keeps_slacks_limits(answer: Answer, locale: str, notes: list[str]) -> None:
    made = answer_messages(Ended(answer, "7F3K-22"), locale=locale, question_id="q" * 32, notes=notes)
    assert made
    for each in made:
        checked(each.blocks)
        assert 1 <= len(each.text) <= 4_000
        assert not re.search(r"<[!@#]", each.text)
        kinds = {thing["type"] for thing in things(list(each.blocks)) if "type" in thing}
        assert not kinds & {"user", "channel", "broadcast", "usergroup", "link"}


def test_sources_confidence_and_buttons_are_in_the_first_message_whatever_the_length() -> None:
    made = messages(answered("A sentence that goes on and on [1]. " * 2_000, quotes=20))
    first = said(made[0].blocks)
    assert len(made) > 3
    for number in range(1, 21):
        assert f"[{number}] " in first
    assert "Well supported" in first
    assert {"more_passages", "feedback"} <= {str(thing.get("action_id")) for thing in things(list(made[0].blocks))}
    shown = "".join(said(each.blocks) for each in made)
    assert shown.count("A sentence that goes on and on [1].") == 2_000


def test_a_short_answer_is_one_message_in_the_agreed_order() -> None:
    (made,) = messages(answered("Up to **5 days** carry over [1]."))
    shown = said(made.blocks)
    places = [shown.index(each) for each in ("5 days", "Sources", "[1] Employee Handbook", "Well supported", "More")]
    assert places == sorted(places)
    assert "p. 12 (printed 10) — “may carry over 1”" in shown
    assert made.text.startswith("Up to **5 days** carry over [1].")


def test_a_source_that_has_an_address_is_a_link_to_it() -> None:
    (made,) = messages(answered("So it is [1]."), links={"Employee Handbook.pdf": "https://example.com/handbook"})
    links = [thing for thing in things(list(made.blocks)) if thing.get("type") == "link"]
    assert {each["url"] for each in links} == {"https://example.com/handbook"}
    assert links[0]["text"] == "Employee Handbook, p. 12 (printed 10)"


def test_quotes_stand_as_a_list_with_their_places() -> None:
    (made,) = messages(answered("ignored", outcome=Outcome.QUOTED))
    assert [thing.get("type") for thing in things(list(made.blocks))].count("rich_text_list") == 2
    assert "Sources" not in said(made.blocks)


def test_a_refusal_offers_a_private_answer_where_there_is_more() -> None:
    refused = Ended(
        Answer(Outcome.REFUSED, "", 0.8, searched=214, nearest=(Nearest("Travel.pdf", 3, None, "classes"),))
    )
    plain, offered = messages(refused), messages(refused, notes=[say("more_in_private")])
    assert "answer_privately" not in str(plain[0].blocks)
    assert "answer_privately" in str(offered[0].blocks)
    assert "Travel (p. 3, classes)" in said(plain[0].blocks)


def test_a_failure_has_its_reference_and_another_try() -> None:
    (made,) = messages(Ended(Answer(Outcome.FAILED, "", 0.0, reason="search_away"), "7F3K-22"))
    assert "7F3K-22" in said(made.blocks)
    assert "retry_question" in str(made.blocks)


@given(hostile)
def test_a_streamed_sentence_names_nobody_and_links_nowhere(text: str) -> None:
    shown = sentence_text(text)
    assert not re.search(r"<[!@#]|\]\(", shown)


@settings(max_examples=100, deadline=None)
@given(st.lists(passages, max_size=25))
def test_passages_keep_slacks_limits(found: list[Passage]) -> None:
    checked(passages_message(tuple(found), "en").blocks)
