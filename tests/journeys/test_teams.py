"""The bot in Teams, end to end: `tcbot web` with nothing set before a third party's client, its cards judged."""

import re
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from bot.samples.catalogue import DEMO_QUESTIONS
from tests.journeys.conftest import LLM, Tcbot, copied
from tests.journeys.teams_bot import TeamsBot, running_teams_bot
from tests.servers.playground_people import PlaygroundPeople, cards_of, shown
from tests.servers.teams_playground import DIRECT, GROUP, OFFERS, TEAM, card_problems
from tests.servers.writing_model import writing_model

pytestmark = [pytest.mark.slow, pytest.mark.servers]

Json = dict[str, Any]
VACATION, CARS = DEMO_QUESTIONS[0].text, DEMO_QUESTIONS[3].text
FIRST = "Employees may carry over up to 5 days of unused vacation into the next calendar year [1]. "
SECOND = "Carried-over days expire on 31 March unless the line manager has agreed to a later date in writing [1]. "
WRONG = "The pump head screws take 900 Nm [1]."
SOURCE = "Employee Handbook, p. 7"
ACCEPTED = re.compile(r'result="(?:ok|own_pace)"')
QUIET = 3.0
"""Seconds in which a second reply would have come."""


@pytest.fixture(scope="module")
def bot(samples: Tcbot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TeamsBot]:
    """A bot over the samples that quotes."""
    home = copied(samples.home, tmp_path_factory.mktemp("teams") / "home")
    with running_teams_bot(Tcbot(home)) as running:
        yield running


@pytest.fixture(scope="module")
def writing(samples: Tcbot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TeamsBot]:
    """A bot over the samples whose model writes three sentences, the last of them wrong, with a pause after each."""
    home = copied(samples.home, tmp_path_factory.mktemp("teams-writing") / "home")
    with (
        writing_model(FIRST, SECOND, WRONG, pause=2.0) as url,
        running_teams_bot(Tcbot(home), LLM_URL=url, **LLM) as bot,
    ):
        yield bot


@pytest.fixture
def people(bot: TeamsBot) -> Iterator[PlaygroundPeople]:
    """Those who talk to the bot that quotes; the connector refused nothing, and its cards are good ones."""
    yield from judged(bot)


@pytest.fixture
def readers(writing: TeamsBot) -> Iterator[PlaygroundPeople]:
    """The same with the bot whose model writes."""
    yield from judged(writing)


def judged(bot: TeamsBot) -> Iterator[PlaygroundPeople]:
    before = len(bot.people.frames)
    yield bot.people
    frames = [message for _, _, message in bot.people.frames[before:]]
    assert card_problems([card for message in frames for card in cards_of(message)]) == []
    assert refused_calls(bot.people) == []
    assert "Traceback" not in bot.log


def refused_calls(people: PlaygroundPeople) -> list[str]:
    """Calls of the bot that the connector didn't take."""
    calls = [each for each in people.bot("/metrics").text.splitlines() if each.startswith("tcbot_chat_calls_total{")]
    return [each for each in calls if not ACCEPTED.search(each) and not each.endswith(" 0.0")]


