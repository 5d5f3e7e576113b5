"""What one person alone is shown in Teams: never for all, whatever is refused; and messages of ours that are noted."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import pytest

from bot.chat.chat import Chat, ChatKind, Person, Question
from bot.chat.ended import Ended
from bot.chat.troubles import ChatTroubleError, PlaceGoneError
from bot.service.replies.private_reply import PrivateReply
from bot.teams.directory.errors import ConnectorError
from bot.teams.render.teams_message import TeamsMessage
from bot.teams.reply.message_keys import is_private, own_key, private_key
from bot.teams.reply.posting import MessagePlace, stamped
from bot.teams.reply.private_messages import TeamsPrivateMessages
from bot.teams.reply.whispers import Whispered
from pipelines.records.database import Database
from pipelines.types import Answer, Outcome
from tests.bot.fake_messages import FakeNotes
from tests.bot.teams.activities import ANN, CHANNEL, PERSONAL, TENANT
from tests.bot.teams.fake_connectors import DIRECT, FINANCE, LOST, MALFORMED, MISSING, REFUSED, Site

IN_CHANNEL = Chat("teams", TENANT, CHANNEL, ChatKind.PRIVATE, "1700")
ALONE = Chat("teams", TENANT, PERSONAL, ChatKind.DIRECT)
WHO = Person("teams", TENANT, str(ANN["aadObjectId"]))
STRANGER = Person("teams", TENANT, "unknown")
HELLO, MORE = TeamsMessage(text="Only you."), TeamsMessage(text="And more.")
SPOT = MessagePlace(TENANT, CHANNEL, "1700", "k1")


def played(records: Database, act: Callable[[Site], Awaitable[None]], *places: object) -> Site:
    """What came of it."""

    async def run() -> Site:
        site = Site(records, *(places or (DIRECT, FINANCE)))  # type: ignore[arg-type]
        await site.open()
        await act(site)
        return site

    return asyncio.run(run())


def test_within_a_conversation_one_member_sees_it_as_an_answer_to_their_command(records: Database) -> None:
    async def act(site: Site) -> None:
        shown = await site.whispers().show(IN_CHANNEL, WHO, HELLO, "k1", quoted="1699")
        assert shown == Whispered(CHANNEL, "a1", str(ANN["id"]))
        assert await site.whispers().noted(IN_CHANNEL, WHO, "k1") == Whispered(CHANNEL, "a1")

    connectors = played(records, act).connectors
    ((member, activity),) = connectors.alone.values()
    assert (member, activity["text"]) == (ANN["id"], "Only you.")
    assert activity["entities"] == [{"type": "targetedMessageInfo", "messageId": "1699"}]
    assert connectors.stands == {}


@pytest.mark.parametrize("status", [400, 403, 404, 405, 501])
def test_where_a_conversation_takes_no_such_message_it_comes_in_the_personal_chat(
    records: Database, status: int
) -> None:
    async def act(site: Site) -> None:
        site.connectors.fail("send_alone", ConnectorError(status, "Refused"))
        assert (await site.whispers().show(IN_CHANNEL, WHO, HELLO, "k1")).channel == PERSONAL

    connectors = played(records, act).connectors
    assert (connectors.texts(), connectors.alone) == (["Only you."], {})


def test_where_it_is_unknown_whether_it_arrived_it_is_shown_in_no_other_way(records: Database) -> None:
    async def act(site: Site) -> None:
        site.connectors.fail("send_alone", LOST, is_done=True)
        with pytest.raises(ConnectorError):
            await site.whispers().show(IN_CHANNEL, WHO, HELLO, "k1")

    assert played(records, act).connectors.stands == {}


def test_a_personal_chat_that_is_not_known_is_opened(records: Database) -> None:
    async def act(site: Site) -> None:
        site.connectors.fail("send_alone", REFUSED)
        await site.whispers().show(IN_CHANNEL, WHO, HELLO, "k1")
        opened = await site.places.direct(TENANT, WHO.id)
        assert opened is not None
        assert (opened.channel, opened.member) == (PERSONAL, ANN["id"])

    assert "open_direct" in played(records, act, FINANCE).connectors.kinds()


@pytest.mark.parametrize("person", [WHO, STRANGER])
def test_who_can_be_reached_in_no_way_is_shown_nothing_and_nobody_else_is(records: Database, person: Person) -> None:
    async def act(site: Site) -> None:
        site.connectors.fail("send_alone", REFUSED)
        site.connectors.fail("open_direct", MALFORMED)
        with pytest.raises(ConnectorError) as raised:
            await site.whispers().show(IN_CHANNEL, person, HELLO, "k1")
        assert (raised.value.status, raised.value.code) == (404, "no_place")

    connectors = played(records, act, FINANCE).connectors
    assert (connectors.stands, connectors.alone) == ({}, {})


def test_where_nothing_may_be_targeted_all_of_it_is_personal(records: Database) -> None:
    async def act(site: Site) -> None:
        await site.whispers(may_target=False).show(IN_CHANNEL, WHO, HELLO, "k1")

    connectors = played(records, act).connectors
    assert (connectors.texts(), connectors.alone) == (["Only you."], {})


def test_it_gives_way_to_something_else_as_long_as_it_is_there(records: Database) -> None:
    async def act(site: Site) -> None:
        whispers = site.whispers()
        shown = await whispers.show(IN_CHANNEL, WHO, HELLO, "k1")
        assert await whispers.change(IN_CHANNEL, WHO, shown, MORE)
        site.connectors.alone.clear()
        assert not await whispers.change(IN_CHANNEL, WHO, shown, MORE)
        site.connectors.fail("update_alone", LOST)
        with pytest.raises(ConnectorError):
            await whispers.change(IN_CHANNEL, WHO, shown, MORE)
        assert not await whispers.change(IN_CHANNEL, WHO, Whispered("nowhere", "a1"), MORE)

    played(records, act)


def private(site: Site, notes: FakeNotes) -> PrivateReply[TeamsMessage]:
    """A private reply to a question in a channel, by what is noted."""
    question = Question("k1", IN_CHANNEL, WHO, "1700", "How many?", only_asker=True)
    messages = TeamsPrivateMessages(site.whispers(), question, nobody_named)
    return PrivateReply(messages, question, notes, dict(notes.kept))


async def nobody_named(_: Ended) -> Mapping[str, str]:
    """The answers here tell of nobody."""
    return {}


def answered(*citations: object) -> Ended:
    """An answer."""
    return Ended(Answer(Outcome.ANSWERED, "Five days.", 0.9))


def test_a_private_answer_takes_the_place_of_its_sign_also_in_the_next_process(records: Database) -> None:
    async def act(site: Site) -> None:
        notes = FakeNotes()
        await private(site, notes).status("Looking…")
        await private(site, notes).finish(answered())

    connectors = played(records, act).connectors
    ((_, shown),) = connectors.alone.values()
    assert shown["text"].startswith("Five days.")
    assert connectors.stands == {}


@pytest.mark.parametrize("failing", ["send_alone", "update_alone"])
def test_a_private_answer_is_never_for_all_whatever_is_refused(records: Database, failing: str) -> None:
    async def act(site: Site) -> None:
        site.connectors.fail(failing, REFUSED)
        reply = private(site, FakeNotes())
        await reply.status("Looking…")
        await reply.finish(answered())

    connectors = played(records, act).connectors
    personal = connectors.texts()
    alone = [str(activity["text"]) for _, activity in connectors.alone.values()]
    assert sum(each.startswith("Five days.") for each in (*personal, *alone)) == 1


def test_a_private_answer_that_cannot_be_shown_says_why(records: Database) -> None:
    async def act(site: Site) -> None:
        site.connectors.fail("send_alone", LOST)
        with pytest.raises(ChatTroubleError):
            await private(site, FakeNotes()).finish(answered())
        await site.places.forget(TENANT)
        with pytest.raises(PlaceGoneError):
            await private(site, FakeNotes()).finish(answered())

    assert played(records, act).connectors.stands == {}


def test_keys_of_private_messages_are_told_apart_and_fit() -> None:
    assert (is_private(private_key("k")), is_private("k"), own_key(private_key("k"))) == (True, False, "k")
    long = private_key("k" * 255)
    assert (is_private(long), len(long) <= 255) == (True, True)


# Messages for all


def test_what_is_noted_is_brought_up_to_date_and_what_is_gone_is_sent_anew(records: Database) -> None:
    async def act(site: Site) -> None:
        posting = site.posting
        first = await posting.post(SPOT, HELLO)
        assert await site.posting.post(SPOT, MORE, look_first=True) == first
        assert site.connectors.texts() == ["And more."]
        site.connectors.stands.clear()
        again = await site.posting.post(SPOT, HELLO, look_first=True)
        assert again != first
        assert site.shown.of(TENANT, CHANNEL, "k1") == {0: [again]}

    played(records, act)


def test_messages_are_taken_away_or_say_that_they_were(records: Database) -> None:
    async def act(site: Site) -> None:
        posting = site.posting
        ids = [await posting.post(SPOT, HELLO, part) for part in range(3)]
        site.connectors.fail("delete", MISSING, REFUSED)
        assert await posting.withdraw(SPOT, ids)
        assert site.shown.of(TENANT, CHANNEL, "k1") == {}
        assert not await posting.withdraw(SPOT, [])
        site.connectors.fail("delete", LOST)
        with pytest.raises(ConnectorError):
            await posting.withdraw(SPOT, ["m1"])

    texts = played(records, act).connectors.texts()
    assert [each for each in texts if each.startswith("This answer was taken back")] == [texts[0]]


def test_only_buttons_that_start_something_tell_their_card_from_the_next() -> None:
    def card(text: str) -> dict[str, object]:
        actions = [{"data": {"tcbot": {"button": name, "value": "q"}}} for name in ("retry_question", "who_reads")]
        return {"attachments": [{"content": {"body": [text], "actions": actions}}]}

    first, other = stamped(card("a")), stamped(card("b"))
    states = [each["attachments"][0]["content"]["actions"][0]["data"]["tcbot"]["state"] for each in (first, other)]
    assert states[0] != states[1]
    assert "state" not in first["attachments"][0]["content"]["actions"][1]["data"]["tcbot"]
    assert stamped({"text": "a"}) == {"text": "a"}
