"""What of Slack's payloads becomes an inbox item, and under which key."""

from typing import Any

import pytest

from bot.chat.chat import Chat, ChatKind
from bot.inbox.items import InboxItem
from bot.slack.directory.directory import SURFACE
from bot.slack.inbound.inbound import item_of
from bot.slack.inbound.payloads import Said

TEAM, CHANNEL, ALICE = "T1", "C1", "U1"


def event(kind: str, **fields: Any) -> dict[str, Any]:
    """An event's delivery."""
    return {"type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event": {"type": kind, **fields}}


def said(**fields: Any) -> dict[str, Any]:
    """A message in a channel."""
    return {"channel": CHANNEL, "channel_type": "channel", "user": ALICE, "text": "hi", "ts": "1.2"} | fields


def press(**fields: Any) -> dict[str, Any]:
    """A button that somebody pressed."""
    action = {"action_id": "more_passages", "value": "q1", "action_ts": "9.9"} | fields.pop("action", {})
    message = {"ts": "2.0", "text": "shown", "thread_ts": "1.2"} | fields.pop("message", {})
    common = {"type": "block_actions", "team": {"id": TEAM}, "user": {"id": ALICE}, "channel": {"id": CHANNEL}}
    return common | {"actions": [action], "message": message} | fields


def test_a_mention_has_one_key_though_it_comes_twice_under_two_event_ids() -> None:
    as_message = item_of(event("message", **said()))
    as_mention = item_of(event("app_mention", **said()) | {"event_id": "Ev2"})
    assert as_message is not None
    assert as_mention is not None
    assert as_message.key == as_mention.key == "slack:T1:C1:1.2"
    assert (as_message.kind, as_mention.kind) == ("message", "message")
    assert Said.of(as_mention.payload).is_called


def test_an_item_keeps_nothing_of_a_message_but_what_its_handler_needs() -> None:
    file = {"id": "F1", "name": "a.pdf", "size": 7, "mimetype": "application/pdf", "url_private": "https://secret"}
    item = item_of(event("message", **said(subtype="file_share", files=[file], client_msg_id="x", blocks=[{}])))
    assert item is not None
    assert "secret" not in str(item.payload)
    assert Said.of(item.payload).files[0].name == "a.pdf"


KEPT_BEFORE = {
    *("channel", "channel_type", "user", "user_team", "text", "message", "thread", "files", "is_called", "edited"),
    "is_shared",
}
"""What the version before reads of a message. A new field has to be read for a version before one writes it."""


def test_a_message_keeps_what_a_process_of_the_version_before_can_read() -> None:
    item = item_of(event("message", **said()))
    assert item is not None
    assert item.payload.keys() == KEPT_BEFORE


def test_what_a_newer_version_keeps_beside_it_is_left_unread() -> None:
    item = item_of(event("message", **said()))
    assert item is not None
    file = {"id": "F1", "name": "a.pdf", "bytes": 7, "media_type": "application/pdf"}
    newer = {**item.payload, "files": [{**file, "pages": 3}], "mood": "curious"}
    assert Said.of(newer) == Said.of({**item.payload, "files": [file]})


@pytest.mark.parametrize(
    "fields",
    [
        {"bot_id": "B1"},
        {"subtype": "channel_join"},
        {"subtype": "bot_message"},
        {"user": None},
        {"user": "USLACKBOT"},
        {"subtype": "tombstone"},
    ],
)
def test_what_no_person_wrote_is_no_item(fields: dict[str, Any]) -> None:
    assert item_of(event("message", **said(**fields))) is None


def test_an_edit_is_an_item_only_where_the_words_changed() -> None:
    before, after = said(), said(text="changed", edited={"ts": "3.3"})
    place = {"subtype": "message_changed", "channel": CHANNEL}
    changed = item_of(event("message", **place, message=after, previous_message=before))
    assert changed is not None
    assert (changed.key, changed.kind) == ("slack:T1:C1:1.2:3.3", "edited")
    assert item_of(event("message", **place, message=before, previous_message=before)) is None


def test_a_deletion_names_the_message_and_its_thread() -> None:
    gone = said(thread_ts="1.0")
    item = item_of(
        event("message", subtype="message_deleted", channel=CHANNEL, deleted_ts="1.2", previous_message=gone)
    )
    assert item is not None
    assert item.payload == {"channel": CHANNEL, "message": "1.2", "thread": "1.0"}


def test_in_a_shared_channel_the_item_is_of_the_workspace_that_has_the_app_and_names_the_writers_own() -> None:
    body = event("message", **said(user_team="T9")) | {"team_id": "T9", "is_ext_shared_channel": True}
    item = item_of(body | {"authorizations": [{"team_id": TEAM, "user_id": "UB"}]})
    assert item is not None
    assert item.team == TEAM
    assert Said.of(item.payload).user_team == "T9"


def test_a_button_that_starts_something_is_pressed_once_by_a_person_until_what_it_stands_on_changes() -> None:
    once = {"action_id": "job_retry", "value": "r1"}
    first = item_of(press(action=once))
    again = item_of(press(action={**once, "action_ts": "9.95"}))
    other = item_of(press(action=once, user={"id": "U2"}))
    later = item_of(press(action=once, message={"text": "failed again"}))
    keys = [each.key for each in (first, again, other, later) if each is not None]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


def test_another_try_of_a_question_is_made_once_whoever_wants_it() -> None:
    once = {"action_id": "retry_question", "value": "q1"}
    first, other = item_of(press(action=once)), item_of(press(action=once, user={"id": "U2"}))
    assert first is not None
    assert other is not None
    assert first.key == other.key


