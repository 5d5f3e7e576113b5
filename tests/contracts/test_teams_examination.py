"""What the doctor says of Teams, with a login and an issuer that answer as Microsoft's do."""

from collections.abc import Iterator

import pytest

from bot.operations.doctor import looks_at
from bot.settings import load_settings
from bot.teams.setup.connection import TeamsConnection
from bot.teams.setup.examining import TeamsRefusesError
from bot.wiring import Engine
from pipelines.settings import SettingsError
from tests.servers.teams_issuer import APP, TeamsIssuer


@pytest.fixture
def issuer(monkeypatch: pytest.MonkeyPatch) -> Iterator[TeamsIssuer]:
    with TeamsIssuer(roles=("Files.Read.All",)) as issuer:
        for name, value in issuer.settings().items():
            monkeypatch.setenv(name, value)
        yield issuer


def examined() -> tuple[str, str]:
    return TeamsConnection().examine(load_settings())


def test_an_app_that_is_let_in_is_named_with_its_rights_and_nothing_is_sent(issuer: TeamsIssuer) -> None:
    line, remedy = examined()
    assert APP in line and "Files.Read.All" in line
    assert remedy == ""
    assert [path for path in issuer.asked if "well-known" not in path] == [f"/{issuer.tenant}/oauth2/v2.0/token"] * 2


def test_a_right_that_is_missing_is_named(issuer: TeamsIssuer) -> None:
    issuer.roles = ("User.Read.All",)
    assert "Files.Read.All" in examined()[1]
    issuer.roles = ("Sites.Selected",)
    assert examined()[1] == ""


@pytest.mark.parametrize(
    ("setting", "value", "named"),
    [
        ("TEAMS_APP_PASSWORD", "another", "TEAMS_APP_PASSWORD"),
        ("TEAMS_APP_ID", "00000000-0000-0000-0000-000000000000", "TEAMS_APP_ID"),
        ("TEAMS_TENANT_ID", "00000000-0000-0000-0000-000000000000", "TEAMS_TENANT_ID"),
        ("TEAMS_LOGIN_URL", "https://127.0.0.1:1", "TEAMS_LOGIN_URL"),
        ("TEAMS_OPENID_URL", "https://127.0.0.1:1/keys", "TEAMS_OPENID_URL"),
    ],
)
def test_what_microsoft_does_not_take_is_named_with_its_remedy(
    issuer: TeamsIssuer, setting: str, value: str, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(setting, value)
    with pytest.raises(TeamsRefusesError) as refused:
        examined()
    assert named in refused.value.remedy
    assert "change-me" not in f"{refused.value}{refused.value.remedy}"


def test_settings_by_half_are_told_without_a_call(issuer: TeamsIssuer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEAMS_TENANT_ID")
    with pytest.raises(SettingsError, match="TEAMS_TENANT_ID is not set"):
        examined()
    assert issuer.asked == []


@pytest.mark.parametrize(("app_id", "said"), [("", "not set"), ("local", "local mode")])
def test_a_bot_that_is_not_in_teams_or_in_local_mode_is_well(
    app_id: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEAMS_APP_ID", app_id)
    settings = load_settings()
    with Engine(settings) as engine:
        _, look = looks_at(settings, engine)["teams"]
        found = look()
    assert said in found.detail and found.remedy == ""
