"""What Teams' items mean once they are worked on, and what invokes are answered with at once."""

import asyncio
from typing import Any

import pytest

from bot.chat.chat import Chat, ChatKind, Person
from bot.chat.heard import NamedFile
from bot.chat.ports import DirectoryUnavailableError
from bot.inbox.items import InboxItem
from bot.records.question_log import question_key
from bot.records.shown_messages import ShownMessages
from bot.teams.directory.senders import Senders
from bot.teams.inbound.inbound import item_of
from bot.teams.inbound.invokes import Invokes
from bot.teams.inbound.item_reading import TeamsItemReading
from bot.teams.inbound.meant_questions import MeantQuestions
from bot.teams.inbound.reception import Reception
from bot.teams.reply.message_keys import private_key
from bot.wording.sentences import say
from pipelines.records.database import Database
from tests.bot.fake_chat import FakeDirectory
from tests.bot.fake_surface import FakeSurface
from tests.bot.teams.activities import (
    ANN,
    BOB,
    CHANNEL,
    GROUP,
    MENTION,
    OTHER_TENANT,
    PERSONAL,
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
from tests.bot.teams.fake_connectors import Site

KEY = f"teams:{TENANT}:{CHANNEL}:1699"
FILE = NamedFile("g1", "Plan.docx", 0, "", link="https://x.sharepoint.com/Plan.docx")


class Files:
    """A directory that knows the files of channels, unless it may not look."""

    def __init__(self) -> None:
        self.error: DirectoryUnavailableError | None = None
        self.asked: list[tuple[str, str, str]] = []

    async def files_of(self, channel: str, thread: str, message: str) -> tuple[NamedFile, ...]:
        self.asked.append((channel, thread, message))
        if self.error is not None:
            raise self.error
        return (FILE,)

    async def person_of(self, channel: str, member: str) -> str:
        if self.error is not None:
            raise self.error
        return str({BOB["id"]: BOB["aadObjectId"]}.get(member, member))


class Reader:
    """The reading of items, over real records."""

    def __init__(self, records: Database) -> None:
        self.senders, self.files = Senders(), Files()
        self.shown = ShownMessages(records, "teams")
        self.last: list[Chat] = []
        self.questions = MeantQuestions(self.shown, self._last_in)
        files: Any = self.files
        self.reading = TeamsItemReading(self.senders, lambda tenant: files, self.questions)

    async def _last_in(self, chat: Chat) -> str:
        self.last.append(chat)
        return "last"

    def note(self, message: str, key: str = KEY, channel: str = CHANNEL) -> None:
        self.shown.note(TENANT, channel, key, 0, message)


@pytest.fixture
def reader(records: Database) -> Reader:
    return Reader(records)


def item(told: dict[str, Any]) -> InboxItem:
    made = item_of(told, TENANT)
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("told", "kind", "thread"),
    [
        (mention("A?"), ChatKind.PRIVATE, "1700000000001"),
        (mention("A?", CHANNEL, "1699"), ChatKind.PRIVATE, "1699"),
        (mention("A?", GROUP), ChatKind.GROUP, ""),
        (message("A?", PERSONAL), ChatKind.DIRECT, ""),
    ],
)
def test_what_is_heard_says_where_replies_go(reader: Reader, told: dict[str, Any], kind: ChatKind, thread: str) -> None:
    heard = asyncio.run(reader.reading.heard(item(told)))
    assert heard is not None
    assert (heard.chat.kind, heard.chat.thread, heard.text, heard.user_team) == (kind, thread, "A?", TENANT)
    assert heard.thread == (thread if thread == "1699" else "")
    sender = reader.senders.of(TENANT, str(ANN["aadObjectId"]))
    assert (sender.member, sender.locale, sender.name) == (ANN["id"], "en-US", "Ann")


