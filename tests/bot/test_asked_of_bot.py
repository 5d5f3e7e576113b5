"""What is said to the bot itself is told from questions to the documents, by its words alone."""

import time
from datetime import date

import pytest

from bot.wording.asked_of_bot import LONGEST, AskedKind, asked_of_bot

SATURDAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("hi", AskedKind.GREETING),
        ("Good morning!", AskedKind.GREETING),
        ("Hallo zusammen 👋", AskedKind.GREETING),
        ("how are you?", AskedKind.GREETING),
        ("Thanks, that helps!", AskedKind.THANKS),
        ("ok great, thank you very much", AskedKind.THANKS),
        ("Vielen Dank!", AskedKind.THANKS),
        ("ok", AskedKind.FINE),
        ("Alles klar", AskedKind.FINE),
        ("bye", AskedKind.BYE),
        ("Who are you?", AskedKind.WHO),
        ("Bist du ein Mensch?", AskedKind.WHO),
        ("What can you do?", AskedKind.HELP),
        ("Was kannst du alles?", AskedKind.HELP),
        ("Which files do you have?", AskedKind.DOCUMENTS),
        ("please list your documents", AskedKind.DOCUMENTS),
        ("Welche Dokumente kennst du?", AskedKind.DOCUMENTS),
        ("How many documents are there?", AskedKind.DOCUMENTS),
        ("What documents have been shared with you?", AskedKind.DOCUMENTS),
        ("Wie viele Dateien sind indiziert?", AskedKind.DOCUMENTS),
        ("hellooo", AskedKind.GREETING),
        ("Bonjour", AskedKind.GREETING),
        ("Grüß dich", AskedKind.GREETING),
        ("thank u", AskedKind.THANKS),
        ("🙏", AskedKind.THANKS),
        (":pray:", AskedKind.THANKS),
        ("👍", AskedKind.FINE),
        (":+1:", AskedKind.FINE),
        ("???", AskedKind.HELP),
        ("I need help", AskedKind.HELP),
        ("Kannst du mir helfen?", AskedKind.HELP),
        ("Are you ChatGPT?", AskedKind.WHO),
        ("👋", AskedKind.GREETING),
        ("How's it going?", AskedKind.GREETING),
        ("no thanks", AskedKind.THANKS),
        ("Top, danke", AskedKind.THANKS),
        ("never mind", AskedKind.FINE),
        ("Mit wem schreibe ich?", AskedKind.WHO),
        ("How do I ask a question?", AskedKind.HELP),
        ("Wie kann ich dich benutzen?", AskedKind.HELP),
        ("How many files have been uploaded?", AskedKind.DOCUMENTS),
    ],
)
def test_talk_is_recognised_in_every_language(text: str, kind: AskedKind) -> None:
    asked = asked_of_bot(text, SATURDAY)
    assert asked is not None
    assert asked.kind is kind


@pytest.mark.parametrize(
    ("text", "kind", "document"),
    [
        ("How many pages does the Employee Handbook have?", AskedKind.LENGTH, "employee handbook"),
        ("how many slides are in kickoff.pptx", AskedKind.LENGTH, "kickoff.pptx"),
        ("Wie viele Seiten hat die Hausordnung?", AskedKind.LENGTH, "hausordnung"),
        ("Who shared the travel policy?", AskedKind.SHARER, "travel policy"),
        ("Wer hat das Handbuch hochgeladen?", AskedKind.SHARER, "handbuch"),
        ("when was the lease last changed?", AskedKind.CHANGED, "lease"),
        ("Wann wurde die Hausordnung zuletzt geändert?", AskedKind.CHANGED, "hausordnung"),
        ("What is the latest version of the handbook?", AskedKind.CHANGED, "handbook"),
        ("How long is the lease document?", AskedKind.LENGTH, "lease"),
        ("What's in the lease?", AskedKind.SUMMARY, "lease"),
        ("tl;dr of lease.md", AskedKind.SUMMARY, "lease.md"),
        ("Worum geht es im Mietvertrag?", AskedKind.SUMMARY, "mietvertrag"),
        ("Kannst du den Mietvertrag zusammenfassen?", AskedKind.SUMMARY, "mietvertrag"),
        ("Fass die Hausordnung bitte in drei Sätzen zusammen", AskedKind.SUMMARY, "hausordnung"),
        ("Sum up the lease in five bullet points", AskedKind.SUMMARY, "lease"),
        ("Key points of the travel policy?", AskedKind.SUMMARY, "travel policy"),
        ("Page count of the lease", AskedKind.LENGTH, "lease"),
        ("Seitenzahl des Mietvertrags", AskedKind.LENGTH, "mietvertrags"),
    ],
)
def test_a_question_about_a_document_brings_its_name(text: str, kind: AskedKind, document: str) -> None:
    asked = asked_of_bot(text, SATURDAY)
    assert asked is not None
    assert (asked.kind, asked.document, asked.is_it) == (kind, document, False)


