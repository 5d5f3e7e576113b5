"""What is done with a verified activity before it is acknowledged: its place is remembered, or forgotten, its item
recorded.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.inbox.door import InboxDoor
from bot.teams.directory.senders import Senders
from bot.teams.directory.teams_place import TeamsPlaces
from bot.teams.inbound.actors import remember
from bot.teams.inbound.inbound import item_of
from bot.teams.inbound.invokes import Invokes
from bot.teams.inbound.payloads import conversation_of, is_bot, part, sender_of, team_of, word
from bot.teams.inbound.places import left_by, places_of

_log = structlog.stdlib.get_logger("tcbot.teams")

Json = dict[str, Any]
ANY_TENANT = "local"
"""The tenant of activities that name none, where no tenant is set."""


@dataclass(frozen=True, slots=True)
class InvokeAnswer:
    """What an invoke is answered with: HTTP's status, and a body in JSON or none."""

    status: int
    body: Json | None = field(default=None, repr=False)


class Reception:
    """Takes activities in, through the door of the inbox. `tenant` is the only one that is served, if it is set.

    `left` (tenant, conversation, whether that holds for its whole team) is told where the bot isn't any more.
    """

    def __init__(
        self,
        inbox: InboxDoor,
        places: TeamsPlaces,
        senders: Senders,
        invokes: Invokes,
        left: Callable[[str, str, bool], Awaitable[None]],
        tenant: str = "",
    ) -> None:
        self._inbox = inbox
        self._places = places
        self._senders = senders
        self._invokes = invokes
        self._left = left
        self._tenant = tenant

    async def take(self, activity: Json) -> InvokeAnswer | None:
        """Takes it in; an answer for invokes. What the records raise comes through, and Teams sends it again."""
        is_invoke = word(activity, "type") == "invoke"
        team = team_of(activity, self._tenant or ANY_TENANT)
        if self._tenant and team != self._tenant:
            _log.warning("teams_tenant_not_served", tenant_id=team)
            return InvokeAnswer(200) if is_invoke else None
        gone, is_team = left_by(activity)
        if gone:
            await self._left(team, gone, is_team)
        for place in places_of(activity, team):
            await self._places.remember(place)
        if not is_bot(part(activity, "from"), activity):
            remember(self._senders, team, sender_of(activity), conversation_of(activity)[0])
        item = item_of(activity, team)
        if item is not None:
            await self._inbox.take(item)
        return InvokeAnswer(200, await self._invokes.answered(team, activity)) if is_invoke else None
