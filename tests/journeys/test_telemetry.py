"""What the real processes tell operators while people work and everything fails: nothing of what people said."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import psutil
import pytest

from tests.deploy.programs import DEPLOY
from tests.journeys.chat_bot import ChatBot
from tests.journeys.conftest import LLM, NOBODY, Tcbot, copied
from tests.journeys.slack_bot import running_slack_bot
from tests.journeys.teams_bot import running_teams_bot
from tests.servers.alerting import Receiver, alerting
from tests.servers.playground_people import PlaygroundPeople
from tests.servers.sentry_sink import SentrySink, sentry_sink
from tests.servers.slack_people import BOT, TEAM, SlackPeople, is_final, shown, signature
from tests.servers.trace_collector import TraceCollector, trace_collector

pytestmark = [pytest.mark.slow, pytest.mark.servers]

ASKED, HELD, NAMED, NOTED, BROKEN, CHANGED, FELT, FORGED, TYPED = PLANTED = (
    "zanthrope", "xylograph", "quillon", "brobdingnag", "gallimauf", "mumpsimus", "flibbertig",
    "taradiddle", "sesquiped",
)  # fmt: skip
"""A word for each place that people's words come from; none stands anywhere in the program."""
ADDRESS = "marchbanks@quillon-industries.com"
WORDS = f"# {HELD}\n\nThe {HELD} of the north wing opens at 11:45. Write to {ADDRESS}.\n"
PATIENCE = 120.0
MODEL_AWAY = {"LLM_URL": NOBODY, **LLM}


def broken_docx() -> bytes:
    """A document that no parser reads to its end, with a planted word in it."""
    made = BytesIO()
    with ZipFile(made, "w") as package:
        package.writestr("[Content_Types].xml", f"<Types>{BROKEN}")
        package.writestr("word/document.xml", f"<w:document><w:p>{BROKEN}</w:q>")
    return made.getvalue()


@dataclass(frozen=True)
class Operators:
    """Where everything goes that operators get: error reports, traces, alerts."""

    sink: SentrySink
    collector: TraceCollector
    receiver: Receiver

    @property
    def settings(self) -> dict[str, str]:
        """The settings with which a process tells as much as it can."""
        where = {"SENTRY_DSN": self.sink.dsn, "OTEL_EXPORTER_OTLP_ENDPOINT": self.collector.address}
        return {"LOG_LEVEL": "DEBUG", **where, **MODEL_AWAY}

    @contextmanager
    def watching(self, bot: ChatBot[Any, Any]) -> Iterator[None]:
        """Alerts by what the bot measures, as long as the block lasts."""
        with alerting(DEPLOY, {"tcbot": [f"127.0.0.1:{bot.servers.bot_port}"]}, self.receiver):
            yield

    @property
    def alerts(self) -> str:
        """What PagerDuty and the channel for alerts got."""
        return json.dumps(dict(self.receiver.took))


@pytest.fixture
def operators() -> Iterator[Operators]:
    with sentry_sink() as sink, trace_collector() as collector, Receiver() as receiver:
        yield Operators(sink, collector, receiver)


def damage_index(home: Path) -> None:
    """The index can't be read from now on: neither the file nor what was written last."""
    for path in home.glob("index.db*"):
        if path.stat().st_size:
            path.write_bytes(b"\x7f" * path.stat().st_size)


def kill_worker(bot: ChatBot[Any, Any]) -> None:
    """The worker is killed; the next one can't open the index."""
    assert bot.process is not None
    for child in psutil.Process(bot.process.pid).children():
        if "bot.processes.worker_child" in child.cmdline():
            child.kill()


def judge(bot: ChatBot[Any, Any], operators: Operators, *secrets: str) -> None:
    """Nothing of what was planted is in anything that the processes told."""
    until(lambda: "PartAway" in operators.alerts and "BackupOld" in operators.alerts)
    metrics, ready = bot.people.bot("/metrics").text, bot.people.bot("/readyz").text
    bot.stop()
    told = {
        "log": bot.log,
        "metrics": metrics,
        "readiness": ready,
        "error reports": "\n".join(operators.sink.bodies),
        "traces": operators.collector.text,
        "alerts": operators.alerts,
    }
    assert "uncaught_error" in told["log"]  # of the worker, which can't go on
    assert "Traceback" not in told["log"]
    assert "exception" in told["error reports"]
    assert "tcbot_handle_seconds_count" in metrics
    spans = operators.collector.spans
    assert {"chat.request", "item.handle", "question.answer", "engine.keyword", "reply.finish"} <= {
        s.name for s in spans
    }
    assert "error.type" in {name for each in spans for name in each.told}
    assert '"trace_id"' in told["log"]
    for where, text in told.items():
        assert [word for word in (*PLANTED, ADDRESS, *secrets) if word.lower() in text.lower()] == [], where


