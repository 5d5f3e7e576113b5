"""Secrets of the settings are printed by nothing: no repr, no complaint, no help, no doctor."""

import base64
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.command_line.check_table import checks_json
from bot.command_line.cli import app
from bot.engine_parts import Place
from bot.operations.doctor import looks_at, within
from bot.settings import BotSettings, load_settings
from bot.wiring import Engine
from pipelines.settings import SettingsError

WORD = "quinquereme"
AWAY = "127.0.0.1:9"
"""Nobody listens there."""
KEY = base64.b64encode(WORD.ljust(32, "-").encode()).decode()
SECRETS = {
    "ENCRYPTION_KEYS": f"one={KEY}",
    "ELASTICSEARCH_URL": f"http://elastic:{WORD}@{AWAY}",
    "ELASTICSEARCH_API_KEY": WORD,
    "DATABASE_URL": f"postgresql://tcbot:{WORD}@{AWAY}/tcbot",
    "REDIS_URL": f"redis://:{WORD}@{AWAY}/0",
    "VAULT_URL": f"sftp://user:{WORD}@{AWAY}/originals",
    "LLM_URL": f"http://user:{WORD}@{AWAY}/v1",
    "LLM_API_KEY": WORD,
    "SLACK_BOT_TOKEN": f"xoxb-{WORD}",
    "SLACK_SIGNING_SECRET": WORD,
    "SLACK_APP_TOKEN": f"xapp-{WORD}",
    "SLACK_CLIENT_SECRET": WORD,
    "TEAMS_APP_PASSWORD": WORD,
    "OIDC_CLIENT_SECRET": WORD,
    "SENTRY_DSN": f"http://{WORD}@{AWAY}/1",
    "CLAMD_URL": f"tcp://{AWAY}",
    "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://user:{WORD}@{AWAY}",
    "OTEL_EXPORTER_OTLP_HEADERS": f"x-key={WORD}",
}
"""Every setting that can hold one, each with a word that stands nowhere else."""
INSTEAD_OF_A_USER = "ELASTICSEARCH_API_KEY"
"""It can't be set beside an address with a password."""
BESIDE = {
    "LLM_PROVIDER": "compatible",
    "LLM_MODEL": "local",
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_API_URL": f"http://{AWAY}/api",
    "TEAMS_APP_ID": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    "TEAMS_TENANT_ID": "7c9e6679-7425-40de-944b-e07fc1f90ae8",
    "TEAMS_LOGIN_URL": f"https://{AWAY}",
    "TEAMS_OPENID_URL": f"https://{AWAY}/keys",
    "TEAMS_GRAPH_URL": f"https://{AWAY}",
    "OIDC_ISSUER": f"https://{AWAY}",
    "OIDC_CLIENT_ID": "tcbot",
    "PUBLIC_URL": f"https://{AWAY}",
}
HOLDS_SECRETS = re.compile("key|token|secret|password|dsn|otlp|(?:elasticsearch|database|redis|vault|llm|clamd)_url")
CAN_BE_LOOKED_AT = {"keys", "index", "records", "originals", "redis", "model", "virus scan", "error reports", "traces"}
"""Parts of the doctor that talk to what a secret is for, or show it; with the chats."""


@pytest.fixture(autouse=True)
def everything_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in BotSettings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    for name, value in {**SECRETS, **BESIDE, "TCBOT_HOME": str(tmp_path / "home")}.items():
        if name != INSTEAD_OF_A_USER:
            monkeypatch.setenv(name, value)


def hidden_in(text: str) -> bool:
    return not any(each in text for each in (WORD, KEY, KEY[:12]))


def test_every_setting_that_can_hold_a_secret_is_known_here_and_hides_it() -> None:
    fields = BotSettings.model_fields
    told = {name for name in fields if HOLDS_SECRETS.search(name)} - {"llm_prompt_tokens"}
    assert told == {name.lower() for name in SECRETS}
    for name in told:
        assert "SecretStr" in str(fields[name].annotation) or fields[name].repr is False, name


def test_settings_show_no_secret_however_they_are_printed() -> None:
    settings = load_settings()
    assert settings.llm_api_key is not None and settings.llm_api_key.get_secret_value() == WORD
    for shown in (repr(settings), str(settings), f"{settings!r:>10}", str([settings]), str(settings.__repr_args__())):
        assert hidden_in(shown)


def test_a_key_in_place_of_a_user_is_hidden_where_its_place_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(INSTEAD_OF_A_USER, WORD)
    monkeypatch.setenv("ELASTICSEARCH_URL", f"http://{AWAY}")
    settings = load_settings()
    key = Place.of(settings).elasticsearch_api_key
    assert key is not None and key.get_secret_value() == WORD
    assert hidden_in(repr(settings)) and hidden_in(repr(Place(settings.tcbot_home, elasticsearch_api_key=key)))


@pytest.mark.parametrize("name", SECRETS)
def test_a_wrong_value_is_told_without_the_secret(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = f"ftp://user:{WORD}@{AWAY}" if name.endswith(("_URL", "_DSN", "_ENDPOINT")) else f"wrong {WORD}"
    monkeypatch.setenv(name, wrong)
    try:
        load_settings()
    except SettingsError as error:
        assert name in str(error)
        assert hidden_in(str(error))


def test_help_shows_no_value_of_a_setting() -> None:
    shown = CliRunner().invoke(app, ["--help"]).output
    for command in re.findall(r"^  ([a-z-]+)  ", shown, re.MULTILINE):
        shown += CliRunner().invoke(app, [command, "--help"]).output
    assert "doctor" in shown
    assert hidden_in(shown)


def test_the_doctor_shows_no_secret_of_what_it_looks_at() -> None:
    settings = load_settings()
    with Engine(settings) as engine:
        looks = looks_at(settings, engine)
        parts = [name for name in looks if name in {*CAN_BE_LOOKED_AT, "slack", "teams"}]
        checks = [within(min(looks[part][0], 20), part, "real", looks[part][1], settings) for part in parts]
    assert len(checks) == len(CAN_BE_LOOKED_AT) + 2
    broken = {check.part for check in checks if check.state == "broken"}
    assert broken >= {"index", "records", "redis", "model", "slack", "teams"}
    told = str(checks_json(checks)) + repr(checks)
    assert AWAY in told
    assert hidden_in(told)
