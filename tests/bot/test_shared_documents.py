"""What a chat may use, and how it ends: by a person's wish, with its file, or by a newer one."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.chat import Chat, Person, SharedFile
from bot.chat.ports import NO_HISTORY, CardHistory
from bot.records.shared_files import SharedRecord
from bot.service.assistant import Assistant
from bot.wording.sentences import say
from ingest.job import JobState
from pipelines.access import Scope, scope_filter
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.ports import Filter, IndexUnavailableError
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import ALICE, BOB, CAROL, GENERAL, SALES, WITH_ALICE, FakeCard, shared
from tests.ingest.holdings import TRAVEL, VACATION

FORGOTTEN = "Forgotten: Handbook.md. No answer uses it any more."


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ChatService]:
    service = ChatService(tmp_path)
    service.directory.members = {"general": {"alice", "bob", "carol"}, "sales": {"alice", "bob"}}
    yield service
    service.close()


def share(service: ChatService, file: SharedFile, text: str = VACATION, for_all: bool = False) -> SharedRecord:
    """Shares a file and reads it, as chat, workers and notices together do."""
    return share_and_hear(service, file, text, for_all)[0]


def share_and_hear(
    service: ChatService, file: SharedFile, text: str = VACATION, for_all: bool = False
) -> tuple[SharedRecord, CardHistory]:
    """The same, with what its card hears of what was there before."""

    async def act(assistant: Assistant) -> tuple[SharedRecord, CardHistory]:
        record = await assistant.receive_file(file, FakeCard(), service.directory, for_all=for_all)
        assert record is not None
        service.work()
        return record, await assistant.file_ready(record, service.directory)

    service.directory.files[file.id] = text.encode()
    shared_now: tuple[SharedRecord, CardHistory] = service.run(act)
    return shared_now


def forget(service: ChatService, person: Person, name: str, chat: Chat = GENERAL) -> list[str]:
    lines: list[str] = service.run(lambda assistant: assistant.forget(person, chat, name, service.directory))
    return lines


def lose(service: ChatService, file: SharedFile, channel: str = "") -> None:
    service.run(lambda assistant: assistant.forget_file("slack", "T1", file.id, channel))


def listed(service: ChatService, person: Person, chat: Chat) -> list[str]:
    held = service.run(lambda assistant: assistant.documents(person, chat, service.directory))
    return [document.name for document in held]


def test_a_chat_lists_what_its_replies_may_use(service: ChatService) -> None:
    service.hold("Rules.md")
    service.hold("Foreign.md", "slack:T2")
    share(service, shared("Handbook.md"))
    share(service, shared("Offer.md", SALES), TRAVEL)
    share(service, shared("Diary.md", WITH_ALICE), f"{TRAVEL} Dear diary.")
    assert listed(service, ALICE, GENERAL) == ["Handbook.md", "Rules.md"]
    assert listed(service, BOB, SALES) == ["Handbook.md", "Offer.md", "Rules.md"]  # all of it are in general, too
    assert listed(service, ALICE, WITH_ALICE) == ["Diary.md", "Handbook.md", "Offer.md", "Rules.md"]
    service.directory.is_away = True
    assert listed(service, ALICE, WITH_ALICE) == ["Diary.md", "Rules.md"]


@pytest.mark.parametrize("name", ["Handbook.md", "handbook", " HANDBOOK.MD "])
def test_who_shared_it_has_it_forgotten_to_the_end(service: ChatService, name: str) -> None:
    record = share(service, shared())
    lines = forget(service, ALICE, name)
    assert lines[0] == FORGOTTEN
    assert lines[1].startswith("All copies were removed at ") and lines[1].endswith(" (checked).")
    assert service.holdings.found("vacation", "slack:T1:general") == []
    assert service.shared_files.get(record.id) is None


def test_so_has_who_manages_the_channel_and_nobody_else(service: ChatService) -> None:
    share(service, shared())
    assert forget(service, BOB, "Handbook.md") == [say("forget_not_yours", document="Handbook.md")]
    service.directory.managers["general"] = {"carol"}
    assert forget(service, CAROL, "Handbook.md")[0] == FORGOTTEN


def test_what_others_shared_too_stays_with_them(service: ChatService) -> None:
    share(service, shared())
    share(service, shared(chat=SALES, sharer=BOB))
    assert forget(service, ALICE, "Handbook.md") == [say("forgotten_here", document="Handbook.md")]
    assert service.readable("slack:T1:general") == []
    assert service.readable("slack:T1:sales") == ["Handbook.md"]
    assert service.holdings.found("vacation", "slack:T1:general") == []
    assert forget(service, BOB, "Handbook.md", SALES)[0] == FORGOTTEN


def test_names_of_what_a_chat_may_not_use_are_unknown_there(service: ChatService) -> None:
    share(service, shared("Salaries.md", SALES))
    assert forget(service, ALICE, "Salaries.md") == [say("forget_unknown", value="Salaries.md")]
    assert forget(service, ALICE, "Salarys.md", SALES) == [
        say("forget_unknown_near", value="Salarys.md", nearest=["Salaries.md"])
    ]


def test_what_was_not_shared_in_a_chat_is_not_forgotten_from_there(service: ChatService) -> None:
    service.hold("Rules.md")
    assert forget(service, ALICE, "Rules.md") == [say("forget_not_shared", document="Rules.md")]
    assert service.readable("everyone") == ["Rules.md"]


def test_of_two_documents_of_one_name_the_one_of_this_channel_is_meant(service: ChatService) -> None:
    share(service, shared(), VACATION)
    share(service, shared(chat=SALES), TRAVEL)
    assert forget(service, ALICE, "Handbook.md", WITH_ALICE) == [say("forget_several", document="Handbook.md", count=2)]
    assert forget(service, ALICE, "Handbook.md", SALES)[0] == FORGOTTEN
    assert service.readable("slack:T1:general", "slack:T1:sales") == ["Handbook.md"]


class Full(EmbeddedIndex):
    """An index on a disk that refuses to write what it is to forget."""

    refuses = False

    def forget(self, document_id: str) -> int:
        if self.refuses:
            raise IndexUnavailableError("The index file can't grow. Free some space.")
        return super().forget(document_id)


def test_an_index_that_is_away_leaves_it_forgotten_and_says_that_the_rest_goes_later(tmp_path: Path) -> None:
    service = ChatService(tmp_path, index=Full)
    share(service, shared())
    Full.refuses = True
    assert forget(service, ALICE, "Handbook.md") == [say("forget_cut_short", document="Handbook.md")]
    assert service.holdings.found("vacation", "slack:T1:general") == []
    Full.refuses = False
    assert service.holdings.sweeper().sweep().finished == 1
    service.close()


def test_a_newer_file_of_the_name_takes_the_place_of_what_its_channel_shared_before(service: ChatService) -> None:
    first = share(service, shared(file_id="F1"), VACATION)
    second = share(service, shared(file_id="F2"), TRAVEL)
    assert first.document_id != second.document_id
    assert service.holdings.found("vacation", "slack:T1:general") == ["Handbook.md"]
    assert [row.source.document_id for row in service.holdings.rows.documents(_reader("general"))] == [
        second.document_id
    ]
    service.shared_files.shown(second.id, 1, ended=True)
    assert service.run(lambda assistant: assistant.file_ready(second)) == NO_HISTORY
    share(service, shared(file_id="F3"), VACATION)
    assert [row.source.document_id for row in service.holdings.rows.documents(_reader("general"))] == [
        first.document_id
    ]


def test_a_card_hears_since_when_there_was_what_its_file_replaces_and_whether_it_was_known(
    service: ChatService,
) -> None:
    assert share_and_hear(service, shared(file_id="F1"))[1] == NO_HISTORY
    (held,) = service.holdings.library.readable(Scope.of("slack:T1:general"))
    second, heard = share_and_hear(service, shared(file_id="F2"), TRAVEL)
    assert heard == CardHistory(replaces=held.live_at)
    assert service.run(lambda assistant: assistant.file_ready(second)) == heard  # until its card has said so
    service.shared_files.shown(second.id, 1, ended=True)
    assert service.run(lambda assistant: assistant.file_ready(second)) == NO_HISTORY
    assert share_and_hear(service, shared(sharer=BOB, file_id="F3"), TRAVEL)[1] == CardHistory(known=True)


def test_an_older_one_that_is_ready_later_takes_nothings_place(service: ChatService) -> None:
    first = share(service, shared(file_id="F1"), VACATION)
    second = share(service, shared(file_id="F2"), TRAVEL)
    service.run(lambda assistant: assistant.file_ready(first))
    assert [row.source.document_id for row in service.holdings.rows.documents(_reader("general"))] == [
        second.document_id
    ]


def test_a_newer_file_takes_nothing_from_other_channels(service: ChatService) -> None:
    share(service, shared(file_id="F1"), VACATION)
    share(service, shared(chat=SALES, file_id="F2"), VACATION)
    share(service, shared(chat=SALES, file_id="F3"), TRAVEL)
    assert [row.pages for row in service.holdings.rows.documents(_reader("general"))] == [1]
    assert service.holdings.found("vacation", "slack:T1:general") == ["Handbook.md"]
    assert len(service.holdings.rows.documents(_reader("sales"))) == 1


def test_what_was_opened_to_the_workspace_is_replaced_there_too(service: ChatService) -> None:
    share(service, shared(file_id="F1"), VACATION, for_all=True)
    share(service, shared(file_id="F2"), TRAVEL)
    assert service.readable("slack:T1") == []
    assert service.readable("slack:T1:general") == ["Handbook.md"]


def test_a_file_that_its_chat_deleted_is_forgotten(service: ChatService) -> None:
    share(service, shared(), for_all=True)
    lose(service, shared())
    assert service.readable("slack:T1", "slack:T1:general") == []
    assert service.holdings.found("vacation", "slack:T1:general") == []
    lose(service, shared())


def test_the_same_bytes_in_another_file_keep_it(service: ChatService) -> None:
    share(service, shared(file_id="F1"))
    share(service, shared(file_id="F2", sharer=BOB))
    lose(service, shared(file_id="F1"))
    assert service.readable("slack:T1:general") == ["Handbook.md"]
    lose(service, shared(file_id="F2"))
    assert service.readable("slack:T1:general") == []


def test_a_file_that_left_one_channel_stays_in_the_other(service: ChatService) -> None:
    share(service, shared(file_id="F1"))
    share(service, shared(chat=SALES, file_id="F1"))
    lose(service, shared(file_id="F1"), channel="general")
    assert service.readable("slack:T1:general") == []
    assert service.readable("slack:T1:sales") == ["Handbook.md"]


def test_a_file_that_is_deleted_while_it_waits_is_never_read(service: ChatService) -> None:
    service.directory.files[shared().id] = VACATION.encode()
    service.run(lambda assistant: assistant.receive_file(shared(), FakeCard(), service.directory))
    lose(service, shared())
    service.work()
    assert service.readable("slack:T1:general") == []
    assert [job.state for job in service.jobs.newest()] == [JobState.CANCELLED]


def test_buttons_stop_and_repeat_for_those_who_may(service: ChatService) -> None:
    service.directory.files[shared().id] = VACATION.encode()
    directory = service.directory

    async def act(assistant: Assistant) -> None:
        record = await assistant.receive_file(shared(), FakeCard(), directory)
        assert record is not None
        named = {"document": "Handbook.md"}
        assert await assistant.cancel(record.id, BOB, directory) == [say("file_not_yours")]
        assert await assistant.retry(record.id, BOB, directory) == [say("file_not_yours")]
        assert await assistant.cancel(record.id, ALICE, directory) == [say("file_cancelled", **named)]
        service.shared_files.shown(record.id, 2, ended=True)
        assert await assistant.retry(record.id, ALICE, directory) == [say("file_again", **named)]
        again = service.shared_files.get(record.id)
        assert again is not None and not again.ended
        service.work()
        assert await assistant.cancel(record.id, ALICE, directory) == [say("file_ended_before", **named)]
        assert await assistant.retry(record.id, ALICE, directory) == [say("file_ready_before", **named)]
        assert await assistant.cancel("unknown", ALICE, directory) == [say("file_not_followed")]
        assert await assistant.retry("unknown", ALICE, directory) == [say("file_not_followed")]

    service.run(act)
    assert service.readable("slack:T1:general") == ["Handbook.md"]


def test_a_file_within_a_file_goes_with_the_one_around_it(service: ChatService) -> None:
    mail = shared("offer.eml")
    lines = [
        "From: a@example.org", "To: b@example.org", "Subject: Offer", "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="x"', "", "--x", "Content-Type: text/plain", "", VACATION, "--x",
        'Content-Type: text/markdown; name="prices.md"', 'Content-Disposition: attachment; filename="prices.md"', "",
        TRAVEL, "--x--", "",
    ]  # fmt: skip
    share(service, mail, "\r\n".join(lines))
    inner = "offer.eml › prices.md"
    assert service.readable("slack:T1:general") == ["offer.eml", inner]
    assert forget(service, ALICE, inner) == [say("forget_within", document=inner, around="offer.eml")]
    assert forget(service, ALICE, "offer.eml")[0].startswith("Forgotten: offer.eml.")
    assert service.readable("slack:T1:general") == []


def _reader(channel: str) -> Filter:
    return scope_filter(Scope.of(f"slack:T1:{channel}"))


def test_people_of_another_workspace_end_nothing(service: ChatService) -> None:
    share(service, shared())
    stranger = replace(ALICE, team="T2")
    assert forget(service, stranger, "Handbook.md") == [say("forget_not_yours", document="Handbook.md")]
