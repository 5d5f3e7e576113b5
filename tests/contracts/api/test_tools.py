"""The tools, called by the protocol's own client over HTTP."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from pipelines.types import Passage
from tests.contracts.api.api_server import ApiServer

PAGE = Passage("c1", "0" * 31 + "1", "Handbook.md", "Handbook", 3, 3, None, "Up to five days.", 1.0)


def called(api: ApiServer, key: str, act: Callable[[Client], Awaitable[Any]], mode: str = "auto") -> Any:
    async def run() -> Any:
        http = httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"})
        transport = streamable_http_client(f"{api.url}/mcp", http_client=http)
        async with http, Client(transport, mode=mode) as client:
            return await act(client)

    return asyncio.run(run())


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_client_finds_the_tools_asks_searches_and_reads_a_page(api: ApiServer, mode: str) -> None:
    api.service.answerer.found = (PAGE,)

    async def act(client: Client) -> list[Any]:
        tools = await client.list_tools()
        asked = await client.call_tool("ask", {"question": "How many days?"})
        found = await client.call_tool("search", {"words": "days"})
        page = {"document_id": found.structured_content["passages"][0]["document_id"], "page": 3}
        return [tools, asked, found, await client.call_tool("read_page", page)]

    tools, asked, found, page = called(api, api.key(), act, mode)
    assert [each.name for each in tools.tools] == ["ask", "search", "read_page"]
    assert asked.structured_content["answer"]["outcome"] == "answered"
    assert asked.structured_content["answer"]["citations"][0]["document"] == "Handbook.md"
    assert found.structured_content["passages"][0]["text"] == "Up to five days."
    assert page.structured_content["text"] == "Up to five days."


def test_tools_search_under_the_rights_of_the_key_alone(api: ApiServer) -> None:
    key = api.key(labels=("group:legal",))
    called(api, key, lambda client: client.call_tool("search", {"words": "days"}))
    (_, scope, _) = api.service.answerer.asked[-1]
    with api.client(key) as client:
        own = f"key:main:user:{client.get('/v1/me').json()['id']}"
    assert scope.labels == {"group:legal", own}


def test_a_tool_needs_its_scope(api: ApiServer) -> None:
    refused = called(api, api.key("read"), lambda client: client.call_tool("ask", {"question": "Why?"}))
    assert refused.is_error
    assert "scope ask" in refused.content[0].text
    assert not api.service.answerer.asked


def test_nobody_gets_in_unproved(api: ApiServer) -> None:
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    for headers in ({}, {"Authorization": "Bearer tcb_wrong"}):
        with api.client(**headers) as client:
            answered = client.post("/mcp", json=message, headers={"Accept": "application/json, text/event-stream"})
        assert answered.status_code == 401
        assert answered.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("ask", {"question": ""}),
        ("ask", {"question": "x" * 5000}),
        ("ask", {"question": "a\0b"}),
        ("ask", {"question": ["a"]}),
        ("search", {"words": "a", "limit": 1000}),
        ("read_page", {"document_id": "../../etc", "page": 1}),
        ("read_page", {"document_id": "0" * 32, "page": 2**70}),
        ("read_page", {"document_id": "0" * 32, "page": 1}),
        ("forget", {}),
    ],
)
def test_what_does_not_fit_is_told_and_asked_of_nobody(api: ApiServer, tool: str, arguments: dict[str, Any]) -> None:
    refused = called(api, api.key(), lambda client: client.call_tool(tool, arguments))
    assert refused.is_error
    assert all(asked == f"{'0' * 32}:1" for asked, _, _ in api.service.answerer.asked)


def test_what_fails_here_tells_nothing_of_its_cause(api: ApiServer) -> None:
    api.service.answerer.error = RuntimeError("secret words of a document")
    for tool, arguments in (("ask", {"question": "Why?"}), ("search", {"words": "why"})):
        failed = called(api, api.key(), lambda client, tool=tool, given=arguments: client.call_tool(tool, given))
        assert failed.is_error
        assert "secret" not in failed.content[0].text
