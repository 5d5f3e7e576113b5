"""Settings of traces, by OpenTelemetry's own names. Each field's comment: meaning, range, default."""

import re
from typing import Annotated, Literal
from urllib.parse import unquote

from pydantic import AfterValidator, Field, SecretStr

from bot.sign_in_settings import SignInSettings
from pipelines.addresses import web_address

_HEADER = re.compile(r"[ \t]*([A-Za-z0-9-]{1,100})=([\x21-\x7e]{1,4096})[ \t]*")


def _headers(value: SecretStr) -> SecretStr:
    if not all(_HEADER.fullmatch(each) for each in value.get_secret_value().split(",")):
        raise ValueError("Name headers as name=value, separated by commas; other characters as %20 and the like.")
    return value


class TraceSettings(SignInSettings):
    """Where traces go, and how many."""

    otel_exporter_otlp_endpoint: Annotated[str, AfterValidator(web_address)] | None = Field(default=None, repr=False)
    """Where traces go, without any text of documents or messages: the base address of a collector that takes OTLP
    over HTTP, such as http://collector:4318. Unset: nothing is traced."""

    otel_exporter_otlp_headers: Annotated[SecretStr, AfterValidator(_headers)] | None = None
    """Headers of each request to OTEL_EXPORTER_OTLP_ENDPOINT, such as a key: name=value, separated by commas."""

    otel_service_name: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,100}$")] = "tcbot"
    """What a process calls itself in its traces. 1 to 100 letters, digits, dots, hyphens and underscores."""

    otel_traces_sampler: Literal[
        "always_on",
        "always_off",
        "traceidratio",
        "parentbased_always_on",
        "parentbased_always_off",
        "parentbased_traceidratio",
    ] = "parentbased_always_on"
    """Which questions and files are traced; parentbased_: whole, in whichever process. always_on, always_off,
    traceidratio, or one of them behind parentbased_."""

    otel_traces_sampler_arg: Annotated[float, Field(ge=0.0, le=1.0)] = 1.0
    """The share of them, for the samplers by traceidratio. 0 to 1."""

    @property
    def trace_headers(self) -> dict[str, str]:
        """The headers of OTEL_EXPORTER_OTLP_HEADERS."""
        given = self.otel_exporter_otlp_headers
        pairs = (each.strip().partition("=") for each in given.get_secret_value().split(",")) if given else ()
        return {name: unquote(value) for name, _, value in pairs}
