"""Talk and questions about the documents as such are answered from the records, in every chat alike."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.access.labels import channel_label
from bot.service.questions.own_answers import OwnAnswers
from bot.wording.answer_layout import answer_layout
from bot.wording.line import PersonName
from bot.wording.told_answer import ToldAnswer
from pipelines.access import EVERYONE, Scope
from pipelines.types import Answer, Outcome, Turn
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import (
    ALICE,
    ANSWERED,
    QUOTED,
    SALES,
    WITH_ALICE,
    FakeAnswerer,
    FakeCard,
    FakeReply,
    question,
    shared,
)

ALL = Scope.of(EVERYONE)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ChatService]:
    service = ChatService(tmp_path)
    yield service
    service.close()


def own(service: ChatService, text: str, locale: str = "en", history: tuple[Turn, ...] = ()) -> ToldAnswer | None:
    return OwnAnswers(service.holdings.library, service.shared_files.of_document).answer(text, ALL, locale, history)


def said(service: ChatService, text: str, locale: str = "en") -> str:
    answer = own(service, text, locale)
    assert answer is not None
    assert answer.outcome is Outcome.TALKED
    return answer.text


def test_a_greeting_brings_two_things_to_ask_that_are_answered(service: ChatService) -> None:
    service.hold("Handbook.md")
    first, *asked = said(service, "hi").splitlines()
    assert first == "Hello. You could ask me:"
    assert len(asked) == 2
    assert all("Handbook" in said(service, each.removeprefix("• ")) for each in asked)
    german = said(service, "hi", "de").splitlines()[1:]
    assert all("Handbook" in said(service, each.removeprefix("• "), "de") for each in german)


def test_without_documents_a_greeting_says_what_to_do(service: ChatService) -> None:
    assert "Share a file" in said(service, "hello")


@pytest.mark.parametrize(
    ("text", "words"), [("thanks", "You're welcome."), ("who are you?", "TCBot"), ("bye", "Goodbye")]
)
def test_talk_is_answered_as_talk(service: ChatService, text: str, words: str) -> None:
    service.hold("Handbook.md")
    assert words in said(service, text)


def test_the_documents_are_those_that_the_readers_have(service: ChatService) -> None:
    service.hold("Handbook.md")
    service.hold("Salaries.md", "slack:T1:user:bob")
    listed = said(service, "Which documents do you have?")
    assert "Handbook · 1 page · since" in listed
    assert "Salaries" not in listed


def test_many_documents_are_said_to_be_more(service: ChatService) -> None:
    for n in range(17):
        service.hold(f"Note {n:02}.md")
    assert said(service, "list documents").splitlines()[-1] == "… and 2 more."


def test_what_is_new_is_listed_and_nothing_is_said_to_be_nothing(service: ChatService) -> None:
    service.hold("Handbook.md")
    assert "Handbook" in said(service, "what is new since yesterday?")
    assert "Nothing is new" in said(service, "what is new since 9999-01-01")


def test_a_document_is_found_by_some_words_of_its_name(service: ChatService) -> None:
    service.hold("Employee Handbook 2026.md")
    assert said(service, "How many pages has the employee handbook?") == "Employee Handbook 2026 has 1 page."
    assert "Employee Handbook 2026 is here as" in said(service, "when did the handbook change?")


def test_a_question_that_names_no_document_is_one_for_the_documents(service: ChatService) -> None:
    service.hold("Handbook.md")
    assert own(service, "When was the company added?") is None
    assert own(service, "How many pages has the thesis?") is None


def test_it_is_the_document_that_was_spoken_of_last(service: ChatService) -> None:
    service.hold("Handbook.md")
    service.hold("Lease.md")
    assert own(service, "How many pages has it?") is None
    turns = (Turn("How long is the notice?", "• Lease, p. 1 — “six months” [1]"),)
    answer = own(service, "How many pages has it?", history=turns)
    assert answer is not None
    assert answer.text == "Lease has 1 page."


def test_who_shared_it_is_told_to_those_whom_it_was_shared_with(service: ChatService) -> None:
    file = shared("Handbook.md", SALES)
    service.directory.files[file.id] = b"# Handbook\n\nFive days carry over."
    service.run(lambda assistant: assistant.receive_file(file, FakeCard(), service.directory))
    service.work()
    label = channel_label(SALES.surface, SALES.team, SALES.channel)
    asked = OwnAnswers(service.holdings.library, service.shared_files.of_document)
    answer = asked.answer("who shared the handbook?", Scope.of(label), "en")
    assert answer is not None
    assert PersonName(ALICE.id) in answer.lines[0]
    layout = answer_layout(answer, question_id="q", locale="en")
    assert layout.head == answer.lines
    assert not layout.asks_feedback


def test_a_chat_gets_the_same_answer_and_no_search(service: ChatService) -> None:
    service.hold("Handbook.md")
    reply = FakeReply()
    asking = question("Thanks!", WITH_ALICE)
    ended = service.run(lambda assistant: assistant.answer(asking, reply, service.directory))
    assert ended.answer.text == "You're welcome."
    assert reply.told == [("finish", "talked")]
    assert not service.answerer.asked


def summed_up(service: ChatService, text: str) -> Answer:
    reply = FakeReply()
    ended = service.run(lambda assistant: assistant.answer(question(text, WITH_ALICE), reply, service.directory))
    return ended.answer


def test_without_a_model_a_document_is_summed_up_by_its_outline_with_pages(service: ChatService) -> None:
    service.hold("Handbook.md")
    service.answerer = FakeAnswerer(QUOTED, sentences=())
    answer = summed_up(service, "Please summarise the handbook")
    assert (answer.outcome, answer.text) == (
        Outcome.TALKED,
        "Handbook (1 page) in its own words:\n\u2022 Part 1 (p. 1)",
    )


def test_with_a_model_a_document_is_summed_up_in_checked_sentences(service: ChatService) -> None:
    service.hold("Handbook.md")
    answer = summed_up(service, "Fasse das Handbook zusammen")
    assert (answer.outcome, answer.text) == (Outcome.ANSWERED, ANSWERED.text)


def test_of_several_documents_that_may_be_meant_it_is_asked_which(service: ChatService) -> None:
    service.hold("Lease Mill Lane.md")
    service.hold("Lease Oxbow.md")
    asked = said(service, "summarise the lease")
    assert asked.startswith("Which of these do you mean?")
    assert "Lease Oxbow" in asked
    assert own(service, "summarise the costs in 2025") is None


def test_a_name_in_the_genitive_is_found(service: ChatService) -> None:
    service.hold("Mietvertrag.md")
    service.answerer = FakeAnswerer(QUOTED, sentences=())
    assert summed_up(service, "Gib mir eine Zusammenfassung des Mietvertrags").text.startswith("Mietvertrag (1 page)")


def test_a_thing_that_a_documents_name_has_too_is_asked_of_the_documents(service: ChatService) -> None:
    service.hold("Filter maintenance.md")
    service.hold("Pump-final-2026.md")
    assert own(service, "When was the filter last replaced?") is None
    assert "Filter maintenance" in said(service, "When was the filter maintenance last replaced?")
    assert "Pump-final-2026" in said(service, "When was the pump last changed?")
