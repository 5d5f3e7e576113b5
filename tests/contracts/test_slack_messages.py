"""What Slack's side shows is what Slack's own published types and limits allow, by a checker that isn't ours alone."""

import itertools
import json
import os
import subprocess
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.chat.channel_settings import ChannelSettings
from bot.chat.ended import Ended
from bot.chat.form_kinds import feedback_form, forget_form, settings_form, upload_form
from bot.chat.notes import Note
from bot.chat.ports import NO_HISTORY, CardHistory
from bot.slack.render.blocks import SlackMessage
from bot.slack.render.home import home_view
from bot.slack.render.modals import modal
from bot.slack.render.render_answer import answer_messages, passages_message
from bot.slack.render.render_card import card_message, card_refused
from bot.slack.render.render_lists import shown_message
from bot.wording.lists import document_page, greeting, help_topics, job_status
from ingest.job import JobState
from pipelines.types import Answer, Citation, Nearest, Outcome, Passage
from tests.bot.slack.limits import HOSTILE
from tests.bot.slack.makers import LOCALES, document, job
from tests.servers.chat_tools import INSTALLED, tools

pytestmark = [pytest.mark.slow, pytest.mark.servers]

CHECK = """
import json, sys
import check
for kind, payload in json.load(sys.stdin):
    found = check.view(payload) if kind == "view" else check.call("chat.postMessage", payload)
    print(json.dumps(found))
"""
EVIL = " ".join(HOSTILE).replace("\ud800", "")
TEXTS = ("It is 5 days [1].", EVIL, f"{EVIL}\n\n" * 200, "word " * 9_000, "```\n" + "line\n" * 4_000)
MARCH = datetime(2026, 3, 3, 14, 35, tzinfo=UTC)
EARLIER = (NO_HISTORY, CardHistory(replaces=MARCH), CardHistory(known=True))


@pytest.fixture(scope="module")
def complaints() -> Any:
    """Judges messages and views at once; gives the complaints of each."""
    folder = tools()

    def judged(payloads: list[tuple[str, dict[str, Any]]]) -> list[list[str]]:
        done = subprocess.run(
            [str(INSTALLED / "venv" / "bin" / "python"), "-B", "-c", CHECK],
            input=json.dumps(payloads),
            env=os.environ | {"CHAT_TOOLS_HOME": str(INSTALLED), "PYTHONPATH": str(folder)},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    return judged


def posted(*messages: SlackMessage) -> list[tuple[str, dict[str, Any]]]:
    return [("call", {"channel": "C1", "text": each.text, "blocks": list(each.blocks)}) for each in messages]


def answers(locale: str) -> list[SlackMessage]:
    found = []
    for outcome in Outcome:
        for text in TEXTS:
            for amount in (1, 60):
                cited = tuple(Citation(n, f"{n} {EVIL}.pdf", n, n, EVIL, EVIL * 3) for n in range(1, amount + 1))
                near = (Nearest(EVIL, 3, None, EVIL),)
                answer = Answer(outcome, text, 0.5, citations=cited, nearest=near, searched=3, reason="not_found")
                for is_askers in (False, True):
                    found += answer_messages(
                        Ended(answer, "7F3K-22", is_askers),
                        locale=locale,
                        question_id="q" * 32,
                        notes=list(Note),
                        links={each.document: "https://files.example/a.pdf?a=1&b=2" for each in cited},
                        retry_until=MARCH,
                    )
    return found


def cards(locale: str) -> list[SlackMessage]:
    found = [card_refused(EVIL, EVIL, locale)]
    for state in JobState:
        for name in ("Report.pdf", EVIL):
            view = job(state=state, name=name, reason="worker_died", warnings=(("recognised_images", (1, 2)),))
            for channel, earlier in itertools.product(("C0CHANNEL1", "D0DIRECT1"), EARLIER):
                found.append(
                    card_message(
                        view, record_id="r1", shared_by="U0SHARER1", channel=channel, locale=locale, earlier=earlier
                    )
                )
    return found


def lists(locale: str) -> list[SlackMessage]:
    held = [document(f"{n} {EVIL}.pdf", ("everyone", "slack:T1:C0CHANNEL1")) for n in range(40)]
    passages = [Passage(f"c{n}", "d", EVIL, EVIL, n, n, None, EVIL * 5, 1.0) for n in range(1, 21)]
    return [
        passages_message(passages, locale),
        shown_message(document_page(held, locale)),
        shown_message(document_page([], locale)),
        shown_message(help_topics(locale)),
        shown_message(job_status(3, [job(name=EVIL)] * 30, locale)),
        shown_message(greeting(locale, [EVIL] * 5)),
    ]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("make", [answers, cards, lists])
def test_slack_takes_every_message(complaints: Any, make: Any, locale: str) -> None:
    messages = make(locale)
    assert complaints(posted(*messages)) == [[]] * len(messages)


@pytest.mark.parametrize("locale", LOCALES)
def test_slack_takes_every_dialog_and_app_home(complaints: Any, locale: str) -> None:
    views = [
        modal(upload_form(locale, "C1", "1.2", True)),
        modal(upload_form(locale, "C1", "", False)),
        modal(feedback_form("q1", locale, "C1", "1.2")),
        modal(settings_form("C1", ChannelSettings("questions", "channel", "private"), locale, True)),
        modal(forget_form("r1", EVIL, locale)),
        home_view([], [], locale),
        home_view([document(f"{n} {EVIL}") for n in range(40)], [], locale),
    ]
    assert complaints([("view", view) for view in views]) == [[]] * len(views)


def test_the_checker_complains_where_slack_would(complaints: Any) -> None:
    broken = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3_001}}
    assert complaints([("call", {"channel": "C1", "text": "x", "blocks": [broken]})]) != [[]]
