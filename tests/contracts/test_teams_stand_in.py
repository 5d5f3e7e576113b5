"""Our own Teams is as strict as Teams: it refuses what Teams refuses, by the same statuses and codes."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.contracts.teams_world import TeamsWorld
from tests.servers.teams_refusals import RefusedError
from tests.servers.teams_streams import CANCELLED, COMPLETED, LATE, NOT_ALLOWED, TeamsStreams

LINES = [{"type": "TextBlock", "text": "Five days", "wrap": True}]
CONTENT = {"type": "AdaptiveCard", "version": "1.5", "fallbackText": "Five days", "body": LINES}
CARD = {"contentType": "application/vnd.microsoft.card.adaptive", "content": CONTENT}


@pytest.fixture
def world() -> Iterator[TeamsWorld]:
    """Ann and Bob, anew."""
    with TeamsWorld() as world:
        yield world


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How far the time of the rules is ahead, by a number that a test changes."""
    ahead = [0.0]
    monkeypatch.setattr("tests.servers.teams_streams.time.monotonic", lambda: ahead[0])
    return ahead


def piece(text: str, sequence: int, stream: str = "", kind: str = "streaming") -> dict[str, Any]:
    """A piece of a stream."""
    info = {"type": "streaminfo", "streamType": kind, "streamSequence": sequence} | (
        {"streamId": stream} if stream else {}
    )
    return {"type": "typing", "text": text, "entities": [info]}


def final(text: str, stream: str) -> dict[str, Any]:
    """The end of a stream."""
    return {
        "type": "message",
        "text": text,
        "entities": [{"type": "streaminfo", "streamType": "final", "streamId": stream}],
    }


def take(world: TeamsWorld, activity: dict[str, Any]) -> str:
    """What a stream's rules make of an activity: an id, or the words of the refusal."""
    streams: TeamsStreams = world.connector.messages.streams
    try:
        return streams.take(world.direct, activity)
    except RefusedError as refused:
        return str(refused)


def test_a_stream_goes_from_a_sign_over_text_to_its_end(world: TeamsWorld, seconds: list[float]) -> None:
    stream = take(world, piece("Looking…", 1, kind="informative"))
    for number, text in enumerate(("Five", "Five days"), 2):
        seconds[0] += 1.5
        assert take(world, piece(text, number, stream)) == ""
    assert take(world, final("Five days [1].", stream)) == ""
    assert [each.kind for each in world.tenant.journal] == ["signal", "streamed", "streamed", "shown"]
    assert world.tenant.broken_rules == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda stream: piece("Other", 3, stream), "previously streamed"),
        (lambda stream: piece("Reading…", 3, stream, "informative"), "Informative messages come before"),
        (lambda stream: piece("Five days", 2, stream), "SequenceOrder"),
        (lambda stream: piece("Five", 1), NOT_ALLOWED),
        (lambda stream: piece("x" * 1_001, 3, stream, "informative"), "1,000 characters"),
        (lambda stream: piece("Five days", 3, stream) | {"attachments": [CARD]}, "with the final message alone"),
        (lambda stream: final("Five", ""), "an id and no sequence"),
        (lambda stream: piece("Five days", 3, "1"), "NotFound"),
        (lambda stream: piece(" ", 3, stream), "with text"),
    ],
)
def test_what_breaks_a_streams_rules_is_refused(
    world: TeamsWorld, seconds: list[float], wrong: Any, words: str
) -> None:
    stream = take(world, piece("Five", 1))
    seconds[0] += 2.0
    take(world, piece("Five", 2, stream))
    seconds[0] += 2.0
    assert words in take(world, wrong(stream))


@pytest.mark.parametrize(("how", "words"), [("late", LATE), ("stop", CANCELLED), ("ended", COMPLETED)])
def test_a_stream_that_is_over_says_why(world: TeamsWorld, seconds: list[float], how: str, words: str) -> None:
    stream = take(world, piece("Five", 1))
    if how == "late":
        seconds[0] += 121.0
    elif how == "stop":
        world.connector.messages.streams.cancel(world.direct)
    else:
        take(world, final("Five", stream))
    seconds[0] += 2.0
    assert take(world, piece("Five days", 2, stream)) == words


def test_streams_are_for_personal_chats_alone_and_not_hurried(world: TeamsWorld) -> None:
    refused = world.send(world.channel.id, piece("Five", 1))
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "ContentStreamNotAllowed")
    begun = world.send(world.direct.id, piece("Five", 1))
    hurried = world.send(world.direct.id, piece("Five days", 2, begun.json()["id"]))
    assert (begun.status_code, hurried.status_code, hurried.headers["retry-after"]) == (201, 429, "1")


