"""Traces of real processes: a question and a file each in one, through processes that die, and without a word."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from bot.samples.catalogue import DEMO_QUESTIONS
from tests.journeys.chat_bot import ChatBot
from tests.journeys.conftest import LLM, Tcbot, copied
from tests.journeys.slack_bot import running_slack_bot
from tests.journeys.teams_bot import running_teams_bot
from tests.servers.playground_people import PlaygroundPeople
from tests.servers.slack_people import BOT, SlackPeople, is_final, shown
from tests.servers.trace_collector import TakenSpan, TraceCollector, trace_collector
from tests.servers.writing_model import writing_model

pytestmark = [pytest.mark.slow, pytest.mark.servers]

QUESTION = DEMO_QUESTIONS[0].text
SENTENCE = "Employees may carry over up to 5 days of unused vacation into the next calendar year [1]. "
HELD, NAMED, NOTED = PLANTED = ("xylograph", "quillon", "brobdingnag")
AT_THE_END = {"OTEL_BSP_SCHEDULE_DELAY": "600000"}
"""Milliseconds: what came was sent because the process ended, or because there was too much of it."""
AT_ONCE = {"OTEL_BSP_SCHEDULE_DELAY": "200"}
OUTSIDE = "1" * 32


@pytest.fixture
def collector() -> Iterator[TraceCollector]:
    with trace_collector() as taking:
        yield taking


def only(spans: list[TakenSpan]) -> TakenSpan:
    assert len(spans) == 1, spans
    return spans[0]


def trace_of(collector: TraceCollector, span: TakenSpan) -> dict[str, list[TakenSpan]]:
    """The spans of a span's trace by name; all hang together."""
    found = [each for each in collector.spans if each.trace_id == span.trace_id]
    ids = {each.span_id for each in found}
    assert [each for each in found if each.parent_id not in ids | {""}] == []
    assert [each.name for each in found if not each.parent_id] in (["chat.request"], ["api.request"])
    return {each.name: [one for one in found if one.name == each.name] for each in found}


def logged(bot: "ChatBot[object, object]", event: str) -> list[str]:
    lines = [json.loads(line) for line in bot.log.splitlines() if line.startswith("{")]
    return [str(line.get("trace_id")) for line in lines if line["event"] == event]


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "It didn't come."
        time.sleep(0.2)


def test_a_question_and_a_file_have_a_trace_each_which_the_end_of_the_processes_sends(
    samples: Tcbot, tmp_path: Path, collector: TraceCollector
) -> None:
    tcbot = Tcbot(copied(samples.home, tmp_path / "home"))
    key = tcbot("api-keys", "create", "journey", "--scope=ask").out.strip()
    settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.address, "LOG_LEVEL": "INFO", **AT_THE_END}
    with writing_model(SENTENCE) as url, running_slack_bot(tcbot, **settings, LLM_URL=url, **LLM) as bot:
        people: SlackPeople = bot.people
        asked = people.mention(QUESTION)
        people.wait(is_final, thread=asked["ts"], seconds=90)
        people.upload(f"{NAMED}.md", f"# {HELD}\n\nThe {HELD} opens at 11:45.\n".encode(), f"<@{BOT}> {NOTED}")
        people.wait(lambda each: "ready" in shown(each) and NAMED in shown(each), seconds=120)
        answered = httpx.post(
            f"http://127.0.0.1:{bot.servers.bot_port}/v1/questions",
            json={"question": f"When does the {HELD} open?"},
            headers={"Authorization": f"Bearer {key}", "traceparent": f"00-{OUTSIDE}-{'2' * 16}-01"},
            timeout=90,
        )
        assert answered.status_code == 200
        assert bot.stop() == 0

    question = trace_of(collector, only(collector.named("question.answer", tcbot_surface="slack")))
    for name in (
        "inbox.receive inbox.wait item.handle question.scope question.turn engine.standalone engine.keyword"
        " engine.vector engine.pages engine.fusion engine.reranker engine.gate engine.writer check.sentence"
        " question.record reply.status reply.write reply.finish"
    ).split():
        assert name in question, name
    assert only(question["model.call"]).told["gen_ai.request.model"] == LLM["LLM_MODEL"]
    assert only(question["question.answer"]).told["tcbot.outcome"] == "answered"
    assert only(question["chat.request"]).told["http.response.status_code"] == 200
    assert only(question["reply.finish"]).ended <= only(question["item.handle"]).ended

    file = trace_of(collector, only(collector.named("file.read")))
    assert {"file.download", "file.submit", "file.wait", "file.fetching", "file.parsing", "file.embedding",
            "file.indexing", "inbox.wait", "item.handle"} <= file.keys()  # fmt: skip
    read = only(file["file.read"])
    assert read.told["tcbot.outcome"] == "ready"
    assert read.process != only(file["chat.request"]).process
    assert read.trace_id in logged(bot, "job_taken")

    request = only(collector.named("api.request", http_route="/v1/questions"))
    assert request.trace_id != OUTSIDE
    assert "engine.gate" in trace_of(collector, request)
    words = (*PLANTED, "vacation", "carry over", key)
    assert [word for word in words if word in collector.text.lower()] == []


def test_another_process_goes_on_with_the_trace_of_a_question_whose_process_was_killed(
    samples: Tcbot, tmp_path: Path, collector: TraceCollector
) -> None:
    tcbot = Tcbot(copied(samples.home, tmp_path / "home"))
    settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.address, **AT_ONCE}
    with writing_model(SENTENCE, pause=3.0) as url, running_slack_bot(tcbot, **settings, LLM_URL=url, **LLM) as bot:
        asked = bot.people.mention(QUESTION)
        bot.people.wait_call("assistant.threads.setStatus")
        until(lambda: collector.named("inbox.wait"))
        bot.kill()
        bot.start()
        bot.people.wait(is_final, thread=asked["ts"], seconds=90)
        until(lambda: collector.named("item.handle", tcbot_outcome="answered"))
        handled = only(collector.named("item.handle", tcbot_outcome="answered"))
        received = only([each for each in collector.named("inbox.receive") if each.trace_id == handled.trace_id])
        assert handled.parent_id == received.span_id
        assert handled.process != received.process
        assert handled.told["tcbot.attempt"] == 2


def test_a_question_in_teams_has_a_trace_too_and_a_collector_that_is_away_costs_nobody_anything(
    samples: Tcbot, tmp_path: Path, collector: TraceCollector
) -> None:
    tcbot = Tcbot(copied(samples.home, tmp_path / "home"))
    settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.address, **AT_THE_END}
    with running_teams_bot(tcbot, **settings) as bot:
        people: PlaygroundPeople = bot.people
        people.say(QUESTION)
        people.wait_text("Employee Handbook, p. 7")
        until(lambda: 'outcome="quoted"' in people.bot("/metrics").text)
        assert bot.stop() == 0
        question = trace_of(collector, only(collector.named("question.answer", tcbot_surface="teams")))
        assert {"chat.request", "inbox.wait", "question.scope", "engine.quoter", "reply.finish"} <= question.keys()
        collector.stick()
        bot.start()
        before = len(people.messages())
        people.say(QUESTION)
        until(lambda: len(people.messages()) > before and "Employee Handbook, p. 7" in str(people.messages()[-1]))
        begun = time.monotonic()
        assert bot.stop() == 0
        assert time.monotonic() - begun < 20
