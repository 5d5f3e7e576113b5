"""What comes in: recorded before it is acknowledged, acknowledged whether new or not, never when it isn't recorded."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.chats import check_chats
from bot.inbox.door import InboxDoor
from bot.inbox.items import InboxItem
from bot.settings import load_settings
from bot.slack.inbound.app import SlackDoor, build_app
from pipelines.settings import SettingsError
from tests.servers.slack_people import signature

SECRET = "change-me"
EVENT = {
    "type": "event_callback",
    "team_id": "T1",
    "event_id": "Ev1",
    "event": {"type": "message", "channel": "C1", "user": "U1", "text": "hi", "ts": "1.2"},
}


class Hall:
    """An inbox that remembers keys, or can't; `happened` is the order of all that happened."""

    def __init__(self, is_away: bool = False) -> None:
        self.is_away = is_away
        self.happened: list[str] = []
        self.keys: set[str] = set()

    def receive(self, item: InboxItem) -> bool:
        if self.is_away:
            raise OSError("The records are away.")
        self.happened.append("recorded")
        is_new = item.key not in self.keys
        self.keys.add(item.key)
        return is_new

    def wake(self) -> None:
        self.happened.append("woken")

    async def admits(self, team: str) -> bool:
        return team == "T1"

    async def open_dialog(self, body: Mapping[str, Any]) -> None:
        self.happened.append(f"dialog {body['command']}")


def delivered(hall: Hall, body: dict[str, Any], times: int = 1, **headers: str) -> list[BoltResponse]:
    """The answers to as many deliveries of the same thing."""

    async def run() -> list[BoltResponse]:
        door = InboxDoor(hall.receive, hall.wake)
        keeper = SlackDoor(door, hall.open_dialog, hall.admits)
        app = build_app(SECRET, keeper)
        data = json.dumps(body)
        signed = {"Content-Type": "application/json"} | signature(data.encode(), SECRET) | headers
        answers = [await app.async_dispatch(AsyncBoltRequest(body=data, headers=dict(signed))) for _ in range(times)]
        await keeper.close()
        door.close()
        return answers

    return asyncio.run(run())


def test_what_is_new_is_recorded_and_wakes_the_desk() -> None:
    hall = Hall()
    assert [answer.status for answer in delivered(hall, EVENT)] == [200]
    assert hall.happened == ["recorded", "woken"]


def test_a_repeat_is_acknowledged_and_wakes_nobody() -> None:
    hall = Hall()
    assert [answer.status for answer in delivered(hall, EVENT, times=3)] == [200] * 3
    assert hall.happened == ["recorded", "woken", "recorded", "recorded"]


def test_what_a_workspace_sends_that_may_not_use_the_bot_is_dropped_but_for_its_farewell() -> None:
    hall = Hall()
    bye = EVENT | {"event": {"type": "app_uninstalled"}}
    bodies = [EVENT | {"team_id": "T9"}, bye | {"team_id": "T9"}]
    assert [delivered(hall, body)[0].status for body in bodies] == [200, 200]
    assert hall.keys == {"slack:T9:Ev1"}


def test_what_could_not_be_recorded_is_not_acknowledged_so_that_slack_delivers_it_again() -> None:
    assert [answer.status for answer in delivered(Hall(is_away=True), EVENT)] == [500]


def test_what_is_not_slacks_is_neither_recorded_nor_acknowledged() -> None:
    hall = Hall()
    assert [answer.status for answer in delivered(hall, EVENT, **signature(b"another body", SECRET))] == [401]
    assert hall.happened == []


def test_slack_is_told_its_challenge() -> None:
    (answer,) = delivered(Hall(), {"type": "url_verification", "challenge": "abc"})
    assert (answer.status, "abc" in str(answer.body)) == (200, True)


def test_a_dialog_is_opened_after_its_command_was_acknowledged() -> None:
    hall = Hall()
    body = {"command": "/upload", "team_id": "T1", "user_id": "U1", "trigger_id": "t", "channel_id": "C1"}
    assert [answer.status for answer in delivered(hall, body)] == [200]
    assert hall.happened == ["dialog /upload"]


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"SLACK_APP_TOKEN": "xapp-change-me"}, ["SLACK_BOT_TOKEN"]),
        ({"SLACK_BOT_TOKEN": "xoxb-change-me"}, ["SLACK_SIGNING_SECRET"]),
        ({"SLACK_SIGNING_SECRET": "change-me"}, ["SLACK_BOT_TOKEN"]),
        ({"SLACK_BOT_TOKEN": "xoxb-change-me", "SLACK_APP_TOKEN": "xapp-change-me"}, []),
        ({"SLACK_CLIENT_ID": "1", "SLACK_CLIENT_SECRET": "change-me", "SLACK_SIGNING_SECRET": "change-me"}, []),
    ],
)
def test_which_settings_are_missing_to_be_in_slack_is_named(
    given: dict[str, str], missing: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    if not missing:
        check_chats(load_settings())
        return
    with pytest.raises(SettingsError) as refused:
        check_chats(load_settings())
    assert [name for name in missing if f"{name} is not set." in str(refused.value)] == missing


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1"),
        ("SLACK_APP_TOKEN", "xoxb-1"),
        ("SLACK_CLIENT_ID", "1"),
        ("SLACK_API_URL", "slack"),
    ],
)
def test_a_setting_of_the_wrong_kind_stops_the_start(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match="SLACK_"):
        load_settings()
