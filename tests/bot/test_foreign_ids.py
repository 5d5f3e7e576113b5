"""Ids with colons and of 120 characters go all the way: into labels, records, search, questions, back into words."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.access.labels import Label, own_label, person_label
from bot.chat.chat import Chat, Person, Question
from bot.chat.ports import NO_HISTORY
from bot.records.question_log import question_key
from bot.records.shared_files import SharedRecord
from bot.wording.card_layout import FileShared, card_layout
from bot.wording.line import ChannelName
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import FakeCard, FakeReply, shared
from tests.bot.teams_ids import CHANNEL, DIRECT, LONGEST_CHANNEL, OTHER, PERSON
from tests.ingest.holdings import VACATION


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ChatService]:
    service = ChatService(tmp_path)
    yield service
    service.close()


def ready(service: ChatService, chat: Chat, sharer: Person) -> tuple[SharedRecord, FakeCard]:
    """A file that was shared and read."""
    card, file = FakeCard(), shared("Handbook.md", chat, sharer)
    service.directory.files[file.id] = VACATION.encode()
    record = service.run(lambda assistant: assistant.receive_file(file, card, service.directory))
    service.work()
    assert record is not None
    return record, card


def asked(service: ChatService, chat: Chat, asker: Person) -> frozenset[str]:
    """The labels that a question was answered with."""
    question = Question("teams:q1", chat, asker, "m1", "How many days?")
    service.run(lambda assistant: assistant.answer(question, FakeReply(), service.directory))
    logged = service.log.text_of(question_key(question.key))
    assert logged is not None and logged.conversation == chat.conversation
    return service.answerer.asked[-1][1].labels


@pytest.mark.parametrize("chat", [CHANNEL, LONGEST_CHANNEL, DIRECT], ids=["channel", "longest", "direct"])
@pytest.mark.parametrize("sharer", [PERSON, OTHER], ids=["person", "longest"])
def test_a_file_is_found_by_those_who_may_read_it_and_by_nobody_else(
    service: ChatService, chat: Chat, sharer: Person
) -> None:
    record, _ = ready(service, chat, sharer)
    label = own_label(chat, sharer)
    assert (record.label, service.shared_files.get(record.id)) == (label, record)
    assert service.holdings.found("vacation", label) == ["Handbook.md"]
    assert service.holdings.library.granted.labels(record.document_id) == (label,)
    assert label in asked(service, chat, sharer)
    others = {own_label(other, who) for other in (CHANNEL, LONGEST_CHANNEL, DIRECT) for who in (PERSON, OTHER)}
    assert [each for each in others - {label} if service.holdings.found("vacation", each)] == []
    assert (service.shared_files.of_person(sharer), record.file.sharer) == ([record], sharer)


def test_the_card_of_a_channel_speaks_of_the_channel(service: ChatService) -> None:
    record, _ = ready(service, LONGEST_CHANNEL, OTHER)
    job = service.jobs.get(record.job_id)
    assert job is not None
    readers = Label.parse(record.label, "teams").readers
    shared_here = FileShared(OTHER.id, LONGEST_CHANNEL.channel, readers=readers)
    layout = card_layout(job, record.id, shared_here, NO_HISTORY, "en")
    assert layout.lines == (("Everyone in ", ChannelName(LONGEST_CHANNEL.channel), " can ask about it."),)


def test_who_is_alone_with_the_bot_reads_what_was_shared_in_their_channels(service: ChatService) -> None:
    service.directory.members = {CHANNEL.channel: {PERSON.id}, LONGEST_CHANNEL.channel: {OTHER.id}}
    for channel in (CHANNEL, LONGEST_CHANNEL):
        ready(service, channel, OTHER)
    labels = asked(service, DIRECT, PERSON)
    assert {own_label(CHANNEL, PERSON), person_label(PERSON)} <= labels
    assert own_label(LONGEST_CHANNEL, PERSON) not in labels


def test_threads_of_a_channel_are_conversations_of_their_own() -> None:
    around = Chat(CHANNEL.surface, CHANNEL.team, CHANNEL.channel, CHANNEL.kind)
    assert CHANNEL.conversation.startswith(f"{around.conversation}:")
    assert len({chat.conversation for chat in (CHANNEL, around, LONGEST_CHANNEL, DIRECT)}) == 4
    assert max(len(chat.conversation) for chat in (CHANNEL, LONGEST_CHANNEL, DIRECT)) <= 255
