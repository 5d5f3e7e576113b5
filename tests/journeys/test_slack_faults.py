"""What goes wrong around the bot in Slack: limits, streams that die, a process that is killed, missing permissions."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from bot.samples.catalogue import DEMO_QUESTIONS
from tests.journeys.chat_bot import started
from tests.journeys.conftest import LLM, Tcbot, copied
from tests.journeys.slack_bot import SlackBot, running_slack_bot
from tests.servers.chat_tools import free_ports
from tests.servers.slack import SIGNING_SECRET, slack_servers
from tests.servers.slack_people import ALICE, BOT, GENERAL, TEAM, SlackPeople, is_final, shown
from tests.servers.writing_model import writing_model

pytestmark = [pytest.mark.slow, pytest.mark.servers]

VACATION = DEMO_QUESTIONS[0].text
FIRST = "Employees may carry over up to 5 days of unused vacation into the next calendar year [1]. "
SECOND = "Carried-over days expire on 31 March unless the line manager has agreed to a later date in writing [1]. "
QUIET = 3.0


@pytest.fixture(scope="module")
def bot(samples: Tcbot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SlackBot]:
    """A bot over the samples whose model writes two sentences, with a pause after each."""
    home = copied(samples.home, tmp_path_factory.mktemp("slack-faults") / "home")
    with writing_model(FIRST, SECOND, pause=1.5) as url, running_slack_bot(Tcbot(home), LLM_URL=url, **LLM) as running:
        yield running


@pytest.fixture
def people(bot: SlackBot) -> Iterator[SlackPeople]:
    """Those who talk to it; whatever it called meanwhile kept Slack's rules."""
    bot.people.forget_report()
    yield bot.people
    report = bot.people.report()
    assert report["problems"] == []
    assert [ts for ts, stream in report["streams"].items() if stream["open"]] == []


def is_whole(people: SlackPeople, question: dict[str, str], seconds: float = 30.0) -> bool:
    """Whether there is one reply with both sentences and their source."""
    thread = question["ts"]
    reply = people.wait(lambda each: is_final(each) and "31 March" in shown(each), thread=thread, seconds=seconds)
    words = shown(reply)
    assert "carry over up to 5 days" in words
    assert "Employee Handbook, p. 7" in words
    replies = people.replies(question)
    assert len(replies) == 1, [shown(each) for each in replies]
    return True


@pytest.mark.parametrize(
    "method", ["chat.startStream", "chat.appendStream", "chat.stopStream", "chat.update", "assistant.threads.setStatus"]
)
def test_a_rate_limit_on_any_call_loses_and_doubles_nothing(people: SlackPeople, method: str) -> None:
    people.fault(method, status=429, retry_after=1, times=1)
    assert is_whole(people, people.mention(VACATION))


def test_a_stream_that_dies_is_finished_by_an_update(people: SlackPeople) -> None:
    people.fault("chat.appendStream", error="message_not_in_streaming_state", times=1)
    assert is_whole(people, people.mention(VACATION))


def test_a_stream_that_does_not_stop_is_stopped_again(people: SlackPeople) -> None:
    people.fault("chat.stopStream", error="internal_error", times=1)
    assert is_whole(people, people.mention(VACATION))


def test_where_streams_and_status_are_refused_a_message_is_updated(people: SlackPeople) -> None:
    people.fault("chat.startStream", error="channel_type_not_supported", times=1)
    people.fault("assistant.threads.setStatus", error="not_allowed", times=9)
    question = people.mention(VACATION)
    people.wait(lambda each: each.get("user") == BOT, thread=question["ts"])
    assert is_whole(people, question)


def test_a_missing_permission_is_named_to_whoever_waits(people: SlackPeople) -> None:
    people.fault("files.info", error="missing_scope", times=9)
    people.upload("Rules.md", b"# Rules\n\nNo bicycles in the lift.\n", f"<@{BOT}>")
    card = people.wait(lambda each: each.get("user") == BOT and "Rules.md" in shown(each))
    assert "The app lacks the permission" in shown(card)
    people.fault("files.info", error="none", times=0)


MOMENTS: dict[str, Callable[[SlackPeople, str], object]] = {
    "it was acknowledged": lambda _people, _thread: None,
    "a status was shown": lambda people, _thread: people.wait_call("assistant.threads.setStatus"),
    "a sentence was shown": lambda people, thread: people.wait(lambda each: each.get("user") == BOT, thread=thread),
    "all was shown": lambda people, thread: people.wait(lambda each: "31 March" in shown(each), thread=thread),
}


