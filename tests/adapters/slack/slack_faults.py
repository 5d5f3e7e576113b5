"""What goes wrong between Slack and the bot, and what comes to its door that no person of the workspace sent."""

import json
import time
from typing import Any

from tests.adapters.chat import Chat, Part
from tests.adapters.seen import Place
from tests.adapters.slack.site import ADDRESS, SlackSite, signature
from tests.servers.slack_workspace import SlackWorkspace

METHODS = {
    "show": "chat.postMessage",
    "change": "chat.update",
    "stream": "chat.startStream",
    "go on streaming": "chat.appendStream",
    "end a stream": "chat.stopStream",
    "signal": "assistant.threads.setStatus",
    "tell alone": "chat.postEphemeral",
    "answer": "response",
    "open a form": "views.open",
    "name": "assistant.threads.setTitle",
    "suggest": "assistant.threads.setSuggestedPrompts",
    "look up": "conversations.replies",
    "take away": "chat.delete",
    "fetch": "files.info",
}
SCOPES = {
    "people": ("users.info", "users:read"),
    "channels": ("conversations.info", "channels:read"),
    "files": ("files.info", "files:read"),
    "messages": ("conversations.replies", "channels:history"),
    "memberships": ("users.conversations", "channels:read"),
}
LARGE = 2 * 1024 * 1024 + 1
HANGING = 60.0


class SlackFaults(Chat):
    """The failing half of `SlackChat`."""

    site: SlackSite
    space: SlackWorkspace

    def deliver_again(self, process: int = 0) -> None:
        """See `Chat`."""
        assert self.site.send(self.bot, process).status_code == 200

    def knock(self, kind: str) -> int:
        """See `Chat`."""
        site = self.site
        person = self.person()
        values = self._spoken(person, self._at(self.channel(person)), f"<@{self.space.bot}> How many days?")  # type: ignore[attr-defined]
        site.sent = json.dumps(site.payload("mention", **values)).encode(), "application/json"
        headers: dict[str, str] = {}
        if kind == "forged":
            headers = signature(site.sent[0], secret="another secret")
        elif kind == "stale":
            headers = signature(site.sent[0], int(time.time()) - 600)
        elif kind == "malformed":
            site.sent = site.sent[0][: len(site.sent[0]) // 2], site.sent[1]
        elif kind == "not an object":
            site.sent = b"[1, 2]", site.sent[1]
        elif kind == "too large":
            site.sent = b"x" * LARGE, site.sent[1]
        elif kind == "unsigned":
            return self.bot.request("POST", ADDRESS, content=site.sent[0]).status_code
        elif kind == "replayed":
            headers = signature(site.sent[0])
            site.send(self.bot, **headers)
        return site.send(self.bot, **headers).status_code

    def bystander(self, place: Place, kind: str) -> None:
        """See `Chat`."""
        at = self._at(place)  # type: ignore[attr-defined]
        feature = {"itself": "message_of_the_bot", "bot": "message_of_a_bot", "system": "message_of_the_system"}[kind]
        text = f"<@{self.space.bot}> How many days?"
        where = {"channel": at.id, "channel_type": at.channel_type, "user_team": self.space.team}
        self.site.event(self.bot, feature, **where, text=text, user="U0SOMEBODY")

    def limit_each_once(self) -> None:
        """See `Chat`."""
        self.site.now(self.site.server.limit_each_once)

    def fail(self, what: str, times: int = 1, place: Place | None = None, **how: Any) -> None:
        """See `Chat`."""
        fault: dict[str, Any] = {"saying": place.id if place is not None else how.pop("saying", "")}
        if how.get("lost"):
            fault["is_lost"] = True
        elif how.get("hanging"):
            fault["seconds"] = HANGING
        elif how.get("limited"):
            fault["is_limited"] = True
        else:
            fault["code"] = "internal_error" if how.get("refused") is True else how["refused"]
        self.site.now(self.site.server.fault, METHODS[what], times, **fault)

    def cannot_say(self, part: Part, permission: bool = False) -> None:
        """See `Chat`."""
        method, scope = SCOPES[part]
        code = {"code": "missing_scope", "needed": scope} if permission else {"code": "internal_error"}
        self.site.now(self.site.server.fault, method, 1_000, **code)

    def go_away(self) -> None:
        """See `Chat`."""
        self.site.server.is_away = True

    def heal(self) -> None:
        """See `Chat`."""
        self.site.now(self.site.server.heal)
