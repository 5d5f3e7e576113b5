"""The command line where no model is needed: what it takes, what it refuses, how it ends."""

import base64
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot import __main__
from bot.command_line.cli import app
from bot.command_line.exit_codes import ended_by
from pipelines.settings import SettingsError

pytestmark = pytest.mark.usefixtures("logging_as_it_was")

COMMANDS = (
    "demo ingest ask search documents forget sweep backup restore reindex keys people access inspect questions "
    "feedback api-keys sessions audit eval doctor teams-package"
).split()
HEAVY = ["haystack", "torch", "openvino", "sqlalchemy", "pydantic", "elasticsearch", "numpy", "sentry_sdk"]


def tcbot(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def reports(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    assert command in tcbot("--help").stdout
    explained = tcbot(command, "--help")
    assert explained.exit_code == 0
    assert f"Usage: tcbot {command}" in explained.stdout or f"Usage: root {command}" in explained.stdout


def test_help_imports_nothing_that_takes_long() -> None:
    looked = f"import sys, bot.command_line.cli; print([name for name in {HEAVY} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", looked], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_without_a_command_help_is_shown() -> None:
    assert "Usage:" in tcbot().output


def test_the_version_is_told() -> None:
    assert tcbot("--version").stdout.startswith("tcbot ")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["ask"], "Missing argument 'QUESTION'"),
        (["ingest"], "Missing argument 'PATH'"),
        (["ingest", "a.pdf", "--type", "poem"], "'poem' is not one of 'general', 'technical', 'legal'"),
        (["ingest", "a.pdf", "--readable-by", " "], "Invalid value for '--readable-by': ' ' is not a label"),
        (["ask", "Who?", "--as", ""], "Invalid value for '--as': '' is not a label"),
        (["eval", "--documents", "nowhere", "--questions", "q", "--out", "o"], "'nowhere' does not exist"),
        (["answer", "Who?"], "No such command 'answer'"),
    ],
)
def test_wrong_use_is_told_and_ends_with_2(arguments: list[str], told: str) -> None:
    result = tcbot(*arguments)
    assert result.exit_code == 2
    assert told in result.output


def test_a_bad_question_file_is_wrong_use(tmp_path: Path) -> None:
    questions = tmp_path / "q.jsonl"
    questions.write_text("{}", encoding="utf-8")
    result = tcbot("eval", "--documents", str(tmp_path), "--questions", str(questions), "--out", str(tmp_path / "o"))
    assert result.exit_code == 2
    assert "Line 1 of q.jsonl isn't a question" in result.output


