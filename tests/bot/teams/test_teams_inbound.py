"""Activities of Teams as inbox items: one key for one thing, and nothing that raises."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.inbox.items import InboxItem
from bot.teams.inbound.inbound import item_of
from bot.teams.inbound.interactions import data_of, verdict_of
from bot.teams.inbound.places import left_by, places_of
from bot.teams.inbound.said import TeamsSaid
from tests.bot.teams import activities
from tests.bot.teams.activities import (
    ANN,
    BOB,
    BOT,
    CHANNEL,
    GROUP,
    NOBODYS,
    OTHER_TENANT,
    PERSONAL,
    TEAM,
    TENANT,
    activity,
    invoke,
    mention,
    message,
    news,
    press,
    targeted,
    thumb,
)

HOME = "home-tenant"


def made(told: dict[str, Any]) -> InboxItem:
    """The item of an activity that has one."""
    item = item_of(told, HOME)
    assert item is not None
    return item


KEPT_BEFORE = {
    *("channel", "kind", "message", "thread", "sender", "text", "files", "calls_bot", "mentions_others", "is_alone"),
    *("is_shared", "has_more", "edited"),
}
"""What the version before reads of a message. A new field has to be read for a version before one writes it."""


def test_a_message_keeps_what_a_process_of_the_version_before_can_read() -> None:
    assert made(mention("How many?")).payload.keys() == KEPT_BEFORE


def test_what_a_newer_version_keeps_beside_it_is_left_unread() -> None:
    payload = made(mention("How many?")).payload
    file = {"id": "1", "name": "a.pdf", "bytes": 7, "media_type": "application/pdf"}
    newer = {**payload, "files": [{**file, "pages": 3}], "mood": "curious"}
    assert TeamsSaid.of(newer) == TeamsSaid.of({**payload, "files": [file]})


def test_a_mention_in_a_channel_keeps_what_its_handler_needs() -> None:
    item = made(mention("How many <b>days</b>?"))
    assert (item.kind, item.team, item.key) == ("message", TENANT, f"teams:{TENANT}:{CHANNEL}:1700000000001")
    assert item.lane == f"teams:{TENANT}:{CHANNEL}:1700000000001"
    payload = item.payload
    assert (payload["channel"], payload["kind"], payload["thread"]) == (CHANNEL, "channel", "")
    assert (payload["calls_bot"], payload["mentions_others"], payload["is_alone"]) == (True, False, False)
    assert payload["text"].startswith("How many")
    assert payload["sender"] == {
        "id": ANN["aadObjectId"],
        "member": ANN["id"],
        "tenant": TENANT,
        "name": "Ann",
        "role": "",
        "locale": "en-US",
    }


def test_what_comes_again_has_the_same_key_and_what_follows_the_same_lane() -> None:
    first, again = made(mention("A?")), made(mention("A?"))
    later = made(message("And B?", CHANNEL, "1700000000001", id="1700000000009"))
    assert first == again
    assert (later.lane, later.payload["thread"]) == (first.lane, "1700000000001")
    assert later.subject != first.subject


@pytest.mark.parametrize("channel", [GROUP, PERSONAL])
def test_outside_of_channels_there_are_no_threads(channel: str) -> None:
    item = made(mention("A?", channel))
    assert (item.lane, item.payload["thread"]) == (f"teams:{TENANT}:{channel}", "")


@pytest.mark.parametrize(
    "told",
    [
        mention("A?", by={"id": BOT}),
        mention("A?", by={"id": "28:other"}),
        mention("A?", by={"id": "29:1x", "role": "bot"}),
        mention("A?", by={}),
        mention("A?", id=""),
        mention("A?", id="1" * 300),
        mention("A?", conversation={"id": "", "conversationType": "channel"}),
        mention("A?", conversation={"id": CHANNEL, "conversationType": "unheard"}),
        activity("messageReaction", reactionsAdded=[{"type": "like"}]),
        activity("typing"),
        activity("endOfConversation"),
        invoke("unheard/of", {}),
        invoke("adaptiveCard/action", {"action": {"data": {"tcbot": {"button": "unheard of"}}}}),
    ],
)
def test_what_nobody_waits_for_is_no_item(told: dict[str, Any]) -> None:
    assert item_of(told, HOME) is None


def test_people_without_an_account_are_of_no_tenant_and_long_ids_are_told_by_a_digest() -> None:
    sender = made(mention("A?", by=NOBODYS)).payload["sender"]
    assert (sender["id"], sender["tenant"]) == (NOBODYS["id"], "")
    long = made(mention("A?", by={"id": f"29:{'x' * 113}"})).payload["sender"]
    assert (len(long["id"]) <= 64, long["member"]) == (True, f"29:{'x' * 113}")
    outsider = made(mention("A?", data={"tenant": {"id": OTHER_TENANT}}))
    assert (outsider.team, outsider.payload["sender"]["tenant"]) == (TENANT, OTHER_TENANT)


def test_where_no_tenant_is_named_it_is_the_one_at_home() -> None:
    told = message("A?", PERSONAL)
    del told["conversation"]["tenantId"], told["channelData"]
    assert made(told).team == HOME


@pytest.mark.parametrize(
    ("told", "kind", "words"),
    [
        (message("help", PERSONAL), "command", "help"),
        (message(" Documents ", PERSONAL), "command", "documents"),
        (mention("status"), "command", "status"),
        (mention("status", GROUP), "command", "status"),
        (message("status"), "message", None),
        (message("home", PERSONAL), "home", "home"),
        (message("settings", PERSONAL), "form", "settings"),
        (mention("upload"), "form", "upload"),
        (mention("upload it"), "message", None),
        (mention("forget Handbook.md"), "command", "forget Handbook.md"),
        (mention("forget"), "message", None),
        (mention("ask How many days?"), "command", "ask How many days?"),
        (message("ask How many days?", PERSONAL), "message", None),
        (targeted("How many days?"), "command", "How many days?"),
        (targeted("/documents"), "command", "documents"),
        (targeted("Settings"), "form", "settings"),
        (targeted("Home"), "home", "home"),
        (targeted("How"), "command", "How"),
        (targeted(""), "command", "help"),
        (message("help me with the travel", PERSONAL), "message", None),
        (message("More passages", PERSONAL), "action", None),
        (mention("weitere stellen"), "action", None),
        (message("More passages"), "message", None),
        (mention("More passages than these?"), "message", None),
    ],
)
def test_a_few_words_are_commands_or_labels_of_buttons(told: dict[str, Any], kind: str, words: str | None) -> None:
    item = made(told)
    assert (item.kind, item.payload.get("text") if words is not None else None) == (kind, words)


def test_a_label_that_is_written_is_about_what_was_asked_last() -> None:
    item = made(mention("Try again now"))
    assert (item.payload["button"], item.payload["value"], item.payload["is_typed"]) == ("retry_question", "", True)
    assert item.lane == made(mention("A?")).lane


def test_files_come_with_their_secret_addresses_and_pictures_with_the_connectors() -> None:
    file = {
        "contentType": "application/vnd.microsoft.teams.file.download.info",
        "name": "Plan.docx",
        "contentUrl": "https://x.sharepoint.com/Plan.docx",
        "content": {
            "downloadUrl": "https://x.sharepoint.com/download?tempauth=1",
            "uniqueId": "u-1",
            "fileType": "docx",
        },
    }
    picture = {"contentType": "image/png", "contentUrl": f"{URL_OF_PICTURE}"}
    nothing = {"contentType": "application/vnd.microsoft.teams.file.download.info", "content": {}}
    told = message("Look", PERSONAL, attachments=[file, picture, file, nothing, 7])
    first, second = made(told).payload["files"]
    assert (first["id"], first["name"], first["link"]) == ("u-1", "Plan.docx", "https://x.sharepoint.com/Plan.docx")
    assert first["address"] == "https://x.sharepoint.com/download?tempauth=1"
    assert (second["name"], second["media_type"], second["address"]) == ("image.png", "image/png", URL_OF_PICTURE)


URL_OF_PICTURE = "https://smba.trafficmanager.net/emea/v3/attachments/1/views/original"


def test_files_of_channels_are_seen_by_their_marks_alone() -> None:
    html = {"contentType": "text/html", "content": '<p>Look</p><attachment id="1"></attachment>'}
    assert made(mention("Look", attachments=[html])).payload["has_more"]
    assert not made(mention("Look", attachments=[{**html, "content": "<p>Look</p>"}])).payload["has_more"]


def test_an_edit_withdraws_and_counts_for_itself_and_undeleting_is_one() -> None:
    told = mention("B?") | {"type": "messageUpdate"}
    told["channelData"] = {**told["channelData"], "eventType": "editMessage"}
    item, first = made(told), made(mention("A?"))
    assert (item.kind, item.withdraws, item.subject, item.lane) == ("edited", True, first.subject, first.lane)
    assert item.key == f"{first.key}:2026-11-28T12:00:00.123Z"
    told["channelData"]["eventType"] = "undeleteMessage"
    assert made(told).kind == "edited"
    told["channelData"]["eventType"] = "unheardOf"
    assert item_of(told, HOME) is None


@pytest.mark.parametrize("told", [mention("ask B?"), targeted("B?"), mention("documents")])
def test_an_edit_of_what_is_for_one_person_says_nothing_to_all(told: dict[str, Any]) -> None:
    told = {**told, "type": "messageUpdate", "channelData": {**told["channelData"], "eventType": "editMessage"}}
    assert item_of(told, HOME) is None


def test_a_deletion_withdraws_in_no_lane() -> None:
    item = made(activity("messageDelete", CHANNEL, "1699"))
    assert (item.kind, item.lane, item.withdraws) == ("deleted", "", True)
    assert item.subject == made(mention("A?")).subject
    assert item.payload == {"channel": CHANNEL, "kind": "channel", "message": "1700000000001", "thread": "1699"}


def test_the_bot_comes_by_two_ways_into_one_lane() -> None:
    chosen = {"settings": {"selectedChannel": {"id": CHANNEL}}, "channel": {"id": CHANNEL, "name": "Finance"}}
    ways = (
        activity("installationUpdate", TEAM, action="add", data=chosen),
        news("teamMemberAdded", membersAdded=[{"id": BOT}], id="f:9"),
    )
    first, second = (made(each) for each in ways)
    assert (first.kind, second.kind, first.lane) == ("installed", "installed", second.lane)
    assert (first.payload["chosen"], second.payload["chosen"]) == (CHANNEL, "")
    (general, place) = places_of(ways[0], HOME)
    assert (general.channel, place.channel, place.name, place.installer) == (
        TEAM,
        CHANNEL,
        "Finance",
        ANN["aadObjectId"],
    )


@pytest.mark.parametrize(
    ("told", "gone"),
    [
        (activity("installationUpdate", PERSONAL, action="remove"), (PERSONAL, False)),
        (activity("installationUpdate", TEAM, action="remove"), (TEAM, True)),
        (news("teamMemberRemoved", membersRemoved=[{"id": BOT}]), (TEAM, True)),
        (news("teamArchived"), (TEAM, True)),
        (news("channelDeleted", data={"channel": {"id": CHANNEL}}), (CHANNEL, False)),
        (news("teamMemberRemoved", membersRemoved=[BOB]), ("", False)),
        (news("channelRenamed", data={"channel": {"id": CHANNEL}}), ("", False)),
    ],
)
def test_where_the_bot_is_no_more_is_no_place(told: dict[str, Any], gone: tuple[str, bool]) -> None:
    assert left_by(told) == gone
    assert (places_of(told, HOME) == []) is bool(gone[0])


@pytest.mark.parametrize(
    ("told", "kind", "channel", "user"),
    [
        (news("teamMemberAdded", membersAdded=[BOB]), "joined", TEAM, ""),
        (news("channelMemberAdded", CHANNEL, membersAdded=[BOB]), "joined", CHANNEL, BOB["aadObjectId"]),
        (news("channelMemberRemoved", CHANNEL, membersRemoved=[ANN, BOB]), "left", CHANNEL, ""),
        (activity("conversationUpdate", GROUP, membersRemoved=[BOB]), "left", GROUP, BOB["aadObjectId"]),
        (news("channelRenamed", data={"channel": {"id": CHANNEL}}), "channel_changed", CHANNEL, ""),
        (news("channelShared", CHANNEL, data={"channel": {"id": CHANNEL}}), "channel_changed", CHANNEL, ""),
        (news("teamDeleted"), "channel_gone", TEAM, ""),
        (news("channelDeleted", data={"channel": {"id": CHANNEL}}), "channel_gone", CHANNEL, ""),
    ],
)
def test_news_of_people_and_channels(told: dict[str, Any], kind: str, channel: str, user: str) -> None:
    item = made(told)
    assert (item.kind, item.payload["channel"], item.payload["user"]) == (kind, channel, user)


def test_a_topic_that_changed_is_no_item_but_names_the_place() -> None:
    told = activity("conversationUpdate", GROUP, topicName="Travel")
    told["conversation"]["name"] = "Travel"
    assert item_of(told, HOME) is None
    assert [each.name for each in places_of(told, HOME)] == ["Travel"]


def test_a_place_says_who_is_alone_there_and_whether_all_is_heard() -> None:
    (direct,) = places_of(message("A?", PERSONAL), HOME)
    assert (direct.person, direct.member, direct.kind) == (ANN["aadObjectId"], ANN["id"], "personal")
    assert [each.hears_all for each in places_of(message("A?"), HOME)] == [True]
    assert [each.hears_all for each in places_of(mention("A?"), HOME)] == [False]
    assert [each.hears_all for each in places_of(targeted("A?"), HOME)] == [False]
    (shared,) = places_of(mention("A?", data={"channel": {"id": CHANNEL, "type": "shared"}}), HOME)
    assert (shared.channel_type, shared.team_thread) == ("shared", TEAM)


def test_a_button_that_starts_something_counts_once_until_its_card_changes() -> None:
    first, other = made(press("retry_question", state="s1")), made(press("retry_question", state="s1", by=BOB))
    assert first.key == other.key == made(press("retry_question", state="s1") | {"id": "f:2"}).key
    assert first.key != made(press("retry_question", state="s2")).key
    mine, theirs = made(press("share_answer", state="s1")), made(press("share_answer", state="s1", by=BOB))
    assert mine.key != theirs.key
    assert first.lane == made(mention("A?")).lane
    seen, again = made(press("who_reads")), made(press("who_reads") | {"id": "f:2"})
    assert (seen.key != again.key, seen.lane) == (True, "")
    assert ANN["aadObjectId"] not in theirs.key + mine.key


def test_a_button_may_act_elsewhere_than_where_it_stands() -> None:
    payload = made(press("share_answer", channel=PERSONAL) | {}).payload
    assert (payload["channel"], payload["clicked"]) == (PERSONAL, PERSONAL)
    data = {"tcbot": {"button": "share_answer", "value": "q1", "channel": CHANNEL, "thread": "1699"}}
    told = invoke("adaptiveCard/action", {"action": {"verb": "tcbot", "data": data}}, PERSONAL)
    payload = made(told).payload
    assert (payload["channel"], payload["thread"], payload["clicked"]) == (CHANNEL, "1699", PERSONAL)
    assert payload["message"] == "m7"


def test_forgetting_and_what_was_filled_in_are_forms() -> None:
    asked = made(press("forget", "r1"))
    assert (asked.kind, asked.payload["form"], asked.payload["value"]) == ("form", "forget", "r1")
    data = {"tcbot": {"form": "forget", "carried": {"record": "r1"}}, "field:x": "\ud83d\0"}
    told = invoke("adaptiveCard/action", {"action": {"verb": "tcbot", "data": data}})
    filled = made(told)
    assert (filled.kind, filled.payload["data"]["tcbot"]) == ("submitted", data["tcbot"])
    assert filled.payload["data"]["field:x"] == "\ufffd"
    as_message = activity("message", value=data, text="")
    assert made(as_message).kind == "submitted"


def test_thumbs_are_verdicts_and_their_words_are_a_form() -> None:
    up, down = made(thumb("like")), made(thumb("dislike"))
    assert [(each.payload["button"], each.payload["value"]) for each in (up, down)] == [
        ("feedback", "helpful"),
        ("feedback", "unhelpful"),
    ]
    value = {"actionName": "feedback", "actionValue": {"reaction": "dislike", "feedback": '{"field:words": "1999"}'}}
    said = made(invoke("message/submitAction", value))
    assert (said.kind, said.payload["form"], said.payload["data"]) == ("submitted", "feedback", {"field:words": "1999"})
    value["actionValue"] = {"reaction": "like", "feedback": "{broken"}
    assert made(invoke("message/submitAction", value)).payload["value"] == "helpful"


def test_a_message_is_added_where_it_has_files() -> None:
    attached = {
        "id": "1",
        "contentType": "reference",
        "contentUrl": "https://x.sharepoint.com/P.docx",
        "name": "P.docx",
    }
    told = {
        "id": "1699",
        "body": {"content": "<p>Read <b>this</b></p>"},
        "attachments": [attached],
        "from": {"user": 7},
    }
    item = made(invoke("composeExtension/fetchTask", {"messagePayload": told}))
    assert (item.kind, item.payload["message"], item.payload["text"]) == ("shortcut", "1699", "Read this")
    assert item.payload["attachments"][0]["name"] == "P.docx"
    assert item_of(invoke("composeExtension/fetchTask", {"messagePayload": {**told, "attachments": []}}), HOME) is None


# Hostile activities

SAMPLES = (
    mention("A?"),
    message("help", PERSONAL),
    targeted("ask A?"),
    mention("A?") | {"type": "messageUpdate", "channelData": {"eventType": "editMessage"}},
    activity("messageDelete"),
    activity("installationUpdate", PERSONAL, action="add"),
    news("channelRenamed", data={"channel": {"id": CHANNEL, "name": "F"}}),
    activity("conversationUpdate", GROUP, membersAdded=[BOB]),
    press("retry_question"),
    thumb("dislike"),
    invoke(
        "composeExtension/fetchTask", {"messagePayload": {"id": "1", "attachments": [{"contentType": "reference"}]}}
    ),
)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | st.just("x" * 9_000),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@st.composite
def spoiled(draw: st.DrawFn) -> dict[str, Any]:
    """A good activity, some of whose fields, however deep, are something else."""
    told = copy.deepcopy(draw(st.sampled_from(SAMPLES)))
    for _ in range(draw(st.integers(1, 3))):
        at: Any = told
        while True:
            keys = list(at) if isinstance(at, dict) else list(range(len(at)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(at[key], dict | list) and draw(st.booleans()):
                at = at[key]
                continue
            at[key] = draw(values)
            break
    return told


@given(st.one_of(spoiled(), st.dictionaries(st.text(max_size=12), values, max_size=6)))
def test_no_activity_raises_and_what_is_kept_can_be_kept(told: dict[str, Any]) -> None:
    item = item_of(told, HOME)
    if item is not None:
        assert item.key.isprintable()
        assert len(item.payload["channel"]) <= 255
    for place in places_of(told, HOME):
        assert 0 < len(place.channel) <= 255
    left_by(told), data_of(told), verdict_of(told)


def test_what_is_kept_of_hostile_words_can_be_stored() -> None:
    item = made(message("a\ud800b\0c", PERSONAL, by={**ANN, "name": "\udfff"}))
    assert (item.payload["text"], item.payload["sender"]["name"]) == ("a\ufffdbc", "\ufffd")
    assert activities.KINDS[item.payload["channel"]] == "personal"


def test_all_that_one_person_does_has_one_sender_and_what_only_happens_has_none() -> None:
    done = (mention("How many?"), message("help", PERSONAL), press("who_reads"), thumb("like"))
    senders = {made(each).sender for each in done}
    assert len(senders) == 1 and "" not in senders
    assert made(press("who_reads", by=BOB)).sender not in senders
    assert made(activity("messageDelete", id="1700000000002")).sender == ""