OF_BOB = {"type": "mention", "mentioned": {"id": BOB["id"], "name": "Bob"}, "text": "<at>Bob</at>"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("explain <at>Bob</at> Plan.pdf", f"explain teams:{TENANT}:{BOB['aadObjectId']} Plan.pdf"),
        (f"explain teams:{TENANT}:x Plan.pdf", f"explain teams:{TENANT}:x Plan.pdf"),
    ],
)
def test_who_is_mentioned_behind_explain_is_named_by_their_identity(reader: Reader, text: str, words: str) -> None:
    told = item(mention(text, entities=[MENTION, OF_BOB]))
    assert told.kind == "command"
    assert asyncio.run(reader.reading.command(told)).text == words
    reader.files.error = DirectoryUnavailableError("chat_unreachable", chat="Teams")
    asked = asyncio.run(reader.reading.command(told)).text
    assert asked.startswith(f"explain teams:{TENANT}:") and asked.endswith(" Plan.pdf")


@pytest.mark.parametrize(
    "text", ["explain the plan to <at>Bob</at>", "explain <at>Bob</at>", "questions about <at>Bob</at>"]
)
def test_other_words_with_a_mention_are_a_question(reader: Reader, text: str) -> None:
    assert item(mention(text, entities=[MENTION, OF_BOB])).kind == "message"


def test_people_of_other_companies_are_seen_in_shared_channels(reader: Reader) -> None:
    told = mention("A?", data={"channel": {"id": CHANNEL, "type": "shared"}, "tenant": {"id": OTHER_TENANT}})
    heard = asyncio.run(reader.reading.heard(item(told)))
    assert heard is not None
    assert (heard.has_outsiders, heard.user_team, heard.chat.team) == (True, OTHER_TENANT, TENANT)


def test_files_of_a_channel_are_looked_up_where_the_bot_was_called(reader: Reader) -> None:
    html = {"contentType": "text/html", "content": '<attachment id="1"></attachment>'}
    heard = asyncio.run(reader.reading.heard(item(mention("A?", CHANNEL, "1699", attachments=[html]))))
    assert heard is not None
    assert (heard.files, reader.files.asked) == ((FILE,), [(CHANNEL, "1699", "1700000000001")])
    assert asyncio.run(reader.reading.heard(item(message("A?", attachments=[html])))) is not None
    assert len(reader.files.asked) == 1


def test_files_that_cannot_be_told_are_one_whose_card_says_why(reader: Reader) -> None:
    reader.files.error = DirectoryUnavailableError("chat_unreachable", chat="Teams")
    html = {"contentType": "text/html", "content": '<attachment id="1"></attachment>'}
    heard = asyncio.run(reader.reading.heard(item(mention("A?", attachments=[html]))))
    assert heard is not None
    (file,) = heard.files
    assert (file.address, file.link) == ("", "")


def test_what_is_gone_names_the_thread_of_its_reply(reader: Reader) -> None:
    gone = asyncio.run(reader.reading.deleted(item(activity("messageDelete", CHANNEL, "1699"))))
    assert (gone.message, gone.chat.thread) == ("1700000000001", "1699")
    alone = asyncio.run(reader.reading.deleted(item(activity("messageDelete", PERSONAL))))
    assert (alone.chat.kind, alone.chat.thread) == (ChatKind.DIRECT, "")


def test_a_press_knows_its_message_and_whether_one_person_alone_sees_it(reader: Reader) -> None:
    reader.note("m7")
    pressed = asyncio.run(reader.reading.pressed(item(press("retry_question"))))
    assert (pressed.value, pressed.message, pressed.thread) == ("q1", "m7", "1700000000001")
    assert (pressed.is_private, pressed.by.answer_to) == (False, "")
    reader.note("m7", private_key(KEY))
    pressed = asyncio.run(reader.reading.pressed(item(press("retry_question"))))
    assert (pressed.is_private, pressed.by.answer_to.startswith("clicked:")) == (True, True)


def test_a_label_that_was_written_and_thumbs_are_about_the_message_or_what_was_asked_last(reader: Reader) -> None:
    reader.note("m7")
    typed = asyncio.run(reader.reading.pressed(item(message("More passages", PERSONAL))))
    assert (typed.button, typed.value, typed.is_told) == ("more_passages", "last", False)
    assert reader.last[0].kind is ChatKind.DIRECT
    verdict = asyncio.run(reader.reading.pressed(item(thumb("like"))))
    assert (verdict.value, verdict.is_told) == (f"helpful:{question_key(KEY)}", True)
    unknown = asyncio.run(reader.reading.pressed(item(thumb("dislike", replyToId="m9"))))
    assert unknown.value == "unhelpful:last"
    listed = asyncio.run(reader.reading.pressed(item(message("What do you know?", PERSONAL))))
    assert (listed.button, listed.value) == ("show_documents", "")