def until(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Waits for something that comes by itself."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "It didn't come."
        time.sleep(0.2)


def test_what_is_said_in_slack_is_told_to_no_operator(samples: Tcbot, tmp_path: Path, operators: Operators) -> None:
    home = copied(samples.home, tmp_path / "home")
    with running_slack_bot(Tcbot(home), **operators.settings) as bot, operators.watching(bot):
        people: SlackPeople = bot.people
        people.upload(f"{NAMED}.md", WORDS.encode(), f"<@{BOT}> {NOTED}")
        people.wait(
            lambda each: NAMED in shown(each) and "ready" in shown(each) and each["user"] == BOT, seconds=PATIENCE
        )
        people.upload(f"{BROKEN}.docx", broken_docx(), f"<@{BOT}> {NOTED}")
        people.wait(
            lambda each: f"{BROKEN}.docx" in shown(each) and "again" in shown(each) and each["user"] == BOT,
            seconds=PATIENCE,
        )
        question = people.mention(f"When does the {HELD} of the north wing open, {ASKED}?")
        assert "11:45" in shown(people.wait_reply(question))
        people.edit(question, f"<@{BOT}> When does the {CHANGED} {HELD} open?")
        people.command("/tcbot", f"forget {TYPED}")
        body = {"type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event": {"text": FORGED}}
        assert people.deliver(body, **signature(json.dumps(body).encode(), secret=FORGED)).status_code == 401
        assert "job_taken" in bot.log  # the worker's words are among it
        damage_index(home)
        kill_worker(bot)
        people.wait(lambda each: is_final(each), thread=people.mention(f"Where is the {ASKED} now?")["ts"])
        until(lambda: "uncaught_error" in bot.log and operators.sink.bodies)
        judge(bot, operators, *(value for name, value in bot.settings.items() if name.endswith(("TOKEN", "SECRET"))))


def test_what_is_said_in_teams_is_told_to_no_operator(samples: Tcbot, tmp_path: Path, operators: Operators) -> None:
    home = copied(samples.home, tmp_path / "home")
    with running_teams_bot(Tcbot(home), **operators.settings) as bot, operators.watching(bot):
        people: PlaygroundPeople = bot.people
        people.say(f"How many days of vacation may be carried over, {ASKED}?")
        people.wait_text("Employee Handbook, p. 7")
        answer = people.messages()[-1]
        people.feedback(answer, "dislike", f"{FELT} {ADDRESS}")
        people.share(f"{NAMED}.md", f"{NOBODY}/{NAMED}.md", NOTED)
        people.say(f"forget {TYPED}")
        assert people.post_to_bot({"type": "message", "text": FORGED}).status_code in {400, 401, 403}
        damage_index(home)
        kill_worker(bot)
        asked_at = float("-inf")

        def has_failed() -> bool:
            """Asked again now and then: what SQLite has read of the index before may answer once more."""
            nonlocal asked_at
            if time.monotonic() > asked_at + 10:
                people.say(f"Where is the {ASKED} of {HELD} now?")
                asked_at = time.monotonic()
            return "question_failed" in bot.log and "uncaught_error" in bot.log and bool(operators.sink.bodies)

        until(has_failed)
        judge(bot, operators)


def test_what_the_command_line_is_told_is_in_no_log(samples: Tcbot, tmp_path: Path, operators: Operators) -> None:
    tcbot = Tcbot(copied(samples.home, tmp_path / "home"))
    (tmp_path / f"{NAMED}.md").write_text(WORDS, encoding="utf-8")
    (tmp_path / f"{BROKEN}.docx").write_bytes(broken_docx())
    settings = operators.settings
    ran = [
        tcbot("ingest", "--json", tmp_path / f"{NAMED}.md", tmp_path / f"{BROKEN}.docx", **settings),
        tcbot("ask", f"When does the {HELD} open, {ASKED}?", **settings),
        tcbot("search", f"{HELD} {ASKED}", **settings | {"ELASTICSEARCH_URL": NOBODY}),
        tcbot("forget", TYPED, **settings),
        tcbot("doctor", **settings),
    ]
    damage_index(tcbot.home)
    ran.append(tcbot("ask", f"When does the {HELD} open, {ASKED}?", **settings))
    errors = "\n".join(each.err for each in ran)
    assert "11:45" in ran[1].out
    reports = "\n".join(operators.sink.bodies)
    assert operators.collector.bodies == []  # services alone are traced
    assert "library_message" in errors
    for text in (errors, reports):
        assert [word for word in (*PLANTED, ADDRESS) if word.lower() in text.lower()] == []
