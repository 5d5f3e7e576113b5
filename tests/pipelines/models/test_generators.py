"""The generator factory: each provider by setting alone, and one kind of error for all of them."""

import httpx
import pytest

from pipelines.models.generators import (
    PROVIDERS,
    GeneratorUnavailableError,
    build_generator,
    ping_generator,
    unavailable,
)

URL = "http://127.0.0.1:9"


def test_no_provider_means_no_generator() -> None:
    assert build_generator("none") is None
    assert build_generator("") is None
    assert ping_generator("none") == "no model set: answers are quotes"


@pytest.mark.parametrize(
    ("provider", "kind"),
    [
        ("vllm", "VLLMChatGenerator"),
        ("openai", "OpenAIChatGenerator"),
        ("compatible", "OpenAIChatGenerator"),
        ("azure", "AzureOpenAIChatGenerator"),
        ("anthropic", "AnthropicAt"),
        ("ollama", "OllamaChatGenerator"),
    ],
)
def test_each_provider_is_built_without_a_connection_and_without_retries(provider: str, kind: str) -> None:
    generator = build_generator(provider, URL, "some-model", "key", timeout=7, max_tokens=99)
    assert type(generator).__name__ == kind
    assert generator.timeout == 7
    assert generator.max_retries == 0
    assert "'temperature': 0" in str(generator.generation_kwargs)
    assert 99 in generator.generation_kwargs.values()


def test_every_provider_is_in_the_list() -> None:
    assert set(PROVIDERS) == {"none", "vllm", "openai", "azure", "anthropic", "ollama", "compatible"}


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("gpt",), "LLM_PROVIDER is 'gpt'; it must be one of none, vllm"),
        (("vllm", URL), "LLM_MODEL is not set"),
        (("vllm", None, "m"), "LLM_URL is not set"),
        (("compatible", "127.0.0.1:8000", "m"), "LLM_URL is '127.0.0.1:8000'; it must start with http"),
        (("azure", URL, "m"), "LLM_API_KEY is not set"),
        (("openai", None, "m"), "LLM_API_KEY is not set"),
        (("anthropic", None, "m"), "LLM_API_KEY is not set"),
    ],
)
def test_a_bad_setting_is_named_with_what_is_allowed(arguments: tuple[str | None, ...], named: str) -> None:
    with pytest.raises(ValueError, match=named.replace("(", r"\(")):
        build_generator(*arguments)


def test_models_that_refuse_a_temperature_get_none() -> None:
    for provider, model in (("openai", "gpt-5-mini"), ("openai", "o4-mini"), ("anthropic", "claude-opus-4-7")):
        assert "temperature" not in str(build_generator(provider, None, model, "key").generation_kwargs)


def test_an_address_works_with_and_without_its_version() -> None:
    assert build_generator("vllm", URL, "m").api_base_url == f"{URL}/v1"
    assert build_generator("vllm", f"{URL}/v1/", "m").api_base_url == f"{URL}/v1"
    assert build_generator("compatible", f"{URL}/llm/api", "m").api_base_url == f"{URL}/llm/api"
    assert build_generator("anthropic", f"{URL}/v1", "m", "key")._client_kwargs()["base_url"] == URL


def status_error(status: int, message: str = "") -> Exception:
    import openai

    response = httpx.Response(status, request=httpx.Request("POST", URL))
    return openai.APIStatusError(message, response=response, body=None)


@pytest.mark.parametrize(
    ("status", "message", "code"),
    [
        (401, "", "bad_key"),
        (403, "", "bad_key"),
        (404, "", "unknown_model"),
        (400, "The model x does not exist", "unknown_model"),
        (400, "maximum context length is 8192 tokens", "too_long"),
        (400, "temperature is not supported", "refused"),
        (429, "", "busy"),
        (529, "", "busy"),
        (504, "", "timeout"),
        (500, "", "server_error"),
    ],
)
def test_a_status_becomes_one_code_with_a_remedy(status: int, message: str, code: str) -> None:
    problem = unavailable(status_error(status, message))
    assert problem is not None
    assert problem.code == code
    assert problem.remedy in str(problem)
    assert f"HTTP {status}" in str(problem)


def test_timeouts_and_lost_connections_of_every_library_are_told_apart() -> None:
    import anthropic
    import ollama
    import openai

    request = httpx.Request("POST", URL)
    assert unavailable(openai.APITimeoutError(request)).code == "timeout"
    assert unavailable(anthropic.APITimeoutError(request)).code == "timeout"
    assert unavailable(httpx.ReadTimeout("")).code == "timeout"
    assert unavailable(openai.APIConnectionError(request=request)).code == "unreachable"
    assert unavailable(anthropic.APIConnectionError(request=request)).code == "unreachable"
    assert unavailable(httpx.RemoteProtocolError("")).code == "unreachable"
    assert unavailable(ConnectionResetError()).code == "unreachable"
    assert unavailable(ollama.ResponseError("model 'x' not found", 404)).code == "unknown_model"


def test_the_message_of_a_provider_is_not_repeated() -> None:
    assert "secret" not in str(unavailable(status_error(500, "the secret text of a document")))


def test_a_defect_of_ours_is_not_translated() -> None:
    assert unavailable(KeyError("x")) is None
    assert unavailable(ValueError("x")) is None
    already = GeneratorUnavailableError("busy")
    assert unavailable(already) is already
