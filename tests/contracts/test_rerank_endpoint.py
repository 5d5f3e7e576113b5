"""The rerank endpoint over HTTP: its scores in the order of the passages; anything else leaves the fused order."""

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from pipelines.components.reranking import Reranking
from pipelines.models.models import build_reranker
from pipelines.models.rerankers import RerankEndpoint, RerankerUnavailableError
from tests.pipelines.hashed_embedder import HashedEmbedder
from tests.pipelines.hits import hit

QUESTION = "What is the torque?"
ENCODED = HashedEmbedder().encode([QUESTION])[0]
HITS = [hit("a", 0.03, title="Pump", text="Oil."), hit("b", 0.02, text="Torque: 40 Nm."), hit("c", 0.01)]
Respond = Callable[[dict[str, Any]], tuple[int, str]]


class Server(ThreadingHTTPServer):
    """A server on this machine that answers `/rerank` and `/v1/rerank` as its `respond` says."""

    respond: Respond
    asked: list[tuple[str, dict[str, Any]]]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    """Hands the request's body to the server's `respond`."""

    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, body))
        status, text = self.server.respond(body)
        with contextlib.suppress(BrokenPipeError):  # whoever asked has stopped waiting
            self.send_response(status)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server(("127.0.0.1", 0), Handler)
    made.asked = []
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def scored(*scores: object) -> tuple[int, str]:
    rows = [{"index": i, "relevance_score": score} for i, score in enumerate(scores)]
    # As servers do: the best first, not in the order of the passages.
    return 200, json.dumps({"id": "rerank-1", "results": rows[::-1]})


def order(server: Server, respond: Respond, timeout: float = 5.0) -> list[str]:
    server.respond = respond
    reranking = Reranking(RerankEndpoint(server.url, timeout=timeout), 10)
    return [each.chunk_id for each in reranking.run(QUESTION, ENCODED, HITS)["hits"]]


def test_its_scores_decide_the_order(server: Server) -> None:
    assert order(server, lambda body: scored(0.1, 0.9, 0.2)) == ["b", "a", "c"]


def test_it_is_asked_with_the_question_and_each_passage_under_its_context(server: Server) -> None:
    server.respond = lambda body: scored(*[0.5] * len(body["documents"]))
    endpoint = build_reranker(f"{server.url}/v1", HashedEmbedder(), None)  # type: ignore[arg-type]
    assert endpoint.scores(QUESTION, ENCODED, HITS) == [0.5] * 3
    ((path, body),) = server.asked
    assert path == "/v1/rerank"
    assert body == {"query": QUESTION, "documents": ["Pump\nOil.", "\nTorque: 40 Nm.", "\nSome words."]}


@pytest.mark.parametrize(
    "reply",
    [
        (500, "{}"),
        (404, "not here"),
        (302, ""),
        (200, ""),
        (200, "<html>"),
        (200, "[]"),
        (200, "null"),
        (200, '{"results": null}'),
        (200, '{"results": ["b", "a"]}'),
        (200, '{"results": [{"index": 0}]}'),
        (200, '{"results": [{"index": [0], "relevance_score": 1}]}'),
        scored(0.1, 0.9),
        scored(0.1, "much", 0.3),
        scored(0.1, None, 0.3),
        scored(0.1, float("nan"), 0.3),
        scored(0.1, float("inf"), 0.3),
    ],
)
def test_a_reply_that_makes_no_sense_leaves_the_fused_order(server: Server, reply: tuple[int, str]) -> None:
    assert order(server, lambda body: reply) == ["a", "b", "c"]


def test_a_server_that_takes_too_long_is_not_waited_for(server: Server) -> None:
    def slowly(body: dict[str, Any]) -> tuple[int, str]:
        time.sleep(3)
        return scored(0.1, 0.9, 0.2)

    started = time.monotonic()
    assert order(server, slowly, timeout=0.2) == ["a", "b", "c"]
    assert time.monotonic() - started < 2.5


def test_a_server_that_is_away_leaves_the_fused_order(server: Server) -> None:
    url = server.url
    server.server_close()
    reranking = Reranking(RerankEndpoint(url), 10)
    assert [each.chunk_id for each in reranking.run(QUESTION, ENCODED, HITS)["hits"]] == ["a", "b", "c"]


def test_the_error_says_nothing_of_the_question_or_the_passages(server: Server) -> None:
    server.respond = lambda body: (500, json.dumps(body))
    with pytest.raises(RerankerUnavailableError) as raised:
        RerankEndpoint(server.url).scores(QUESTION, ENCODED, HITS)
    assert str(raised.value) == "HTTPStatusError"
