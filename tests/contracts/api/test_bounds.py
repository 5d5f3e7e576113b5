"""What stands around the API: headers, bounds of requests, refusals that tell nothing."""

import socket
from urllib.parse import urlsplit

import pytest

from bot.settings import BotSettings
from tests.bot.chat_service import ChatService
from tests.contracts.api.api_server import ApiServer, api_server


def test_every_answer_has_its_headers_and_the_id_of_its_request(api: ApiServer) -> None:
    with api.client(api.key()) as client:
        for path in ("/v1/me", "/v1/nowhere", "/v1/docs", "/v1/openapi.json"):
            answered = client.get(path)
            assert answered.headers["x-content-type-options"] == "nosniff"
            assert answered.headers["x-frame-options"] == "DENY"
            assert "default-src 'none'" in answered.headers["content-security-policy"]
            assert answered.headers["cache-control"] == "no-store"
            assert len(answered.headers["x-request-id"]) == 16
            assert "server" not in answered.headers or "uvicorn" in answered.headers["server"]
        named = client.get("/v1/nowhere", headers={"X-Request-Id": "mine-1"})
        assert named.headers["x-request-id"] == named.json()["request_id"] == "mine-1"
        forged = client.get("/v1/nowhere", headers={"X-Request-Id": "a b<script>"})
        assert "script" not in forged.text


def test_the_page_needs_nothing_from_elsewhere(api: ApiServer) -> None:
    with api.client() as client:
        page = client.get("/v1/docs").text
    assert "/v1/questions" in page
    assert "scope ask" in page
    assert "<script" not in page
    assert "http://" not in page
    assert "https://" not in page


@pytest.mark.parametrize(
    "path", ["/v1/questions", "/v1/documents/x/../../etc", "/v1//me", "/v1/%00", "/v1/documents/%2e%2e"]
)
def test_odd_addresses_are_problems(api: ApiServer, path: str) -> None:
    with api.client(api.key()) as client:
        answered = client.request("PATCH", path)
    assert answered.status_code in {404, 405}
    assert answered.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", b'"x"', b"\xff\xfe", b'{"question": 5}', b'{"question": ""}', b'{"question": "a\\u0000b"}', b"{}"],
)
def test_what_is_no_question_is_refused_without_being_repeated(api: ApiServer, body: bytes) -> None:
    with api.client(api.key(), **{"Content-Type": "application/json"}) as client:
        answered = client.post("/v1/questions", content=body)
    assert answered.status_code == 422
    assert answered.json()["code"] == "invalid_request"
    assert all(set(each) == {"where", "what"} for each in answered.json()["faults"])


def test_a_body_that_is_too_large_is_refused_before_it_is_read(api: ApiServer) -> None:
    with api.client(api.key()) as client:
        announced = client.post("/v1/questions", content=b" " * (1024 * 1024 + 1))
        assert (announced.status_code, announced.json()["code"]) == (413, "too_large")

        def pieces():
            for _ in range(40):
                yield b" " * 65536

        chunked = client.post("/v1/questions", content=pieces(), headers={"Content-Type": "application/json"})
        assert (chunked.status_code, chunked.json()["code"]) == (413, "too_large")


def test_a_length_that_is_a_lie_is_no_error_of_ours(api: ApiServer) -> None:
    address = urlsplit(api.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        head = f"POST /v1/questions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {api.key()}\r\n"
        connection.sendall(f"{head}Content-Type: application/json\r\nContent-Length: 99999999999999\r\n\r\n".encode())
        assert connection.recv(1000).startswith(b"HTTP/1.1 413")


def test_pages_elsewhere_may_call_only_where_they_are_named(api: ApiServer, tmp_path) -> None:
    asked = {"Origin": "https://intranet.example", "Access-Control-Request-Method": "POST"}
    with api.client() as client:
        assert "access-control-allow-origin" not in client.options("/v1/questions", headers=asked).headers
    service = ChatService(tmp_path / "named")
    with api_server(service, BotSettings(api_origins="https://intranet.example")) as named, named.client() as client:
        allowed = client.options("/v1/questions", headers=asked)
        assert allowed.headers["access-control-allow-origin"] == "https://intranet.example"
        assert "access-control-allow-credentials" not in allowed.headers
        other = client.options("/v1/questions", headers=asked | {"Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in other.headers
    service.close()


def test_strangers_are_refused_before_they_are_asked_for_a_body(api: ApiServer) -> None:
    address = urlsplit(api.url)
    for key, status in (("", 401), ("tcb_wrong", 401), (api.key("read"), 403)):
        proof = f"Authorization: Bearer {key}\r\n" if key else ""
        head = f"POST /v1/documents HTTP/1.1\r\nHost: x\r\n{proof}Content-Length: 2000000\r\nExpect: 100-continue\r\n"
        with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
            connection.sendall(f"{head}Content-Type: multipart/form-data; boundary=b\r\n\r\n".encode())
            assert connection.recv(1000).startswith(f"HTTP/1.1 {status}".encode())
