"""The OpenAPI description against a running API: generated requests, no 5xx, no answer that it doesn't tell of."""

from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bot.chat.role import Role
from bot.service.throttle import MemoryThrottle, Rate
from tests.bot.chat_service import ChatService
from tests.contracts.api.api_server import ApiServer, api_server
from tests.contracts.api.test_documents import uploaded

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
FREE = dict.fromkeys(("question", "file", "press", "call", "attempt"), Rate(10**9, 1.0))
SCOPES = ("ask", "read", "upload", "manage", "admin")


@pytest.fixture(scope="module")
def free_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    """An API that lets everybody call as often as they like."""
    service = ChatService(tmp_path_factory.mktemp("free"), throttle=MemoryThrottle(FREE, FREE))
    with api_server(service) as server:
        yield server
    service.close()


def judged(api: ApiServer, examples: int) -> int:
    """Calls every operation with generated requests, good and bad, and judges each answer; how many those were."""
    schema = schemathesis.openapi.from_url(f"{api.url}/v1/openapi.json")
    key, count = api.key(*SCOPES, role=Role.ADMIN), 0
    with api.client(key) as client:
        for found in schema.get_all_operations():
            operation = found.ok()
            real = _real(client, operation.path, api)
            for mode, given_paths in ((GenerationMode.POSITIVE, real), (GenerationMode.NEGATIVE, None)):

                @settings(
                    max_examples=examples,
                    deadline=None,
                    database=None,
                    derandomize=True,
                    phases=[Phase.generate],
                    suppress_health_check=list(HealthCheck),
                )
                @given(case=operation.as_strategy(mode, path_parameters=given_paths))
                def judge(case: schemathesis.Case) -> None:
                    nonlocal count
                    count += 1
                    case.call_and_validate(headers={"Authorization": f"Bearer {key}"}, checks=CHECKS, timeout=30)

                judge()
    return count


def _real(client, path: str, api: ApiServer) -> dict[str, str | int] | None:
    """Ids that there are, for the parameters of a path; None for one without."""
    if "{question_id}" in path:
        return {"question_id": client.post("/v1/questions", json={"question": "How many days?"}).json()["id"]}
    if "{document_id}" in path or "{job_id}" in path:
        job = uploaded(client, f"{path.count('/')}{len(path)}.md")
        api.service.work()
        held = {"document_id": job["document_id"], "job_id": job["id"], "number": 1}
        return {name: value for name, value in held.items() if f"{{{name}}}" in path}
    return None


def test_generated_requests_find_no_server_error_and_nothing_undocumented(free_api: ApiServer) -> None:
    assert judged(free_api, 6) > 150


@pytest.mark.slow
@pytest.mark.exhaustive
def test_many_generated_requests_find_none_either(free_api: ApiServer) -> None:
    assert judged(free_api, 40) > 1000
