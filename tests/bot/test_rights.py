"""Who may do what in the service, by their role: each denial in words, and in the audit."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.access.labels import person_label
from bot.access.roles import Roles
from bot.chat.buttons import Button, ButtonPress
from bot.chat.channel_settings import ChannelSettings
from bot.chat.chat import Person, Question
from bot.chat.ports import DirectoryUnavailableError
from bot.chat.role import Role
from bot.service.assistant import Assistant
from bot.service.handling.handlers import DISABLED
from bot.wording.sentences import say
from pipelines.records.tables import AuditEntry
from pipelines.types import Outcome
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import ALICE, BOB, CAROL, GENERAL, SALES, FakeCard, FakeDirectory, FakeReply, shared
from tests.bot.fake_surface import Talk, by, talk
from tests.ingest.holdings import VACATION

HANDBOOK = "Handbook.md"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ChatService]:
    service = ChatService(tmp_path)
    yield service
    service.close()


def grant(service: ChatService, person: Person, role: Role) -> str:
    account = service.people.ensure(person, "test")
    service.people.grant(account, "slack:T1", role, "test")
    return account


def shut_out(service: ChatService, person: Person) -> None:
    service.people.disable(service.people.ensure(person, "test"), True, "test")


def shares(service: ChatService, sharer: Person, for_all: bool = False) -> list[str]:
    """What the card says of a file that somebody shares in a channel; nothing where it is taken."""
    file, card = replace(shared(HANDBOOK), sharer=sharer), FakeCard()
    service.directory.files[file.id] = b"# Handbook\n\nUp to five days of unused vacation carry over.\n"
    record = service.run(lambda assistant: assistant.receive_file(file, card, service.directory, for_all=for_all))
    service.work()
    assert (record is None) == bool(card.refused)
    return card.refused


def forgets(service: ChatService, person: Person) -> list[str]:
    told: list[str] = service.run(lambda assistant: assistant.forget(person, GENERAL, HANDBOOK, service.directory))
    return told


def asks(service: ChatService, person: Person) -> FakeReply:
    question, reply = Question("slack:T1:m1", SALES, person, "1.1", "How many days carry over?"), FakeReply()
    service.run(lambda assistant: assistant.answer(question, reply, service.directory))
    return reply


def denied(service: ChatService) -> list[tuple[str, str]]:
    with service.holdings.database.reading() as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.action == "denied").order_by(AuditEntry.number))
        return [(row.actor, row.details["wanted"]) for row in rows]


def test_a_viewer_asks_but_shares_nothing_and_is_told_whom_to_ask(service: ChatService) -> None:
    grant(service, BOB, Role.VIEWER)
    assert shares(service, BOB) == [say("file_role_missing")]
    assert denied(service) == [(person_label(BOB), "share")]
    assert service.readable("slack:T1:general") == []
    assert asks(service, BOB).finished[0].answer.outcome is Outcome.ANSWERED


def test_a_guest_shares_nothing_until_an_admin_lets_them(service: ChatService) -> None:
    service.directory.guests = {"bob"}
    assert shares(service, BOB) == [say("file_role_missing")]
    grant(service, BOB, Role.UPLOADER)
    assert shares(service, BOB) == []
    assert forgets(service, BOB)[0] == say("forgotten", document=HANDBOOK)


def test_a_file_waits_for_no_role_that_the_chat_cannot_tell(service: ChatService) -> None:
    class NotTelling(FakeDirectory):
        async def is_guest(self, person: Person) -> bool:
            raise DirectoryUnavailableError("slack_scope_missing", scope="users:read")

    service.directory = NotTelling()
    (told,) = shares(service, BOB)
    assert "users:read" in told


def test_who_became_a_viewer_takes_nothing_back(service: ChatService) -> None:
    assert shares(service, BOB) == []
    grant(service, BOB, Role.VIEWER)
    assert forgets(service, BOB) == [say("forget_role_missing")]
    assert denied(service) == [(person_label(BOB), "forget")]


def test_an_admin_shares_with_all_and_forgets_what_others_shared_anywhere(service: ChatService) -> None:
    service.directory.managers = {}
    assert shares(service, BOB, for_all=True) == [say("file_not_for_all")]
    assert shares(service, BOB) == []
    assert forgets(service, ALICE) == [say("forget_not_yours", document=HANDBOOK)]
    grant(service, ALICE, Role.ADMIN)
    assert forgets(service, ALICE)[0] == say("forgotten", document=HANDBOOK)
    assert shares(service, ALICE, for_all=True) == []
    assert service.readable("slack:T1") == [HANDBOOK]


def test_an_admin_changes_the_settings_of_channels_that_others_manage(service: ChatService) -> None:
    chosen = ChannelSettings(answers_to="questions")

    async def changes(assistant: Assistant) -> bool:
        return await assistant.channels.change(BOB, "T1", "general", chosen, service.directory)

    assert not service.run(changes)
    account = grant(service, BOB, Role.ADMIN)
    assert service.run(changes)
    service.people.disable(account, True, "test")
    assert not service.run(changes)
    assert denied(service) == [(person_label(BOB), "channel-settings")] * 2


def test_who_is_shut_out_gets_no_answer_no_list_and_no_passages(service: ChatService) -> None:
    assert shares(service, ALICE) == []
    shut_out(service, ALICE)
    reply = asks(service, ALICE)
    assert [each.answer.text for each in reply.finished] == [say("account_disabled")]
    assert service.answerer.asked == []

    async def act(assistant: Assistant) -> None:
        assert await assistant.documents(ALICE, GENERAL, service.directory) == []
        assert await assistant.passages("q1", ALICE, GENERAL, service.directory) == ()
        assert not await assistant.may_widen(ALICE, GENERAL, service.directory)

    service.run(act)
    assert shares(service, ALICE) == [say("account_disabled")]
    assert denied(service) == [(person_label(ALICE), wanted) for wanted in ("ask", "documents", "passages", "share")]


def test_who_is_shut_out_is_told_so_at_each_press(service: ChatService) -> None:
    shut_out(service, ALICE)

    async def act(talk: Talk) -> None:
        press = ButtonPress(by(), Button.DOCUMENTS, "0", "r1", "")
        assert (await talk.do("action", press, "slack:T1:1")).outcome == DISABLED

    assert talk(service, act).lines() == [say("account_disabled")]
    assert denied(service) == [(person_label(ALICE), "press")]


def test_members_are_viewers_where_the_settings_say_so(service: ChatService) -> None:
    service.roles = Roles(service.people, default=Role.VIEWER)
    assert shares(service, BOB) == [say("file_role_missing")]


def test_only_an_admin_allows_a_channel_with_outsiders_more_whatever_a_form_says(service: ChatService) -> None:
    def chosen_by(person: Person, chosen: ChannelSettings) -> ChannelSettings:
        async def change(assistant: Assistant) -> ChannelSettings:
            await assistant.channels.change(person, "T1", "general", chosen, service.directory)
            return await assistant.channels.get(GENERAL)

        return service.run(change)

    service.directory.managers = {"general": {"alice"}}
    forged = ChannelSettings(replies="private", outsiders="workspace")
    assert chosen_by(ALICE, forged) == replace(forged, outsiders="here")
    assert denied(service) == [(person_label(ALICE), "allow-outsiders")]
    grant(service, BOB, Role.ADMIN)
    assert chosen_by(BOB, forged) == forged
    assert chosen_by(ALICE, ChannelSettings(outsiders="here")).outsiders == "workspace"


@pytest.mark.parametrize(
    ("person", "place", "hears"),
    [
        (ALICE, ("T1", ""), True),  # who shared it
        (BOB, ("T1", "sales"), True),  # in the very channel
        (BOB, ("T1", "general"), True),  # a member of that, elsewhere
        (CAROL, ("T1", "general"), False),
        (Person("slack", "T2", "mallory"), ("T1", "general"), False),
        (replace(CAROL, team="T2"), ("T2", "sales"), False),
    ],
)
def test_nobody_hears_of_a_file_that_was_shared_where_they_are_not(
    service: ChatService, person: Person, place: tuple[str, str], hears: bool
) -> None:
    service.directory.members = {"sales": {"alice", "bob"}, "general": {"alice", "bob", "carol"}}
    file = shared("Offer.md", SALES)
    service.directory.files[file.id] = VACATION.encode()

    async def seen(assistant: Assistant) -> bool:
        record = await assistant.receive_file(file, FakeCard(), service.directory)
        assert record is not None
        return await assistant.shared.seen(record.id, person, place, service.directory) is not None

    assert service.run(seen) is hears


@pytest.mark.parametrize(("person", "may"), [(ALICE, True), (BOB, False)])
def test_a_file_goes_into_a_collection_by_those_who_may_share_it_with_all(
    service: ChatService, person: Person, may: bool
) -> None:
    service.directory.managers = {"general": {"alice"}}
    file, card = shared(sharer=person), FakeCard()
    service.directory.files[file.id] = VACATION.encode()
    service.run(lambda each: each.receive_file(file, card, service.directory, for_all=True, collection=" HR, Berlin "))
    service.work()
    assert card.refused == ([] if may else [say("file_not_for_all")])
    assert service.readable("slack:T1:collection:HR, Berlin") == ([HANDBOOK] if may else [])
    assert service.readable("slack:T1") == []