@pytest.fixture
def files(tmp_path: Path) -> Iterator["Files"]:
    """A place on this machine that files are fetched from."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Files(tmp_path, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    server.server_close()


class Files:
    """Files that people share."""

    def __init__(self, folder: Path, url: str) -> None:
        self._folder = folder
        self._url = url

    def of(self, name: str, text: str) -> str:
        """The address of a file of this name and text."""
        (self._folder / name).write_text(text, encoding="utf-8")
        return f"{self._url}/{name}"


def test_the_bot_says_who_may_speak_to_it_and_greets_where_it_comes(bot: TeamsBot, people: PlaygroundPeople) -> None:
    assert "I'm in Teams now" in bot.log
    assert "Anybody on this machine can speak to me as anybody." in bot.log
    people.install()
    people.wait_text("I answer questions from your team's documents")
    time.sleep(QUIET)
    assert len([each for each in people.messages() if "I answer questions" in shown(each)]) == 1


def test_a_personal_question_is_streamed_into_one_labelled_answer_with_its_citation(
    readers: PlaygroundPeople,
) -> None:
    before = len(readers.frames)
    readers.say(VACATION)
    answer = readers.wait(lambda each: is_final(each) and "31 March" in shown(each))
    seen = [message for place, _, message in readers.frames[before:] if place == DIRECT]
    kinds = [message["streamEntity"]["streamType"] for message in seen if "streamEntity" in message]
    assert kinds[0] == "informative" and "streaming" in kinds and kinds[-1] == "final"
    assert {message["messageId"] for message in seen} == {answer["messageId"]}
    assert FIRST.removesuffix(" [1]. ") in shown(answer) and "900 Nm" not in shown(answer)
    assert SOURCE in shown(answer)
    assert answer["aiEntity"]["additionalType"] == ["AIGeneratedContent"]
    (claim,) = answer["aiEntity"]["citation"]
    assert claim["position"] == 1 and "Employee Handbook" in claim["appearance"]["name"]
    assert answer["feedbackLoopEnabled"] is True


def test_a_follow_up_is_understood_and_what_nothing_covers_is_refused(people: PlaygroundPeople) -> None:
    people.say(VACATION)
    people.wait_text(SOURCE, "unused vacation")
    people.say("And how many weeks of parental leave are there?")
    people.wait_text("parental", "Employee Handbook, p. 8")
    people.say(CARS)
    people.wait_text("I couldn't find this in the", "Closest: Employee Handbook")


def test_more_passages_are_asked_for_in_words(people: PlaygroundPeople) -> None:
    people.say(VACATION)
    answer = people.wait_text(SOURCE, "unused vacation")
    people.say("More passages")
    assert people.wait_text("Employee Handbook")["messageId"] != answer["messageId"]


def test_a_file_gets_a_card_that_lives_and_its_words_are_answered(people: PlaygroundPeople, files: Files) -> None:
    url = files.of("Canteen.md", "# Canteen\n\nThe canteen of the north wing opens at 11:45 on every working day.\n")
    people.share("Canteen.md", url)
    card = people.wait_text("Canteen.md", "ready")
    lived = [action for _, action, message in people.frames if message.get("messageId") == card["messageId"]]
    assert lived[0] == "createMessage" and "updateMessage" in lived
    people.say("When does the canteen of the north wing open?")
    answer = people.wait_text("11:45", "Canteen, p. 1")
    assert url in answer["text"]


def test_a_question_beside_a_file_waits_for_the_file(people: PlaygroundPeople, files: Files) -> None:
    url = files.of("Sauna.md", "# Sauna\n\nThe sauna in the basement is heated on Thursdays from 17:30.\n")
    people.share("Sauna.md", url, "On which day is the sauna in the basement heated?")
    people.wait(lambda each: "Sauna, p. 1" in shown(each) and "Thursdays" in shown(each))


def test_a_cards_buttons_answer_whoever_presses_and_the_file_is_forgotten(
    people: PlaygroundPeople, files: Files
) -> None:
    people.share("Parking.md", files.of("Parking.md", "# Parking\n\nVisitors park on level 2.\n"))
    card = people.wait_text("Parking.md", "ready")
    people.press(card, "Who can read it")
    people.wait_text("Parking.md", "readable by", "Alex Wilber")
    people.press(card, "Forget")
    asked = people.wait_text("Forget Parking.md?")
    people.press(asked, "Forget")
    people.wait_text("Forgotten: Parking.md")


def test_what_the_bot_knows_and_can_is_told_in_cards(people: PlaygroundPeople) -> None:
    people.say("help")
    assert cards_of(people.wait_text("See documents", "Forget"))
    people.say("documents")
    assert cards_of(people.wait_text("Employee Handbook", "TD-40 Operating Manual"))


def test_feedback_with_a_reason_is_thanked_for(people: PlaygroundPeople) -> None:
    people.say(VACATION)
    answer = people.wait_text(SOURCE, "unused vacation")
    asked = people.post_to_bot(fetch_reasons(people, answer)).json()
    assert asked["task"]["type"] == "continue"
    assert card_problems([asked["task"]["value"]["card"]["content"]]) == []
    people.feedback(answer, "dislike", "The page is wrong.")
    people.wait_text("Thanks, noted.")


def fetch_reasons(people: PlaygroundPeople, answer: Json) -> Json:
    """The invoke of a thumb that asks for the reasons' form, which the Playground doesn't make."""
    activity = people.template()
    activity |= {"type": "invoke", "name": "message/fetchTask", "replyToId": answer["messageId"]}
    return activity | {"value": {"data": {"actionName": "feedback", "actionValue": {"reaction": "dislike"}}}}


def test_a_mention_in_a_channel_is_answered_in_its_thread_and_others_are_left_alone(people: PlaygroundPeople) -> None:
    thread = people.say(VACATION, OFFERS, mention=True)
    assert thread.startswith(f"{OFFERS};messageid=")
    answer = people.wait_text(SOURCE, "unused vacation", conversation=thread)
    people.say("And how many weeks of parental leave are there?", thread, mention=True)
    people.wait_text("Employee Handbook, p. 8", conversation=thread)
    other = people.say("Who brings the cake?", TEAM)
    time.sleep(QUIET)
    assert len(people.messages(thread)) == 2 and people.messages(thread)[0]["messageId"] == answer["messageId"]
    assert people.messages(other) == [] and people.messages(OFFERS) == []


def test_a_group_is_answered_with_what_is_shared_there(people: PlaygroundPeople) -> None:
    people.say(VACATION, GROUP, mention=True)
    people.wait_text(SOURCE, "unused vacation", conversation=GROUP)
    assert len(people.messages(GROUP)) == 1


def is_final(message: Json) -> bool:
    """Whether a stream ended with this message, or none was there."""
    return message.get("streamEntity", {}).get("streamType", "final") == "final"
