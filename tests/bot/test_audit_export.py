"""The audit is handed on as OCSF events, and at the command line it is verified, exported and its head printed."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from bot.audit.ocsf import ACTIVITIES, Entry, event_of
from bot.command_line.asking import note_answer, note_passages
from bot.command_line.cli import app
from pipelines.access import Scope
from pipelines.audit import audit
from pipelines.records.database import Database
from pipelines.types import Answer, Outcome, Passage
from tests.contracts.audit_tampering import fill, tamper

pytestmark = pytest.mark.usefixtures("logging_as_it_was")

AT = datetime(2026, 1, 31, 12, 0, 0, 123456, tzinfo=UTC)
REQUIRED = {
    "activity_id", "actor", "api", "category_uid", "class_uid", "metadata", "severity_id", "src_endpoint", "time",
    "type_uid",
}  # fmt: skip
"""What OCSF 1.6.0 demands of an event of the class API Activity."""


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The records in the home folder of the command line."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TCBOT_HOME", str(tmp_path))
    database = Database(None, tmp_path)
    database.migrate()
    yield database
    database.close()


def tcbot(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["audit", *arguments])


def event(action: str, **details: Any) -> dict[str, Any]:
    return event_of(Entry(7, AT, "slack:T1:user:U1", action, "d1", details, "a" * 64), "1.2.3")


@pytest.mark.parametrize("action", [*ACTIVITIES, "denied", "something new"])
def test_every_entry_has_what_the_class_demands(action: str) -> None:
    told = event(action)
    assert told.keys() >= REQUIRED
    assert (told["category_uid"], told["class_uid"]) == (6, 6003)
    assert told["type_uid"] == 600300 + told["activity_id"]
    assert told["metadata"]["version"] == "1.6.0"
    assert told["metadata"]["product"] == {"name": "TCBot", "vendor_name": "TCBot", "version": "1.2.3"}
    assert (told["metadata"]["sequence"], told["metadata"]["uid"]) == (7, "a" * 64)
    assert (told["time"], told["actor"]) == (1769860800123, {"user": {"uid": "slack:T1:user:U1"}})
    assert told["src_endpoint"] == {"name": "slack"}
    assert told["unmapped"]["target"] == "d1"


def test_an_answer_comes_by_its_surface_whoever_asked() -> None:
    entry = Entry(1, AT, "f" * 64, "answer", "q1", {"surface": "teams", "outcome": "answered"}, "a" * 64)
    assert event_of(entry, "1")["src_endpoint"] == {"name": "teams"}


def test_an_answer_names_its_documents_with_their_versions() -> None:
    told = event("answer", outcome="answered", cited=[["d1", "v1"]], read=[["d2", ""]], audience="asker")
    assert [(each["uid"], each["version"]) for each in told["resources"]] == [("d1", "v1"), ("d2", "")]
    assert (told["activity_name"], told["status"], told["api"]) == ("Read", "Success", {"operation": "answer"})


def test_what_failed_and_what_was_denied_is_a_failure() -> None:
    assert event("answer", outcome="failed")["status_id"] == 2
    told = event("denied", wanted="forget")
    assert (told["status_id"], told["severity"], told["api"]["operation"]) == (2, "Low", "forget")
    assert (told["activity_id"], told["activity_name"]) == (99, "denied")
    assert event("login-failed", reason="token_invalid")["status"] == "Failure"
    assert event("login-failed", reason="token_invalid")["severity"] == "Low"


def test_the_entries_of_a_span_are_printed_one_a_line_in_the_order_of_the_chain(database: Database) -> None:
    fill(database, 3)
    lines = [json.loads(line) for line in tcbot("export").stdout.splitlines()]
    assert [line["metadata"]["sequence"] for line in lines] == [1, 2, 3]
    middle = lines[1]["metadata"]["original_time"]
    since = tcbot("export", "--since", middle).stdout.splitlines()
    until = tcbot("export", "--until", middle).stdout.splitlines()
    assert [json.loads(line)["metadata"]["sequence"] for line in since] == [2, 3]
    assert [json.loads(line)["metadata"]["sequence"] for line in until] == [1]
    assert tcbot("export", "--until", "2020-01-01").stdout == ""
    refused = tcbot("export", "--since", "yesterday")
    assert (refused.exit_code, "2026-01-31" in refused.output) == (2, True)


def test_a_whole_chain_is_said_to_be_one(database: Database) -> None:
    fill(database, 2)
    ended = tcbot("verify")
    assert (ended.exit_code, "2 entries are as written" in ended.output) == (0, True)
    told = json.loads(tcbot("verify", "--json").stdout)
    assert (told["whole"], told["entries"], told["last"], told["fault"]) == (True, 2, 2, "")


def test_the_first_bad_entry_is_named_and_the_command_fails(database: Database) -> None:
    fill(database, 3)
    tamper(database, "UPDATE audit SET actor = 'x' WHERE number = 2")
    ended = tcbot("verify")
    assert (ended.exit_code, "Entry 2 isn't" in ended.output) == (1, True)
    assert json.loads(tcbot("verify", "--json").stdout)["first_bad"] == 2


def test_an_entry_without_a_number_is_said_to_be_put_in(database: Database) -> None:
    fill(database, 1)
    tamper(
        database,
        "INSERT INTO audit (at, actor, action, target, details) SELECT at, actor, action, target, details FROM audit",
    )
    assert "An entry without a number" in tcbot("verify").output


def test_a_head_that_was_kept_is_compared(database: Database) -> None:
    fill(database, 2)
    kept = tcbot("head").stdout.strip()
    with database.session() as session:
        audit(session, "a", "forget", "d1")
    assert tcbot("verify", "--head", kept).exit_code == 0
    assert tcbot("verify", "--head", "2:" + "0" * 64).exit_code == 1
    assert tcbot("verify", "--head", "9:" + "0" * 64).exit_code == 1
    assert tcbot("verify", "--head", "nonsense").exit_code == 2


def test_a_head_that_was_tampered_with_is_not_printed(database: Database) -> None:
    fill(database, 2)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE audit_marks SET number = 1"))
    ended = tcbot("head")
    assert (ended.exit_code, ":" in ended.stdout.split()[0]) == (1, False)


class LongAgo:
    """A clock of another year."""

    @staticmethod
    def now(_zone: object) -> datetime:
        return AT.replace(year=2020)


@pytest.mark.slow
def test_the_sweep_removes_entries_whose_time_is_over_and_fails_where_the_chain_is_broken(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDIT_DAYS", "30")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipelines.audit.datetime", LongAgo)
        fill(database, 2)
    fill(database, 1)
    ended = CliRunner().invoke(app, ["sweep"])
    assert (ended.exit_code, "2 entries of the audit went" in ended.output) == (0, True)
    whole = tcbot("verify")
    assert (whole.exit_code, "2 earlier entries were removed by retention" in whole.output) == (0, True)
    tamper(database, "UPDATE audit SET actor = 'x' WHERE number = 3")
    ended = CliRunner().invoke(app, ["sweep"])
    assert (ended.exit_code, "tcbot audit verify" in ended.output) == (1, True)


def test_a_change_of_keys_is_told_by_the_name_of_the_key(database: Database, tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["keys", "rotate"]).exit_code == 0
    (line,) = [json.loads(line) for line in tcbot("export").stdout.splitlines()]
    assert (line["api"]["operation"], line["unmapped"]) == ("keys", {"target": database.sealed_by(), "changed": 1})
    assert tcbot("verify").exit_code == 0


def test_what_is_asked_at_the_command_line_is_told(database: Database) -> None:
    found = (Passage("c1", "d1", "Handbook.md", "Handbook", 3, 3, None, "Up to five days.", 1.0, used=True),)
    scope = Scope.of("everyone", "hr")
    note_answer(database, Answer(Outcome.ANSWERED, "Five days.", 0.9, passages=found), scope)
    note_passages(database, found, scope)
    answer, passages = [json.loads(line) for line in tcbot("export").stdout.splitlines()]
    for told, action in ((answer, "answer"), (passages, "passages")):
        assert (told["api"]["operation"], told["actor"]["user"]["uid"]) == (action, "command line")
        assert (told["unmapped"]["audience"], told["unmapped"]["labels"]) == ("terminal", ["everyone", "hr"])
        assert told["unmapped"]["read"] == [["d1", ""]]
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_marks RENAME TO away"))
    note_passages(database, found, scope)  # it was shown all the same
