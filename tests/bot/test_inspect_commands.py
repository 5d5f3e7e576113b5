"""`tcbot inspect`, `questions` and `feedback` over a real store, without a model."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from bot.chat.chat import Chat, ChatKind, Person, Question
from bot.chat.ended import Ended
from bot.command_line.cli import app
from bot.records.question_log import QuestionLog
from bot.settings import load_settings
from bot.wiring import Engine
from bot.wording.sentences import say
from pipelines.access import Scope
from pipelines.records.tables import AuditEntry
from pipelines.types import Answer, Outcome
from tests.pipelines.hashed_embedder import HashedEmbedder

ANA = Person("slack", "T1", "U1")
QUESTION = "How many days of unused vacation carry over?"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TCBOT_HOME", str(tmp_path))
    monkeypatch.setattr("bot.wiring.open_embedder", lambda settings: HashedEmbedder())
    monkeypatch.setattr("bot.wiring.embedder_name", lambda settings: HashedEmbedder().name)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    logging.captureWarnings(False)


def tcbot(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def teach(tmp_path: Path, label: str = "everyone") -> None:
    path = tmp_path / "Handbook.md"
    path.write_text("# Handbook\n\nUp to five days of unused vacation carry over.\n", encoding="utf-8")
    with Engine(load_settings()) as engine:
        engine.ingestor.ingest(path, (label,))


def recorded(ended: Ended, *labels: str) -> str:
    question = Question("k1", Chat("slack", "T1", "C1", ChatKind.PUBLIC), ANA, "1.1", QUESTION)
    with Engine(load_settings()) as engine:
        return QuestionLog(engine.database).record(question, Scope.of(*labels), ended)


def test_a_question_is_shown_with_candidates_decision_and_audit_entry(tmp_path: Path) -> None:
    teach(tmp_path)
    shown = tcbot("inspect", QUESTION, "--json")
    assert shown.exit_code == 0
    told = json.loads(shown.stdout)
    assert told["labels"] == ["everyone"]
    assert {each["document"] for each in told["stages"]["fusion"]} == {"Handbook.md"}
    assert told["thresholds"]["evidence"] > 0 and set(told["gate"]) >= {"cosine", "cover", "evidence"}
    lines = tcbot("inspect", QUESTION).stdout
    assert "keyword · 1 candidate" in lines and "Handbook.md, 1" in lines
    with Engine(load_settings()) as engine, engine.database.reading() as session:
        rows = list(session.scalars(select(AuditEntry).where(AuditEntry.action == "inspect")))
    assert [(row.actor, row.details["labels"]) for row in rows] == [("command line", ["everyone"])] * 2
    assert "vacation" not in str([row.details for row in rows])


def test_a_question_of_a_chat_is_asked_again_with_the_labels_of_its_readers(tmp_path: Path) -> None:
    teach(tmp_path, "slack:T1:C1")
    failed = Ended(Answer(Outcome.FAILED, "", 0.0, reason="search_away"), "7F3K-22")
    asked_id = recorded(failed, "slack:T1:C1")
    for named in ("7F3K-22", asked_id):
        told = json.loads(tcbot("inspect", "--reference", named, "--json").stdout)
        assert (told["id"], told["labels"]) == (asked_id, ["slack:T1:C1"])
        assert told["stages"]["fusion"]
    assert json.loads(tcbot("inspect", QUESTION, "--json").stdout)["stages"] == {}
    assert json.loads(tcbot("inspect", QUESTION, "--as", "slack:T1:C1", "--json").stdout)["stages"]["fusion"]


def test_who_and_what_is_not_known_is_said(tmp_path: Path) -> None:
    for arguments, told in (
        (("--reference", "7F3K-22"), say("inspect_unknown", value="7F3K-22")),
        ((QUESTION, "--as-person", "ana@acme.com"), say("person_unknown", who="ana@acme.com")),
        ((QUESTION, "--as-person", "slack:T1:U1"), say("explain_no_chat")),
    ):
        refused = tcbot("inspect", *arguments)
        assert (refused.exit_code, refused.stdout.strip()) == (1, told)


@pytest.mark.parametrize("arguments", [(), ("Q?", "--reference", "7F3K-22"), ("--reference", "R", "--as", "everyone")])
def test_wrong_use_is_refused(arguments: tuple[str, ...]) -> None:
    assert tcbot("inspect", *arguments).exit_code == 2


def test_questions_without_an_answer_and_feedback_are_listed_and_exported(tmp_path: Path) -> None:
    assert tcbot("questions", "gaps").stdout.strip() == say("seen_no_questions")
    assert tcbot("feedback", "list").stdout.strip() == say("seen_no_feedback")
    asked_id = recorded(Ended(Answer(Outcome.REFUSED, "", 0.4, reason="not_found")), "everyone")
    with Engine(load_settings()) as engine:
        QuestionLog(engine.database).feedback(asked_id, ANA, False, "It stands in the handbook.")
    for command in (("questions", "gaps"), ("questions", "list"), ("feedback", "list")):
        shown = tcbot(*command).stdout
        assert QUESTION in shown and asked_id in shown
    assert json.loads(tcbot("questions", "gaps", "--json").stdout)["reason"] == "not_found"
    row = json.loads(tcbot("feedback", "export").stdout)
    assert (row["id"], row["question"], row["answerable"]) == (asked_id, QUESTION, False)
