"""What people do in Slack beside asking: commands, buttons, dialogs, the agent's pane, App Home, edits."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from bot.samples.catalogue import DEMO_QUESTIONS
from tests.journeys.conftest import Tcbot, copied
from tests.journeys.slack_bot import SlackBot, running_slack_bot
from tests.servers.slack_people import ALICE, BOB, BOT, GENERAL, RANDOM, TEAM, SlackPeople, is_final, shown

pytestmark = [pytest.mark.slow, pytest.mark.servers]

VACATION, TORQUE = DEMO_QUESTIONS[0].text, DEMO_QUESTIONS[1].text
QUIET = 3.0


@pytest.fixture(scope="module")
def bot(samples: Tcbot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SlackBot]:
    """A bot over the samples that quotes."""
    home = copied(samples.home, tmp_path_factory.mktemp("slack-hands") / "home")
    with running_slack_bot(Tcbot(home)) as running:
        yield running


@pytest.fixture
def people(bot: SlackBot) -> Iterator[SlackPeople]:
    """Those who use it; whatever it called meanwhile kept Slack's rules."""
    bot.people.forget_report()
    yield bot.people
    report = bot.people.report()
    assert report["problems"] == []
    assert all(each["status"] == 200 for each in report["deliveries"]), report["deliveries"]


def test_a_question_that_is_edited_is_answered_anew_in_the_same_reply(people: SlackPeople) -> None:
    question = people.mention(VACATION)
    first = people.wait_reply(question)
    people.edit(question, f"<@{BOT}> {TORQUE}")
    second = people.wait(lambda each: is_final(each) and "TD-40" in shown(each), thread=question["ts"])
    assert second["ts"] == first["ts"]
    assert len(people.replies(question)) == 1


def test_an_edit_that_calls_the_bot_makes_a_question(people: SlackPeople) -> None:
    question = people.say(VACATION, user=BOB)
    people.edit(question, f"<@{BOT}> {VACATION}")
    assert "Employee Handbook" in shown(people.wait_reply(question))


def test_a_question_that_is_deleted_takes_its_reply_with_it(people: SlackPeople) -> None:
    question = people.mention(VACATION)
    people.wait_reply(question)
    people.delete(question)
    until = time.monotonic() + 20
    while people.replies(question):
        assert time.monotonic() < until, people.replies(question)
        time.sleep(0.2)


def test_a_slash_command_answers_its_asker_alone_and_shares_on_wish(people: SlackPeople) -> None:
    people.command("/tcbot", f"ask {VACATION}", user=BOB)
    private = people.wait(lambda each: is_ephemeral(each) and "Employee Handbook" in shown(each))
    people.click(private, "share_answer", user=BOB)
    public = people.wait(lambda each: is_final(each) and not is_ephemeral(each) and each["ts"] > private["ts"])
    assert "unused vacation" in shown(public)


@pytest.mark.parametrize("words", ["help", "documents", "status", "forget Nothing.pdf"])
def test_every_command_is_answered_to_its_giver_alone(people: SlackPeople, words: str) -> None:
    before = len(people.messages())
    people.command("/tcbot", words)
    people.wait(lambda each: is_ephemeral(each) and each in people.messages()[before:])


def test_the_upload_dialog_opens_and_its_file_gets_a_card(people: SlackPeople) -> None:
    people.command("/upload")
    view = people.wait_call("views.open")["view"]
    people.upload("Parking.md", b"# Parking\n\nGuests park in row F of the north lot.\n", "no call", user=BOB)
    shared = people.wait(lambda each: bool(each.get("files")) and each["user"] == BOB)
    assert people.deliver(submitted(view, shared["files"][0], BOB)).status_code == 200
    people.wait(lambda each: each["user"] == BOT and "Parking" in shown(each) and "ready" in shown(each))


def test_the_shortcut_takes_up_a_file_of_an_older_message(people: SlackPeople) -> None:
    people.upload("Lockers.md", b"# Lockers\n\nLockers are opened with the badge, on floor 2 only.\n", "look", user=BOB)
    message = people.wait(lambda each: bool(each.get("files")) and each["files"][0]["name"] == "Lockers.md")
    body = interaction("message_action", ALICE) | {"callback_id": "add_to_knowledge", "message": message}
    assert people.deliver(body).status_code == 200
    people.wait(lambda each: each["user"] == BOT and "Lockers" in shown(each) and "ready" in shown(each))


