"""What Slack's inbox items mean, also those of a version before: their payloads stand here as it wrote them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar

import pytest

from bot.chat.actor import Actor
from bot.chat.buttons import ButtonPress
from bot.chat.chat import Chat, ChatKind
from bot.chat.command import Command
from bot.chat.heard import Deleted, Heard, NamedFile
from bot.chat.news import ChannelNews
from bot.inbox.items import InboxItem
from bot.records.installations import Installation
from bot.slack.directory.clients import SlackClients
from bot.slack.inbound.item_reading import SlackItemReading

T = TypeVar("T")
INSTALLED = Installation("slack", "T1", "", "Team", "B1", "UB", "xoxb-change-me", (), "U1")
SAID = {
    "channel": "C1",
    "channel_type": "channel",
    "user": "U1",
    "user_team": "T1",
    "text": "<@UB> how many &amp; when?",
    "message": "1.2",
    "thread": "",
    "files": [],
    "is_called": False,
    "edited": "",
    "is_shared": False,
}
PRESSED = {
    "action": "more_passages",
    "value": "q1",
    "channel": "C1",
    "message": "2.0",
    "thread": "1.2",
    "user": "U1",
    "user_team": "T1",
    "response_url": "https://slack.example/answer",
    "is_ephemeral": True,
}


def read(payload: dict[str, Any], how: Callable[[SlackItemReading, InboxItem], Awaitable[T]]) -> T:
    """What an item means where the bot is UB."""

    async def act() -> T:
        clients = SlackClients("http://localhost:1/api", None, lambda team: INSTALLED)
        try:
            return await how(SlackItemReading(clients), InboxItem("k", "slack", "T1", "kind", payload))
        finally:
            await clients.close()

    return asyncio.run(act())


def heard(**changes: Any) -> Heard | None:
    return read(SAID | changes, lambda reading, item: reading.heard(item))


def test_a_message_reads_as_people_read_it() -> None:
    chat = Chat("slack", "T1", "C1", ChatKind.PUBLIC, "1.2")
    assert heard() == Heard(chat, "U1", "T1", "1.2", "", "how many & when?", calls_bot=True, said_at=1.2)
    assert heard(user="UB") is None
    file = {"id": "F1", "name": "a.pdf", "bytes": 7, "media_type": "application/pdf"}
    said = heard(files=[file], is_shared=True, user_team="T9")
    assert said is not None
    assert said.files == (NamedFile("F1", "a.pdf", 7, "application/pdf"),)
    assert (said.has_outsiders, said.user_team) == (True, "T9")


@pytest.mark.parametrize(
    ("text", "is_called", "calls_bot", "mentions_others"),
    [
        ("<@UB> how?", False, True, False),
        ("how?", True, True, False),
        ("how?", False, False, False),
        ("<@U7> how?", False, False, True),
        ("<@UB> and <@U7>: how?", False, True, True),
        ("<@UB|tcbot> how?", False, False, True),
        ("<!here> how?", False, False, True),
        ("<!subteam^S1|team> how?", False, False, True),
        ("<#C7|sales> how?", False, False, False),
        ("<mailto:a@b.example|a@b.example> how?", False, False, False),
    ],
)
def test_whom_a_message_mentions_is_told_from_slacks_spelling(
    text: str, is_called: bool, calls_bot: bool, mentions_others: bool
) -> None:
    said = heard(text=text, is_called=is_called)
    assert said is not None
    assert (said.calls_bot, said.mentions_others) == (calls_bot, mentions_others)


@pytest.mark.parametrize(
    ("channel", "kind", "thread", "becomes", "replies_in"),
    [
        ("D1", "im", "", ChatKind.DIRECT, ""),
        ("D1", "", "", ChatKind.DIRECT, ""),
        ("D1", "im", "0.9", ChatKind.DIRECT, "0.9"),
        ("G1", "mpim", "", ChatKind.GROUP, "1.2"),
        ("C1", "channel", "0.9", ChatKind.PUBLIC, "0.9"),
        ("C1", "", "", ChatKind.PRIVATE, "1.2"),
        ("C1", "group", "", ChatKind.PRIVATE, "1.2"),
    ],
)
def test_where_a_message_is_and_where_its_reply_goes(
    channel: str, kind: str, thread: str, becomes: ChatKind, replies_in: str
) -> None:
    said = heard(channel=channel, channel_type=kind, thread=thread)
    assert said is not None
    assert (said.chat.kind, said.chat.thread, said.thread) == (becomes, replies_in, thread)


@pytest.mark.parametrize(
    ("channel", "thread", "replied_in"),
    [("C1", "1.2", "1.2"), ("C1", "0.9", "0.9"), ("D1", "1.2", ""), ("D1", "0.9", "0.9")],
)
def test_a_deleted_message_names_where_its_reply_stands(channel: str, thread: str, replied_in: str) -> None:
    gone = read({"channel": channel, "message": "1.2", "thread": thread}, lambda reading, item: reading.deleted(item))
    kind = ChatKind.DIRECT if channel == "D1" else ChatKind.PRIVATE
    assert gone == Deleted(Chat("slack", "T1", channel, kind, replied_in), "1.2")


def test_a_press_and_a_command_name_who_where_and_the_address_for_answers() -> None:
    by = Actor("U1", "T1", "C1", "https://slack.example/answer")
    pressed = read(PRESSED, lambda reading, item: reading.pressed(item))
    assert pressed == ButtonPress(by, "more_passages", "q1", "2.0", "1.2", is_private=True)
    given = {
        "command": "/tcbot",
        "text": "ask <@UB> how &amp; when?",
        "channel_id": "C1",
        "user_id": "U1",
        "response_url": "https://slack.example/answer",
    }
    command = read(given, lambda reading, item: reading.command(item))
    assert command == Command(replace(by, team=""), "ask how & when?")  # a version before named no workspace


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("explain <@U2|ana> Plan.pdf", "explain slack:T1:U2 Plan.pdf"),
        ("<@UB> explain <@U2> Plan.pdf", "explain slack:T1:U2 Plan.pdf"),
        ("Explain  <@U2> the plan", "explain slack:T1:U2 the plan"),
        ("explain the plan to <@U2|ana>", "explain the plan to ana"),
        ("explain <#C2|sales> Plan.pdf", "explain sales Plan.pdf"),
    ],
)
def test_who_is_mentioned_behind_explain_is_named_by_their_identity(text: str, words: str) -> None:
    given = {"command": "/tcbot", "text": text, "channel_id": "C1", "user_id": "U1", "response_url": ""}
    assert read(given, lambda reading, item: reading.command(item)).text == words


@pytest.mark.parametrize(("channel", "goes"), [("C1", "C1"), ("D1", ""), ("", "")])
def test_an_upload_of_a_direct_message_belongs_between_the_person_and_the_bot(channel: str, goes: str) -> None:
    files = {"files": [{"id": "F1", "name": "a.pdf", "size": 7, "mimetype": "application/pdf"}]}
    view = {
        "callback_id": "upload",
        "private_metadata": f'{{"channel": "{channel}", "thread": ""}}',
        "state": {"values": {"files": {"files": files}, "note": {"note": {"value": " new "}}}},
    }
    form = read({"view": view, "user": "U1"}, lambda reading, item: reading.filled(item))
    assert (form.carried["channel"], form.value("note"), form.by) == (goes, "new", Actor("U1", ""))
    assert form.files == (NamedFile("F1", "a.pdf", 7, "application/pdf"),)


def test_who_adds_a_message_needs_not_have_written_it() -> None:
    payload = {"name": "add_to_knowledge", "by": "U2", "by_team": "T1", "said": SAID | {"user": "UB"}}
    added = read(payload | {"response_url": "https://a"}, lambda reading, item: reading.added(item))
    assert (added.by, added.heard.user) == (Actor("U2", "T1", "C1", "https://a"), "UB")


@pytest.mark.parametrize(
    ("payload", "news"),
    [
        ({"user": "UB", "channel": "C1"}, ChannelNews("C1", "UB", is_bot=True)),
        ({"user": "U1", "channel": "C1"}, ChannelNews("C1", "U1")),
        ({"channel": "C1"}, ChannelNews("C1")),
    ],
)
def test_news_of_a_channel_say_whether_they_are_about_the_bot(payload: dict[str, Any], news: ChannelNews) -> None:
    assert read(payload, lambda reading, item: reading.channel_news(item)) == news


@pytest.mark.parametrize(
    ("payload", "is_farewell"),
    [({}, True), ({"tokens": {"bot": ["UB"]}}, True), ({"tokens": {"oauth": ["U1"]}}, False)],
)
def test_a_token_of_somebody_else_is_no_farewell(payload: dict[str, Any], is_farewell: bool) -> None:
    async def asked(reading: SlackItemReading, item: InboxItem) -> bool:
        return reading.is_farewell(item)

    assert read(payload, asked) is is_farewell


@pytest.mark.parametrize(("message", "said_at"), [("1732800000.000100", 1732800000.0001), ("x.1", 0.0), ("1.2.3", 0.0)])
def test_a_message_says_when_it_was_written(message: str, said_at: float) -> None:
    read_message = heard(message=message)
    assert read_message is not None and read_message.said_at == said_at
