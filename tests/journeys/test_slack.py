"""The bot in Slack, end to end: `tcbot web` before a third party's emulator, every call judged by Slack's limits."""

import json
import time
from collections.abc import Iterator
from io import BytesIO

import pytest
from pypdf import PdfWriter

from bot.samples.catalogue import DEMO_QUESTIONS, HANDBOOK, SAMPLES
from tests.journeys.conftest import LLM, Tcbot, copied
from tests.journeys.slack_bot import SlackBot, running_slack_bot
from tests.servers.slack_people import ALICE, BOB, BOT, GENERAL, TEAM, SlackPeople, is_final, shown, signature
from tests.servers.writing_model import writing_model

pytestmark = [pytest.mark.slow, pytest.mark.servers]

VACATION, CARS = DEMO_QUESTIONS[0].text, DEMO_QUESTIONS[3].text
WRITTEN = (
    "Employees may carry over up to 5 days of unused vacation into the next calendar year [1]. ",
    "Carried-over days expire on 31 March unless the line manager has agreed to a later date in writing [1]. ",
    "The pump head screws take 900 Nm [1].",
)
QUIET = 3.0
"""Seconds in which a second reply would have come."""


@pytest.fixture(scope="module")
def bot(samples: Tcbot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SlackBot]:
    """A bot over the samples that quotes."""
    home = copied(samples.home, tmp_path_factory.mktemp("slack") / "home")
    with running_slack_bot(Tcbot(home)) as running:
        yield running


@pytest.fixture
def people(bot: SlackBot) -> Iterator[SlackPeople]:
    """Those who talk to it; whatever it called meanwhile kept Slack's rules."""
    bot.people.forget_report()
    yield bot.people
    report = bot.people.report()
    assert report["problems"] == []
    assert [ts for ts, stream in report["streams"].items() if stream["open"]] == []
    assert all(each["status"] == 200 for each in report["deliveries"]), report["deliveries"]


def test_a_mention_is_answered_in_its_thread_with_its_source(people: SlackPeople) -> None:
    question = people.mention(VACATION)
    reply = people.wait_reply(question)
    assert "Employee Handbook, p. 7 (printed 4)" in shown(reply)
    assert "up to 5 days of unused vacation" in shown(reply)
    assert len(people.replies(question)) == 1  # it came as app_mention and as message
    assert people.calls("assistant.threads.setStatus")[0]["thread_ts"] == question["ts"]


def test_a_follow_up_needs_no_mention_and_people_among_themselves_get_no_answer(people: SlackPeople) -> None:
    question = people.mention(VACATION)
    people.wait_reply(question)
    people.say("And how many weeks of parental leave are there?", thread=question["ts"])
    people.wait(lambda each: is_final(each) and "parental" in shown(each), thread=question["ts"])
    people.say(f"<@{ALICE}> can you bring the cake?", user=BOB, thread=question["ts"])
    people.say("no question to you, and not in a thread of yours. How many cakes?", user=BOB)
    time.sleep(QUIET)
    assert len(people.replies(question)) == 2


def test_a_direct_message_is_answered_and_refused_where_nothing_covers_it(people: SlackPeople) -> None:
    direct = people.direct_channel()
    people.say(CARS, channel=direct)
    refusal = people.wait(lambda each: "company" not in shown(each) and is_final(each), channel=direct)
    assert "I couldn't find this in the 3 documents you can read here." in shown(refusal)
    assert "Closest: Employee Handbook" in shown(refusal)


def test_a_file_on_a_mention_gets_a_card_that_ends_ready_and_its_words_are_answered(people: SlackPeople) -> None:
    words = b"# Canteen\n\nThe canteen of the north wing opens at 11:45 and closes at 14:15 on every working day.\n"
    people.upload("Canteen.md", words, f"<@{BOT}> please keep this")
    card = people.wait(lambda each: "Canteen" in shown(each) and "ready" in shown(each) and each["user"] == BOT)
    assert "Cancel" not in shown(card)
    question = people.mention("When does the canteen of the north wing open?")
    reply = people.wait_reply(question)
    assert "11:45" in shown(reply)
    assert "<http" in json.dumps(reply["blocks"])  # a link to the file in Slack


def test_a_question_beside_a_file_waits_for_the_file_and_is_answered_from_it(people: SlackPeople) -> None:
    words = b"# Sauna\n\nThe sauna in the basement is heated on Thursdays from 17:30 and on no other day.\n"
    people.upload("Sauna.md", words, f"<@{BOT}> on which day is the sauna in the basement heated?")
    people.wait(lambda each: is_final(each) and "Sauna" in shown(each) and "Thursdays" in shown(each))


