"""What Slack no longer has is forgotten here without its telling so, and what the bot can't see is not."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

import pytest
from sqlalchemy import select

from bot.inbox.item_holder import ItemHolder
from bot.inbox.items import InboxItem, TakenItem
from bot.records.conversations import Conversations
from bot.records.installations import Installations
from bot.records.membership_changes import MembershipChanges
from bot.records.missing_files import CONFIRMED, MOST
from bot.records.shared_files import SharedFiles
from bot.service.assistant import Assistant
from bot.service.files.file_check import FileCheck
from bot.service.files.shared_records import SharedRecords
from bot.service.handling.departures import on_file_unshared
from bot.slack.directory.clients import SlackClients
from bot.slack.directory.directory import SURFACE, Directories
from bot.slack.inbound.surface import SlackSurface
from bot.threads.blocking import BlockingCalls
from ingest.jobs.job_records import JobRecords
from pipelines.records.chat_tables import SharedInChat
from pipelines.records.database import Database
from tests.contracts.chats import GENERAL, TEAM, file, job
from tests.contracts.test_slack_api import TOKEN, SlackApi, info, with_slack

MEMBER = {"id": "C1", "is_channel": True, "is_member": True}
NOT_FOUND = {"ok": False, "error": "file_not_found"}


class Looks:
    """A file check over a Slack that says what a test wants; `forgotten` is what it ended."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.files = SharedFiles(database)
        self.forgotten: list[str] = []

    def share(self, *names: str) -> None:
        for name in names:
            self.files.add(file(f"F-{name}", f"{name}.pdf"), "slack:T1:C1", job(self.database, f"{name}.pdf"))

    def look(self, answer: Mapping[str, Any], channel: Mapping[str, Any] = MEMBER, own_team: str = TEAM) -> int:
        """How many files one look forgets."""

        async def use(api: SlackApi, clients: SlackClients) -> None:
            api.says("auth.test", {"ok": True, "team_id": own_team, "user_id": "UB"})
            api.says("files.info", info(api) if answer.get("ok") else answer)
            api.says("conversations.info", {"ok": True, "channel": dict(channel)})
            directories, calls = Directories(clients), BlockingCalls(1, "test")
            check = FileCheck(
                SURFACE,
                files=self.files,
                calls=calls,
                directory_of=directories.of,
                forget=self._forget,
                age=timedelta(0),
            )
            self.count = await check.look()
            calls.close()

        with_slack(use)
        return self.count

    def wait(self, time: timedelta = CONFIRMED) -> None:
        """What was missing so far has been missing for so much longer."""
        with self.database.session() as session:
            for row in session.scalars(select(SharedInChat).where(SharedInChat.missing_since.is_not(None))):
                row.missing_since = cast(Any, row.missing_since) - time

    async def _forget(self, surface: str, team: str, file_id: str, channel: str) -> None:
        assert (surface, team, channel) == ("slack", TEAM, GENERAL.channel)
        self.forgotten.append(file_id)
        for record in self.files.of_file("slack", TEAM, file_id):
            self.files.gone(record.id)


@pytest.fixture
def looks(database: Database) -> Looks:
    return Looks(database)


@pytest.mark.parametrize("answer", [NOT_FOUND, {"ok": False, "error": "file_deleted"}])
def test_a_file_is_gone_when_two_looks_a_day_apart_do_not_find_it(looks: Looks, answer: Mapping[str, Any]) -> None:
    looks.share("plan")
    assert looks.look(answer) == 0
    looks.wait(CONFIRMED - timedelta(minutes=5))
    assert looks.look(answer) == 0
    looks.wait(timedelta(minutes=5))
    assert looks.look(answer) == 1
    assert looks.forgotten == ["F-plan"]


def test_a_file_that_is_found_again_was_never_gone(looks: Looks) -> None:
    looks.share("plan")
    looks.look(NOT_FOUND)
    looks.wait()
    assert looks.look({"ok": True}) == 0
    assert looks.look(NOT_FOUND) == 0  # counts from here
    assert looks.forgotten == []


@pytest.mark.parametrize(
    ("answer", "channel", "own_team"),
    [
        (NOT_FOUND, {"id": "C1", "is_channel": True, "is_member": False}, TEAM),
        (NOT_FOUND, {"id": "C1", "is_channel": True}, TEAM),
        (NOT_FOUND, MEMBER | {"is_archived": True}, TEAM),
        (NOT_FOUND, MEMBER, "T-other"),
        ({"ok": False, "error": "file_not_visible"}, MEMBER, TEAM),
        ({"ok": False, "error": "invalid_auth"}, MEMBER, TEAM),
        ({"ok": False, "error": "internal_error"}, MEMBER, TEAM),
    ],
)
def test_what_the_bot_may_not_see_is_not_gone(
    looks: Looks, answer: Mapping[str, Any], channel: Mapping[str, Any], own_team: str
) -> None:
    looks.share("plan")
    for _ in range(3):
        assert looks.look(answer, channel, own_team) == 0
        looks.wait()
    assert looks.forgotten == []
    assert looks.files.missing.counts("slack")[TEAM].missing == 0


def test_more_missing_files_than_are_believable_stop_the_forgetting(looks: Looks) -> None:
    looks.share(*(f"plan{n}" for n in range(MOST + 1)))
    looks.look(NOT_FOUND)
    looks.wait()
    assert looks.look(NOT_FOUND) == 0
    count = looks.files.missing.counts("slack")[TEAM]
    assert (count.missing, count.held, count.is_too_many) == (MOST + 1, MOST + 1, True)
    assert len(looks.files.missing.confirmed("slack")) == MOST + 1
    assert looks.forgotten == []


def test_a_few_missing_files_among_many_are_forgotten_each(looks: Looks) -> None:
    looks.share(*(f"plan{n}" for n in range(MOST)))
    looks.look(NOT_FOUND)
    looks.wait()
    assert looks.look(NOT_FOUND) == MOST


def test_a_file_that_was_unshared_and_cannot_be_seen_is_looked_for_a_day_later(looks: Looks) -> None:
    looks.share("plan")

    class Records:
        shared = SharedRecords(calls := BlockingCalls(1, "test"), looks.files, JobRecords(looks.database))

    async def use(api: SlackApi, clients: SlackClients) -> None:
        api.says("files.info", NOT_FOUND)
        database = looks.database
        surface = SlackSurface(
            clients=clients,
            directories=Directories(clients),
            installations=Installations(database),
            changes=MembershipChanges(database),
            files=looks.files,
            conversations=Conversations(database),
        )
        item = InboxItem("k", "slack", TEAM, "file_unshared", {"file": "F-plan", "channel": "C1"})
        taken = TakenItem(item, 1, 1, {})
        assert await on_file_unshared(cast(Assistant, Records()), surface, taken, cast(ItemHolder, None)) == "noted"
        Records.calls.close()

    with_slack(use, token=TOKEN)
    assert looks.files.of_file("slack", TEAM, "F-plan") != []
    looks.wait()
    assert looks.look(NOT_FOUND) == 1