def test_a_command_says_where_it_was_given_and_what_it_quotes(reader: Reader) -> None:
    command = asyncio.run(reader.reading.command(item(targeted("ask A?"))))
    assert (command.text, command.thread, command.by.channel) == ("ask A?", "1700000000001", CHANNEL)
    assert command.by.answer_to == "commanded:1700000000001"
    assert asyncio.run(reader.reading.command(item(mention("documents")))).by.answer_to == ""


def form(channel: str, carried: str, name: str = "upload", **fields: str) -> dict[str, Any]:
    data = {"tcbot": {"form": name, "carried": {"channel": carried, "thread": ""}}, **fields}
    return invoke("adaptiveCard/action", {"action": {"verb": "tcbot", "data": data}}, channel)


def test_what_is_filled_in_alone_with_the_bot_is_ones_own(reader: Reader) -> None:
    filled = asyncio.run(reader.reading.filled(item(form(PERSONAL, PERSONAL, **{"field:note": "new"}))))
    assert (filled.name, filled.carried["channel"], filled.value("note")) == ("upload", "", "new")
    elsewhere = asyncio.run(reader.reading.filled(item(form(PERSONAL, CHANNEL))))
    assert elsewhere.carried["channel"] == CHANNEL
    reader.note("m7", private_key("told"))
    private = asyncio.run(reader.reading.filled(item(form(CHANNEL, CHANNEL))))
    assert private.by.answer_to.startswith("clicked:")
    unknown = asyncio.run(reader.reading.filled(item(form(CHANNEL, CHANNEL, "unheard of"))))
    assert unknown.name == ""


def test_reasons_are_for_the_answer_that_holds_the_thumbs(reader: Reader) -> None:
    reader.note("m7")
    value = {"actionName": "feedback", "actionValue": {"reaction": "dislike", "feedback": '{"field:words": "1999"}'}}
    filled = asyncio.run(reader.reading.filled(item(invoke("message/submitAction", value))))
    assert (filled.name, filled.carried["question"], filled.value("words")) == ("feedback", question_key(KEY), "1999")


def test_added_messages_keep_their_files_and_news_their_people(reader: Reader) -> None:
    attached = {
        "id": "1",
        "contentType": "reference",
        "contentUrl": "https://x.sharepoint.com/P.docx",
        "name": "P.docx",
    }
    told = {"id": "1699", "body": {"content": "<p>Look</p>"}, "attachments": [attached]}
    added = asyncio.run(reader.reading.added(item(invoke("composeExtension/fetchTask", {"messagePayload": told}))))
    assert (added.heard.message, added.heard.text, added.by.user) == ("1699", "Look", ANN["aadObjectId"])
    assert [each.link for each in added.heard.files] == ["https://x.sharepoint.com/P.docx"]
    changed = asyncio.run(reader.reading.channel_news(item(news("channelRenamed", data={"channel": {"id": CHANNEL}}))))
    assert (changed.channel, changed.user, changed.is_bot) == (CHANNEL, "", False)


# Invokes


class Door:
    """The inbox's door, that remembers what came; or whose records are away."""

    def __init__(self) -> None:
        self.items: list[InboxItem] = []
        self.is_away = False

    async def take(self, item: InboxItem) -> bool:
        if self.is_away:
            raise ConnectionError
        self.items.append(item)
        return True


class Admitting:
    """A service that shuts nobody out."""

    async def is_admitted(self, person: Person, wanted: str) -> bool:
        return True


class Lobby:
    """All that an activity passes before it is acknowledged."""

    def __init__(self, records: Database, reader: Reader, tenant: str = TENANT) -> None:
        self.site, self.door, self.left = Site(records), Door(), list[tuple[str, str, bool]]()
        surface: Any = FakeSurface(FakeDirectory(), name="teams")
        assistant: Any = Admitting()
        door: Any = self.door
        invokes = Invokes(assistant, surface, reader.questions)
        self.reception = Reception(door, self.site.places, reader.senders, invokes, self._left, tenant)

    async def _left(self, team: str, channel: str, is_team: bool) -> None:
        self.left.append((team, channel, is_team))

    def take(self, told: dict[str, Any]) -> Any:
        return asyncio.run(self.reception.take(told))


