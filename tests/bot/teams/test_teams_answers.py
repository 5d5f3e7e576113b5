"""What a reply in Teams says: the answer with its citations, refusals, quotes, failures, and what is for one person."""

from datetime import UTC, datetime

import pytest

from bot.chat.ended import Ended
from bot.chat.notes import Note
from bot.teams.render.render_answer import answer_messages, ids_told, line_message, status_message
from bot.teams.render.teams_message import TeamsMessage, activity_of
from bot.wording.line import Day, PersonName
from bot.wording.told_answer import told
from pipelines.types import Answer, Citation, Nearest, Outcome, Unit
from tests.bot.teams.reading import buttons, check_message, said, seen

HANDBOOK = Citation(1, "Employee Handbook.pdf", 12, 12, "10", "may carry over up to 5 days … expire on 31 March")
POLICY = Citation(2, "Leave Policy.docx", 3, 3, "3.1 Leave", "a later date agreed in writing", unit=Unit.SECTION)
ANSWER = Answer(
    Outcome.ANSWERED,
    "Unused vacation of up to **5 days** moves into the next year [1]. A later date needs writing [2].",
    0.9,
    citations=(HANDBOOK, POLICY),
    timings_ms={"total": 1_400.0},
)
AWAY = Answer(Outcome.FAILED, "", 0.0, reason="search_away")
UNTIL = datetime(2026, 3, 3, 14, 35, tzinfo=UTC)


def messages(answer: Answer, locale: str = "en", kind: str = "channel", **options: object) -> list[TeamsMessage]:
    sent = answer_messages(
        Ended(answer, "7F3K-22" if answer.outcome is Outcome.FAILED else ""),
        locale=locale,
        question_id="q1",
        place_kind=kind,
        **options,  # type: ignore[arg-type]
    )
    for message in sent:
        check_message(message)
    return sent


def test_an_answer_is_one_text_with_its_sources_citations_label_thumbs_and_a_way_to_more() -> None:
    (message,) = messages(ANSWER)
    assert message.text.split("\n\n") == [
        "Unused vacation of up to **5 days** moves into the next year [1]. A later date needs writing [2].",
        "**Sources**",
        "[1] Employee Handbook, p. 12 (printed 10) — “may carry over up to 5 days … expire on 31 March”",
        "[2] Leave Policy, section 3.1 Leave — “a later date agreed in writing”",
        "Well supported · 2 documents · 1.4 s",
    ]
    activity = activity_of(message, "de-x-teams")
    assert activity["channelData"] == {"feedbackLoop": {"type": "custom"}}
    assert activity["locale"] == "de"
    assert activity["suggestedActions"]["actions"] == [
        {"type": "imBack", "title": "More passages", "value": "More passages"}
    ]
    (entity,) = activity["entities"]
    assert entity["additionalType"] == ["AIGeneratedContent"]
    assert [(each["position"], each["appearance"]["name"]) for each in entity["citation"]] == [
        (1, "Employee Handbook, p. 12 (printed 10)"),
        (2, "Leave Policy, section 3.1 Leave"),
    ]
    assert entity["citation"][0]["appearance"]["abstract"] == HANDBOOK.quote
    assert [each["appearance"]["image"]["name"] for each in entity["citation"]] == ["PDF", "Microsoft Word"]


def test_a_reader_of_german_reads_german() -> None:
    (message,) = messages(ANSWER, "de-AT")
    for words in ("Quellen", "S. 12 (gedruckt 10) — „may carry", "Gut belegt · 2 Dokumente · 1,4 s"):
        assert words in message.text
    assert message.suggestions == ("Weitere Stellen",)


def test_a_source_links_to_its_page_where_there_is_an_address() -> None:
    links = {HANDBOOK.document: "https://files.example/h(1).pdf", POLICY.document: "javascript:alert(1)"}
    (message,) = messages(ANSWER, links=links)
    assert seen(message.text).links == ["https://files.example/h%281%29.pdf#page=12"]
    assert [each.address for each in message.citations] == ["https://files.example/h(1).pdf#page=12", ""]


def test_a_long_answer_goes_on_with_its_citations_and_asks_whether_it_helped_once() -> None:
    cited = tuple(Citation(n, f"D{n}.pdf", n, n, None, f"quote {n}") for n in range(1, 31))
    text = " ".join(f"{'word ' * 300}[{n}]." for n in range(1, 31))
    first, *more = messages(Answer(Outcome.ANSWERED, text, 0.9, citations=cited))
    assert more and first.text.endswith("\n\nThe answer goes on in the next message.")
    assert [each.position for each in first.citations] == list(range(1, 11))
    assert first.asks_feedback and not any(each.asks_feedback for each in more)
    assert all(each.is_answer for each in (first, *more))
    assert [each.suggestions for each in (first, *more[:-1])] == [()] * len(more)
    assert more[-1].suggestions == ("More passages",)


def test_a_foreign_mark_is_no_citation() -> None:
    (message,) = messages(Answer(Outcome.ANSWERED, "So [9] and [1].", 0.9, citations=(HANDBOOK,)))
    assert "So \\[9] and [1]." in message.text
    assert [each.position for each in message.citations] == [1]