def test_feedback_is_taken_and_a_bad_verdict_is_asked_for_its_reason(people: SlackPeople) -> None:
    question = people.mention(VACATION)
    reply = people.wait_reply(question)
    pair = next(each for block in reply["blocks"] for each in block.get("elements", []) if "positive_button" in each)
    people.click(reply, "feedback", value=pair["positive_button"]["value"])
    people.wait(lambda each: is_ephemeral(each) and "Thanks" in shown(each))
    people.click(reply, "feedback", value=pair["negative_button"]["value"])
    view = people.wait_call("views.open")["view"]
    assert people.deliver(submitted(view, {}, ALICE)).status_code == 200
    people.wait(lambda _: sum(is_ephemeral(each) and "Thanks" in shown(each) for each in people.messages()) == 2)


def test_more_passages_are_shown_to_who_wants_them(people: SlackPeople) -> None:
    reply = people.wait_reply(people.mention(VACATION))
    people.click(reply, "more_passages", user=BOB)
    people.wait(lambda each: is_ephemeral(each) and "Handbook" in shown(each), thread=reply["thread_ts"])


def test_the_agent_greets_and_suggests_from_what_may_be_read(people: SlackPeople) -> None:
    thread = people.start_assistant()
    people.wait(lambda each: each["user"] == BOT and each.get("thread_ts") == thread["thread_ts"], thread["channel"])
    suggested = people.wait_call("assistant.threads.setSuggestedPrompts")
    assert 1 <= len(suggested["prompts"]) <= 4
    people.say(VACATION, channel=thread["channel"], thread=thread["thread_ts"])
    people.wait(
        lambda each: is_final(each) and "Employee Handbook, p. 7" in shown(each), thread["channel"], thread["thread_ts"]
    )
    assert people.wait_call("assistant.threads.setTitle")["title"].startswith("How many days of unused vacation")


def test_app_home_shows_something_of_ones_own(people: SlackPeople) -> None:
    people.open_home()
    people.wait_call("views.publish")


def test_a_document_is_forgotten_by_the_button_on_its_card_when_it_is_confirmed(people: SlackPeople) -> None:
    people.upload("Keys.md", b"# Keys\n\nThe zanthrope key hangs behind the door.\n", f"<@{BOT}>")
    card = people.wait(lambda each: each["user"] == BOT and "Keys" in shown(each) and "ready" in shown(each))
    people.click(card, "forget")
    view = people.wait_call("views.open")["view"]
    assert people.deliver(submitted(view, {}, ALICE)).status_code == 200
    people.wait(lambda each: is_ephemeral(each) and "Forgotten: Keys" in shown(each), thread=card["thread_ts"])
    reply = people.wait_reply(people.mention("Where does the zanthrope key hang?"))
    assert "behind the door" not in shown(reply)


def test_settings_of_a_channel_are_for_those_who_manage_it(people: SlackPeople) -> None:
    people.command("/tcbot", "settings", channel=RANDOM)
    people.wait(lambda each: is_ephemeral(each) and "Only who created this channel" in shown(each), channel=RANDOM)


def test_a_file_is_stopped_and_tried_again_by_the_buttons_on_its_card(people: SlackPeople) -> None:
    def card_with(action: str) -> dict[str, Any]:
        return people.wait(lambda each: "Long.md" in shown(each) and action in str(each.get("blocks")))

    people.upload("Long.md", b"# Long\n\n" + b"A line on the xylograph.\n" * 20_000, f"<@{BOT}>")
    people.click(card_with("job_cancel"), "job_cancel")
    people.click(card_with("job_retry"), "job_retry")
    assert "ready" in shown(card_with("ask_about"))


def is_ephemeral(message: dict[str, Any]) -> bool:
    """Whether one person alone sees the message."""
    return message.get("subtype") == "ephemeral"


def interaction(kind: str, user: str) -> dict[str, Any]:
    """What every interaction has."""
    return {
        "type": kind,
        "team": {"id": TEAM},
        "user": {"id": user},
        "channel": {"id": GENERAL},
        "trigger_id": f"t{time.time():.6f}",
    }


def submitted(view: dict[str, Any], file: dict[str, Any], user: str) -> dict[str, Any]:
    """The dialog filled in: the one file for the field that takes files, all else as it was."""
    values: dict[str, Any] = {}
    for block in view["blocks"]:
        element = block.get("element") or {}
        if element.get("type") == "file_input":
            values[block["block_id"]] = {element["action_id"]: {"type": "file_input", "files": [file]}}
        elif element:
            chosen = {"type": element["type"], "value": None, "selected_option": element.get("initial_option")}
            values[block["block_id"]] = {element["action_id"]: chosen}
    kept = {"id": f"V{time.time():.6f}", "hash": "1", "type": "modal", "callback_id": view["callback_id"]}
    body = interaction("view_submission", user)
    body["view"] = kept | {"private_metadata": view.get("private_metadata", ""), "state": {"values": values}}
    return body
