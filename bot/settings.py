"""Settings of the bot, read from the environment once. Each field's comment: meaning, range, default."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, PydanticBaseSettingsSource

from bot.access.admins import Admins
from bot.chat.role import Role
from bot.trace_settings import TraceSettings
from pipelines.addresses import web_address
from pipelines.settings import read_settings


def _bot_token(value: SecretStr) -> SecretStr:
    if not value.get_secret_value().startswith(("xoxb-", "xoxe.xoxb-")):
        raise ValueError("A bot token starts with xoxb-.")
    return value


def _app_token(value: SecretStr) -> SecretStr:
    if not value.get_secret_value().startswith("xapp-"):
        raise ValueError("An app-level token starts with xapp-.")
    return value


def _team_ids(value: str) -> str:
    ids = [each.strip() for each in value.split(",") if each.strip()]
    if not all(re.fullmatch(r"T[A-Z0-9]+", each) for each in ids):
        raise ValueError("Name workspaces by their ids, T and capitals or digits, separated by commas.")
    return ",".join(dict.fromkeys(ids))


def _admins(value: str) -> str:
    Admins.parse(value)
    return value


def _https_address(value: str) -> str:
    if not web_address(value).startswith("https://"):
        raise ValueError("It must start with https://.")
    return value.rstrip("/")


def _app_id(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9-]{1,64}", value):
        raise ValueError("An app id consists of letters, digits and hyphens.")
    return value


def _app_id_or_none(value: str) -> str:
    return _app_id(value) if value else value


def _tenant(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.-]{1,64}", value) or value in {"common", "organizations", "consumers"}:
        raise ValueError("Name one tenant by its id.")
    return value.lower()


def _hosts(value: str) -> str:
    hosts = [each.strip().lower() for each in value.split(",") if each.strip()]
    if not all(re.fullmatch(r"(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[0-9]{1,5})?", each) for each in hosts):
        raise ValueError("Name hosts without a scheme, separated by commas; *.example.com for all below it.")
    return ",".join(dict.fromkeys(hosts))


def _origins(value: str) -> str:
    origins = [each.strip().rstrip("/").lower() for each in value.split(",") if each.strip()]
    if not all(re.fullmatch(r"https?://[a-z0-9.-]+(?::[0-9]{1,5})?", each) for each in origins):
        raise ValueError("Name origins, such as https://intranet.example, separated by commas.")
    return ",".join(dict.fromkeys(origins))


HttpsAddress = Annotated[str, AfterValidator(_https_address)]
TeamIds = Annotated[str, AfterValidator(_team_ids)]


class _EmptyAppId(DotEnvSettingsSource):
    """Whether TEAMS_APP_ID is there and empty, in the environment or in `.env`."""

    def __init__(self, settings_cls: type[BaseSettings]) -> None:
        super().__init__(settings_cls, settings_cls.model_config.get("env_file"), env_ignore_empty=False)
        environment = EnvSettingsSource(settings_cls, env_ignore_empty=False)
        self._given = {**self.env_vars, **environment.env_vars}.get("teams_app_id")

    def __call__(self) -> dict[str, Any]:
        return {"teams_app_id": ""} if self._given == "" else {}


class BotSettings(TraceSettings):
    """Everything that TCBot can be told: the settings of the engine, ingestion, sign-in, traces and the bot."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "WARNING"
    """How much is logged to standard error. DEBUG, INFO, WARNING or ERROR."""

    slack_bot_token: Annotated[SecretStr, AfterValidator(_bot_token)] | None = None
    """The Slack app's token in one workspace (OAuth & Permissions, Bot User OAuth Token). xoxb-… Unset: workspaces
    install the app by SLACK_CLIENT_ID, or there is no Slack."""

    slack_signing_secret: SecretStr | None = None
    """Proves that a request is Slack's (Basic Information, Signing Secret). Needed where Slack calls over HTTP."""

    slack_app_token: Annotated[SecretStr, AfterValidator(_app_token)] | None = None
    """Lets the bot call Slack (Socket Mode), so that it needs no public address: an app-level token with the scope
    connections:write. xapp-… Unset: Slack calls the bot over HTTP."""

    slack_client_id: str | None = None
    """With SLACK_CLIENT_SECRET, several workspaces can install the app at /slack/install. The app's client id."""

    slack_client_secret: SecretStr | None = None
    """The secret of SLACK_CLIENT_ID (Basic Information, Client Secret)."""

    slack_teams: TeamIds = ""
    """The workspaces that may use the bot, by their ids (T…), separated by commas. What others send is dropped, and
    they can't install the app. Unset: that of SLACK_BOT_TOKEN alone, else the first one that installed the app."""

    everyone_teams: TeamIds = ""
    """With SLACK_CLIENT_ID: the workspaces whose members read the documents that are for everyone, by their ids (T…),
    separated by commas. Unset: none, and `tcbot ingest` has to be told the readers. Without SLACK_CLIENT_ID it is the
    one workspace, whatever is set here."""

    guests_read: Literal["channel", "workspace"] = "channel"
    """What guests of a workspace are answered from. channel: what was shared in channels that they are in, and by
    themselves. workspace: also what is for the workspace and for everyone."""

    admins: Annotated[str, AfterValidator(_admins)] = Field(default="", repr=False)
    """Who may do everything, everywhere: people by the chat's ids or by the verified e-mail address they sign in with,
    separated by commas. slack:TEAM:USER, teams:TENANT:USER, name@example.com. Unset: whom `tcbot people grant` makes
    an admin."""

    default_role: Role = Role.UPLOADER
    """What members of a workspace may do to whom `tcbot people` granted nothing; guests and people of other
    companies are viewers. viewer: ask. uploader: also share files. admin: everything."""

    slack_api_url: Annotated[str, AfterValidator(web_address)] = "https://slack.com/api"
    """Where Slack's Web API is. An http(s) address."""

    teams_app_id: Annotated[str, AfterValidator(_app_id_or_none)] | None = None
    """The bot's app id in Microsoft Teams (Entra ID, App registrations, Application (client) ID). local: no Teams but
    a program on this machine, such as the Microsoft 365 Agents Playground, without any proof of who it is. `tcbot web`
    takes it for local, too, where it is set and empty, or where no chat is set at all, as long as it listens at this
    machine alone. Unset: there is no Teams."""

    teams_app_password: SecretStr | None = None
    """Proves that the bot is TEAMS_APP_ID: the value of a client secret of that app. This, TEAMS_CERTIFICATE or
    TEAMS_MANAGED_IDENTITY."""

    teams_certificate: Path | None = None
    """The same by a certificate of that app: the path of a PEM file with the private key and the certificate."""

    teams_managed_identity: Annotated[str, AfterValidator(_app_id)] | None = None
    """The same by a managed identity of the machine in Azure. system, or the client id of a user-assigned one."""

    teams_tenant_id: Annotated[str, AfterValidator(_tenant)] | None = None
    """The one tenant that the bot is in (Entra ID, Directory (tenant) ID). Needed with TEAMS_APP_ID; what others send
    is dropped. Its members read the documents that are for everyone."""

    teams_openid_url: HttpsAddress = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    """Where the keys are named that Teams' requests are signed with; other clouds have their own. An https address."""

    teams_login_url: HttpsAddress = "https://login.microsoftonline.com"
    """Where the bot gets its tokens; other clouds have their own. An https address."""

    teams_graph_url: HttpsAddress = "https://graph.microsoft.com"
    """Where Microsoft Graph is; other clouds have their own. An https address."""

    teams_file_hosts: Annotated[str, AfterValidator(_hosts)] = ""
    """Hosts that files may be fetched from beside *.sharepoint.com and *.svc.ms, separated by commas; *.example.com for
    all below it."""

    api_origins: Annotated[str, AfterValidator(_origins)] = ""
    """Web pages that may call the API from a browser, by their origins, separated by commas: https://intranet.example.
    They send a key or a token, never cookies. Unset: none but the bot's own."""

    worker_metrics_port: Annotated[int, Field(ge=0, le=65535)] = 0
    """Where `tcbot worker` shows its metrics, at /metrics; each worker of a machine needs one of its own. 0 to 65535,
    0 for nowhere."""

    worker_metrics_host: str = "127.0.0.1"
    """The address that it shows them at. An address of the machine; 0.0.0.0 for all."""

    csat: Literal["on", "off"] = "on"
    """Whether people are asked how content they are: in their direct chat with the bot, after five answers in a month,
    once a month at most. on or off."""

    sentry_dsn: Annotated[str, AfterValidator(web_address)] | None = Field(default=None, repr=False)
    """Where errors are reported, without any text of documents or messages. A Sentry DSN. Unset: nowhere."""

    @property
    def admitted_teams(self) -> frozenset[str]:
        """The workspaces of SLACK_TEAMS."""
        return frozenset(filter(None, self.slack_teams.split(",")))

    @property
    def api_origin_list(self) -> tuple[str, ...]:
        """The origins of API_ORIGINS."""
        return tuple(filter(None, self.api_origins.split(",")))

    @property
    def everyone_in(self) -> frozenset[str] | None:
        """The workspaces of EVERYONE_TEAMS and Teams' one tenant; None where there is but one workspace."""
        if self.slack_client_id is None:
            return None
        return frozenset(filter(None, (*self.everyone_teams.split(","), self.teams_tenant_id)))

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The usual ones, and after them a TEAMS_APP_ID that is set and empty; all others are unset then."""
        usual = (init_settings, env_settings, dotenv_settings, file_secret_settings)
        return *usual, _EmptyAppId(settings_cls)

    @model_validator(mode="after")
    def _client_whole(self) -> Self:
        if (self.slack_client_id is None) != (self.slack_client_secret is None):
            missing = "SLACK_CLIENT_SECRET" if self.slack_client_secret is None else "SLACK_CLIENT_ID"
            raise ValueError(f"{missing} is not set; it goes with the other of the two.")
        return self


def load_settings() -> BotSettings:
    """All settings, from the environment and `.env`; raises `SettingsError`. A main calls it once and passes it on."""
    return read_settings(BotSettings)