@pytest.mark.parametrize("text", ["How many pages has it?", "When did it change?", "Wer hat es geteilt?"])
def test_a_word_may_stand_for_the_document(text: str) -> None:
    asked = asked_of_bot(text, SATURDAY)
    assert asked is not None
    assert asked.is_it


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("What's new since Monday?", date(2026, 11, 23)),
        ("Was ist neu seit Montag?", date(2026, 11, 23)),
        ("what is new since Saturday", SATURDAY),
        ("Which documents were added since 2026-11-01?", date(2026, 11, 1)),
        ("What has changed since yesterday?", date(2026, 11, 27)),
        ("what is new since 2026-99-99", date(2026, 11, 21)),
        ("What's new?", date(2026, 11, 21)),
        ("What was uploaded yesterday?", date(2026, 11, 27)),
        ("Was wurde heute hochgeladen?", date(2026, 11, 28)),
        ("Welche Dokumente kamen seit Montag dazu?", date(2026, 11, 23)),
        ("latest documents", date(2026, 11, 21)),
    ],
)
def test_what_is_new_has_a_day(text: str, since: date) -> None:
    asked = asked_of_bot(text, SATURDAY)
    assert asked is not None
    assert (asked.kind, asked.since) == (AskedKind.NEW, since)


@pytest.mark.parametrize(
    "text",
    [
        "Hello, what is the notice period?",
        "Thanks, and how much is the deposit?",
        "Which documents do I have to bring?",
        "How many documents are needed for a visa?",
        "list all documents required for travel",
        "what is new in the handbook",
        "Which files are deleted after a year?",
        "What do you know about the deposit?",
        "How many days of leave do I have?",
        "Who is our data protection officer?",
        "help desk phone number?",
        "Welche Unterlagen brauche ich für die Reise?",
        "Wann wurde die Firma gegründet?",
        "Danke, und wie lange gilt das?",
        "thanks, " * 19 + "how long is it?",
        "",
    ],
)
def test_a_message_with_more_words_than_talk_is_a_question(text: str) -> None:
    assert asked_of_bot(text, SATURDAY) is None


@pytest.mark.parametrize(
    ("text", "is_doubtful"),
    [
        ("When was the filter last replaced?", True),
        ("Wann wurde der Filter zuletzt ersetzt?", True),
        ("Who sent the samples?", True),
        ("When was the filter manual last replaced?", False),
        ("When did filter.pdf change?", False),
        ("Wann wurde die Hausordnung zuletzt geändert?", False),
        ("Who uploaded the samples?", False),
    ],
)
def test_what_is_done_with_things_too_may_not_be_about_a_document(text: str, is_doubtful: bool) -> None:
    asked = asked_of_bot(text, SATURDAY)
    assert asked is not None
    assert asked.is_doubtful is is_doubtful


@pytest.mark.parametrize("pump", ["thanks ", "ok ", "hi ", "a ", "so and ", "the ", "list all of ", "how many pages "])
def test_a_hostile_message_costs_little(pump: str) -> None:
    begun = time.thread_time()
    asked_of_bot((pump * LONGEST)[: LONGEST - 1] + "!", SATURDAY)
    assert time.thread_time() - begun < 0.2
