"""A change of memberships, which one process hears of, is seen by all, on SQLite and on a real PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event, func, select

from bot.access.memberships import ALL_MEMBERS
from bot.chat.chat import Person
from bot.records.membership_changes import KEPT, MembershipChanges
from bot.slack.directory.clients import SlackClients
from bot.slack.directory.directory import SURFACE, Directories
from pipelines.records.chat_tables import MembershipChange
from pipelines.records.database import Database
from tests.contracts.test_slack_api import TEAM, SlackApi, with_slack

ALICE = Person(SURFACE, TEAM, "U1")
ALL = ("C1", "C2", "C3", "C4")


def test_a_stamp_changes_with_each_change_of_what_it_is_for_and_with_no_other(database: Database) -> None:
    changes = MembershipChanges(database)
    assert changes.stamps("slack", "T1", ("U1", ALL_MEMBERS)) == {}
    seen = set()
    for subjects in (("U1", "C1"), ("U1",), (ALL_MEMBERS, "C2"), ("U1", "U1")):
        changes.note("slack", "T1", subjects)
        seen.add(tuple(changes.stamps("slack", "T1", ("U1", ALL_MEMBERS)).items()))
    assert len(seen) == 4
    before = changes.stamps("slack", "T1", ("U1", ALL_MEMBERS))
    assert before.keys() == {"U1", ALL_MEMBERS}
    changes.note("slack", "T1", ("U2", "C1"))
    changes.note("slack", "T2", ("U1",))
    assert changes.stamps("slack", "T1", ("U1", ALL_MEMBERS)) == before


def test_changes_of_long_ago_are_deleted(database: Database) -> None:
    changes = MembershipChanges(database)
    changes.note("slack", "T1", ("U1", "U2"))
    with database.session() as session:
        session.get_one(MembershipChange, ("slack", "T1", "U1")).changed_at -= 2 * KEPT
    assert changes.prune() == 1
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(MembershipChange)) == 1


def test_a_change_that_one_process_hears_is_read_anew_by_the_others_also_while_they_read(database: Database) -> None:
    changes = MembershipChanges(database)

    async def use(api: SlackApi, clients: SlackClients) -> None:
        one, other = (Directories(clients, MembershipChanges(database).stamps).of(TEAM) for _ in range(2))
        members = ["C1", "C2"]

        def channels(_asked: Any) -> dict[str, Any]:
            found = [{"id": each} for each in members]
            if members == ["C1", "C2", "C3"]:  # it changes while it is being read
                members.remove("C3")
                changes.note(SURFACE, TEAM, ("U1",))
            return {"ok": True, "channels": found}

        api.says("users.conversations", channels)
        assert await one.channels_of(ALICE, ALL) == await other.channels_of(ALICE, ALL) == {"C1", "C2"}
        members.append("C3")
        changes.note(SURFACE, TEAM, ("U1", "C3"))
        assert await other.channels_of(ALICE, ALL) == {"C1", "C2", "C3"}
        assert await other.channels_of(ALICE, ALL) == await one.channels_of(ALICE, ALL) == {"C1", "C2"}

    with_slack(use)


@contextmanager
def listening(asked: list[str]) -> Iterator[None]:
    """The statements that any database is asked as long as the block lasts."""

    def hear(*call: Any) -> None:
        asked.append(call[2])

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


def test_who_is_in_which_channel_costs_a_question_one_look_into_the_records(database: Database) -> None:
    asked: list[str] = []

    async def use(api: SlackApi, clients: SlackClients) -> None:
        api.says("users.conversations", {"ok": True, "channels": []})
        api.says("conversations.info", {"ok": True, "channel": {"is_private": False}})
        api.says("conversations.members", {"ok": True, "members": ["U1"]})
        api.says("users.info", {"ok": True, "user": {"id": "U1", "team_id": TEAM}})
        directory = Directories(clients, MembershipChanges(database).stamps).of(TEAM)
        for look in (directory.channels_of(ALICE, ALL), directory.has_outsiders("C1")):
            await look
        with listening(asked):
            await directory.channels_of(ALICE, ALL)
            await directory.chat("C1", "U1")
        assert len([each for each in asked if "membership_changes" in each]) == 1
        asked.clear()
        with listening(asked):
            await directory.chat("C1", "U1")
            await directory.has_outsiders("C1")
        assert len([each for each in asked if "membership_changes" in each]) == 1

    with_slack(use)
