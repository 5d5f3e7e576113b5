"""The writing model by provider: a Haystack chat generator, and one kind of error when it can't be used."""

import re
from collections.abc import Callable
from typing import Any, ClassVar, Protocol
from urllib.parse import urlsplit

from haystack.dataclasses import ChatMessage
from haystack.utils import Secret

PROVIDERS = ("none", "vllm", "openai", "azure", "anthropic", "ollama", "compatible")

_REMEDIES = {
    "unreachable": "Start the model server or correct LLM_URL.",
    "timeout": "The model server took too long: check its load, or raise the time limit.",
    "bad_key": "The model server refused the key: set a valid one.",
    "unknown_model": "The model server does not serve this model: correct LLM_MODEL (or LLM_URL).",
    "busy": "The model server is at its limit: wait, or raise the quota.",
    "too_long": "The question and its sources do not fit the model's context: lower the prompt's budget.",
    "refused": "The model server did not accept the request: check that model and provider fit together.",
    "server_error": "The model server failed: look into its log.",
}


class Generator(Protocol):
    """What the engine needs of a Haystack chat generator."""

    def run(
        self,
        messages: list[ChatMessage],
        *,
        streaming_callback: Callable[[Any], None] | None = None,
        generation_kwargs: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """`replies`: the messages that the model wrote; with a callback, its chunks as they come."""
        ...


class GeneratorUnavailableError(RuntimeError):
    """The writing model can't be used now; `code` says why, `remedy` what an operator can do.

    Codes: unreachable, timeout, bad_key, unknown_model, busy, too_long, refused, server_error.
    """

    def __init__(self, code: str, status: int | None = None) -> None:
        self.code = code
        self.remedy = _REMEDIES[code]
        super().__init__(f"{code}{f' (HTTP {status})' if status else ''}. {self.remedy}")


def unavailable(error: BaseException) -> GeneratorUnavailableError | None:
    """The one error that stands for a provider's own; `None` for anything that is not the provider's fault.

    Told apart by class name and HTTP status, since each provider's library has its own classes and is optional.
    """
    if isinstance(error, GeneratorUnavailableError):
        return error
    names = {cls.__name__ for cls in type(error).__mro__}
    if names & {"APITimeoutError", "TimeoutException", "TimeoutError"}:
        return GeneratorUnavailableError("timeout")
    status = getattr(error, "status_code", None)
    if isinstance(status, int) and status > 0:
        return GeneratorUnavailableError(_code_of(status, str(error)), status)
    if names & {"APIConnectionError", "TransportError", "ConnectionError"}:
        return GeneratorUnavailableError("unreachable")
    if names & {"APIError", "AnthropicError", "OpenAIError", "ResponseError"}:
        return GeneratorUnavailableError("server_error")
    return None


def _code_of(status: int, message: str) -> str:
    if status in (401, 403):
        return "bad_key"
    if status == 404:
        return "unknown_model"
    if status in (402, 429, 529):
        return "busy"
    if status in (408, 504):
        return "timeout"
    if status == 413 or (status == 400 and re.search(r"context|too long|maximum.{0,20}(length|tokens)", message)):
        return "too_long"
    if status in (400, 422) and re.search(r"\bmodel\b.{0,80}(not exist|not found|unknown)", message):
        return "unknown_model"
    return "refused" if 400 <= status < 500 else "server_error"


def build_generator(
    provider: str,
    url: str | None = None,
    model: str | None = None,
    api_key: str | None = None,
    timeout: float = 60.0,
    max_tokens: int = 600,
) -> Generator | None:
    """A chat generator of `provider`, or `None` where none is set (quotes mode). Opens no connection.

    `url`: the server's address as its own documentation gives it (needed for vllm, azure and compatible).
    `timeout`: seconds without a byte from the server; there are no retries, so that a budget holds.
    `max_tokens`: the longest reply. Temperature is 0 wherever the model accepts one.
    Raises `ValueError` that names the setting which is missing or unknown.
    """
    kind = (provider or "none").strip().lower()
    if kind not in PROVIDERS:
        raise ValueError(f"LLM_PROVIDER is {provider!r}; it must be one of {', '.join(PROVIDERS)}.")
    if kind == "none":
        return None
    if not model:
        raise ValueError(f"LLM_MODEL is not set; the provider {kind} needs the name of a model.")
    if kind in ("vllm", "azure", "compatible") and not url:
        raise ValueError(f"LLM_URL is not set; the provider {kind} needs the address of its server.")
    if url and urlsplit(url).scheme not in ("http", "https"):
        raise ValueError(f"LLM_URL is {url!r}; it must start with http:// or https://.")
    if kind in ("openai", "azure", "anthropic") and not api_key:
        raise ValueError(f"LLM_API_KEY is not set; the provider {kind} needs a key.")
    builders: dict[str, Callable[[str | None, str, str | None, float, int], Generator]] = {
        "vllm": _vllm, "openai": _openai, "compatible": _compatible,
        "azure": _azure, "anthropic": _anthropic, "ollama": _ollama,
    }  # fmt: skip
    return builders[kind](url, model, api_key, timeout, max_tokens)


def _secret(api_key: str | None) -> Secret | None:
    return Secret.from_token(api_key) if api_key else None


def _vllm(url: str | None, model: str, api_key: str | None, timeout: float, max_tokens: int) -> Generator:
    from haystack_integrations.components.generators.vllm import VLLMChatGenerator

    return VLLMChatGenerator(
        model=model, api_base_url=_with_version(url or ""), api_key=_secret(api_key), timeout=timeout, max_retries=0,
        generation_kwargs={"temperature": 0, "max_tokens": max_tokens},
    )  # fmt: skip


def _compatible(url: str | None, model: str, api_key: str | None, timeout: float, max_tokens: int) -> Generator:
    from haystack.components.generators.chat import OpenAIChatGenerator

    # The client insists on a key; servers without keys ignore it.
    return OpenAIChatGenerator(
        model=model, api_base_url=_with_version(url or ""), api_key=Secret.from_token(api_key or "none"),
        timeout=timeout, max_retries=0, generation_kwargs={"temperature": 0, "max_tokens": max_tokens},
    )  # fmt: skip


def _openai(url: str | None, model: str, api_key: str | None, timeout: float, max_tokens: int) -> Generator:
    from haystack.components.generators.chat import OpenAIChatGenerator

    return OpenAIChatGenerator(
        model=model, api_base_url=url, api_key=Secret.from_token(api_key or ""), timeout=timeout, max_retries=0,
        generation_kwargs=_openai_arguments(model, max_tokens),
    )  # fmt: skip


def _azure(url: str | None, model: str, api_key: str | None, timeout: float, max_tokens: int) -> Generator:
    from haystack.components.generators.chat import AzureOpenAIChatGenerator

    return AzureOpenAIChatGenerator(
        azure_endpoint=url, azure_deployment=model, api_key=_secret(api_key), azure_ad_token=None, timeout=timeout,
        max_retries=0, generation_kwargs=_openai_arguments(model, max_tokens),
    )  # fmt: skip


def _openai_arguments(model: str, max_tokens: int) -> dict[str, Any]:
    # Reasoning models refuse a temperature, and their thinking counts as completion tokens.
    if re.match(r"(o\d|gpt-5)", model):
        return {"max_completion_tokens": max_tokens * 4}
    return {"temperature": 0, "max_completion_tokens": max_tokens}


def _anthropic(url: str | None, model: str, api_key: str | None, timeout: float, max_tokens: int) -> Generator:
    import anthropic
    from haystack_integrations.components.generators.anthropic import AnthropicChatGenerator

    class AnthropicAt(AnthropicChatGenerator):
        """Anthropic's dialect at any address: the integration itself knows only an environment variable for it."""

        ALLOWED_PARAMS: ClassVar[list[str]] = [*AnthropicChatGenerator.ALLOWED_PARAMS, "extra_body"]

        def _client_kwargs(self) -> dict[str, Any]:
            kwargs: dict[str, Any] = super()._client_kwargs()
            return kwargs | ({"base_url": _without_version(url)} if url else {})

        def _prepare_request_params(self, *args: Any, **kwargs: Any) -> tuple[Any, ...]:
            """The request without an empty list of tools, which servers take for a wish to choose among them."""
            *others, tools = super()._prepare_request_params(*args, **kwargs)
            return (*others, tools or anthropic.omit)

    arguments: dict[str, Any] = {"max_tokens": max_tokens}
    if not re.search(r"(opus|sonnet|haiku)-(4-[7-9]|[5-9])", model):  # later models refuse a temperature
        arguments["extra_body"] = {"temperature": 0}  # the client library has no parameter for it any more
    return AnthropicAt(
        model=model, api_key=Secret.from_token(api_key or ""), timeout=timeout, max_retries=0,
        generation_kwargs=arguments,
    )  # fmt: skip


def _ollama(url: str | None, model: str, api_key: str | None, timeout: float, max_tokens: int) -> Generator:
    from haystack_integrations.components.generators.ollama import OllamaChatGenerator

    return OllamaChatGenerator(
        model=model, url=url or "http://localhost:11434", timeout=max(1, round(timeout)), max_retries=0,
        generation_kwargs={"temperature": 0, "num_predict": max_tokens, "num_ctx": 8192},
    )  # fmt: skip


def _with_version(url: str) -> str:
    """The address with the `/v1` that people tend to leave out; one with a path of its own stays as it is."""
    return url.rstrip("/") + ("/v1" if urlsplit(url).path in ("", "/") else "")


def _without_version(url: str) -> str:
    return re.sub(r"/v1/?$", "", url).rstrip("/")


def ping_generator(
    provider: str, url: str | None = None, model: str | None = None, api_key: str | None = None, timeout: float = 20.0
) -> str:
    """One line on what answers, after a call for a word; raises `GeneratorUnavailableError` with the remedy.

    A real call rather than a listing of models: it alone proves the key, the model's name and the quota.
    Takes up to `timeout` seconds. Where no provider is set it says so; bad settings raise `ValueError`.
    """
    generator = build_generator(provider, url, model, api_key, timeout, max_tokens=16)
    if generator is None:
        return "no model set: answers are quotes"
    try:
        generator.run([ChatMessage.from_user("Reply with OK.")])
    except Exception as error:
        problem = unavailable(error)
        if problem is None:
            raise
        raise problem from None
    return f"{provider} answers with model {model}"
