"""A shared file: into the queue for those who read its chat, or refused in words on its card."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.chat import Chat, Person, SharedFile
from bot.records.shared_files import SharedRecord
from bot.service.files.receiving_files import shelf_of
from bot.service.limits import ServiceLimits
from bot.service.throttle import MemoryThrottle, Rate
from bot.wording.sentences import say
from ingest.job import JobState
from pipelines.access import Scope, scope_filter
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import ALICE, BOB, CAROL, GENERAL, SALES, WITH_ALICE, ChatAwayError, FakeCard, shared
from tests.ingest.holdings import TRAVEL, VACATION


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ChatService]:
    service = ChatService(tmp_path)
    yield service
    service.close()


def share(
    service: ChatService, file: SharedFile, text: str = VACATION, for_all: bool = False, card: FakeCard | None = None
) -> tuple[SharedRecord | None, FakeCard]:
    card = card or FakeCard()
    service.directory.files[file.id] = text.encode()
    record = service.run(lambda assistant: assistant.receive_file(file, card, service.directory, for_all=for_all))
    return record, card


def refusal(service: ChatService, file: SharedFile, for_all: bool = False) -> str:
    record, card = share(service, file, for_all=for_all)
    assert record is None
    assert card.shown == []
    assert len(card.refused) == 1
    return card.refused[0]


def test_a_file_waits_with_its_card_and_its_chat_can_read_it_when_it_is_ready(service: ChatService) -> None:
    record, card = share(service, shared("Handbook.md"))
    assert record is not None
    assert card.states() == ["queued"]
    service.work()
    job = service.jobs.get(record.job_id)
    assert job is not None and job.state is JobState.READY
    assert service.readable("slack:T1:general") == ["Handbook.md"]
    assert service.readable("everyone", "slack:T1", "slack:T1:sales") == []


@pytest.mark.parametrize(
    ("chat", "label"), [(WITH_ALICE, "slack:T1:user:alice"), (SALES, "slack:T1:sales"), (GENERAL, "slack:T1:general")]
)
def test_who_may_read_it_follows_from_where_it_was_shared(service: ChatService, chat: Chat, label: str) -> None:
    record, _ = share(service, shared(chat=chat))
    assert record is not None and record.label == label
    service.work()
    assert service.readable(label) == ["Handbook.md"]


def test_the_sharer_may_open_it_to_the_workspace_where_that_is_theirs_to_do(service: ChatService) -> None:
    record, _ = share(service, shared(), for_all=True)
    assert record is not None and record.label == "slack:T1"
    service.work()
    assert service.readable("slack:T1") == service.readable("slack:T1:general") == ["Handbook.md"]
    assert refusal(service, shared(chat=SALES, name="Secret.md"), for_all=True) == say("file_not_for_all")
    service.directory.managers["sales"] = {"carol"}
    assert share(service, shared(chat=SALES, sharer=CAROL, name="Plan.md"), for_all=True)[0] is not None


def test_the_same_bytes_shared_in_two_channels_are_one_document_with_the_readers_of_both(service: ChatService) -> None:
    one, _ = share(service, shared(chat=GENERAL))
    other, _ = share(service, shared(chat=SALES, sharer=BOB))
    assert one is not None and other is not None
    assert one.document_id == other.document_id and one.id != other.id
    service.work()
    assert service.readable("slack:T1:general") == service.readable("slack:T1:sales") == ["Handbook.md"]
    assert service.readable("slack:T1:general", "slack:T1:sales") == ["Handbook.md"]


def test_other_bytes_of_the_same_name_never_reach_the_readers_of_another_channel(service: ChatService) -> None:
    one, _ = share(service, shared(chat=GENERAL), VACATION)
    other, _ = share(service, shared(chat=SALES), TRAVEL)
    assert one is not None and other is not None and one.document_id != other.document_id
    service.work()
    index = service.holdings.index
    for label, text in (("slack:T1:general", VACATION), ("slack:T1:sales", TRAVEL)):
        where = scope_filter(Scope.of(label))
        hits = index.search_chunks("vacation flight", where, 10)
        assert [hit.text for hit in hits] == [text]
        assert [row.source.labels for row in index.documents(where)] == [(label,)]


def test_two_workspaces_never_share_a_document() -> None:
    there = replace(GENERAL, team="T2")
    assert shelf_of(GENERAL, "a" * 64) != shelf_of(there, "a" * 64)
    assert len(shelf_of(replace(GENERAL, surface="teams", team="x" * 36), "a" * 64)) <= 64


def test_a_repeat_finds_the_same_record_and_fetches_nothing(service: ChatService) -> None:
    first, _ = share(service, shared())
    again, card = share(service, shared())
    assert first is not None and again is not None and again.id == first.id
    assert card.states() == ["queued"]
    assert service.directory.downloads == [shared().id]


def test_a_file_that_failed_is_taken_anew_when_it_is_shared_again(service: ChatService) -> None:
    first, _ = share(service, shared(), "\n\n")
    service.work()
    again, card = share(service, shared(), VACATION)
    assert first is not None and again is not None and again.id == first.id
    assert card.states() == ["queued"]
    service.work()
    assert service.readable("slack:T1:general") == ["Handbook.md"]


@pytest.mark.parametrize(
    ("name", "media_type", "told"),
    [
        ("talk.MP4", "", "This is a video. Share what is said"),
        ("talk", "audio/mpeg", "This is a sound file. Share what is said"),
        ("all.rar", "", "This is an archive. Unpack it"),
    ],
)
def test_what_is_never_read_is_refused_before_it_is_fetched(
    service: ChatService, name: str, media_type: str, told: str
) -> None:
    assert refusal(service, replace(shared(name), media_type=media_type)).startswith(told)
    assert service.directory.downloads == []


def test_what_is_too_large_is_refused_before_it_is_fetched_and_also_where_the_chat_lied(service: ChatService) -> None:
    service.limits = ServiceLimits(most_file_bytes=1024 * 1024)
    assert refusal(service, shared(size=2_000_000)).startswith("It is larger than 1 MB.")
    assert service.directory.downloads == []
    service.limits = ServiceLimits(most_file_bytes=10)
    assert refusal(service, shared(size=5)).startswith("It is larger than 10 bytes.")


def test_a_file_that_vanished_or_may_not_be_fetched_is_told_with_what_an_admin_can_do(service: ChatService) -> None:
    gone, card = shared("Gone.md"), FakeCard()
    service.run(lambda assistant: assistant.receive_file(gone, card, service.directory))
    assert card.refused == ["There is no such file. Check the path and try again."]
    service.directory.is_away = True
    assert refusal(service, shared()) == (
        "I couldn't fetch this file. The app lacks the permission channels:read. "
        "An admin can add it to the app's scopes and install the app again."
    )


def test_whoever_shares_hears_in_their_own_language_why_a_file_is_not_taken(service: ChatService) -> None:
    dora = Person("slack", "T1", "dora", "de-AT")
    video = "Das ist ein Video. Teile als Text, was darin gesagt wird"
    assert refusal(service, shared("Party.mp4", sharer=dora)).startswith(video)
    service.limits = ServiceLimits(most_file_bytes=1024 * 1024)
    assert refusal(service, shared(sharer=dora, size=2_000_000)).startswith("Sie ist größer als 1 MB.")
    service.directory.is_away = True
    assert refusal(service, shared(sharer=dora)) == (
        "Diese Datei konnte ich nicht holen. Der App fehlt die Berechtigung channels:read. "
        "Ein Admin kann sie der App geben und die App neu installieren."
    )


def test_an_empty_file_is_told(service: ChatService) -> None:
    record, card = share(service, shared(), "")
    assert record is None
    assert card.refused[0].startswith("The file is empty")


def test_a_name_of_folders_and_one_that_no_disk_takes_are_made_fit(service: ChatService) -> None:
    record, _ = share(service, shared("../../etc/passwd.md", file_id="F1"))
    assert record is not None
    long, _ = share(service, shared("名" * 200 + ".md", file_id="F2"), TRAVEL)
    assert long is not None
    service.work()
    names = service.readable("slack:T1:general")
    assert "passwd.md" in names
    assert all(name.endswith(".md") for name in names) and len(names) == 2


def test_too_many_files_hear_when_to_go_on(tmp_path: Path) -> None:
    rates = {"question": Rate(1, 60.0), "file": Rate(1, 60.0), "press": Rate(1, 60.0)}
    service = ChatService(tmp_path, throttle=MemoryThrottle(rates, rates))  # type: ignore[arg-type]
    assert share(service, shared("A.md"))[0] is not None
    assert refusal(service, shared("B.md")).startswith("These are more files than I take at once.")
    service.close()


def test_what_nobody_foresaw_is_told_with_a_reference(service: ChatService) -> None:
    class Broken(type(service.shared_files)):  # type: ignore[misc]
        def add(self, *_: object) -> SharedRecord:
            raise RuntimeError("secret")

    service.shared_files = Broken(service.holdings.database)
    told = refusal(service, shared())
    assert told.startswith(say("unexpected"))
    assert "Reference " in told and "secret" not in told
    german = refusal(service, shared(sharer=Person("slack", "T1", "dora", "de")))
    assert german.startswith(say("unexpected", "de")) and "\nKennung " in german


def test_a_card_that_the_chat_does_not_take_is_the_callers_to_try_again(service: ChatService) -> None:
    with pytest.raises(ChatAwayError):
        share(service, shared(), card=FakeCard(failing=1))
    record, card = share(service, shared())
    assert record is not None and card.states() == ["queued"]


def test_workspaces_take_turns_in_the_queue(service: ChatService) -> None:
    for n in range(3):
        share(service, shared(f"{n}.md"), f"{VACATION} {n}")
    other = Person("slack", "T2", "zoe")
    share(service, shared("other.md", replace(GENERAL, team="T2"), other), f"{VACATION} other")
    uploads = {job.name: job.upload for job in service.jobs.newest()}
    assert uploads == {"0.md": "slack:T1", "1.md": "slack:T1", "2.md": "slack:T1", "other.md": "slack:T2"}
    assert ALICE.team == "T1"