SELDOM = {"it was acknowledged", "a status was shown"}


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(moment, id=name, marks=pytest.mark.exhaustive if name in SELDOM else ())
        for name, moment in MOMENTS.items()
    ],
)
def test_an_answer_whose_process_is_killed_is_finished_by_the_next_one_in_one_reply(
    bot: SlackBot, moment: Callable[[SlackPeople, str], object]
) -> None:
    people = bot.people
    people.forget_report()
    question = people.mention(VACATION)
    moment(people, question["ts"])
    bot.kill()
    bot.start()
    assert is_whole(people, question, seconds=90.0)  # the dead process' lease has to run out first
    time.sleep(QUIET)
    assert len(people.replies(question)) == 1


def test_a_storm_of_the_same_event_over_three_processes_gives_one_reply(samples: Tcbot, tmp_path: Path) -> None:
    home = copied(samples.home, tmp_path / "home")
    with running_slack_bot(Tcbot(home)) as bot, ExitStack() as stack:
        others = [replace(bot, servers=replace(bot.servers, bot_port=port)) for port in free_ports(2)]
        for other in others:
            other.people = SlackPeople(other.servers)
            stack.enter_context(started(other))
        question = bot.people.say("Somebody else's business.")
        body = {"type": "event_callback", "team_id": TEAM, "event_id": "EvStorm"}
        place = {"channel": GENERAL, "channel_type": "channel", "ts": f"{time.time():.6f}", "thread_ts": question["ts"]}
        body["event"] = {"type": "app_mention", "user": ALICE, "text": f"<@{BOT}> {VACATION}"} | place
        doors = [bot, *others]
        with ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda number: doors[number % 3].people.deliver(body).status_code, range(20)))
        assert answers == [200] * 20
        bot.people.wait_reply(question)
        time.sleep(QUIET)
        assert len(bot.people.replies(question)) == 1


def test_the_bot_leaves_in_order_with_its_worker(samples: Tcbot, tmp_path: Path) -> None:
    home = copied(samples.home, tmp_path / "home")
    with running_slack_bot(Tcbot(home)) as bot:
        assert bot.people.bot("/healthz").json() == {"status": "ok"}
        assert "tcbot_inbox_waiting" in bot.people.bot("/metrics").text
        assert bot.stop() == 0
        assert bot.log.strip().startswith("I'm in Slack now")
        assert "Traceback" not in bot.log


def test_workspaces_install_the_app_by_themselves_and_a_forged_return_keeps_nothing(
    samples: Tcbot, tmp_path: Path
) -> None:
    home = copied(samples.home, tmp_path / "home")
    with slack_servers() as servers:
        settings = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "change-me", "SLACK_API_URL": servers.api_url}
        people = SlackPeople(servers)
        bot = SlackBot(Tcbot(home), servers, people, settings | {"SLACK_SIGNING_SECRET": SIGNING_SECRET})
        with started(bot):
            answer = people.bot("/slack/install")
            assert answer.status_code == 302
            assert answer.headers["location"].startswith(f"{servers.edge}/oauth/v2/authorize?state=")
            assert "HttpOnly" in answer.headers["set-cookie"]
            forged = people.bot("/slack/oauth_redirect?code=1&state=forged.1.2")
            assert (forged.status_code, "Start again" in forged.text) == (400, True)
            assert people.bot("/slack/oauth_redirect?error=access_denied").status_code == 400


def test_the_demo_is_a_running_bot_where_slack_is_set(tcbot: Tcbot) -> None:
    with slack_servers() as servers:
        bot = SlackBot(tcbot, servers, SlackPeople(servers), servers.settings(), command="demo")
        with started(bot):
            question = bot.people.mention(VACATION)
            assert "Employee Handbook, p. 7" in shown(bot.people.wait_reply(question))


def test_what_is_missing_to_be_in_slack_is_named(samples: Tcbot) -> None:
    ran = samples("web", SLACK_APP_TOKEN="xapp-change-me")
    assert (ran.code, "SLACK_BOT_TOKEN is not set." in ran.err) == (2, True)
    ran = samples("web", SLACK_BOT_TOKEN="xoxb-change-me")
    assert (ran.code, "SLACK_SIGNING_SECRET is not set." in ran.err) == (2, True)
