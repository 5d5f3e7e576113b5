"""People in the emulated Slack: what they do and see, over the control addresses of emulator and proxy."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import httpx

from tests.servers.slack import SIGNING_SECRET, TOKEN, SlackServers

Message = dict[str, Any]
ALICE, BOB, BOT = "U01ALICE", "U02BOB", "U0BOT"
GENERAL, RANDOM = "C01GEN", "C02RND"
TEAM = "T01TEST"
PATIENCE = 30.0


class SlackPeople:
    """Acts in the emulator; each method returns when the emulator has taken it."""

    def __init__(self, servers: SlackServers) -> None:
        self._servers = servers
        self._http = httpx.Client(timeout=30.0, trust_env=False)

    def close(self) -> None:
        self._http.close()

    def say(self, text: str, channel: str = GENERAL, user: str = ALICE, thread: str = "") -> Message:
        where = {"channel": channel, "user": user, "text": text} | ({"thread_ts": thread} if thread else {})
        return {"channel": channel} | self._control("message", **where)["message"]

    def mention(self, text: str, **where: str) -> Message:
        return self.say(f"<@{BOT}> {text}", **where)

    def direct_channel(self, user: str = ALICE) -> str:
        answer = self._http.post(
            f"{self._servers.emulator}/api/conversations.open",
            data={"users": user},
            headers={"Authorization": f"Bearer {TOKEN}"},
        )
        return str(answer.json()["channel"]["id"])

    def upload(self, name: str, data: bytes, text: str = "", channel: str = GENERAL, user: str = ALICE) -> None:
        answer = self._http.post(
            f"{self._servers.emulator}/_control/upload",
            data={"channel": channel, "user": user, "text": text},
            files={"file": (name, data)},
        )
        answer.raise_for_status()

    def command(self, command: str, text: str = "", channel: str = GENERAL, user: str = ALICE) -> None:
        self._control("command", channel=channel, user=user, command=command, text=text)

    def edit(self, message: Message, text: str) -> None:
        place = {"channel": message["channel"], "ts": message["ts"], "user": message["user"]}
        self._control("edit-message", **place, text=text)

    def delete(self, message: Message) -> None:
        self._control("delete-message", channel=message["channel"], ts=message["ts"], user=message["user"])

    def open_home(self, user: str = ALICE) -> None:
        self._control("open-home", user=user)

    def click(self, message: Message, action_id: str, user: str = ALICE, value: str | None = None) -> None:
        """Presses a button of a stored message; `value` stands for what a pair of buttons gives."""
        for block in message["blocks"]:
            for element in [*block.get("elements", []), *([block["accessory"]] if "accessory" in block else [])]:
                if element.get("action_id") == action_id:
                    action = {
                        "type": element["type"],
                        "action_id": action_id,
                        "block_id": block.get("block_id"),
                        "value": value if value is not None else element.get("value"),
                    }
                    place = {"channel": message["channel"], "messageTs": message["ts"], "user": user}
                    self._control("interact", **place, action=action)
                    return
        raise AssertionError(f"There is no {action_id} in {json.dumps(message)[:500]}")

    def messages(self, channel: str = GENERAL, thread: str = "") -> list[Message]:
        """Those of a channel, oldest first; with `thread` the replies there. Ephemeral ones are among them."""
        found = self._http.get(f"{self._servers.emulator}/_control/messages/{channel}").json()["messages"]
        listed = [{"channel": channel} | message for message in found]
        return [each for each in listed if not thread or (each.get("thread_ts") == thread and each["ts"] != thread)]

    def replies(self, question: Message) -> list[Message]:
        """What the bot said in the thread of a message."""
        return [each for each in self.messages(question["channel"], question["ts"]) if each.get("user") == BOT]

    def wait(
        self, want: Callable[[Message], object], channel: str = GENERAL, thread: str = "", seconds: float = PATIENCE
    ) -> Message:
        """The newest message that is as wanted, as soon as there is one."""
        until = time.monotonic() + seconds
        while True:
            listed = self.messages(channel, thread)
            found = [each for each in listed if want(each)]
            if found:
                return found[-1]
            assert time.monotonic() < until, [each.get("text") for each in listed][-6:]
            time.sleep(0.1)

    def wait_reply(self, question: Message, seconds: float = PATIENCE) -> Message:
        """The bot's reply in the thread of a message, once it has its sources or its end."""
        return self.wait(is_final, question["channel"], question["ts"], seconds)

    def deliver(self, body: dict[str, Any], **headers: str) -> httpx.Response:
        """Sends the bot an interaction or event by hand, signed; `headers` replace those of the signature."""
        if "event" in body or body.get("type") == "event_callback":
            data, kind = json.dumps(body).encode(), "application/json"
        else:
            data, kind = urlencode({"payload": json.dumps(body)}).encode(), "application/x-www-form-urlencoded"
        return self._http.post(
            f"http://127.0.0.1:{self._servers.bot_port}/slack/events",
            content=data,
            headers={"Content-Type": kind} | signature(data) | headers,
        )

    def bot(self, path: str) -> httpx.Response:
        return self._http.get(f"http://127.0.0.1:{self._servers.bot_port}{path}")

    def redeliver(self, kind: str = "") -> Message:
        return self._edge("redeliver", **({"type": kind} if kind else {}))

    def fault(self, method: str, **what: object) -> None:
        self._edge("fault", method=method, **what)

    def start_assistant(self, user: str = ALICE) -> Message:
        return self._edge("assistant/start", user=user)

    def report(self) -> dict[str, Any]:
        """What the proxy saw: calls, deliveries, problems, streams."""
        found: dict[str, Any] = self._http.get(f"{self._servers.edge}/edge/report").json()
        return found

    def forget_report(self) -> None:
        self._edge("reset")

    def calls(self, method: str) -> list[dict[str, Any]]:
        """The arguments of the bot's calls of a method."""
        return [call["args"] for call in self.report()["calls"] if call["method"] == method]

    def wait_call(self, method: str, seconds: float = PATIENCE) -> dict[str, Any]:
        """The arguments of the bot's first call of a method, as soon as there is one."""
        until = time.monotonic() + seconds
        while not (calls := self.calls(method)):
            assert time.monotonic() < until, f"There was no {method}."
            time.sleep(0.1)
        return calls[0]

    def _control(self, what: str, **body: object) -> dict[str, Any]:
        return self._posted(f"{self._servers.emulator}/_control/{what}", body)

    def _edge(self, what: str, **body: object) -> dict[str, Any]:
        return self._posted(f"{self._servers.edge}/edge/{what}", body)

    def _posted(self, url: str, body: dict[str, object]) -> dict[str, Any]:
        answer = self._http.post(url, json=body)
        assert answer.status_code < 400, (url, answer.status_code, answer.text[:300])
        found: dict[str, Any] = answer.json()
        return found


def signature(data: bytes, secret: str = SIGNING_SECRET, stamp: int | None = None) -> dict[str, str]:
    """The headers by which Slack proves that it sent these bytes, now or at another time."""
    stamp = int(time.time()) if stamp is None else stamp
    mac = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + data, hashlib.sha256)
    return {"X-Slack-Request-Timestamp": str(stamp), "X-Slack-Signature": f"v0={mac.hexdigest()}"}


def is_final(message: Message) -> bool:
    """Whether a message of the bot is a whole one: what is in the making has neither links nor formats."""
    texts = [each["text"]["type"] for each in message.get("blocks") or () if each["type"] == "section"]
    return message.get("user") == BOT and "mrkdwn" in texts


def shown(message: Message) -> str:
    """All words of a message, as one text."""
    return " ".join([message.get("text") or "", *_words(message.get("blocks") or [])])


def _words(value: Any) -> list[str]:
    if isinstance(value, list):
        return [word for each in value for word in _words(each)]
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return own + [word for each in value.values() if not isinstance(each, str) for word in _words(each)]
    return []
