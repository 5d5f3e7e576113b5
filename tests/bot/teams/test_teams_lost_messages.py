"""What was sent and never answered is found where the bot may read along, and taken for nothing else."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from bot.records.shown_messages import ShownMessages
from bot.teams.directory.graph import GraphError
from bot.teams.directory.teams_graph import TeamsGraph
from bot.teams.directory.teams_place import TeamsPlace
from bot.teams.reply.lost_messages import LostMessages
from pipelines.records.database import Database
from tests.bot.teams.activities import BOT, CHANNEL, GROUP, TENANT
from tests.bot.teams.fake_connectors import DIRECT, FINANCE

OURS = {"application": {"id": BOT.removeprefix("28:")}}
THEIRS = {"user": {"id": "x"}}


class FakeGraph:
    """Graph, which has these messages, or doesn't tell."""

    url = "https://graph.example/v1.0"

    def __init__(self, *messages: Any, error: GraphError | None = None) -> None:
        self.messages, self.error = messages, error
        self.asked: list[str] = []

    def address(self, *steps: str) -> str:
        return "/".join(steps)

    async def get(self, name: str, address: str, query: Mapping[str, str] | None = None) -> dict[str, Any]:
        self.asked.append(address)
        if self.error is not None:
            raise self.error
        return {"value": list(self.messages)}


def message(number: int, by: Any = OURS, **more: Any) -> dict[str, Any]:
    return {"id": f"17000000000{number:02}", "from": by, **more}


def found(records: Database, graph: FakeGraph | None, place: TeamsPlace = FINANCE, since: int = 1) -> str:
    known: Any = graph
    lost = LostMessages(TeamsGraph(known) if graph is not None else None, ShownMessages(records, "teams"))
    return asyncio.run(lost.find(place, "1699" if place is FINANCE else "", f"17000000000{since:02}"))


def test_the_oldest_of_ours_that_is_noted_nowhere_and_answers_the_message_is_found(records: Database) -> None:
    ShownMessages(records, "teams").note(TENANT, CHANNEL, "another", 0, message(3)["id"])
    graph = FakeGraph(message(5), message(4), message(3), message(2, THEIRS), message(0))
    assert found(records, graph) == message(4)["id"]
    assert graph.asked[0].endswith("/messages/1699/replies")


def test_in_a_group_chat_its_newest_messages_are_looked_at(records: Database) -> None:
    graph = FakeGraph(message(4))
    place = replace(FINANCE, channel=GROUP, kind="groupChat", team_thread="", group="")
    assert found(records, graph, place) == message(4)["id"]
    assert graph.asked == [f"chats/{GROUP}/messages"]


@pytest.mark.parametrize(
    "told",
    [
        message(4, THEIRS),
        message(4, None),
        message(4, {"application": 7}),
        message(4, deletedDateTime="2026-11-28T12:00:00Z"),
        message(0),
        7,
    ],
)
def test_what_is_not_ours_is_not_found(records: Database, told: Any) -> None:
    assert found(records, FakeGraph(told)) == ""


def test_where_nobody_consented_nothing_is_found(records: Database) -> None:
    assert found(records, None) == ""
    assert found(records, FakeGraph(message(4), error=GraphError(403, "Forbidden"))) == ""
    graph = FakeGraph(message(4))
    assert (found(records, graph, DIRECT), graph.asked) == ("", [])
