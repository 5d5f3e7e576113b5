"""`tcbot people export` and `erase`: one person's data as JSON lines, and its end."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.command_line.cli import app
from bot.records.question_log import QuestionLog
from pipelines.access import Scope
from pipelines.records.database import Database
from tests.contracts.chats import answered, question

pytestmark = pytest.mark.usefixtures("logging_as_it_was")


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The records in the home folder of the command line, with one question of `slack:T1:U1`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TCBOT_HOME", str(tmp_path))
    database = Database(None, tmp_path)
    database.migrate()
    QuestionLog(database).record(question(), Scope.of("everyone"), answered())
    yield database
    database.close()


def tcbot(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, ["people", *arguments], input=typed)


def exported() -> list[str]:
    result = tcbot("export", "slack:T1:U1")
    assert result.exit_code == 0, result.output
    return [json.loads(line)["what"] for line in result.stdout.splitlines()]


@pytest.mark.usefixtures("database")
def test_a_person_is_exported_then_erased_and_nothing_of_them_but_the_audit_is_left() -> None:
    assert exported()[:1] == ["question"]
    erased = tcbot("erase", "slack:T1:U1", "--yes", "--json")
    assert erased.exit_code == 0, erased.output
    assert json.loads(erased.stdout) == {"rows": {"question": 1}, "documents": 0, "left": [], "is_whole": True}
    assert set(exported()) == {"audit entry"}
    again = tcbot("erase", "slack:T1:U1", "--yes")
    assert again.stdout.startswith("Erased: nothing. 0 documents were forgotten.\nNothing else names this person")


@pytest.mark.usefixtures("database")
def test_nobody_is_erased_before_somebody_says_yes() -> None:
    asked = tcbot("erase", "slack:T1:U1", typed="n\n")
    assert asked.exit_code == 1 and "Erase everything that is held of slack:T1:U1?" in asked.output
    assert "question" in exported()


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("who", "told"), [("slack", "I know nobody as"), ("slack:T1", "names nobody"), ("a@acme.com", "I know nobody as")]
)
def test_who_is_nobody_is_wrong_use(who: str, told: str) -> None:
    for command in (["export", who], ["erase", who, "--yes"]):
        result = tcbot(*command)
        assert result.exit_code == 2 and told in " ".join(result.output.split())
