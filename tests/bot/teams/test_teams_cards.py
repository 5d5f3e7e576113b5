"""What cards, lists and the page of one's own say in Teams."""

from datetime import UTC, datetime

from bot.chat.ports import CardHistory
from bot.teams.render.home import home_message
from bot.teams.render.passages import passages_message
from bot.teams.render.render_card import card_message, card_refused
from bot.teams.render.render_lists import ids_named, shown_message
from bot.teams.render.teams_message import TeamsMessage, activity_of
from bot.wording.lists import document_page, greeting, help_topics
from bot.wording.sentences import in_chat
from ingest.job import JobState
from pipelines.types import Passage
from tests.bot.slack.makers import document, job
from tests.bot.teams.makers import ALICE, ALICE_LABEL, FINANCE, FINANCE_LABEL, NAMES, TENANT, logged
from tests.bot.teams.reading import buttons, check_message, said

READY = {"state": JobState.READY, "finished_at": datetime(2026, 3, 3, 12, 0, 18, tzinfo=UTC)}


def card(locale: str = "en", **changes: object) -> TeamsMessage:
    options = {name: changes.pop(name) for name in ("label", "earlier", "is_direct", "names") if name in changes}
    message = card_message(
        job(**changes),
        record_id="r1",
        shared_by=ALICE,
        channel=FINANCE,
        locale=locale,
        **{"is_direct": False, "names": NAMES, **options},  # type: ignore[arg-type]
    )
    check_message(message)
    return message


def words(message: TeamsMessage) -> list[str]:
    """A card's lines."""
    assert message.card is not None
    return [
        each["text"] if each["type"] == "TextBlock" else "".join(run["text"] for run in each["inlines"])
        for each in message.card["body"]
    ]


def test_a_card_names_its_file_its_sharer_and_its_channel_and_tells_how_far_it_is() -> None:
    message = card()
    assert words(message) == [
        "📄 Annual Report 2025.pdf · shared by Alice *Archer* <at>TCBot</at> in Finance [x](http:/\u2060/evil.example)",
        "Reading page 87 of 252 …",
    ]
    assert buttons(message) == {"job_cancel": "r1"}
    assert activity_of(message)["summary"] == "Annual Report 2025.pdf · Reading page 87 of 252 …"


def test_names_that_nobody_knows_are_words_and_no_ids() -> None:
    assert words(card(names={}))[0] == "📄 Annual Report 2025.pdf · shared by somebody in this conversation"
    assert words(card("de", names={}))[0] == "📄 Annual Report 2025.pdf · geteilt von jemandem in dieser Unterhaltung"


def test_a_ready_card_says_who_can_ask_in_teams_own_words() -> None:
    assert words(card(**READY, names={FINANCE: "Finance"})) == [
        "📄 Annual Report 2025.pdf · 252 pages · ready in 18 s",
        "Everyone in Finance can ask about it.",
    ]
    assert words(card(**READY, label=f"teams:{TENANT}"))[1] == "Everyone in this organization can ask about it."
    assert words(card(**READY, is_direct=True))[1] == "Only you can ask about it."
    assert list(buttons(card(**READY))) == ["ask_about", "who_reads", "forget"]


def test_a_newer_version_says_of_which_day_the_older_one_was_in_the_readers_own_notation() -> None:
    earlier = CardHistory(replaces=datetime(2026, 2, 1, 9, 0, tzinfo=UTC))
    assert words(card(**READY, earlier=earlier))[-1] == (
        "Replaces the version of {{DATE(2026-02-01T09:00:00Z, SHORT)}}. Answers use this one from now on."
    )


def test_a_file_that_is_not_taken_up_says_why() -> None:
    message = card_refused("Setup.exe", "This kind of file isn't read.", "en")
    assert words(message) == ["📄 Setup.exe · not taken up", "This kind of file isn't read."]
    assert buttons(message) == {}


def test_words_of_others_are_no_moments_of_a_card() -> None:
    assert "{{" not in said(card_refused("{{DATE(2026-03-03T12:00:00Z)}}", "x", "en"))


def test_documents_come_with_length_day_and_readers_by_name_and_turn_where_they_are_shown_from() -> None:
    held = [document(f"R{n:02}.pdf", (FINANCE_LABEL, ALICE_LABEL, f"teams:{TENANT}")) for n in range(20)]
    page = document_page(held, "en")
    message = shown_message(page, {FINANCE: "Finance", ALICE: "Alice"}, channel=FINANCE)
    check_message(message)
    assert words(message)[:4] == [
        "I answer from 20 documents here.",
        "1 to 15 of 20",
        "R00.pdf",
        "252 pages · since {{DATE(2026-03-03T12:00:00Z, SHORT)}} · readable by Finance, Alice, everyone in this "
        "organization",
    ]
    assert buttons(message) == {"show_documents_after": "1"}
    assert message.card is not None
    assert message.card["actions"][0]["data"]["tcbot"]["channel"] == FINANCE
    assert ids_named(page) == {FINANCE, ALICE}


def test_help_names_teams_commands_and_no_other_chats() -> None:
    for locale, own in (("en", "upload"), ("de", "Gruppenchat")):
        message = shown_message(help_topics(in_chat(locale, "teams")))
        check_message(message)
        text = "\n".join(words(message))
        assert own in text and "`" not in text
        assert "/tcbot" not in text and "Slack" not in text


def test_a_greeting_suggests_what_could_be_asked_and_the_documents() -> None:
    message = shown_message(greeting("en", ["What does A say?", "What does B say?", "What does C say?"]))
    check_message(message)
    assert message.suggestions == ("What does A say?", "What does B say?", "What do you know?")
    assert "- What does C say?" in message.text


def test_passages_say_how_many_had_no_room() -> None:
    passages = [Passage(f"c{n}", "d", "H.pdf", "H", n, n, None, "漢" * 600, 1.0) for n in range(1, 21)]
    message = passages_message(passages, "en")
    check_message(message)
    assert "H, p. 1" in words(message) and words(message)[-1].endswith("more passages fit less well.")
    assert words(passages_message([], "en")) == ["I found no more passages that you can read here."]


def test_a_page_of_ones_own_has_documents_questions_and_help() -> None:
    message = home_message([document(f"R{n}.pdf") for n in range(12)], [logged("How many *days*?")], "en")
    check_message(message)
    lines = words(message)
    assert [lines[0], lines[1]] == ["My documents", "R0.pdf"]
    assert "2 more: write “documents”." in lines
    assert "• How many *days*? · {{DATE(2026-03-03T00:00:00Z, SHORT)}}" in lines
    assert "How I work" in lines
    empty = words(home_message([], [], "de"))
    assert "Du hast mir noch kein Dokument gegeben. Schick mir eine Datei in diesem Chat." in empty
