"""Settings: defaults that need nothing, and messages that say which variable is wrong."""

from pathlib import Path

import pytest

from bot.settings import BotSettings, load_settings
from ingest.settings import IngestSettings
from pipelines.addresses import web_address, without_credentials
from pipelines.settings import PipelineSettings, SettingsError, read_settings

NAMES = "TCBOT_HOME ELASTICSEARCH_URL REDIS_URL DATABASE_URL LLM_PROVIDER LLM_URL LLM_MODEL EMBEDDING_MODEL".split()
NAMES += "RERANKER_MODEL SENTRY_DSN".split()


def test_with_nothing_set_everything_is_embedded_and_there_is_no_model() -> None:
    settings = load_settings()
    assert settings.elasticsearch_url is settings.redis_url is settings.database_url is settings.sentry_dsn is None
    assert settings.llm_provider == "none"
    assert settings.reranker_model == "late-interaction"
    assert settings.hf_hub_offline


@pytest.mark.parametrize("name", NAMES)
def test_the_variables_that_people_know_have_a_field(name: str) -> None:
    assert name.lower() in BotSettings.model_fields


def test_a_layer_takes_the_settings_of_the_one_above() -> None:
    assert issubclass(BotSettings, IngestSettings) and issubclass(IngestSettings, PipelineSettings)


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().llm_model = "other"


def test_the_data_folder_may_be_written_with_a_tilde(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TCBOT_HOME", "~/data")
    assert load_settings().tcbot_home == tmp_path / "data"


def test_the_default_data_folder_lies_in_the_persons_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TCBOT_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert load_settings().tcbot_home == tmp_path / ".tcbot"


def test_an_env_file_is_read_and_the_environment_goes_before_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("LLM_MODEL=from-file\nLOG_LEVEL=INFO\nSOMEBODY_ELSES=1\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(BotSettings.model_config, "env_file", ".env")
    monkeypatch.setenv("LOG_LEVEL", "ERROR")
    settings = load_settings()
    assert (settings.llm_model, settings.log_level) == ("from-file", "ERROR")


def test_an_address_alone_means_vllm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_URL", "http://localhost:8000/v1/")
    monkeypatch.setenv("LLM_MODEL", "local")
    settings = load_settings()
    assert (settings.llm_provider, settings.llm_url) == ("vllm", "http://localhost:8000/v1")


def test_a_variable_that_is_set_to_nothing_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_URL", "")
    monkeypatch.setenv("LLM_PROVIDER", "")
    assert load_settings().llm_provider == "none"


@pytest.mark.parametrize(
    ("variable", "value", "allowed"),
    [
        ("LLM_PROVIDER", "gpt", "vllm, openai, azure, anthropic, ollama, compatible"),
        ("LLM_TIMEOUT_SECONDS", "soon", "1 to 600"),
        ("LLM_TIMEOUT_SECONDS", "0", "1 to 600"),
        ("ELASTICSEARCH_URL", "localhost:9200", "http"),
        ("LLM_URL", "http://", "http"),
        ("REDIS_URL", "http://localhost", "redis://, rediss:// or unix://"),
        ("DATABASE_URL", "mysql://localhost/records", "postgresql:// or sqlite:///"),
        ("SENTRY_DSN", "public@sentry", "http"),
        ("LOG_LEVEL", "loud", "DEBUG, INFO, WARNING or ERROR"),
        ("MAX_FILE_MB", "0", "1 to 4096"),
        ("PARSE_TIMEOUT_SECONDS", "-1", "1 to 3600"),
        ("PARSE_MEMORY_MB", "1", "256 to 65536"),
        ("HF_HUB_OFFLINE", "perhaps", "0"),
        ("TCBOT_HOME", __file__, "file of that name"),
    ],
)
def test_a_bad_value_is_named_with_its_variable_and_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, allowed: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as error:
        load_settings()
    (line,) = str(error.value).splitlines()
    assert line.startswith(f"{variable} is ")
    assert without_credentials(value) in line and allowed in line


def test_every_bad_value_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_PROVIDER", "gpt")
    monkeypatch.setenv("REDIS_URL", "nowhere")
    with pytest.raises(SettingsError) as error:
        load_settings()
    assert sorted(line.split()[0] for line in str(error.value).splitlines()) == ["LLM_PROVIDER", "REDIS_URL"]


@pytest.mark.parametrize(
    ("provider", "missing"),
    [
        ("vllm", "LLM_URL"),
        ("openai", "LLM_MODEL"),
        ("azure", "LLM_URL"),
        ("compatible", "LLM_URL"),
        ("ollama", "LLM_MODEL"),
    ],
)
def test_what_a_provider_needs_is_named(monkeypatch: pytest.MonkeyPatch, provider: str, missing: str) -> None:
    monkeypatch.setenv("LLM_PROVIDER", provider)
    with pytest.raises(SettingsError, match=f"^{missing} is not set, and LLM_PROVIDER={provider} needs it"):
        load_settings()


def test_a_key_is_needed_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_PROVIDER", "anthropic")
    monkeypatch.setenv("LLM_MODEL", "m")
    with pytest.raises(SettingsError, match=r"^LLM_API_KEY is not set"):
        load_settings()
    monkeypatch.setenv("LLM_API_KEY", "open-sesame")
    monkeypatch.setenv("DATABASE_URL", "postgresql://tcbot:open-sesame@db/tcbot")
    monkeypatch.setenv("REDIS_URL", "redis://:open-sesame@queue")
    assert "sesame" not in repr(load_settings())


@pytest.mark.parametrize("password", ["open-sesame", "open/sesame", "open@sesame", "open:sesame"])
def test_a_password_is_not_shown_in_a_message(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    monkeypatch.setenv("DATABASE_URL", f"mysql://tcbot:{password}@db/tcbot")
    with pytest.raises(SettingsError, match=r"mysql://\*\*\*@db/tcbot") as error:
        load_settings()
    assert "sesame" not in str(error.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_each_spelling_of_a_postgresql_address_is_taken(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setenv("DATABASE_URL", f"{scheme}://tcbot@db/tcbot")
    assert read_settings(PipelineSettings).database_url == "postgresql+psycopg://tcbot@db/tcbot"


@pytest.mark.parametrize("address", ["", "localhost:9200", "ftp://host", "https://", "http:///path"])
def test_a_web_address_has_a_scheme_and_a_host(address: str) -> None:
    with pytest.raises(ValueError, match="http"):
        web_address(address)
