"""People in the Playground: what they do there, and what its client shows them, over its own HTTP and WebSocket."""

import asyncio
import contextlib
import json
import threading
import time
from collections.abc import Callable
from typing import Any

import aiohttp
import httpx

from tests.servers.teams_playground import BOT, BOT_NAME, DIRECT, PEOPLE, PlaygroundServer

Json = dict[str, Any]
PATIENCE = 30.0
FILE = "application/vnd.microsoft.teams.file.download.info"
CARD = "application/vnd.microsoft.card.adaptive"
SHOWN = ("text", "title", "value", "label")
MENTION = f"<at>{BOT_NAME}</at>"


class PlaygroundPeople:
    """Acts in the Playground; each method returns when the Playground has taken it.

    `frames` is all that its client was told of the bot, as `(conversation, action, message)`.
    """

    def __init__(self, server: PlaygroundServer) -> None:
        self._server = server
        self._http = httpx.Client(timeout=60.0, trust_env=False)
        self.frames: list[tuple[str, str, Json]] = []
        self._acted = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._watch(),), daemon=True)
        self._watching = threading.Event()
        self._ending = asyncio.Event()
        self._thread.start()
        assert self._watching.wait(PATIENCE)

    def close(self) -> None:
        """Leaves the client."""
        self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join(10)
        self._http.close()

    # What people do

    def install(self, conversation: str = DIRECT) -> None:
        """The app comes into a conversation."""
        self._post(f"/_debug/conversation/{conversation}/installation", {}).raise_for_status()

    def say(self, text: str, conversation: str = DIRECT, *, mention: bool = False) -> str:
        """The conversation that answers come into: that of a thread where it is posted in a channel."""
        body: Json = {"from": {"id": PEOPLE[0]["id"]}, "textFormat": "markdown", "text": text}
        if mention:
            mentioned = {"mentioned": {"id": BOT, "name": BOT_NAME}, "text": MENTION}
            body |= {"text": f"{MENTION} {text}", "mentions": [mentioned]}
        answer = self._post(f"/_conversation/v1/conversations/{conversation}/messages", body)
        assert answer.is_success, answer.text
        return str(answer.json().get("postConversationId") or conversation)

    def press(self, message: Json, title: str, **inputs: str) -> Json:
        """Presses a button of a message's card, with what stands in the card's fields; the bot's answer to it."""
        action = next(each for each in actions_of(message) if each.get("title") == title)
        assert action["type"] == "Action.Execute", action
        said = {"type": action["type"], "verb": action["verb"], "data": {**action["data"], **inputs}}
        return self.invoke(message, "adaptiveCard/action", {"action": said, "trigger": "manual"})

    def feedback(self, message: Json, reaction: str, text: str) -> Json:
        """Presses a thumb and says why; the bot's answer to it."""
        said = {"reaction": reaction, "feedback": json.dumps({"feedbackText": text})}
        return self.invoke(message, "message/submitAction", {"actionName": "feedback", "actionValue": said})

    def invoke(self, message: Json, name: str, value: Json) -> Json:
        """What the bot answers to an invoke about one of its messages."""
        place = {"conversation": {"id": message["conversation"]}, "from": {"id": PEOPLE[0]["id"]}}
        body = place | {"replyToId": message["messageId"], "name": name, "value": value}
        answer = self._post("/_conversation/v1/invoke", body)
        assert answer.is_success, answer.text
        return dict(answer.json()) if answer.text else {}

    def share(self, name: str, url: str, text: str = "", conversation: str = DIRECT) -> None:
        """Sends a file with a message, as a custom activity: the Playground has no picker."""
        activity = self.template(conversation)
        content = {"downloadUrl": url, "uniqueId": f"file-{name}", "fileType": name.rpartition(".")[2]}
        file = {"contentType": FILE, "contentUrl": f"{url}?web", "name": name, "content": content}
        activity |= {"type": "message", "text": text, "textFormat": "plain", "attachments": [file]}
        answer = self._post("/_internal/v1/customActivities", activity)
        assert answer.is_success, answer.text

    def template(self, conversation: str = DIRECT) -> Json:
        """An activity of the Playground's own making, without a kind."""
        address = f"/_internal/v1/customActivities/template?conversationId={conversation}&type=userAdded"
        activity: Json = self._http.get(self._server.url + address).json()
        activity.pop("membersAdded", None)
        return activity

    def bot(self, path: str) -> httpx.Response:
        """What the bot says at a path of its own."""
        return self._http.get(f"http://127.0.0.1:{self._server.bot_port}{path}")

    def post_to_bot(self, activity: Json, **headers: str) -> httpx.Response:
        """Sends the bot an activity by hand."""
        return self._http.post(f"http://127.0.0.1:{self._server.bot_port}/api/messages", json=activity, headers=headers)

    # What they see

    def messages(self, conversation: str = DIRECT) -> list[Json]:
        """The bot's messages in a conversation as they stand, oldest first; `changed` is the frame that last did so."""
        standing: dict[str, Json] = {}
        for number, (place, action, message) in enumerate(list(self.frames)):
            if place == conversation and action in {"createMessage", "updateMessage"}:
                id_ = message["messageId"]
                standing[id_] = standing.get(id_, {}) | message | {"conversation": place, "changed": number}
        return list(standing.values())

    def wait(self, want: Callable[[Json], object], conversation: str = DIRECT, seconds: float = PATIENCE) -> Json:
        """The newest message as wanted that came or changed since somebody last did something, once there is one."""
        until = time.monotonic() + seconds
        while True:
            listed = self.messages(conversation)
            if found := [each for each in listed if each["changed"] >= self._acted and want(each)]:
                return found[-1]
            assert time.monotonic() < until, [shown(each)[:300] for each in listed][-3:]
            time.sleep(0.1)

    def wait_text(self, *words: str, conversation: str = DIRECT, seconds: float = PATIENCE) -> Json:
        """The newest message that shows all these words."""
        return self.wait(lambda each: all(word in shown(each) for word in words), conversation, seconds)

    def _post(self, path: str, body: Json) -> httpx.Response:
        self._acted = len(self.frames)
        return self._http.post(self._server.url + path, json=body)

    async def _watch(self) -> None:
        address = self._server.url.replace("http", "ws", 1) + "/_ws_conversation/v1/conversations/stream"
        async with aiohttp.ClientSession() as http, http.ws_connect(address) as socket:
            reading = asyncio.create_task(self._read(socket))
            self._watching.set()
            await self._ending.wait()
            reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await reading

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for heard in socket:
            frame = json.loads(heard.data)
            place = str(frame.get("actionConversationId", ""))
            self.frames.append((place, str(frame.get("action", "")), frame.get("message") or {}))


def cards_of(message: Json) -> list[Json]:
    """The Adaptive Cards of a message."""
    attached = message.get("attachments") or []
    return [
        each["content"] for each in attached if each.get("contentType") == "application/vnd.microsoft.card.adaptive"
    ]


def actions_of(message: Json) -> list[Json]:
    """The buttons of a message's cards, wherever they stand."""
    return [each for card in cards_of(message) for each in _found(card) if str(each.get("type")).startswith("Action.")]


def shown(message: Json) -> str:
    """Every word of a message and its cards."""
    words = [str(message.get("text") or "")]
    for card in cards_of(message):
        words += [str(each[key]) for each in _found(card) for key in SHOWN if isinstance(each.get(key), str)]
    return "\n".join(words)


def _found(value: Any) -> list[Json]:
    """All objects within a value, the value's own first."""
    if isinstance(value, list):
        return [each for item in value for each in _found(item)]
    if not isinstance(value, dict):
        return []
    return [value, *(each for item in value.values() for each in _found(item))]
