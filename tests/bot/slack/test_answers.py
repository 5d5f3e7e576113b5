"""What a reply in Slack says: the answer, its sources in any length, refusals, quotes, failures."""

import re
from dataclasses import replace

import pytest

from bot.chat.ended import Ended
from bot.chat.notes import Note
from bot.slack.render.blocks import SlackMessage
from bot.slack.render.render_answer import answer_messages, passages_message
from bot.wording.sentences import say
from pipelines.types import Answer, Citation, Nearest, Outcome, Passage, Unit
from tests.bot.slack.limits import check_message, shown, strings

HANDBOOK = Citation(1, "Employee Handbook.pdf", 12, 12, "10", "may carry over up to 5 days … expire on 31 March")
POLICY = Citation(2, "Leave Policy.docx", 3, 3, "3.1 Leave", "a later date agreed in writing", unit=Unit.SECTION)
ANSWER = Answer(
    Outcome.ANSWERED,
    "Unused vacation of up to **5 days** moves into the next year [1]. A later date needs writing [2].",
    0.9,
    citations=(HANDBOOK, POLICY),
    timings_ms={"total": 1_400.0},
)
REFUSED = Answer(
    Outcome.REFUSED,
    "",
    0.9,
    nearest=(Nearest("Travel Policy 2026.pdf", 3, None, "booking classes"), Nearest("Expense Guide.pdf", 7, None, "")),
    searched=214,
    reason="not_found_channel",
)


def messages(answer: Answer, locale: str = "en", is_askers: bool = False, **options: object) -> list[SlackMessage]:
    return answer_messages(
        Ended(answer, "7F3K-22" if answer.outcome is Outcome.FAILED else "", is_askers),
        locale=locale,
        question_id="q1",
        **options,  # type: ignore[arg-type]
    )


def kinds(message: SlackMessage) -> list[str]:
    return [block["type"] for block in message.blocks]


def actions(message: SlackMessage) -> dict[str, str]:
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return {each["action_id"]: each["value"] for row in rows for each in row}


def test_an_answer_has_its_text_its_sources_its_confidence_feedback_and_a_way_to_more() -> None:
    (message,) = messages(ANSWER)
    assert kinds(message) == ["section", "section", "context", "context_actions", "actions"]
    text, sources, closing = (
        message.blocks[0]["text"]["text"],
        message.blocks[1]["text"]["text"],
        message.blocks[2]["elements"][0]["text"],
    )
    assert text == "Unused vacation of up to *5 days* moves into the next year [1]. A later date needs writing [2]."
    assert sources.split("\n") == [
        "*Sources*",
        "[1] Employee Handbook, p. 12 (printed 10) — “may carry over up to 5 days … expire on 31 March”",
        "[2] Leave Policy, section 3.1 Leave — “a later date agreed in writing”",
    ]
    assert closing == "Well supported · 2 documents · 1.4 s"
    assert actions(message) == {"more_passages": "q1"}
    feedback = message.blocks[3]["elements"][0]
    assert feedback["action_id"] == "feedback"
    assert feedback["positive_button"]["value"] == "helpful:q1"
    assert feedback["negative_button"]["value"] == "unhelpful:q1"


def test_a_reader_of_german_reads_german() -> None:
    said = shown(messages(ANSWER, "de-AT")[0])
    for words in ("*Quellen*", "S. 12 (gedruckt 10) — „may carry", "Gut belegt · 2 Dokumente · 1,4 s", "Hat geholfen"):
        assert words in said


def test_a_source_links_to_its_page_where_there_is_an_address() -> None:
    links = {HANDBOOK.document: "https://files.example/h.pdf", POLICY.document: "javascript:alert(1)"}
    said = shown(messages(ANSWER, links=links)[0])
    assert "[1] <https://files.example/h.pdf#page=12|Employee Handbook, p. 12 (printed 10)> — “may" in said
    assert "[2] Leave Policy, section 3.1 Leave — “a later" in said


@pytest.mark.parametrize("sources", [2, 80])
def test_sources_survive_any_length_and_no_word_of_the_answer_is_lost(sources: int) -> None:
    words = [f"word{number}" for number in range(6_000)]
    cited = tuple(
        Citation(n, f"Document {n}.pdf", n, n, None, f"quote number {n} " + "x " * 60) for n in range(1, sources + 1)
    )
    sent = messages(Answer(Outcome.ANSWERED, " ".join(words), 0.9, citations=cited))
    for message in sent:
        check_message(message)
    first, everything = shown(sent[0]), "\n".join(shown(message) for message in sent)
    assert "word0 " in first and "Sources" in first and "Document 1, p. 1" in first and "Well supported" in first
    assert say("continues") in first
    if sources == 2:
        assert "Document 2, p. 2" in first
    assert re.findall(r"word\d+", everything) == words
    assert re.findall(r"quote number (\d+)", everything) == [str(each.n) for each in cited]


