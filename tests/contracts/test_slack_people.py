"""Who acts, in Slack's own terms: workspaces that payloads name, flags of channels, owners of files."""

import logging
from typing import Any

import pytest

from tests.adapters.questions import QUESTION
from tests.adapters.seen import Place, Somebody
from tests.adapters.slack.slack_chat import OTHER_TEAM, SlackChat
from tests.servers.slack_workspace import Conversation, StoredFile, new_id


def labels(slack: SlackChat) -> set[str]:
    """What the engine was asked with last."""
    slack.bot.settle()
    return set(slack.answers.asked[-1][1].labels)


def asked(slack: SlackChat, person: Somebody, place: Place, **fields: Any) -> set[str]:
    """What the engine is asked with for a mention with these fields; `is_shared` stands beside the event."""
    around = {"is_ext_shared_channel": True} if fields.pop("is_shared", False) else {}
    values = {"user": person.id, "user_team": slack.space.team, "text": f"<@{slack.space.bot}> {QUESTION}"}
    payload = slack.site.payload("mention", **values, channel=place.id)
    payload["event"] |= fields
    assert slack.site.deliver(slack.bot, payload | around).status_code == 200
    return labels(slack)


@pytest.mark.parametrize(
    "fields",
    [
        {"team": OTHER_TEAM},
        {"source_team": OTHER_TEAM},
        {"user_team": OTHER_TEAM},
    ],
)
def test_a_message_is_of_the_workspace_that_it_names_even_where_slack_knows_its_writer_here(
    slack: SlackChat, fields: dict[str, Any]
) -> None:
    ann = slack.person()
    place = slack.channel(ann)
    assert "everyone" in asked(slack, ann, place)
    assert "everyone" not in asked(slack, ann, place, **fields)


def test_a_channel_with_others_is_known_by_its_event_alone(slack: SlackChat) -> None:
    ann = slack.person()
    place = slack.channel(ann)
    assert asked(slack, ann, place, is_shared=True) == {f"slack:{slack.space.team}:{place.id}"}


@pytest.mark.parametrize("flag", ["is_ext_shared", "is_pending_ext_shared", "is_org_shared"])
def test_a_channel_that_others_are_in_or_invited_into_counts_as_shared_from_its_event_on(
    slack: SlackChat, flag: str
) -> None:
    ann = slack.person()
    place = slack.channel(ann)
    assert "everyone" in asked(slack, ann, place)
    for flags, is_wide in (({flag: True}, False), ({}, True)):
        slack.space.conversations[place.id].flags = dict(flags)
        slack.site.event(slack.bot, "channel_shared", channel=place.id, other_team=OTHER_TEAM)
        slack.bot.settle()
        assert ("everyone" in asked(slack, ann, place)) is is_wide


def test_a_private_question_between_two_people_is_nobodys_context(slack: SlackChat) -> None:
    ann, bob = slack.person(), slack.person("Bob")
    between = Conversation(new_id("D"), "direct", {ann.id, bob.id})
    slack.space.conversations[between.id] = between
    for person in (ann, bob, ann):
        slack.command(person, Place(between.id), f"ask {QUESTION}")
        slack.bot.settle()
        assert slack.answers.asked[-1][2] == ()


def test_alone_with_the_bot_is_who_slack_says_and_nobody_else(slack: SlackChat) -> None:
    ann, bob = slack.person(), slack.person("Bob")
    own = f"slack:{slack.space.team}:user:"
    slack.say(ann, slack.direct(ann), QUESTION)
    assert f"{own}{ann.id}" in labels(slack)
    slack.say(bob, slack.direct(ann), QUESTION)  # as Slack never has it
    assert not {f"{own}{ann.id}", f"{own}{bob.id}"} & labels(slack)


