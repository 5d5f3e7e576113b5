"""Two bot processes on one set of records: what one of them hears reaches the answer that the other one makes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.samples.catalogue import DEMO_QUESTIONS
from tests.journeys.chat_bot import started
from tests.journeys.conftest import LLM, Tcbot, copied
from tests.journeys.slack_bot import SlackBot, running_slack_bot
from tests.servers.chat_tools import free_ports
from tests.servers.slack_people import ALICE, BOT, TEAM, SlackPeople, is_final, shown
from tests.servers.writing_model import writing_model

pytestmark = [pytest.mark.slow, pytest.mark.servers]

VACATION, TORQUE = DEMO_QUESTIONS[0].text, DEMO_QUESTIONS[1].text
FIRST = "Employees may carry over up to 5 days of unused vacation into the next calendar year [1]. "
SECOND = "Carried-over days expire on 31 March unless the line manager has agreed to a later date in writing [1]. "
SLOWLY = 4.0
"""Seconds after each sentence of the model: an answer is long in the making."""
QUIET = 3.0


@contextmanager
def beside(bot: SlackBot) -> Iterator[SlackBot]:
    """Another process on the same records; Slack doesn't call it by itself."""
    (port,) = free_ports(1)
    other = replace(bot, servers=replace(bot.servers, bot_port=port))
    other.people = SlackPeople(other.servers)
    with started(other):
        yield other


def event(channel: str, **fields: object) -> dict[str, object]:
    body = {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{time.time_ns()}"}
    return body | {"event": {"type": "message", "channel": channel, "channel_type": "channel"} | fields}


def test_an_edit_and_a_deletion_that_one_process_hears_reach_the_answer_of_the_other(
    samples: Tcbot, tmp_path: Path
) -> None:
    home = copied(samples.home, tmp_path / "home")
    with (
        writing_model(FIRST, SECOND, pause=SLOWLY) as url,
        running_slack_bot(Tcbot(home), LLM_URL=url, **LLM) as bot,
        beside(bot) as other,
    ):
        people, channel = bot.people, "C01GEN"
        question = people.mention(TORQUE)
        people.wait_call("assistant.threads.setStatus")
        before = {"user": ALICE, "text": f"<@{BOT}> {TORQUE}", "ts": question["ts"]}
        after = before | {"text": f"<@{BOT}> {VACATION}", "edited": {"user": ALICE, "ts": f"{time.time():.6f}"}}
        edit = event(channel, subtype="message_changed", message=after, previous_message=before)
        assert other.people.deliver(edit).status_code == 200
        reply = people.wait(
            lambda each: is_final(each) and "31 March" in shown(each), thread=question["ts"], seconds=60
        )
        time.sleep(SLOWLY)
        assert [each["ts"] for each in people.replies(question)] == [reply["ts"]]
        assert "31 March" in shown(people.replies(question)[0])

        people.forget_report()
        question = people.mention(VACATION)
        people.wait(lambda each: "carry over" in shown(each), thread=question["ts"], seconds=90)
        gone = {"user": ALICE, "text": f"<@{BOT}> {VACATION}", "ts": question["ts"]}
        deletion = event(channel, subtype="message_deleted", deleted_ts=question["ts"], previous_message=gone)
        assert other.people.deliver(deletion).status_code == 200
        until = time.monotonic() + 60
        while people.replies(question):
            assert time.monotonic() < until, people.replies(question)
            time.sleep(0.2)
        time.sleep(2 * SLOWLY)
        assert people.replies(question) == []


def test_a_follow_up_that_is_sent_at_once_waits_for_the_answer_and_knows_it(samples: Tcbot, tmp_path: Path) -> None:
    home = copied(samples.home, tmp_path / "home")
    with running_slack_bot(Tcbot(home)) as bot, beside(bot) as other:
        people = bot.people
        question = people.mention(VACATION)
        follow_up = {"user": ALICE, "text": "And until when?", "ts": f"{time.time():.6f}", "thread_ts": question["ts"]}
        assert other.people.deliver(event("C01GEN", **follow_up)).status_code == 200
        until = time.monotonic() + 40
        while len([each for each in people.replies(question) if is_final(each)]) < 2:
            assert time.monotonic() < until, people.replies(question)
            time.sleep(0.2)
        time.sleep(QUIET)
        first, second = people.replies(question)
        assert "Employee Handbook, p. 7" in shown(first)
        assert "31 March" in shown(second)


def test_a_bot_that_slack_refuses_is_ready_and_says_what_is_away(samples: Tcbot, tmp_path: Path) -> None:
    home = copied(samples.home, tmp_path / "home")
    with running_slack_bot(Tcbot(home)) as bot, beside(bot) as other:
        assert bot.people.bot("/readyz").json()["parts"]["slack"] == "ok"
        other.stop()
        other.people.fault("auth.test", error="account_inactive", times=50)
        other.start()
        found = other.people.bot("/readyz")
        assert (found.status_code, found.json()["ready"]) == (200, True)
        assert found.json()["parts"] | {"slack": ""} == dict.fromkeys(found.json()["parts"], "ok") | {"slack": ""}
        assert found.json()["parts"]["slack"] == "account_inactive"
        assert 'tcbot_part_up{part="slack"} 0.0' in other.people.bot("/metrics").text
        asked = len([call for call in other.people.report()["calls"] if call["method"] == "auth.test"])
        for _ in range(20):
            other.people.bot("/readyz")
        assert len([call for call in other.people.report()["calls"] if call["method"] == "auth.test"]) == asked
