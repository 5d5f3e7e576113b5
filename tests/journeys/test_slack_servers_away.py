"""Records, search, Redis and model server go away around a bot in Slack: each question has one end all the same."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from bot.samples.catalogue import DEMO_QUESTIONS, SAMPLES
from bot.service.replies.coming_back import LONGEST_PAUSE
from ingest.jobs.redis_server import RedisServer
from tests.journeys.chat_bot import started
from tests.journeys.conftest import LLM, NOBODY, Tcbot, copied
from tests.journeys.slack_bot import SlackBot, running_slack_bot
from tests.servers.elasticsearch import needed_elasticsearch
from tests.servers.forwarder import Forwarder, forwarded
from tests.servers.postgres import postgres
from tests.servers.slack import slack_servers
from tests.servers.slack_people import BOT, SlackPeople, is_final, shown

pytestmark = [pytest.mark.slow, pytest.mark.servers]

VACATION = DEMO_QUESTIONS[0].text
PLACE = "Employee Handbook, p. 7"


@dataclass
class Around:
    """A bot on real servers, and the ways to these."""

    bot: SlackBot
    records: Forwarder
    search: Forwarder


@pytest.fixture(scope="module")
def around(samples: Tcbot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Around]:
    home = tmp_path_factory.mktemp("slack-away") / "home"
    home.mkdir()
    (home / "models").symlink_to(samples.home / "models")
    with ExitStack() as stack:
        elasticsearch = stack.enter_context(needed_elasticsearch())
        database = stack.enter_context(postgres())
        records = stack.enter_context(forwarded(urlsplit(database).port or 5432))
        search = stack.enter_context(forwarded(urlsplit(elasticsearch).port or 9200))
        settings = {
            "DATABASE_URL": f"postgresql://tcbot@127.0.0.1:{records.port}/postgres",
            "ELASTICSEARCH_URL": f"http://127.0.0.1:{search.port}",
        }
        tcbot = Tcbot(home)
        ingested = tcbot("ingest", *SAMPLES, **settings)
        assert ingested.code == 0, ingested.err
        servers = stack.enter_context(slack_servers())
        bot = SlackBot(tcbot, servers, SlackPeople(servers), servers.settings() | settings)
        stack.enter_context(started(bot))
        yield Around(bot, records, search)


_asked = count(1)


def ask(around: Around) -> dict[str, str]:
    """A question that nobody asked before."""
    return around.bot.people.mention(VACATION + "?" * next(_asked))


def test_a_question_that_comes_while_the_records_are_away_is_answered_once_when_they_are_back(around: Around) -> None:
    with around.records.away():
        question = ask(around)
        time.sleep(2)
        assert around.bot.people.replies(question) == []
    assert PLACE in shown(around.bot.people.wait_reply(question, 60))
    time.sleep(3)
    assert len(around.bot.people.replies(question)) == 1


def test_where_the_search_is_away_the_message_says_so_and_becomes_the_answer_by_itself(around: Around) -> None:
    people = around.bot.people
    with around.search.away():
        question = ask(around)
        failure = people.wait_reply(question, 60)
        assert "I'll try again by myself until" in shown(failure)
    people.wait(lambda each: is_final(each) and PLACE in shown(each), thread=question["ts"], seconds=60)
    assert len(people.replies(question)) == 1


def test_a_question_that_is_changed_while_the_search_is_away_is_answered_as_it_is_now(around: Around) -> None:
    people = around.bot.people
    with around.search.away():
        question = people.mention(DEMO_QUESTIONS[3].text + "?" * next(_asked))
        people.wait_reply(question, 60)
        people.edit(question, f"<@{BOT}> {VACATION}")
        time.sleep(3)
    people.wait(lambda each: is_final(each) and PLACE in shown(each), thread=question["ts"], seconds=60)
    time.sleep(LONGEST_PAUSE + 3)  # by then the question as it was would have been asked again
    assert [PLACE in shown(each) for each in people.replies(question)] == [True]


def test_where_the_search_is_away_one_message_says_so_and_another_try_answers_in_its_place(around: Around) -> None:
    people = around.bot.people
    with around.search.away():
        question = ask(around)
        failure = people.wait_reply(question, 60)
        assert "retry_question" in str(failure["blocks"])
        assert PLACE not in shown(failure)
    people.click(failure, "retry_question")
    people.wait(lambda each: is_final(each) and PLACE in shown(each), thread=question["ts"], seconds=60)
    assert len(people.replies(question)) == 1


@pytest.mark.parametrize("part", ["records", "index"])
def test_a_bot_without_its_records_or_its_search_is_not_ready_and_says_so(around: Around, part: str) -> None:
    people = around.bot.people
    with (around.records if part == "records" else around.search).away():
        wait_until_readiness_is(people, 503)
        assert people.bot("/readyz").json()["parts"][part] != "ok"
        assert f'tcbot_part_up{{part="{part}"}} 0.0' in people.bot("/metrics").text
        assert people.bot("/healthz").status_code == 200
    wait_until_readiness_is(people, 200)


def wait_until_readiness_is(people: SlackPeople, status: int) -> None:
    until = time.monotonic() + 60
    while people.bot("/readyz").status_code != status:
        assert time.monotonic() < until, people.bot("/readyz").text
        time.sleep(0.5)


def test_where_connections_to_the_records_are_cut_the_answer_still_comes_once(around: Around) -> None:
    question = ask(around)
    with around.records.away():
        time.sleep(0.5)
    assert PLACE in shown(around.bot.people.wait_reply(question, 90))
    time.sleep(3)
    assert len(around.bot.people.replies(question)) == 1


def test_without_redis_and_without_the_model_server_the_passages_still_come(samples: Tcbot, tmp_path: Path) -> None:
    home = copied(samples.home, tmp_path / "home")
    redis = RedisServer(None, tmp_path)
    redis.revive()
    away = {"REDIS_URL": f"unix://{redis.socket}", "LLM_URL": NOBODY, **LLM}
    with running_slack_bot(Tcbot(home), **away) as bot:
        psutil.Process(redis.connection.info("server")["process_id"]).kill()
        reply = shown(bot.people.wait_reply(bot.people.mention(VACATION), 60))
    assert "I can't write a summary right now" in reply
    assert PLACE in reply