def test_what_is_not_covered_is_said_below_the_answer() -> None:
    partial = Answer(
        Outcome.ANSWERED, "16 weeks [1].", 0.7, citations=(HANDBOOK,), reason="partial", missing=("adoption",)
    )
    said = shown(messages(partial)[0])
    assert said.startswith(
        "16 weeks [1].\n\nI found nothing about adoption in the documents you can read here.\n*Sources*\n"
    )


def test_a_refusal_says_where_it_looked_what_came_closest_and_what_to_do() -> None:
    (message,) = messages(REFUSED)
    assert message.blocks[0]["text"]["text"].split("\n") == [
        "I couldn't find this in the 214 documents shared with this channel.",
        "Closest: Travel Policy 2026 (p. 3, booking classes) · Expense Guide (p. 7)",
        "You can share a document that covers it, or ask the owner of Travel Policy 2026.",
    ]
    assert kinds(message) == ["section", "context_actions"]


def test_where_more_may_be_said_in_private_a_button_offers_it() -> None:
    (message,) = messages(REFUSED, notes=[Note.MORE_IN_PRIVATE])
    assert "There are documents I can use only in private with you." in shown(message)
    assert actions(message) == {"answer_privately": "q1"}


def test_quotes_stand_below_why_there_are_only_quotes() -> None:
    quoted = Answer(Outcome.QUOTED, "ignored", 0.7, citations=(HANDBOOK, POLICY), reason="model_away")
    said = shown(messages(quoted)[0])
    assert said.startswith(
        "I can't write a summary right now, so here are the passages that fit best:\n"
        "• Employee Handbook, p. 12 (printed 10) — “may"
    )
    assert "ignored" not in said


def test_quotes_have_a_line_between_them_and_sources_none() -> None:
    quoted = Answer(Outcome.QUOTED, "", 0.7, citations=(HANDBOOK, POLICY), reason="model_away")
    written = replace(quoted, outcome=Outcome.ANSWERED, text="It is so [1].", reason="")
    assert "”\n\n• Leave Policy" in shown(messages(quoted)[0])
    assert "”\n[2] Leave Policy" in shown(messages(written)[0])


def test_a_failure_has_its_reference_and_another_try() -> None:
    failure = Answer(Outcome.FAILED, "Elasticsearch at 10.0.0.1 is away.", 0.0, reason="search_away")
    (message,) = messages(failure, "de")
    assert shown(message).split("\n") == [
        "Das konnte ich nicht beantworten: Die Dokumentsuche ist nicht erreichbar.",
        "Kennung 7F3K-22",
        "Jetzt noch einmal versuchen",
    ]
    assert actions(message) == {"retry_question": "q1"}


def test_a_question_that_can_not_be_asked_like_this_is_not_tried_again() -> None:
    (message,) = messages(
        Answer(Outcome.FAILED, "There is no question yet.", 0.0, reason="empty_question"), is_askers=True
    )
    assert actions(message) == {}


def test_documents_and_names_can_mention_nobody_and_pose_as_nothing() -> None:
    evil = "<!channel> <@U12345678> *bold* `code` <http://evil.example|click> &lt;!here&gt; :warning:"
    cited = Citation(1, f"{evil} \u202efdp.exe", 1, 1, evil, evil)
    said = "\n".join(
        text for _, text in strings(messages(Answer(Outcome.ANSWERED, evil, 0.9, citations=(cited,)))[0].blocks)
    )
    assert "<!" not in said and "<@" not in said and "<http" not in said and "\u202e" not in said
    assert "*bold*" not in said.split("*Sources*")[1]
    assert "&amp;lt;!here&amp;gt;" in said


def test_the_notification_keeps_the_sources_of_a_long_answer() -> None:
    (first, *_) = messages(Answer(Outcome.ANSWERED, "word " * 5_000, 0.9, citations=(HANDBOOK,)))
    assert "Sources: [1] Employee Handbook, p. 12 (printed 10)" in first.text
    assert len(first.text) < 4_000


def test_more_passages_say_where_they_stand_and_how_many_are_left_out() -> None:
    passages = [
        Passage(f"c{n}", "d", "Manual.pdf", "Manual", n, n, None, "Tighten the screws. " * 100, 1.0)
        for n in range(1, 31)
    ]
    message = passages_message(passages, "en")
    check_message(message)
    said = shown(message)
    assert said.startswith("The passages that fit best:\n\n*Manual, p. 1*\nTighten the screws.")
    places = len(re.findall(r"\*Manual, p\. \d+\*", said))
    assert f"{30 - places} more passages fit less well." in said
    assert "no more passages" in shown(passages_message([], "en"))