@pytest.fixture
def lobby(records: Database, reader: Reader) -> Lobby:
    return Lobby(records, reader)


def test_what_comes_in_is_recorded_with_its_place_and_its_sender(lobby: Lobby, reader: Reader) -> None:
    assert lobby.take(mention("A?")) is None
    assert [each.kind for each in lobby.door.items] == ["message"]
    place = asyncio.run(lobby.site.places.get(TENANT, CHANNEL))
    assert place is not None
    assert reader.senders.of(TENANT, str(ANN["aadObjectId"])).channel == CHANNEL


def test_what_the_records_do_not_take_is_to_come_again(lobby: Lobby) -> None:
    lobby.door.is_away = True
    for told in (mention("A?"), press("retry_question")):
        with pytest.raises(ConnectionError):
            lobby.take(told)


def test_other_tenants_are_heard_in_no_way(lobby: Lobby) -> None:
    told = mention("A?")
    told["conversation"]["tenantId"] = OTHER_TENANT
    assert lobby.take(told) is None
    other = press("retry_question")
    other["conversation"]["tenantId"] = OTHER_TENANT
    assert lobby.take(other).status == 200
    assert lobby.door.items == []
    assert asyncio.run(lobby.site.places.get(OTHER_TENANT, CHANNEL)) is None


def test_where_the_bot_is_no_more_is_told_before_it_is_recorded(lobby: Lobby) -> None:
    lobby.take(activity("installationUpdate", PERSONAL, action="remove"))
    assert lobby.left == [(TENANT, PERSONAL, False)]
    assert [each.kind for each in lobby.door.items] == ["uninstalled"]


@pytest.mark.parametrize(
    ("told", "key"),
    [
        (press("retry_question"), "teams_taken"),
        (press("forget"), "teams_taken"),
        (form(CHANNEL, CHANNEL), "teams_taken"),
        (press("unheard of"), "teams_unknown_button"),
        (invoke("adaptiveCard/action", "nothing"), "teams_unknown_button"),
    ],
)
def test_a_card_is_answered_with_words_and_nothing_of_it_changes(lobby: Lobby, told: dict[str, Any], key: str) -> None:
    answer = lobby.take(told)
    assert (answer.status, answer.body["type"]) == (200, "application/vnd.microsoft.activity.message")
    assert answer.body["value"] == say(key, "en-x-teams")


def test_a_thumb_up_is_thanked_for_and_a_thumb_down_is_asked_about(lobby: Lobby, reader: Reader) -> None:
    reader.note("m7")
    assert lobby.take(thumb("like", locale="de-DE")).body["task"]["value"] == say("feedback_thanks", "de")
    body = lobby.take(thumb("dislike")).body["task"]
    assert (body["type"], body["value"]["title"]) == ("continue", say("feedback_title"))
    assert question_key(KEY) in str(body["value"]["card"]["content"])
    assert lobby.take(thumb("unheard of")).body == {}
    assert [each.payload["value"] for each in lobby.door.items] == ["helpful", "unhelpful"]


@pytest.mark.parametrize(
    "told", [invoke("unheard/of", {}), invoke("composeExtension/submitAction", {}), invoke("fileConsent/invoke", 7)]
)
def test_an_invoke_that_nobody_knows_is_answered_all_the_same(lobby: Lobby, told: dict[str, Any]) -> None:
    answer = lobby.take(told)
    assert (answer.status, answer.body, lobby.door.items) == (200, {}, [])


def test_a_message_without_files_is_said_to_have_none(lobby: Lobby) -> None:
    told = invoke("composeExtension/fetchTask", {"messagePayload": {"id": "1699"}})
    assert lobby.take(told).body["task"]["value"] == say("no_files_here", "en-x-teams")
    assert lobby.take(invoke("task/fetch", {})).body["task"]["value"] == say("teams_unknown_button", "en-x-teams")
