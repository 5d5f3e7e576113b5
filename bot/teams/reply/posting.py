"""Messages of ours that are there once: Teams can't be asked for them, so each is noted as soon as its id is known."""

import asyncio
import copy
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog

from bot.chat.buttons import ONCE
from bot.records.shown_messages import ShownMessages
from bot.teams.directory.connectors import Connectors
from bot.teams.directory.errors import ConnectorError
from bot.teams.directory.teams_place import SURFACE, TeamsPlace, TeamsPlaces
from bot.teams.render.actions import OURS
from bot.teams.render.teams_message import TeamsMessage, activity_of
from bot.teams.reply.lost_messages import LostMessages
from bot.teams.reply.troubles import NO_PLACE
from bot.wording.sentences import in_chat, say

_log = structlog.stdlib.get_logger("tcbot.teams")

Json = dict[str, Any]
MISSING: Final = frozenset({404, 410})
MALFORMED: Final = frozenset({400, 413})
"""Answers to what Teams doesn't take as it is."""
NOT_DELETED: Final = frozenset({400, 403, 405, 501})
STATE: Final = "state"


@dataclass(frozen=True, slots=True)
class MessagePlace:
    """Where messages of ours stand or will, and in which language; `key` says what they are for.

    `answers` is the message that they reply to, if any, `since` the one that nothing of them is older than.
    """

    team: str
    channel: str
    thread: str
    key: str
    locale: str = "en"
    answers: str = ""
    since: str = ""

    def replying(self, activity: Json) -> Json:
        """The activity as a reply to that message."""
        return activity | {"replyToId": self.answers} if self.answers else activity


class Posting:
    """Sends, changes and withdraws messages; raises `ConnectorError`, and what the records raise."""

    def __init__(self, connectors: Connectors, places: TeamsPlaces, shown: ShownMessages, lost: LostMessages) -> None:
        self._connectors = connectors
        self._places = places
        self._shown = shown
        self._lost = lost

    async def place(self, team: str, channel: str) -> TeamsPlace:
        """The address of a conversation; raises `ConnectorError` where none is known."""
        place = await self._places.get(team, channel)
        if place is None:
            raise ConnectorError(404, NO_PLACE)
        return place

    async def post(self, spot: MessagePlace, message: TeamsMessage, part: int = 0, look_first: bool = False) -> str:
        """The id of the message, sent; with `look_first` one that is noted, or found, is brought up to date."""
        for found in await self._there(spot, part) if look_first else ():
            try:
                await self.update(spot, found, message)
                return found
            except ConnectorError as error:
                if error.status not in MISSING or error.code == NO_PLACE:
                    raise
                await self.drop(spot, [found])
        return await self.send(spot, activity_of(message, spot.locale), part)

    async def renew(self, spot: MessagePlace, message: TeamsMessage) -> str:
        """As `post` for what surely was never sent without a note: what is noted is brought up to date."""
        return await self.post(spot, message, look_first=bool(await self.standing(spot)))

    async def _there(self, spot: MessagePlace, part: int) -> Sequence[str]:
        """The ids of what is noted of a part, or of what nobody noted where nothing is."""
        noted = (await self.standing(spot)).get(part, ())
        if noted:
            return noted
        place = await self.place(spot.team, spot.channel)
        found = await self._lost.find(place, spot.thread, spot.since or spot.answers or spot.thread)
        await self.note(spot, found, part)
        return [found] if found else ()

    async def send(self, spot: MessagePlace, activity: Json, part: int = 0) -> str:
        """The id of a new message, which is noted."""
        place, activity = await self.place(spot.team, spot.channel), spot.replying(activity)
        try:
            sent = await self._connectors.send(place, stamped(activity), thread=spot.thread)
        except ConnectorError as error:
            if error.status not in MALFORMED:
                raise
            _log.error("teams_message_refused", code=error.code)
            sent = await self._connectors.send(place, spot.replying(bare(activity)), thread=spot.thread)
        await self.note(spot, sent, part)
        return sent

    async def update(self, spot: MessagePlace, message: str, shown: TeamsMessage, is_patient: bool = True) -> None:
        """Shows this in a message of ours instead."""
        place, activity = await self.place(spot.team, spot.channel), activity_of(shown, spot.locale)
        told: dict[str, Any] = {"thread": spot.thread, "is_patient": is_patient}
        try:
            await self._connectors.update(place, message, stamped(activity), **told)
        except ConnectorError as error:
            if error.status not in MALFORMED:
                raise
            _log.error("teams_message_refused", code=error.code)
            await self._connectors.update(place, message, bare(activity), **told)

    async def withdraw(self, spot: MessagePlace, messages: Collection[str]) -> bool:
        """Deletes messages of ours, the last one first; whether there were any.

        Where Teams doesn't let the bot delete, each becomes a line that says so.
        """
        if not messages:
            return False
        place = await self.place(spot.team, spot.channel)
        for message in sorted(messages, reverse=True):
            try:
                await self._connectors.delete(place, message, thread=spot.thread)
            except ConnectorError as error:
                if error.status in NOT_DELETED:
                    gone = TeamsMessage(text=say("teams_taken_away", in_chat(spot.locale, SURFACE)))
                    await self.update(spot, message, gone)
                elif error.status not in MISSING:
                    raise
        await self.drop(spot, messages)
        return True

    async def standing(self, spot: MessagePlace) -> Mapping[int, Sequence[str]]:
        """The ids of what stands for the key, by part."""
        return await asyncio.to_thread(self._shown.of, spot.team, spot.channel, spot.key)

    async def forget(self, spot: MessagePlace) -> None:
        """Forgets what stands for the key: what is shown for it next is a new message."""
        await self.drop(spot, [each for ids in (await self.standing(spot)).values() for each in ids])

    async def note(self, spot: MessagePlace, message: str, part: int = 0) -> None:
        """Remembers a message, where Teams gave it an id."""
        if message:
            await asyncio.to_thread(self._shown.note, spot.team, spot.channel, spot.key, part, message)

    async def drop(self, spot: MessagePlace, messages: Collection[str]) -> None:
        """Forgets messages that are gone."""
        if messages:
            await asyncio.to_thread(self._shown.remove, spot.team, spot.channel, list(messages))


def stamped(activity: Json) -> Json:
    """The activity, whose buttons that start something tell its cards from those that take their place later."""
    if not activity.get("attachments"):
        return activity
    made = copy.deepcopy(activity)
    state = hashlib.sha256(json.dumps(activity["attachments"], sort_keys=True).encode()).hexdigest()[:16]
    for attached in made["attachments"]:
        for action in attached.get("content", {}).get("actions", ()):
            ours = action.get("data", {}).get(OURS, {})
            if ours.get("button") in ONCE:
                ours[STATE] = state
    return made


def bare(activity: Json) -> Json:
    """The words of an activity alone, as they are."""
    words = activity.get("text") or activity.get("summary") or "…"
    return {"type": "message", "textFormat": "plain", "text": words}
