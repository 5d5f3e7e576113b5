"""Graph is read to its last page, waited for where it is busy, and given our token at its own address alone."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.teams.directory.errors import TokenError
from bot.teams.directory.graph import Graph, GraphError, NotAllowedError

Answer = Callable[[web.Request], web.StreamResponse]


def read(
    use: Callable[[Graph], Awaitable[Any]], *answers: Answer, token: str = "token"
) -> tuple[Any, list[Any], list[Any]]:
    """What `use` gives; the requests that came, and what was counted. The last answer is that of all further ones."""
    asked: list[web.Request] = []
    counted: list[tuple[str, str]] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        asked.append(request)
        return answers[min(len(asked), len(answers)) - 1](request)

    async def given() -> str:
        if not token:
            raise TokenError("invalid_client")
        return token

    async def run() -> Any:
        app = web.Application()
        app.router.add_get("/{path:.*}", answer)
        async with TestServer(app, host="127.0.0.1") as server, aiohttp.ClientSession() as http:
            graph = Graph(str(server.make_url("")), given, http, lambda *call: counted.append(call))
            return await use(graph)

    return asyncio.run(run()), asked, counted


def refused(use: Callable[[Graph], Awaitable[Any]], *answers: Answer, token: str = "token") -> GraphError:
    with pytest.raises(GraphError) as raised:
        read(use, *answers, token=token)
    return raised.value


def rows(*ids: int, after: str = "") -> Answer:
    def answer(request: web.Request) -> web.Response:
        link = {"@odata.nextLink": after.replace("HERE", f"http://{request.host}")} if after else {}
        return web.json_response({"value": [{"id": each} for each in ids], **link})

    return answer


def status(code: int, error: object = None, **headers: str) -> Answer:
    return lambda request: web.json_response({"error": error}, status=code, headers=headers)


async def members(graph: Graph) -> list[dict[str, Any]]:
    return await graph.pages("members", graph.address("teams", "g/1", "channels", "19:a@thread.tacv2"), {"$top": "999"})


def test_all_pages_are_read_with_our_token_and_ids_are_quoted() -> None:
    found, asked, counted = read(members, rows(1, 2, after="HERE/v1.0/next?$skiptoken=a%2Fb"), rows(3))
    assert found == [{"id": 1}, {"id": 2}, {"id": 3}]
    assert asked[0].raw_path == "/v1.0/teams/g%2F1/channels/19%3Aa%40thread.tacv2?$top=999"
    assert asked[1].query == {"$skiptoken": "a/b"}
    assert {each.headers["Authorization"] for each in asked} == {"Bearer token"}
    assert counted == [("graph_members", "ok")] * 2


@pytest.mark.parametrize(
    "link", ["https://evil.example/v1.0/next", "http://127.0.0.1:9/v1.0/next", "//evil.example/", "next", "http://[x"]
)
def test_a_page_that_lies_elsewhere_is_not_asked_for(link: str) -> None:
    assert refused(members, rows(1, after=link)).code == "foreign_page"


def test_pages_without_an_end_are_given_up() -> None:
    assert refused(members, rows(1, after="HERE/v1.0/again")).code == "too_many_pages"


@pytest.mark.parametrize("code", [429, 502, 503, 504])
def test_where_graph_is_busy_it_is_waited_for(code: int) -> None:
    found, asked, counted = read(members, status(code, **{"Retry-After": "0"}), rows(1))
    assert (found, len(asked), counted) == ([{"id": 1}], 2, [("graph_members", "ok")])


def test_what_takes_too_long_is_given_up_without_waiting() -> None:
    error = refused(members, status(429, **{"Retry-After": "3600"}))
    assert (error.status, error.code) == (429, "busy")


@pytest.mark.parametrize("code", [401, 403])
def test_a_permission_that_is_missing_is_told_apart(code: int) -> None:
    error = refused(members, status(code, {"code": "Authorization_RequestDenied", "message": "zanthrope"}))
    assert isinstance(error, NotAllowedError)
    assert (error.status, error.code) == (code, "Authorization_RequestDenied")
    assert "zanthrope" not in str(error)


@pytest.mark.parametrize(
    "answer",
    [
        status(404, "not found"),
        status(404, {"code": "<b>\nx"}),
        lambda request: web.Response(status=500, text="<html>"),
        lambda request: web.Response(text="<html>"),
        lambda request: web.json_response(["a"]),
        lambda request: web.Response(status=302, headers={"Location": "http://127.0.0.1:9/"}),
    ],
)
def test_whatever_else_comes_is_one_error_with_a_code_of_ours(answer: Answer) -> None:
    error = refused(members, answer)
    assert not isinstance(error, NotAllowedError)
    assert error.code in {"unreadable_answer", "unreachable"}


@pytest.mark.parametrize("value", [None, {}, "x", [1, "a", None]])
def test_rows_that_are_none_are_left_out(value: object) -> None:
    assert read(members, lambda request: web.json_response({"value": value}))[0] == []


def test_without_a_token_nothing_is_asked() -> None:
    error = refused(members, rows(1), token="")
    assert (error.status, error.code) == (0, "invalid_client")
