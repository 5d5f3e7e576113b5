"""Teams' connector in memory: what stands where, for all and for one, which streams run; and calls that fail."""

import itertools
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

from bot.records.conversations import Conversations
from bot.records.shown_messages import ShownMessages
from bot.teams.directory.errors import ConnectorError
from bot.teams.directory.teams_place import SURFACE, TeamsPlace, TeamsPlaces
from bot.teams.reply.lost_messages import LostMessages
from bot.teams.reply.posting import Posting
from bot.teams.reply.whispers import Whispers
from pipelines.records.database import Database
from tests.bot.teams.activities import ANN, BOT, CHANNEL, PERSONAL, TEAM, TENANT, URL

Json = dict[str, Any]

REFUSED = ConnectorError(403, "Forbidden", "")
MALFORMED = ConnectorError(400, "BadSyntax", "")
MISSING = ConnectorError(404, "ActivityNotFoundInConversation", "")
LOST = ConnectorError(0, "broken")
OVER = ConnectorError(403, "ContentStreamNotAllowed", "Content stream is not allowed on a completed message")
LATE = ConnectorError(403, "ContentStreamNotAllowed", "Content stream finished due to exceeded streaming time.")
CANCELLED = ConnectorError(403, "ContentStreamNotAllowed", "Content stream was canceled by user.")

DIRECT = TeamsPlace(URL, TENANT, PERSONAL, "personal", BOT, member=ANN["id"], person=ANN["aadObjectId"])
FINANCE = TeamsPlace(URL, TENANT, CHANNEL, "channel", BOT, team_thread=TEAM, group="group-1")


@dataclass
class FakeConnectors:
    """`stands` and `alone` are what people see by the ids of messages; `calls` what was asked for, in order.

    `fail` has the next calls of a kind fail; with `is_done` Teams did what they asked for all the same.
    """

    stands: dict[str, Json] = field(default_factory=dict)
    alone: dict[str, tuple[str, Json]] = field(default_factory=dict)
    calls: list[tuple[str, Json]] = field(default_factory=list)
    running: set[str] = field(default_factory=set)
    failing: dict[str, deque[tuple[ConnectorError, bool]]] = field(default_factory=lambda: defaultdict(deque))
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def fail(self, kind: str, *errors: ConnectorError, is_done: bool = False) -> None:
        """The next calls of this kind raise these."""
        self.failing[kind].extend((error, is_done) for error in errors)

    def kinds(self) -> list[str]:
        """What was called, in order."""
        return [kind for kind, _ in self.calls]

    def texts(self) -> list[str]:
        """What everybody sees, the oldest first."""
        return [str(each.get("text")) for each in self.stands.values()]

    async def send(self, place: TeamsPlace, activity: Json, *, thread: str = "", is_patient: bool = True) -> str:
        """A message, or a part of a stream."""
        info = next((each for each in activity.get("entities", ()) if each["type"] == "streaminfo"), None)
        kind = "send" if info is None else str(info["streamType"])
        raised = self._called(kind, activity)
        known = str((info or {}).get("streamId") or "")
        if known and known not in self.running:
            raise OVER
        made = known or f"m{next(self.numbers)}"
        self.stands[made] = activity
        if info is not None:
            (self.running.discard if kind == "final" else self.running.add)(made)
        self._answered(raised)
        return "" if known else made

    async def update(
        self, place: TeamsPlace, message_id: str, activity: Json, *, thread: str = "", is_patient: bool = True
    ) -> None:
        """Another activity in a message's place."""
        raised = self._called("update" if is_patient else "refresh", activity)
        if message_id not in self.stands:
            raise MISSING
        self.stands[message_id] = activity
        self.running.discard(message_id)
        self._answered(raised)

    async def delete(self, place: TeamsPlace, message_id: str, *, thread: str = "") -> None:
        """Takes a message away."""
        self._called("delete", {"id": message_id})
        if self.stands.pop(message_id, None) is None:
            raise MISSING

    async def send_alone(self, place: TeamsPlace, member: str, activity: Json, *, thread: str = "") -> str:
        """A message for one member."""
        raised = self._called("send_alone", activity)
        made = f"a{next(self.numbers)}"
        self.alone[made] = (member, activity)
        self._answered(raised)
        return made

    async def update_alone(
        self, place: TeamsPlace, member: str, message_id: str, activity: Json, *, thread: str = ""
    ) -> None:
        """Another activity in its place."""
        self._called("update_alone", activity)
        if message_id not in self.alone:
            raise MISSING
        self.alone[message_id] = (member, activity)

    async def open_direct(self, place: TeamsPlace, member: str) -> str:
        """The personal chat."""
        self._called("open_direct", {"member": member})
        return PERSONAL

    def _called(self, kind: str, activity: Json) -> ConnectorError | None:
        self.calls.append((kind, activity))
        if not self.failing[kind]:
            return None
        error, is_done = self.failing[kind].popleft()
        if not is_done:
            raise error
        return error

    def _answered(self, raised: ConnectorError | None) -> None:
        if raised is not None:
            raise raised


class FakeDirectories:
    """Who is where: everybody, by the connector's own id."""

    def of(self, tenant: str) -> "FakeDirectories":
        """The one."""
        return self

    async def member_of(self, channel: str, person: str) -> str:
        """Ann is known."""
        return str(ANN["id"]) if person == ANN["aadObjectId"] else ""


class Site:
    """The parts that show something, over a connector in memory and real records."""

    def __init__(self, database: Database, *places: TeamsPlace) -> None:
        self.connectors = FakeConnectors()
        self.places = TeamsPlaces(Conversations(database))
        self.shown = ShownMessages(database, SURFACE)
        self._known = places

    async def open(self) -> None:
        """Remembers the places."""
        for each in self._known:
            await self.places.remember(each)

    @property
    def posting(self) -> Posting:
        """As a process begins with it."""
        connectors: Any = self.connectors
        return Posting(connectors, self.places, self.shown, LostMessages(None, self.shown))

    def whispers(self, may_target: bool = True) -> Whispers:
        """As a process begins with them."""
        connectors: Any = self.connectors
        directories: Any = FakeDirectories()
        return Whispers(
            connectors=connectors,
            places=self.places,
            directories=directories,
            posting=self.posting,
            may_target=may_target,
        )
