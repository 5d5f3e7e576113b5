"""Slack's Web API in this process, over a real connection: what stands in its channels, and failures on demand.

It knows the methods by which the bot shows something and looks for it. What it doesn't know is taken with `ok`.
"""

import asyncio
import json
import re
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Message = dict[str, Any]
Arguments = dict[str, Any]
TEAM, BOT = "T1", "UB"


@dataclass(frozen=True)
class Fault:
    """What happens to one call that says these words: it waits, is refused with a code, or is done and not answered."""

    seconds: float = 0.0
    code: str = ""
    is_lost: bool = False
    saying: str = ""


class RefusedError(Exception):
    """A call that Slack refuses with this code."""


@dataclass
class SlackWebApi:
    """The channels with their messages, oldest first; what single people were shown; the dialogs that were opened.

    `asked` are the calls in order. `page` is the most that one page of a list holds.
    """

    channels: dict[str, list[Message]] = field(default_factory=lambda: defaultdict(list))
    whispers: list[Message] = field(default_factory=list)
    views: list[Message] = field(default_factory=list)
    asked: list[tuple[str, Arguments]] = field(default_factory=list)
    users: dict[str, Message] = field(default_factory=dict)
    infos: dict[str, Message] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    page: int = 100
    url: str = ""
    _faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    _streaming: set[str] = field(default_factory=set)
    _last: float = 0.0

    def routes(self) -> web.Application:
        """To be served."""
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_get("/files/{name}", self._download)
        app.router.add_post("/response/{name}", self._respond)
        return app

    def fault(self, method: str, times: int = 1, **what: Any) -> None:
        """The next calls of a method come to this; see `Fault`."""
        self._faults[method].extend([Fault(**what)] * times)

    def has_faults(self, method: str) -> bool:
        """Whether calls of a method still are to fail."""
        return bool(self._faults[method])

    def say(self, text: str, user: str, channel: str = "C1", thread: str = "", **more: Any) -> Message:
        """A person writes something."""
        in_thread = {"thread_ts": thread} if thread else {}
        return self._add(channel, {"user": user, "team": TEAM, "text": text} | in_thread | more)

    def ours(self, channel: str = "C1") -> list[Message]:
        """What stands of the bot's in a channel."""
        return [each for each in self.channels[channel] if each["user"] == BOT]

    def calls(self, method: str) -> list[Arguments]:
        """The arguments of the calls of a method."""
        return [arguments for called, arguments in self.asked if called == method]

    def shown_to(self, user: str) -> list[str]:
        """The words of what a person alone was shown, at an answer's address or as ephemeral messages."""
        return [words(each) for each in self.whispers if each["user"] in {user, ""}]

    async def _call(self, request: web.Request) -> web.Response:
        method, arguments = request.match_info["method"], await _arguments(request)
        self.asked.append((method, arguments))
        waiting = self._faults[method]
        said = json.dumps(arguments, ensure_ascii=False)
        fault = waiting.popleft() if waiting and waiting[0].saying in said else Fault()
        await asyncio.sleep(fault.seconds)
        try:
            if fault.code:
                raise RefusedError(fault.code)
            name = re.sub("[.A-Z]", lambda found: f"_{found.group().strip('.').lower()}", f".{method}")
            do: Callable[[Arguments], Message] | None = getattr(self, name, None)
            answer = do(arguments) if do is not None else {}
        except RefusedError as refused:
            return web.json_response({"ok": False, "error": str(refused)})
        if fault.is_lost and request.transport is not None:
            request.transport.close()
        return web.json_response({"ok": True} | answer)

    async def _respond(self, request: web.Request) -> web.Response:
        said, name = await request.json(), request.match_info["name"]
        self.asked.append(("response", said))
        message = {"user": "", "address": name, "text": said.get("text"), "blocks": said.get("blocks") or []}
        same = [each for each in self.whispers if each.get("address") == name]
        if said.get("replace_original") and same:
            same[-1].update(message)
        else:
            self.whispers.append(message)
        return web.Response(text="ok")

    async def _download(self, request: web.Request) -> web.Response:
        return web.Response(body=self.files[request.match_info["name"]], content_type="text/markdown")

    def _files_info(self, said: Arguments) -> Message:
        if said["file"] not in self.files:
            raise RefusedError("file_not_found")
        address = f"{self.url}/files/{said['file']}"
        size = len(self.files[said["file"]])
        file = {"id": said["file"], "size": size, "mimetype": "text/markdown", "url_private_download": address}
        return {"file": file | {"user": "U1", "channels": ["C1"]}}

    def _auth_test(self, _: Arguments) -> Message:
        return {"team_id": TEAM, "user_id": BOT, "bot_id": "BB"}

    def _users_info(self, said: Arguments) -> Message:
        user = {"id": said["user"], "team_id": TEAM, "locale": "en-US"} | self.users.get(said["user"], {})
        return {"user": user}

    def _conversations_info(self, said: Arguments) -> Message:
        is_direct = said["channel"].startswith("D")
        kind = {"is_im": True, "user": "U1"} if is_direct else {"is_channel": True, "is_member": True}
        return {"channel": {"id": said["channel"]} | kind | self.infos.get(said["channel"], {})}

    def _conversations_open(self, said: Arguments) -> Message:
        return {"channel": {"id": "D" + said["users"]}}

    def _users_conversations(self, _: Arguments) -> Message:
        return {"channels": [{"id": "C1"}]}

    def _chat_post_message(self, said: Arguments) -> Message:
        kept = {name: said[name] for name in ("text", "blocks", "metadata", "thread_ts") if said.get(name)}
        return {"ts": self._add(said["channel"], {"user": BOT, "bot_id": "BB"} | kept)["ts"]}

    def _chat_update(self, said: Arguments) -> Message:
        if said["ts"] in self._streaming:
            raise RefusedError("streaming_state_conflict")
        message = self._found(said)
        message.update({name: said[name] for name in ("text", "blocks", "metadata") if name in said})
        return {"ts": said["ts"]}

    def _chat_delete(self, said: Arguments) -> Message:
        self.channels[said["channel"]].remove(self._found(said))
        return {}

    def _chat_post_ephemeral(self, said: Arguments) -> Message:
        self.whispers.append(dict(said))
        return {"message_ts": self.stamp()}

    def _chat_start_stream(self, said: Arguments) -> Message:
        answer = self._chat_post_message({**said, "text": said.get("markdown_text")})
        self._streaming.add(answer["ts"])
        return answer

    def _chat_append_stream(self, said: Arguments) -> Message:
        if said["ts"] not in self._streaming:
            raise RefusedError("message_not_in_streaming_state")
        self._found(said)["text"] += said["markdown_text"]
        return {}

    def _chat_stop_stream(self, said: Arguments) -> Message:
        if said["ts"] not in self._streaming:
            raise RefusedError("message_not_in_streaming_state")
        self._streaming.discard(said["ts"])
        self._found(said).update({"metadata": said["metadata"]} if said.get("metadata") else {})
        return {}

    def _conversations_replies(self, said: Arguments) -> Message:
        listed = self.channels[said["channel"]]
        if not any(said["ts"] in (each["ts"], each.get("thread_ts")) for each in listed):
            raise RefusedError("thread_not_found")
        first = [each for each in listed if each["ts"] == said["ts"]]
        return self._paged(said, [each for each in listed if each.get("thread_ts") == said["ts"]], first)

    def _conversations_history(self, said: Arguments) -> Message:
        listed = [each for each in self.channels[said["channel"]] if not each.get("thread_ts")]
        return self._paged(said, listed[::-1], [])

    def _views_open(self, said: Arguments) -> Message:
        self.views.append(said["view"])
        return {"view": {"id": "V1"}}

    def _paged(self, said: Arguments, listed: list[Message], first: list[Message]) -> Message:
        """One page, its metadata where that was asked for; a thread's first message stands on each of its pages."""
        within = [each for each in listed if float(each["ts"]) > float(said.get("oldest") or 0)]
        start, most = int(said.get("cursor") or 0), min(self.page, int(said.get("limit") or self.page))
        left_out = () if said.get("include_all_metadata") in {True, "true", "1", "True"} else ("metadata",)
        shown = [
            {name: value for name, value in each.items() if name not in left_out}
            for each in [*first, *within[start : start + most]]
        ]
        cursor = str(start + most) if start + most < len(within) else ""
        return {"messages": shown, "has_more": bool(cursor), "response_metadata": {"next_cursor": cursor}}

    def _found(self, said: Arguments) -> Message:
        for each in self.channels[said["channel"]]:
            if each["ts"] == said["ts"]:
                return each
        raise RefusedError("message_not_found")

    def _add(self, channel: str, message: Message) -> Message:
        message = {"type": "message", "ts": self.stamp()} | message
        self.channels[channel].append(message)
        self.channels[channel].sort(key=lambda each: float(each["ts"]))
        return message

    def stamp(self) -> str:
        """The id of what happens now."""
        self._last = max(time.time(), self._last + 0.0001)
        return f"{self._last:.6f}"


def words(message: Message) -> str:
    """All that a message says."""
    return json.dumps([message.get("blocks"), message.get("text")], ensure_ascii=False)


async def _arguments(request: web.Request) -> Arguments:
    arguments: Arguments = dict(request.query)
    if request.content_type == "application/json":
        return arguments | {name: value for name, value in (await request.json()).items() if value is not None}
    for name, value in (await request.post()).items():
        text = str(value)
        arguments[name] = json.loads(text) if text[:1] in ("{", "[") else text
    return arguments
