"""What Teams shows as cards is what Microsoft's schema, its own renderer and its own models take."""

import json
import os
import subprocess
from typing import Any

import pytest

from bot.chat.channel_settings import ChannelSettings
from bot.chat.ended import Ended
from bot.chat.form_kinds import feedback_form, forget_form, settings_form, upload_form
from bot.chat.notes import Note
from bot.teams.render.forms import form_card
from bot.teams.render.home import home_message
from bot.teams.render.passages import passages_message
from bot.teams.render.render_answer import answer_messages
from bot.teams.render.render_card import card_message, card_refused
from bot.teams.render.render_lists import shown_message
from bot.teams.render.teams_message import Json
from bot.wording.lists import document_page, help_topics
from bot.wording.sentences import in_chat
from ingest.job import JobState
from pipelines.types import Answer, Outcome, Passage
from tests.bot.slack.makers import document, job
from tests.bot.teams.makers import ALICE, FINANCE, FINANCE_LABEL, HOSTILE, NAMES, logged
from tests.servers.chat_tools import INSTALLED, tools

pytestmark = [pytest.mark.slow, pytest.mark.servers]

CHECK = """
import json, sys
import check
for card in json.load(sys.stdin):
    print(json.dumps(check.card(card)))
"""
NO_RICH_TEXT = "adaptivecards (npm): renders to nothing"
"""Its renderer is run without a browser, where rich text has no words: of a card of that alone it sees none."""
EVIL = " ".join(HOSTILE).replace("\ud800", "")


@pytest.fixture(scope="module")
def complaints() -> Any:
    """Judges cards; gives the complaints of each."""
    folder = tools()

    def judged(cards: list[Json]) -> list[list[str]]:
        done = subprocess.run(
            [str(INSTALLED / "venv" / "bin" / "python"), "-B", "-c", CHECK],
            input=json.dumps(cards),
            env=os.environ | {"CHAT_TOOLS_HOME": str(INSTALLED), "PYTHONPATH": str(folder)},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        found = [json.loads(line) for line in done.stdout.splitlines()]
        return [[each for each in complaint if each != NO_RICH_TEXT] for complaint in found]

    return judged


def answers(locale: str) -> list[Json]:
    failed = Ended(Answer(Outcome.FAILED, EVIL, 0.0, reason="took_too_long"), "7F3K-22")
    refused = Ended(Answer(Outcome.REFUSED, EVIL, 0.0))
    sent = [
        message
        for ended in (failed, refused)
        for message in answer_messages(
            ended,
            locale=locale,
            question_id="q1",
            place_kind="channel",
            notes=[Note.MORE_IN_PRIVATE],
            is_shareable=True,
        )
    ]
    return [message.card for message in sent if message.card is not None]


def files(locale: str) -> list[Json]:
    found = [card_refused(EVIL, EVIL, locale)]
    for state in (JobState.RUNNING, JobState.READY, JobState.FAILED):
        view = job(state=state, name=EVIL, reason="worker_died", warnings=(("recognised_images", (1, 2)),))
        found.append(
            card_message(
                view,
                record_id="r1",
                shared_by=ALICE,
                channel=FINANCE,
                is_direct=False,
                locale=locale,
                names=NAMES,
            )
        )
    return [message.card for message in found if message.card is not None]


def lists(locale: str) -> list[Json]:
    held = [document(f"{n} {EVIL}.pdf", ("everyone", FINANCE_LABEL)) for n in range(40)]
    passages = [Passage(f"c{n}", "d", EVIL, EVIL, n, n, None, EVIL * 5, 1.0) for n in range(1, 21)]
    sent = [
        passages_message(passages, locale),
        shown_message(document_page(held, locale), NAMES),
        shown_message(help_topics(in_chat(locale, "teams"))),
        home_message(held, [logged(EVIL)], locale, NAMES),
    ]
    return [message.card for message in sent if message.card is not None]


def forms(locale: str) -> list[Json]:
    made = (
        upload_form(locale, FINANCE, "", True),
        feedback_form("q1", locale, FINANCE, ""),
        settings_form(FINANCE, ChannelSettings(), locale, False),
        forget_form("r1", EVIL, locale),
    )
    return [form_card(form) for form in made]


@pytest.mark.parametrize("locale", ["en", "de"])
def test_microsoft_takes_every_card(complaints: Any, locale: str) -> None:
    cards = [*answers(locale), *files(locale), *lists(locale), *forms(locale)]
    assert complaints(cards) == [[]] * len(cards)


def test_the_checker_complains_where_clients_would(complaints: Any) -> None:
    broken = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "txt": "x"}]}
    assert complaints([broken]) != [[]]
