"""What goes wrong around the bot in Teams: a process that is killed at any moment."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from bot.samples.catalogue import DEMO_QUESTIONS
from tests.journeys.chat_bot import started
from tests.journeys.conftest import LLM, Tcbot, copied
from tests.journeys.teams_bot import TeamsBot, running_teams_bot
from tests.servers.playground_people import PlaygroundPeople, shown
from tests.servers.teams_playground import DIRECT, OFFERS, playground_server
from tests.servers.writing_model import writing_model

pytestmark = [pytest.mark.slow, pytest.mark.servers]

Json = dict[str, Any]
VACATION = DEMO_QUESTIONS[0].text
FIRST = "Employees may carry over up to 5 days of unused vacation into the next calendar year [1]. "
SECOND = "Carried-over days expire on 31 March unless the line manager has agreed to a later date in writing [1]. "
QUIET = 3.0
NOTED = 0.5
"""Seconds in which what people see is noted; a message whose id its process never heard can't be found again."""


@pytest.fixture(scope="module")
def writing(samples: Tcbot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TeamsBot]:
    """A bot over the samples whose model writes two sentences, with a pause after each."""
    home = copied(samples.home, tmp_path_factory.mktemp("teams-faults") / "home")
    with (
        writing_model(FIRST, SECOND, pause=1.5) as url,
        running_teams_bot(Tcbot(home), LLM_URL=url, **LLM) as bot,
    ):
        yield bot


MOMENTS = {"it was acknowledged": None, "a status was shown": "", "a sentence was shown": "5 days of unused"}


@pytest.mark.parametrize(
    ("where", "moment"),
    [
        ("personal", "it was acknowledged"),
        pytest.param("personal", "a sentence was shown", marks=pytest.mark.exhaustive),
        pytest.param("channel", "a status was shown", marks=pytest.mark.exhaustive),
        ("channel", "a sentence was shown"),
    ],
)
def test_an_answer_whose_process_is_killed_is_finished_by_the_next_one_in_one_message(
    writing: TeamsBot, where: str, moment: str
) -> None:
    people, words = writing.people, MOMENTS[moment]
    known, taken = len(people.messages()), acknowledged(people)
    thread = people.say(VACATION) if where == "personal" else people.say(VACATION, OFFERS, mention=True)
    while acknowledged(people) == taken:
        time.sleep(0.02)
    if words is not None:
        people.wait(lambda each: words in shown(each), thread)
        time.sleep(NOTED)
    writing.kill()
    writing.start()
    people.wait(is_whole, thread, seconds=90.0)  # the dead process' lease has to run out first
    time.sleep(QUIET)
    assert len(people.messages(thread)[known if thread == DIRECT else 0 :]) == 1


def test_what_is_missing_to_be_in_teams_is_named_and_nobody_else_reaches_local_mode(samples: Tcbot) -> None:
    ran = samples("web", TEAMS_APP_ID="7c9e6679-7425-40de-944b-e07fc1f90ae7")
    assert ran.code == 2
    assert "TEAMS_TENANT_ID is not set." in ran.err and "TEAMS_APP_PASSWORD is not set." in ran.err
    ran = samples("web", "--host", "0.0.0.0")
    assert (ran.code, "Teams is in local mode" in ran.err) == (2, True)


def test_the_demo_is_a_running_bot_where_local_mode_is_asked_for(tcbot: Tcbot) -> None:
    with playground_server() as server:
        bot = TeamsBot(tcbot, server, PlaygroundPeople(server), {"TEAMS_APP_ID": "local"}, command="demo")
        with started(bot):
            bot.people.say(VACATION)
            bot.people.wait_text("Employee Handbook, p. 7")


def acknowledged(people: PlaygroundPeople) -> float:
    """How many requests the bot has answered."""
    counted = [each for each in people.bot("/metrics").text.splitlines() if "tcbot_acknowledge_seconds_count" in each]
    return sum(float(each.rpartition(" ")[2]) for each in counted)


def is_whole(message: Json) -> bool:
    """Whether a message is the model's whole answer."""
    return all(each in shown(message) for each in ("5 days of unused", "31 March", "Employee Handbook, p. 7"))