def test_other_buttons_are_as_many_items_as_presses() -> None:
    first, again = item_of(press()), item_of(press(action={"action_ts": "9.95"}))
    assert first is not None
    assert again is not None
    assert first.key != again.key


@pytest.mark.parametrize(
    "body",
    [
        {"command": "/upload", "team_id": TEAM, "user_id": ALICE, "trigger_id": "t", "channel_id": CHANNEL},
        {"command": "/tcbot", "text": " settings ", "team_id": TEAM, "trigger_id": "t", "channel_id": CHANNEL},
        press(action={"action_id": "forget", "value": "r1"}),
    ],
)
def test_what_only_opens_a_dialog_is_no_item(body: dict[str, Any]) -> None:
    assert item_of(body) is None


def test_a_dialog_is_submitted_once() -> None:
    view = {"id": "V1", "hash": "h", "callback_id": "upload", "private_metadata": "{}", "state": {"values": {}}}
    body = {"type": "view_submission", "team": {"id": TEAM}, "user": {"id": ALICE}, "view": view | {"blocks": [{}]}}
    item = item_of(body)
    assert item is not None
    assert (item.key, item.kind) == ("slack:T1:view:V1:h", "submitted")
    assert set(item.payload["view"]) == {"callback_id", "private_metadata", "state"}


def test_keys_fit_the_ledger_however_long_their_parts_are() -> None:
    once = {"action_id": "job_retry", "value": "r" * 2000}
    item = item_of(press(action=once, channel={"id": "C" * 300}))
    assert item is not None
    assert len(item.key) <= 255


@pytest.mark.parametrize(
    ("kind", "fields", "becomes"),
    [
        ("app_home_opened", {"user": ALICE, "tab": "home"}, "home"),
        ("assistant_thread_started", {"assistant_thread": {"user_id": ALICE}}, "assistant"),
        ("file_deleted", {"file_id": "F1"}, "file_gone"),
        ("file_unshared", {"file_id": "F1"}, "file_unshared"),
        ("channel_archive", {"channel": CHANNEL}, "channel_gone"),
        ("member_left_channel", {"channel": CHANNEL, "user": ALICE}, "left"),
        ("app_uninstalled", {}, "uninstalled"),
    ],
)
def test_every_event_that_changes_something_is_an_item(kind: str, fields: dict[str, Any], becomes: str) -> None:
    item = item_of(event(kind, **fields))
    assert item is not None
    assert (item.key, item.kind) == ("slack:T1:Ev1", becomes)


@pytest.mark.parametrize("body", [{}, event("reaction_added"), {"type": "view_closed", "team": {"id": TEAM}}])
def test_what_nobody_waits_for_is_no_item(body: dict[str, Any]) -> None:
    assert item_of(body) is None


def follow_up(**fields: Any) -> InboxItem:
    item = item_of(event("message", **said(ts="1.9", thread_ts="1.2", **fields)))
    assert item is not None
    return item


def changed(**fields: Any) -> InboxItem:
    after = said(text="changed", edited={"ts": "3.3"}) | fields
    item = item_of(event("message", subtype="message_changed", channel=CHANNEL, message=after, previous_message=said()))
    assert item is not None
    return item


def test_a_question_its_edit_and_its_follow_ups_are_in_the_lane_of_their_conversation() -> None:
    asked = item_of(event("app_mention", **said()))
    assert asked is not None
    lane = Chat(SURFACE, TEAM, CHANNEL, ChatKind.PUBLIC, "1.2").conversation
    assert asked.lane == changed().lane == follow_up().lane == lane
    assert item_of(event("message", **said(ts="5.5"))).lane != lane  # type: ignore[union-attr]
    direct = said(channel="D1", channel_type="im")
    lanes = {item_of(event("message", **(direct | {"ts": ts}))).lane for ts in ("1.2", "5.5")}  # type: ignore[union-attr]
    assert lanes == {Chat(SURFACE, TEAM, "D1", ChatKind.DIRECT).conversation}


def test_an_edit_and_a_deletion_withdraw_the_question_that_they_are_about_and_no_other() -> None:
    asked = item_of(event("app_mention", **said()))
    gone = item_of(
        event("message", subtype="message_deleted", channel=CHANNEL, deleted_ts="1.2", previous_message=said())
    )
    assert asked is not None
    assert gone is not None
    assert asked.subject == changed().subject == gone.subject != follow_up().subject
    assert [each.withdraws for each in (asked, changed(), gone, follow_up())] == [False, True, True, False]
    assert gone.lane == ""  # waits for no other answer of the conversation


def test_buttons_wait_for_no_answer_but_those_that_ask_once_more_where_they_stand() -> None:
    again = item_of(press(action={"action_id": "retry_question", "value": "q1"}))
    assert again is not None
    assert again.lane == follow_up().lane
    assert item_of(press()).lane == ""  # type: ignore[union-attr]


def test_no_key_names_who_pressed() -> None:
    for action in ({"action_id": "job_retry", "value": "r1"}, {"action_id": "more_passages", "value": "q1"}):
        item = item_of(press(action=action))
        assert item is not None
        assert ALICE not in item.key


def test_all_that_one_person_does_has_one_sender_and_what_only_happens_has_none() -> None:
    command = {"command": "/ask", "text": "why?", "trigger_id": "9", "user_id": ALICE, "team_id": TEAM}
    bodies = [event("message", **said()), event("app_mention", **said(ts="3.0")), press(), command]
    items = [item_of(each) for each in bodies]
    senders = {each.sender for each in items if each is not None}
    assert len(items) == 4 and None not in items
    assert len(senders) == 1 and "" not in senders
    other, gone = item_of(press(user={"id": "U2"})), item_of(event("file_deleted", file_id="F1"))
    assert other is not None and other.sender not in senders
    assert gone is not None and gone.sender == ""