def test_quotes_are_the_answer_without_marks() -> None:
    quoted = Answer(Outcome.QUOTED, "", 0.7, citations=(HANDBOOK,), reason="no_model", timings_ms={"total": 90.0})
    (message,) = messages(quoted, notes=[Note.SCOPE_HERE])
    assert message.text.split("\n\n") == [
        "No model is set up to write answers, so here are the passages that fit best:",
        "- Employee Handbook, p. 12 (printed 10) — “may carry over up to 5 days … expire on 31 March”",
        "Likely · 1 document · 0.1 s",
        "I couldn't make sure that everyone who reads this is of this organization, so I used only what was shared "
        "right here.",
    ]
    assert message.citations == () and message.is_answer


def test_a_refusal_says_where_it_looked_and_what_came_closest() -> None:
    near = (Nearest("Travel Policy 2026.pdf", 3, None, "booking classes"),)
    (message,) = messages(Answer(Outcome.REFUSED, "", 0.9, nearest=near, searched=214, reason="not_found_channel"))
    assert message.text.split("\n\n") == [
        "I couldn't find this in the 214 documents shared with this channel.",
        "Closest: Travel Policy 2026 (p. 3, booking classes)",
        "You can share a document that covers it, or ask the owner of Travel Policy 2026.",
    ]
    assert message.asks_feedback and not message.is_answer and message.suggestions == ()


@pytest.mark.parametrize("kind", ["channel", "groupChat"])
def test_a_failure_is_a_card_with_a_button_that_tries_again(kind: str) -> None:
    (message,) = messages(AWAY, kind=kind, retry_until=UNTIL)
    assert "until " in said(message) and "{{TIME(2026-03-03T14:35:00Z)}}" in said(message)
    assert "Reference 7F3K-22" in said(message)
    assert buttons(message) == {"retry_question": "q1"}
    assert "not reachable" in activity_of(message)["summary"]


def test_a_failure_in_a_personal_chat_is_a_text_since_a_stream_cant_end_as_a_card() -> None:
    (message,) = messages(AWAY, kind="personal", retry_until=UNTIL)
    assert "until 14:35 UTC." in message.text and "Reference 7F3K-22" in message.text
    assert message.suggestions == ("Try again now",) and not message.asks_feedback


def test_what_the_asker_can_mend_offers_no_other_try() -> None:
    ended = Ended(Answer(Outcome.FAILED, "There is no question yet.", 0.0, reason="empty_question"), is_askers=True)
    (message,) = answer_messages(ended, locale="en", question_id="q1", place_kind="channel")
    assert buttons(message) == {}


def test_more_in_private_is_a_card_of_its_own_behind_the_answer() -> None:
    answer, card = messages(ANSWER, notes=[Note.MORE_IN_PRIVATE, Note.SCOPE_REDUCED])
    assert "only in private" not in answer.text and "which channels you are in" in answer.text
    assert answer.suggestions == ()
    assert "There are documents I can use only in private with you." in said(card)
    assert buttons(card) == {"more_passages": "q1", "answer_privately": "q1"}


def test_a_private_answer_has_a_button_that_answers_for_everyone_where_it_was_asked() -> None:
    answer, card = messages(ANSWER, kind="personal", is_shareable=True, channel="19:c@thread.tacv2", thread="1700")
    assert "Only you see this answer." in said(card)
    assert answer.text.startswith("Unused vacation")
    assert buttons(card) == {"more_passages": "q1", "share_answer": "q1"}
    assert card.card is not None
    ours = card.card["actions"][1]["data"]["tcbot"]
    assert (ours["channel"], ours["thread"]) == ("19:c@thread.tacv2", "1700")


def test_what_is_told_of_documents_is_a_list_and_names_people() -> None:
    lines = (("Plan was shared by ", PersonName("p1"), "."), ("• Plan · since ", Day(UNTIL)), ("• my_notes *v2*",))
    ended = Ended(told(lines))
    assert ids_told(ended) == {"p1"} and ids_told(Ended(ANSWER)) == frozenset()
    (message,) = answer_messages(
        ended, locale="en", question_id="q1", place_kind="channel", names={"p1": "Alice <at>x</at>"}
    )
    check_message(message)
    assert message.text == (
        "Plan was shared by Alice &lt;at>x&lt;/at>.\n- Plan · since 2026-03-03\n- my_notes \\*v2\\*"
    )
    assert not message.is_answer and not message.asks_feedback and message.suggestions == ()
    (unnamed,) = answer_messages(ended, locale="de", question_id="q1", place_kind="channel")
    assert unnamed.text.startswith("Plan was shared by jemandem.")


def test_a_line_is_a_text_and_a_status_has_its_thumbs_from_the_start() -> None:
    assert line_message("Reading my_file *new*…").text == "Reading my_file \\*new\\*…"
    assert line_message("Your files:", "• a.pdf · ready", "• b.pdf").text == "Your files:\n- a.pdf · ready\n- b.pdf"
    assert line_message("one\ntwo").text == "one\n\ntwo"
    assert status_message("Looking…").asks_feedback
    assert line_message().text == "…"