def test_files_that_cannot_be_read_are_told_one_by_one_without_loading_a_model(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    (tmp_path / "a folder").mkdir()
    result = tcbot("ingest", "--json", *(str(tmp_path / name) for name in ("missing.pdf", "empty.pdf", "a folder")))
    assert result.exit_code == 1
    told = reports(result)
    assert [(line["file"], line["status"], line["reason"]) for line in told] == [
        ("missing.pdf", "failed", "missing"),
        ("empty.pdf", "failed", "empty_file"),
        ("a folder", "failed", "is_folder"),
    ]
    assert told[0]["message"] == "There is no such file. Check the path and try again."
    assert f"Name the files in it: '{tmp_path}/a folder'/*" in str(told[2]["message"])
    assert list(told[0]) == ["file", "status", "pages", "chunks", "reason", "message", "seconds", "unit"]


def test_for_people_a_file_is_one_line(tmp_path: Path) -> None:
    result = tcbot("ingest", str(tmp_path / "missing.pdf"), str(tmp_path / "gone.pdf"))
    assert result.stdout.splitlines()[:2] == [
        "missing.pdf · couldn't be read · There is no such file. Check the path and try again.",
        "gone.pdf · couldn't be read · There is no such file. Check the path and try again.",
    ]
    assert result.stdout.splitlines()[2].startswith("0 files ready in")


def test_an_empty_library_says_how_to_begin() -> None:
    assert tcbot("documents").stdout == "There are no documents yet. Add some: tcbot ingest PATH\n"
    assert json.loads(tcbot("documents", "--json").stdout) == []


def test_an_unknown_document_cannot_be_forgotten() -> None:
    result = tcbot("forget", "nothing.pdf")
    assert (result.exit_code, result.stdout) == (1, "I don't have a document called “nothing.pdf”.\n")


def test_a_team_sets_how_long_its_documents_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tcbot("documents", "retention").stdout == "Documents are kept until somebody forgets them.\n"
    assert tcbot("documents", "retention", "30").stdout == "Documents are forgotten 30 days after their last version.\n"
    monkeypatch.setenv("RETENTION_DAYS", "1")
    assert "30 days" in tcbot("documents", "retention").stdout
    assert (
        tcbot("documents", "retention", "default").stdout == "Documents are forgotten 1 day after their last version.\n"
    )


@pytest.mark.parametrize("days", ["0", "-1", "many", "1.5", "99999"])
def test_a_retention_that_makes_no_sense_is_refused(days: str) -> None:
    result = tcbot("documents", "retention", "--", days)
    assert result.exit_code == 2
    assert f"'{days}' is neither 1 to 36500 days nor default" in result.output


def test_keys_are_shown_by_name_and_changed(tmp_path: Path) -> None:
    assert not (tmp_path / "home" / "keys").exists()
    before = tcbot("keys").stdout.split()[0]
    assert tcbot("keys").stdout == f"{before} seals · the records\n"
    rotated = tcbot("keys", "rotate")
    assert rotated.exit_code == 0, rotated.output
    after = tcbot("keys").stdout.splitlines()
    assert after[0].endswith(" seals · the records") and not after[0].startswith(before)
    assert after[1:] == [f"{before} opens what it sealed · nothing"]
    assert rotated.stdout.splitlines()[0] == f"The new key {after[0].split()[0]} seals everything now."
    secret = (tmp_path / "home" / "keys" / "encryption.keys").read_text().splitlines()[-1].partition("=")[2]
    assert secret not in rotated.output


def test_the_first_of_the_keys_in_the_settings_seals_after_a_rotation(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    old, new = (f"{name}={base64.b64encode(name[:1].encode() * 32).decode()}" for name in ("old", "new"))
    monkeypatch.setenv("ENCRYPTION_KEYS", old)
    assert tcbot("keys").stdout == "old seals · the records\n"
    monkeypatch.setenv("ENCRYPTION_KEYS", f"{new},{old}")
    assert tcbot("keys").stdout.splitlines() == ["new seals · nothing", "old opens what it sealed · the records"]
    assert tcbot("keys", "rotate").stdout == "new seals everything now; 1 thing had another key.\n"
    assert tcbot("keys", "rotate").stdout == "new seals everything already.\n"
    monkeypatch.setenv("ENCRYPTION_KEYS", new)
    assert tcbot("documents", "--json").stdout == "[]\n"
    assert not (tmp_path / "home" / "keys").exists()


def test_the_wrong_key_ends_in_a_sentence_that_names_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = (f"{name}={base64.b64encode(name[:1].encode() * 32).decode()}" for name in ("old", "new"))
    monkeypatch.setenv("ENCRYPTION_KEYS", old)
    assert leaving(["documents"], monkeypatch) == 0
    monkeypatch.setenv("ENCRYPTION_KEYS", new)
    assert leaving(["documents"], monkeypatch) == 1
    told = capsys.readouterr().err
    assert "sealed with the key 'old', which is not in ENCRYPTION_KEYS (it has: new)" in told
    assert old.partition("=")[2] not in told and new.partition("=")[2] not in told


def test_keys_that_make_no_sense_are_refused_without_their_value(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ENCRYPTION_KEYS", "mine=opensesame")
    assert leaving(["documents"], monkeypatch) == 2
    told = capsys.readouterr().err
    assert told.startswith("ENCRYPTION_KEYS is a value that is not shown here")
    assert "'mine'" in told and "opensesame" not in told


def test_a_wrong_setting_ends_with_its_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MAX_FILE_MB", "huge")
    assert leaving(["documents"], monkeypatch) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("MAX_FILE_MB is 'huge', which is not allowed.")
    assert "Traceback" not in told.err


def test_records_that_are_away_end_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/file/records.db")
    assert leaving(["documents"], monkeypatch) == 1
    told = capsys.readouterr().err
    assert told.startswith("The records database at sqlite:///")
    assert "Traceback" not in told


def test_what_nobody_expected_ends_in_a_reference(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended_by(RuntimeError("the text of a document")) == 1
    told = capsys.readouterr().err
    assert "I couldn't finish this because something failed on my side.\nReference " in told
    assert "the text of a document" not in told


def test_a_wrong_setting_counts_as_wrong_use() -> None:
    assert ended_by(SettingsError("LLM_URL is wrong.")) == 2


def test_an_interruption_ends_with_130_and_no_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Interrupting(io.StringIO):
        def write(self, _text: str) -> int:
            raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdout", Interrupting())
    assert leaving(["--version"], monkeypatch) == 130
    assert capsys.readouterr().err == ""


def leaving(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    """The exit code of `main`."""
    monkeypatch.setattr(sys, "argv", ["tcbot", *arguments])
    with pytest.raises(SystemExit) as left:
        __main__.main()
    return int(left.value.code or 0)


def test_where_several_workspaces_can_install_the_app_ingest_asks_who_may_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in {
        "TCBOT_HOME": str(tmp_path),
        "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "change-me",
    }.items():
        monkeypatch.setenv(name, value)
    for arguments in (["a.pdf"], ["a.pdf", "--background"]):
        refused = tcbot("ingest", *arguments)
        assert refused.exit_code == 2
        assert "--readable-by" in refused.output
    assert tcbot("ingest", "a.pdf", "--readable-by", "slack:T1").exit_code == 1  # there is no such file
