"""Which settings make Teams work, which stop the start, and who may reach a bot in local mode."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.chats import check_chats, in_some_chat, set_chats
from bot.settings import load_settings
from bot.teams.setup.modes import mode_of
from pipelines.settings import SettingsError

ROOT = Path(__file__).parents[3]
APP = {
    "TEAMS_APP_ID": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    "TEAMS_TENANT_ID": "72f988bf-86f1-41af-91ab-2d7cd011db47",
    "TEAMS_APP_PASSWORD": "change-me",
}
SLACK = {"SLACK_BOT_TOKEN": "xoxb-change-me", "SLACK_SIGNING_SECRET": "change-me"}


def given(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)


def without(name: str, **others: str) -> dict[str, str]:
    return {key: value for key, value in APP.items() if key != name} | others


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        (without("TEAMS_APP_ID"), ["TEAMS_APP_ID is not set."]),
        (without("TEAMS_APP_ID", TEAMS_APP_ID=""), ["TEAMS_APP_ID is not set."]),
        (without("TEAMS_TENANT_ID"), ["TEAMS_TENANT_ID is not set."]),
        (without("TEAMS_APP_PASSWORD"), ["TEAMS_APP_PASSWORD is not set."]),
        ({"TEAMS_APP_PASSWORD": "change-me"}, ["TEAMS_APP_ID is not set.", "TEAMS_TENANT_ID is not set."]),
        ({"TEAMS_MANAGED_IDENTITY": "system"}, ["TEAMS_APP_ID is not set.", "TEAMS_TENANT_ID is not set."]),
        (APP | {"TEAMS_MANAGED_IDENTITY": "system"}, ["TEAMS_APP_PASSWORD and TEAMS_MANAGED_IDENTITY are set"]),
        (without("TEAMS_APP_PASSWORD", TEAMS_CERTIFICATE="/nowhere.pem"), ["TEAMS_CERTIFICATE names no file."]),
        (APP | {"SLACK_APP_TOKEN": "xapp-change-me"}, ["SLACK_BOT_TOKEN is not set."]),
    ],
)
def test_what_is_set_by_half_stops_the_start(
    settings: dict[str, str], named: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given(monkeypatch, settings)
    with pytest.raises(SettingsError) as refused:
        check_chats(in_some_chat(load_settings(), "127.0.0.1"))
    assert [each for each in named if each not in str(refused.value)] == []
    assert "change-me" not in str(refused.value)


@pytest.mark.parametrize(
    "settings",
    [
        APP,
        without("TEAMS_APP_PASSWORD", TEAMS_MANAGED_IDENTITY="system"),
        without("TEAMS_APP_PASSWORD", TEAMS_CERTIFICATE=__file__),
        APP | SLACK,
    ],
)
def test_what_is_set_wholly_may_be_reached_from_everywhere(
    settings: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given(monkeypatch, settings)
    check_chats(in_some_chat(load_settings(), "0.0.0.0"), "0.0.0.0")
    assert mode_of(load_settings()) == "app"


LOCAL = {"TEAMS_APP_ID": "local"}
EMPTY = {"TEAMS_APP_ID": ""}


@pytest.mark.parametrize(
    ("settings", "host", "chats"),
    [
        ({}, "127.0.0.1", ["teams"]),
        ({}, "localhost", ["teams"]),
        ({}, "::1", ["teams"]),
        (EMPTY, "127.0.0.1", ["teams"]),
        (LOCAL, "127.0.0.1", ["teams"]),
        (SLACK, "127.0.0.1", ["slack"]),
        (SLACK, "0.0.0.0", ["slack"]),
        (SLACK | EMPTY, "127.0.0.1", ["slack", "teams"]),
        (SLACK | EMPTY, "0.0.0.0", ["slack"]),
        (SLACK | LOCAL, "127.0.0.1", ["slack", "teams"]),
    ],
)
def test_local_mode_is_there_at_this_machine_alone(
    settings: dict[str, str], host: str, chats: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given(monkeypatch, settings)
    chosen = in_some_chat(load_settings(), host)
    check_chats(chosen, host)
    assert [chat.name for chat in set_chats(chosen)] == chats


@pytest.mark.parametrize("settings", [{}, EMPTY, LOCAL, SLACK | LOCAL])
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.7", "bot.example", "localhost.example"])
def test_others_never_reach_a_bot_in_local_mode(
    settings: dict[str, str], host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(monkeypatch, settings)
    with pytest.raises(SettingsError, match="local mode"):
        check_chats(in_some_chat(load_settings(), host), host)


@pytest.mark.parametrize("settings", [{}, EMPTY])
def test_without_a_server_there_is_no_local_mode(settings: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, settings)
    assert set_chats(load_settings()) == []


def test_an_empty_app_id_in_the_file_is_one_too_and_the_environment_goes_before(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "settings"
    file.write_text("TEAMS_APP_ID=\nTEAMS_FILE_HOSTS=\n")
    monkeypatch.setitem(type(load_settings()).model_config, "env_file", str(file))
    assert (load_settings().teams_app_id, load_settings().teams_file_hosts) == ("", "")
    monkeypatch.setenv("TEAMS_APP_ID", "local")
    assert load_settings().teams_app_id == "local"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TEAMS_APP_ID", "two words"),
        ("TEAMS_TENANT_ID", "common"),
        ("TEAMS_TENANT_ID", "a/b"),
        ("TEAMS_MANAGED_IDENTITY", "a b"),
        ("TEAMS_OPENID_URL", "http://login.example"),
        ("TEAMS_LOGIN_URL", "login.example"),
        ("TEAMS_GRAPH_URL", "http://graph.example"),
        ("TEAMS_FILE_HOSTS", "https://files.example"),
        ("TEAMS_FILE_HOSTS", "*"),
        ("TEAMS_FILE_HOSTS", "a..b"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"{name} is "):
        load_settings()


def test_members_of_the_one_tenant_read_what_is_for_everyone(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, APP)
    assert load_settings().everyone_in is None
    given(monkeypatch, {"SLACK_CLIENT_ID": "1", "SLACK_CLIENT_SECRET": "change-me", "EVERYONE_TEAMS": "T1"})
    assert load_settings().everyone_in == {"T1", APP["TEAMS_TENANT_ID"]}


def test_a_process_that_is_not_in_teams_imports_nothing_of_its_libraries() -> None:
    code = """
import sys
import bot.chats, bot.processes.bot_process, bot.operations.doctor, bot.web.server, bot.command_line.cli
import bot.slack.setup.connected
found = {name.partition(".")[0] for name in sys.modules}
print(sorted(found & {"botbuilder", "botframework", "msrest", "msal", "jwt"}))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"
