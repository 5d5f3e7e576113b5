"""Settings of single sign-on and of what follows from it. Each field's comment: meaning, range, default."""

import ipaddress
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, model_validator

from ingest.settings import IngestSettings
from pipelines.addresses import web_address

LONGEST_ADDRESS = 250
"""Characters of an address; the records have room for some more."""


def is_loopback(host: str) -> bool:
    """Whether a name or an address is this machine's own."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _safe_address(value: str) -> str:
    address, parts = web_address(value), urlsplit(value)
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise ValueError("It must start with https://; http:// is for this machine alone.")
    if parts.query or parts.fragment or parts.username is not None or len(value) > LONGEST_ADDRESS:
        raise ValueError(f"Give an address of at most {LONGEST_ADDRESS} characters, without a user, ? and #.")
    return address


def _origin(value: str) -> str:
    parts = urlsplit(_safe_address(value))
    if parts.path:
        raise ValueError("Give scheme and host alone, such as https://tcbot.example.com.")
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    usual = {"https": 443, "http": 80}[parts.scheme]
    return f"{parts.scheme}://{host}{'' if parts.port in {None, usual} else f':{parts.port}'}"


def _issuer(value: str) -> str:
    _safe_address(value)
    return value


def _scopes(value: str) -> str:
    named = value.split()
    if "openid" not in named:
        raise ValueError("The scope openid has to be one of them.")
    return " ".join(dict.fromkeys(named))


def _domains(value: str) -> str:
    named = [each.strip().lower() for each in value.split(",") if each.strip()]
    if any("@" in each or "." not in each for each in named):
        raise ValueError("Name domains such as example.com, separated by commas.")
    return ",".join(dict.fromkeys(named))


def _group_names(value: str) -> str:
    pairs = [each.partition("=") for each in value.split(",") if each.strip()]
    if not all(group.strip() and name.strip() for group, _, name in pairs):
        raise ValueError("Write ID=NAME, separated by commas.")
    return ",".join(f"{group.strip()}={name.strip()}" for group, _, name in pairs)


class SignInSettings(IngestSettings):
    """How people sign in."""

    public_url: Annotated[str, AfterValidator(_origin)] | None = None
    """Where people reach the bot with a browser. Scheme and host of an https address; http for this machine alone.
    Needed with OIDC_ISSUER."""

    oidc_issuer: Annotated[str, AfterValidator(_issuer)] | None = None
    """Who signs people in, by OpenID Connect: the issuer whose /.well-known/openid-configuration says the rest.
    docs/sign-in.md has it for Entra ID, Google, Okta and Keycloak. An https address. Unset: nobody signs in."""

    oidc_client_id: str | None = None
    """The id that the issuer gave the bot. Needed with OIDC_ISSUER."""

    oidc_client_secret: SecretStr | None = None
    """The secret of OIDC_CLIENT_ID. Unset: a public client, which proves itself by PKCE alone."""

    oidc_scopes: Annotated[str, AfterValidator(_scopes)] = "openid email profile"
    """What is asked of the issuer, separated by spaces. Entra ID and Okta need offline_access, too, so that the bot
    learns within minutes who has left."""

    oidc_groups_claim: str = "groups"
    """The claim that names somebody's groups; a path such as realm_access.roles, too. Each is a label group:NAME."""

    oidc_group_names: Annotated[str, AfterValidator(_group_names)] = ""
    """Names for groups that the issuer tells by id, as Entra ID does. ID=NAME, separated by commas. Unset: as told."""

    oidc_admin_group: str = ""
    """The group, by its name, whose members may do everything. Unset: none."""

    oidc_domains: Annotated[str, AfterValidator(_domains)] = ""
    """The domains of verified e-mail addresses that may sign in, separated by commas. Unset: all whom the issuer lets
    in; Google lets in everybody, so set it there."""

    sign_in: Literal["optional", "required"] = "optional"
    """required: people get in by single sign-on alone, so that an API key that stands for a person or is an admin's
    is refused. optional: such keys are let in, too."""

    session_hours: Annotated[int, Field(ge=1, le=720)] = 12
    """After how many hours somebody has to sign in again. 1 to 720."""

    session_idle_minutes: Annotated[int, Field(ge=5, le=10_080)] = 120
    """After how many minutes without any request somebody has to sign in again. 5 to 10080."""

    @property
    def group_names(self) -> dict[str, str]:
        """The names of OIDC_GROUP_NAMES by the ids."""
        pairs = (each.partition("=") for each in self.oidc_group_names.split(",") if each)
        return {group: name for group, _, name in pairs}

    @property
    def sign_in_domains(self) -> frozenset[str]:
        """The domains of OIDC_DOMAINS."""
        return frozenset(filter(None, self.oidc_domains.split(",")))

    @model_validator(mode="after")
    def _sign_in_whole(self) -> Self:
        if self.oidc_issuer is None:
            if self.sign_in == "required":
                raise ValueError("OIDC_ISSUER is not set; SIGN_IN=required needs it, or nobody could sign in.")
            return self
        needed = {"OIDC_CLIENT_ID": self.oidc_client_id, "PUBLIC_URL": self.public_url}
        missing = [name for name, value in needed.items() if not value]
        if missing:
            raise ValueError(f"Not set, and needed with OIDC_ISSUER: {', '.join(missing)}.")
        return self