def test_text_with_a_card_which_teams_splits_is_refused(world: TeamsWorld) -> None:
    answer = world.send(world.channel.id, {"text": "Five days", "attachments": [CARD]})
    assert (answer.status_code, "two messages" in answer.text) == (400, True)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": "x" * 52_000}, 413),
        ({"attachments": [CARD | {"content": {"type": "AdaptiveCard", "body": ["x" * 29_000]}}]}, 413),
        ({"type": "event", "name": "x"}, 400),
        ({"text": "Five days"}, 201),
    ],
)
def test_messages_have_sizes(world: TeamsWorld, body: dict[str, Any], status: int) -> None:
    assert world.send(world.channel.id, body).status_code == status


def test_nobody_writes_without_a_token_or_where_the_bot_is_not(world: TeamsWorld) -> None:
    path = f"conversations/{world.channel.id}/activities"
    assert world.call("POST", path, {"text": "x"}, Authorization="Bearer stolen").status_code == 401
    assert world.send("19:nowhere@thread.tacv2", {"text": "x"}).status_code == 404
    assert world.send(f"{world.channel.id};messageid=1", {"text": "x"}).status_code == 404
    assert world.send(f"{world.direct.id};messageid=1", {"text": "x"}).status_code == 400
    world.channel.has_bot = False
    refused = world.send(world.channel.id, {"text": "x"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "BotNotInConversationRoster")


def test_messages_of_others_are_not_changed_nor_taken_away(world: TeamsWorld) -> None:
    asked = world.tenant.add(world.channel, world.ann.member, {"text": "How many?"})
    own = world.send(f"{world.channel.id};messageid={asked.id}", {"text": "Five"}).json()["id"]
    for message, status in ((asked.id, 404), ("1", 404), (own, 200)):
        assert world.send(world.channel.id, {"text": "Six"}, message).status_code == status
        path = f"conversations/{world.channel.id}/activities/{message}"
        assert world.call("DELETE", path).status_code == status
    assert world.send(world.channel.id, {"text": "Seven"}, own).status_code == 404  # it is gone


def test_a_targeted_message_is_for_a_member_and_stays_theirs(world: TeamsWorld) -> None:
    eve = world.person("Eve")
    said = {"text": "Five", "recipient": {"id": world.bob.member, "isTargeted": True}}
    own = world.send(world.channel.id, said, alone=True).json()["id"]
    assert world.send(world.channel.id, {"text": "Six"}, own).status_code == 404
    assert world.send(world.channel.id, {"text": "Six"}, own, alone=True).status_code == 200
    for conversation, recipient in (
        (world.channel.id, {"id": eve.member, "isTargeted": True}),
        (world.channel.id, {"id": world.bob.member}),
        (world.direct.id, {"id": world.ann.member, "isTargeted": True}),
    ):
        assert world.send(conversation, said | {"recipient": recipient}, alone=True).status_code == 400
    world.tenant.has_targeted = False
    assert world.send(world.channel.id, said, alone=True).status_code == 400


def test_more_messages_than_a_conversation_takes_have_to_wait(world: TeamsWorld) -> None:
    answers = [world.send(world.channel.id, {"text": str(number)}) for number in range(9)]
    assert 429 in {each.status_code for each in answers}
    (refused, *_) = [each for each in answers if each.status_code == 429]
    assert int(refused.headers["retry-after"]) >= 1


def test_an_update_adds_no_thumbs(world: TeamsWorld) -> None:
    thumbs = {"channelData": {"feedbackLoop": {"type": "custom"}}}
    with_them, without = (world.send(world.channel.id, {"text": "…"} | more).json()["id"] for more in (thumbs, {}))
    for message in (with_them, without):
        world.send(world.channel.id, {"text": "Five"} | thumbs, message)
    assert [each.has_feedback for each in world.channel.messages] == [True, False]


def test_rosters_come_in_pages_and_name_nobody_else(world: TeamsWorld) -> None:
    world.channel.members |= {world.person(f"Person {number}").member for number in range(70)}
    path = f"conversations/{world.channel.id}/pagedmembers?pageSize=50"
    first = world.call("GET", path).json()
    second = world.call("GET", f"{path}&continuationToken={first['continuationToken']}").json()
    assert (len(first["members"]), len(second["members"]), "continuationToken" in second) == (50, 22, False)
    assert world.call("GET", f"conversations/{world.channel.id}/pagedmembers?pageSize=10").status_code == 400
    one = f"conversations/{world.channel.id}/members"
    assert world.call("GET", f"{one}/{world.ann.aad}").json()["id"] == world.ann.member
    assert world.call("GET", f"{one}/{world.person('Eve').member}").status_code == 404


def test_a_personal_chat_is_opened_with_whom_the_bot_knows(world: TeamsWorld) -> None:
    def opened(member: str, tenant: str = "") -> int:
        asked = {"bot": {"id": world.tenant.bot}, "members": [{"id": member}], "isGroup": False}
        asked |= {"channelData": {"tenant": {"id": tenant or world.tenant.id}}}
        return world.call("POST", "conversations", asked).status_code

    assert opened(world.bob.member) == opened(world.bob.aad) == 201
    assert opened(world.person("Eve").member) == 403
    assert opened("29:1nobody") == opened(world.bob.member, "another tenant") == 400
