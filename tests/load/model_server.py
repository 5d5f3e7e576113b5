"""A stand-in for a model server: `python -m tests.load.model_server PORT`. It is no model.

It speaks vLLM's dialect of OpenAI's API and streams at a steady 60 tokens a second to each caller, however many there
are. It writes the two sentences of the sources in the prompt that share most words with the question, each with the
mark of its source, as a model does that follows its orders.
"""

import asyncio
import json
import re
import sys
import time
from collections.abc import Iterator
from typing import Any

from aiohttp import web

FIRST_TOKEN_SECONDS = 0.2
TOKENS_A_SECOND = 60.0
NOTHING = "NOT IN SOURCES"
_SOURCE = re.compile(r"^BEGIN \S+ source \[(\d+)\]: .*\n([\s\S]*?)\nEND \S+ source \[\1\]$", re.MULTILINE)
_QUESTION = re.compile(r"^Question: (.*)$", re.MULTILINE)
_SENTENCE = re.compile(r"[A-Z][^.!?]*(?:\.\d[^.!?]*)*[.!?](?=\s|$)")
_WORD = re.compile(r"[a-z0-9]{4,}")
_ASKING = frozenset("does have many much that this what when where which whose will with must their".split())
_TOKEN = re.compile(r"\s*\S{1,4}")


def written(prompt: str) -> str:
    """What it writes to a prompt of the bot's."""
    asked = _stems((_QUESTION.findall(prompt) or [""])[-1])
    found = sorted(_sentences(prompt), key=lambda each: -_likeness(asked, each[1]))[:2]
    fitting = [each for each in found if _likeness(asked, each[1]) > 0]
    return " ".join(f"{text[:-1]} [{number}]{text[-1]}" for number, text in fitting) or NOTHING


def _sentences(prompt: str) -> Iterator[tuple[str, str]]:
    for number, text in _SOURCE.findall(prompt):
        for found in _SENTENCE.findall(" ".join(text.split())):
            if 30 <= len(found) <= 300:
                yield number, found


def _likeness(asked: set[str], sentence: str) -> float:
    stems = _stems(sentence)
    return len(asked & stems) / (4 + len(stems)) if stems else 0.0


def _stems(text: str) -> set[str]:
    return {each.rstrip("s")[:5] for each in _WORD.findall(text.lower()) if each not in _ASKING}


async def _complete(request: web.Request) -> web.StreamResponse:
    asked = await request.json()
    text = written("\n\n".join(str(each.get("content")) for each in asked["messages"]))
    tokens = _TOKEN.findall(text)
    begun = time.monotonic() + FIRST_TOKEN_SECONDS
    if not asked.get("stream"):
        await asyncio.sleep(FIRST_TOKEN_SECONDS + len(tokens) / TOKENS_A_SECOND)
        choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        return web.json_response(_said("chat.completion", choice) | {"usage": _usage(len(tokens))})
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    for number, token in enumerate(tokens):
        await asyncio.sleep(max(0.0, begun + number / TOKENS_A_SECOND - time.monotonic()))
        delta = {"role": "assistant", "content": token} if not number else {"content": token}
        await response.write(
            _event(_said("chat.completion.chunk", {"index": 0, "delta": delta, "finish_reason": None}))
        )
    await response.write(_event(_said("chat.completion.chunk", {"index": 0, "delta": {}, "finish_reason": "stop"})))
    if (asked.get("stream_options") or {}).get("include_usage"):
        await response.write(_event(_said("chat.completion.chunk") | {"usage": _usage(len(tokens))}))
    await response.write(b"data: [DONE]\n\n")
    return response


def _said(kind: str, *choices: dict[str, Any]) -> dict[str, Any]:
    return {"id": "chatcmpl-1", "object": kind, "created": 0, "model": "local", "choices": list(choices)}


def _usage(tokens: int) -> dict[str, int]:
    return {"prompt_tokens": 2000, "completion_tokens": tokens, "total_tokens": 2000 + tokens}


def _event(said: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(said)}\n\n".encode()


async def _models(_: web.Request) -> web.Response:
    return web.json_response({"object": "list", "data": [{"id": "local", "object": "model", "max_model_len": 8192}]})


def main(port: int) -> None:
    """Serves until it is told to end."""
    app = web.Application(client_max_size=2**22)
    app.router.add_post("/v1/chat/completions", _complete)
    app.router.add_get("/v1/models", _models)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    main(int(sys.argv[1]))