@pytest.mark.parametrize(
    ("owner", "places", "is_taken"),
    [("ann", {}, True), ("bob", {}, False), ("bob", {"channels": ["C2"]}, False), ("bob", {"channels": ["here"]}, True),
     ("bob", {"shares": {"private": {"G9": []}}}, False), ("bob", {"shares": {"public": {"here": []}}}, True)],
)  # fmt: skip
def test_a_file_is_taken_from_its_owner_or_where_it_was_shared(
    slack: SlackChat, owner: str, places: dict[str, Any], is_taken: bool
) -> None:
    ann, bob = slack.person(), slack.person("Bob")
    place = slack.channel(ann, bob)
    stored = StoredFile(new_id("F"), "Plan.md", b"The plan.", {"ann": ann, "bob": bob}[owner].id, is_for_bot=True)
    stored.flags = {name: _here(value, place.id) for name, value in places.items()}
    slack.space.files[stored.id] = stored
    slack.command(ann, place, "upload")
    form = slack.form(ann)
    file = slack.file(ann, "Plan.md", "The plan.")
    slack.space.files.pop(file.id)
    slack.submit(ann, form, {"Files": [type(file)(stored.id, "Plan.md")]})
    slack.bot.settle()
    assert bool(slack.bot.shared_files(stored.id)) is is_taken
    assert bool(slack.site.server.downloads) is is_taken


def _here(value: Any, place: str) -> Any:
    if isinstance(value, list):
        return [place if each == "here" else each for each in value]
    return {kind: {(place if each == "here" else each): [] for each in found} for kind, found in value.items()}


def test_whose_a_direct_message_is_follows_from_who_is_in_it_where_slack_does_not_name_them(slack: SlackChat) -> None:
    ann, bob = slack.person(), slack.person("Bob")
    place = slack.direct(ann)
    slack.space.conversations[place.id].flags = {"user": ""}
    slack.say(ann, place, QUESTION)
    assert f"slack:{slack.space.team}:user:{ann.id}" in labels(slack)
    slack.bot.time_passes(61)
    slack.space.conversations[place.id].members.add(bob.id)
    slack.say(ann, place, QUESTION)
    assert f"slack:{slack.space.team}:user:{ann.id}" not in labels(slack)


def test_a_channel_that_becomes_private_is_looked_at_anew(slack: SlackChat) -> None:
    ann = slack.person()
    place = slack.channel(ann)
    asked(slack, ann, place)
    before = len(slack.site.server.calls("conversations.info"))
    payload = slack.site.payload("message_of_the_system", channel=place.id, text="private now", user=ann.id)
    payload["event"]["subtype"] = "channel_convert_to_private"
    assert slack.site.deliver(slack.bot, payload).status_code == 200
    slack.bot.settle()
    asked(slack, ann, place)
    assert len(slack.site.server.calls("conversations.info")) == before + 1


def test_what_one_could_ask_is_suggested_in_the_tab_of_messages(slack: SlackChat) -> None:
    ann = slack.person()
    slack.teach(ann, slack.direct(ann), "Handbook.md", "The handbook.")
    slack.space.prompts.clear()
    values = {"user": ann.id, "channel": slack.direct(ann).id, "tab": "messages", "view": None}
    slack.site.event(slack.bot, "page_opened", **values)
    slack.bot.settle()
    (said,) = slack.space.prompts
    assert ([each["message"] for each in said["prompts"]], "thread_ts" in said) == (["What does Handbook say?"], False)


def test_a_slack_that_is_away_at_the_start_of_socket_mode_is_called_again(slack: SlackChat) -> None:
    slack.go_away()
    slack.bot.stop()
    slack.bot.start(slack_signing_secret=None, slack_app_token="xapp-change-me")
    slack.seen(lambda: slack.site.server.calls("apps.connections.open"))
    slack.heal()
    slack.seen(lambda: slack.site.server.sockets, hurry=True)


def test_what_we_log_is_logged_where_slack_is_connected(slack: SlackChat) -> None:
    ann = slack.person()
    slack.ask(ann, slack.channel(ann), QUESTION)
    for name in ("tcbot", "tcbot.inbox"):
        assert logging.getLogger(name).getEffectiveLevel() == logging.getLogger().level
