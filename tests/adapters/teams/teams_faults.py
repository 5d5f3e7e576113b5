"""What goes wrong between Teams and the bot, and what comes to its door that no person of the tenant sent."""

import time
from typing import Any

from tests.adapters.chat import Chat, Part
from tests.adapters.seen import Place
from tests.adapters.teams.site import TeamsSite
from tests.servers.teams_issuer import SigningKey, rsa_key
from tests.servers.teams_refusals import RefusedError
from tests.servers.teams_streams import COMPLETED, NOT_ALLOWED
from tests.servers.teams_tenant import TeamsTenant, new_guid
from tests.servers.teams_troubles import Fault, Troubles

KINDS = {
    "show": ("show",),
    "change": ("change",),
    "stream": ("stream",),
    "go on streaming": ("go on streaming",),
    "end a stream": ("end a stream",),
    "signal": ("signal", "typing"),
    "tell alone": ("tell alone",),
    "answer": ("change alone",),
    "take away": ("take away",),
    "look up": ("messages",),
    "fetch": ("files",),
    "name": (),
    "suggest": (),
}
"""What the bot does, as the servers name it; in channels and groups a sign is a message."""
ROSTER = ("members", "member", "channel members", "owners")
PARTS = {
    "people": (*ROSTER, "users"),
    "channels": (*ROSTER, "team", "channel"),
    "memberships": ROSTER,
    "files": ("files", "folder"),
    "messages": ("messages",),
}
REFUSALS = {
    "channel_type_not_supported": (403, "ContentStreamNotAllowed", NOT_ALLOWED),
    "not_allowed": (403, "ContentStreamNotAllowed", NOT_ALLOWED),
    "message_not_in_streaming_state": (403, "ContentStreamNotAllowed", COMPLETED),
    "invalid_blocks": (400, "BadSyntax", "The message can't be shown."),
}
BROKEN = (500, "ServiceError", "The service failed.")
LIMITED = RefusedError(429, "TooManyRequests", "API calls quota exceeded!", 1)
MISSING = RefusedError(403, "Forbidden", "Missing role permissions on the request.")
LARGE = 2 * 1024 * 1024 + 1
HANGING = 60.0


class TeamsFaults(Chat):
    """The failing half of `TeamsChat`."""

    site: TeamsSite
    tenant: TeamsTenant

    def deliver_again(self, process: int = 0) -> None:
        """See `Chat`."""
        assert self.site.send(self.bot, process).status_code in {200, 202}

    def knock(self, kind: str) -> int:
        """See `Chat`; 202 is as good as 200."""
        status = self._knocked(kind)
        return 200 if status == 202 else status

    def _knocked(self, kind: str) -> int:
        site, ann = self.site, self.person()
        at = self.tenant.conversations[self.channel(ann).id]
        activity = self._spoken(at, "How many days?", True)
        message = self.site.now(self.tenant.add, at, ann.id, activity | {"_files": []})
        values = {"id": message.id, "text": activity["text"], "html": ""} | self.acting(ann, at, message.id)
        site.sent = site.encoded(site.payload("mention", **values))
        headers: dict[str, str] = {}
        url, now = self.tenant.service_url, int(time.time())
        if kind == "forged":
            headers = {"authorization": f"Bearer {site.issuer.sign(url, key=SigningKey('first', rsa_key('other')))}"}
        elif kind == "stale":
            headers = {"authorization": f"Bearer {site.issuer.sign(url, nbf=now - 7_200, exp=now - 600)}"}
        elif kind == "unsigned":
            headers = {"authorization": ""}
        elif kind == "malformed":
            site.sent = site.sent[: len(site.sent) // 2]
        elif kind == "not an object":
            site.sent = b"[1, 2]"
        elif kind == "too large":
            site.sent = b"x" * LARGE
        elif kind == "replayed":
            site.send(self.bot)
        return site.send(self.bot, **headers).status_code

    def bystander(self, place: Place, kind: str) -> None:
        """See `Chat`."""
        at = self.at(place)
        stamp = self.tenant.stamp()
        who = (
            {"id": self.tenant.bot, "name": "TCBot"}
            if kind == "itself"
            else {"id": f"28:{new_guid()}", "name": "Weather"}
        )
        feature = {"itself": "message_of_the_bot", "bot": "message_of_a_bot", "system": "message_of_the_system"}[kind]
        text = "<at>TCBot</at> How many days?"
        where = {"conversation": self.site.of(at, stamp), "data": self.site.data(at, None), "from": who}
        self.site.event(self.bot, feature, **where, id=stamp, text=text, html="")

    def limit_each_once(self) -> None:
        """See `Chat`."""
        self.site.now(self.site.connector.troubles.limit_each_once)

    def fail(self, what: str, times: int = 1, place: Place | None = None, **how: Any) -> None:
        """See `Chat`."""
        if what == "open a form":
            self.closes_forms = times
            return
        saying = place.id if place is not None else str(how.pop("saying", ""))
        for kind in KINDS[what]:
            fault = Fault(kind, saying=saying, **self._fault(how))
            self._troubles(kind).add(fault, times)

    def cannot_say(self, part: Part, permission: bool = False) -> None:
        """See `Chat`."""
        refused = MISSING if permission else RefusedError(*BROKEN)
        saying = "@thread" if part == "memberships" else ""  # who is in a personal chat is another question
        for kind in PARTS[part]:
            for troubles in (self.site.connector.troubles, self.site.graph.troubles):
                troubles.add(Fault(kind, refused, saying=saying), 1_000)

    def go_away(self) -> None:
        """See `Chat`."""
        for each in (self.site.connector.troubles, self.site.graph.troubles, self.site.issuer):
            each.is_away = True

    def heal(self) -> None:
        """See `Chat`; and nothing that the bot did was against the rules."""
        self.site.heal()
        self.closes_forms = 0
        broken, self.tenant.broken_rules = self.tenant.broken_rules, []
        assert broken == []

    def _troubles(self, kind: str) -> Troubles:
        return self.site.graph.troubles if kind in {"messages", "files"} else self.site.connector.troubles

    def _fault(self, how: dict[str, Any]) -> dict[str, Any]:
        if how.get("lost"):
            return {"is_lost": True}
        if how.get("hanging"):
            return {"seconds": HANGING}
        if how.get("limited"):
            return {"refused": LIMITED}
        refused = how["refused"]
        return {"refused": RefusedError(*(BROKEN if refused is True else REFUSALS[refused]))}