def test_a_newer_file_and_one_that_is_known_say_so_on_their_cards(people: SlackPeople) -> None:
    for words, said in (
        (b"# Parking\n\nVisitors park on level 2.\n", "ready"),
        (b"# Parking\n\nVisitors park on level 3.\n", "Replaces the version of"),
    ):
        people.upload("Parking.md", words, f"<@{BOT}>")
        people.wait(lambda each, said=said: each["user"] == BOT and "Parking" in shown(each) and said in shown(each))
    direct = people.direct_channel()
    people.upload("Parking.md", words, channel=direct)
    people.wait(lambda each: each["user"] == BOT and "I already know this one" in shown(each), channel=direct)
    question = people.mention("On which level do visitors park?")
    assert "level 3" in shown(people.wait_reply(question))


def test_a_file_that_cannot_be_read_says_so_on_its_card_with_the_remedy(people: SlackPeople) -> None:
    people.upload("Locked.pdf", locked_pdf(), f"<@{BOT}>")
    card = people.wait(lambda each: each["user"] == BOT and "Locked" in shown(each) and "password" in shown(each))
    assert "Remove the password and share it again." in shown(card)


def test_an_event_that_is_delivered_again_is_answered_once(people: SlackPeople) -> None:
    question = people.mention(VACATION)
    for kind in ("app_mention", "message", "app_mention"):
        people.redeliver(kind)
    people.wait_reply(question)
    people.redeliver("app_mention")
    time.sleep(QUIET)
    assert len(people.replies(question)) == 1


@pytest.mark.parametrize("age", [-400, 400])
def test_a_stale_signature_is_refused(people: SlackPeople, age: int) -> None:
    body = {"type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event": said("stale")}
    stale = signature(json.dumps(body).encode(), stamp=int(time.time()) - age)
    assert people.deliver(body, **stale).status_code == 401


def test_a_wrong_or_missing_signature_is_refused(people: SlackPeople) -> None:
    body = {"type": "event_callback", "team_id": TEAM, "event_id": "Ev2", "event": said("wrong")}
    data = json.dumps(body).encode()
    assert people.deliver(body, **signature(data, secret="another")).status_code == 401
    assert people.deliver(body, **signature(data + b" ")).status_code == 401
    assert people.deliver(body, **{"X-Slack-Signature": ""}).status_code == 401
    assert people.deliver(body, **{"X-Slack-Request-Timestamp": "soon"}).status_code == 401


def test_a_request_that_is_replayed_with_its_good_signature_changes_nothing(people: SlackPeople) -> None:
    question = people.say("Not for the bot.")
    body = {"type": "event_callback", "team_id": TEAM, "event_id": "Ev3"}
    body["event"] = said(f"<@{BOT}> {VACATION}") | {"ts": question["ts"], "type": "app_mention"}
    kept = signature(json.dumps(body).encode())
    # The emulator has told of this message before, and nobody was meant: so it was, whoever says it again.
    assert [people.deliver(body, **kept).status_code for _ in range(3)] == [200] * 3
    time.sleep(QUIET)
    assert people.replies(question) == []


def test_a_model_writes_into_a_stream_that_ends_as_one_whole_answer(
    samples: Tcbot, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = copied(samples.home, tmp_path_factory.mktemp("writing") / "home")
    with writing_model(*WRITTEN) as url, running_slack_bot(Tcbot(home), LLM_URL=url, **LLM) as bot:
        question = bot.people.mention(VACATION)
        reply = bot.people.wait_reply(question)
        report = bot.people.report()
        (stream,) = report["streams"].values()
        assert not stream["open"]
        assert "carry over up to 5 days" in stream["text"]
        assert "900 Nm" not in stream["text"]
        assert "carry over up to 5 days" in shown(reply)
        assert "900 Nm" not in shown(reply)
        assert "Employee Handbook, p. 7" in shown(reply)
        assert len(bot.people.replies(question)) == 1
        assert report["problems"] == []
        started = bot.people.calls("chat.startStream")[0]
        assert (started["recipient_user_id"], started["recipient_team_id"]) == (ALICE, TEAM)


def said(text: str) -> dict[str, str]:
    """A message of Alice's in the general channel."""
    place = {"channel": GENERAL, "channel_type": "channel", "ts": f"{time.time():.6f}"}
    return {"type": "message", "user": ALICE, "text": text} | place


def locked_pdf() -> bytes:
    """A sample that can't be opened without its password."""
    writer = PdfWriter(clone_from=str(next(path for path in SAMPLES if path.name == HANDBOOK)))
    writer.encrypt(user_password="secret", algorithm="AES-256")
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
