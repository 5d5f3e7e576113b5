"""What one person alone is shown: in a message that they alone see, else in their chat with the bot; never for all."""

from dataclasses import dataclass
from typing import Final

import structlog

from bot.chat.chat import Chat, Person
from bot.teams.directory.connectors import Connectors
from bot.teams.directory.errors import ConnectorError
from bot.teams.directory.teams_directory import Directories
from bot.teams.directory.teams_place import PERSONAL, TeamsPlace, TeamsPlaces
from bot.teams.render.teams_message import TeamsMessage, activity_of
from bot.teams.reply.message_keys import private_key
from bot.teams.reply.posting import MessagePlace, Posting, stamped
from bot.teams.reply.troubles import NO_PLACE

_log = structlog.stdlib.get_logger("tcbot.teams")

REFUSED: Final = frozenset({400, 403, 404, 405, 501})
"""Answers of a conversation that takes no message for one of its members."""


@dataclass(frozen=True, slots=True)
class Whispered:
    """A message that one person sees, in a conversation; `member` is to whom it went in one with others."""

    channel: str
    message: str
    member: str = ""


class Whispers:
    """Raises `ConnectorError`, `DirectoryUnavailableError`, and what the records raise.

    With `may_target` people are shown something within a conversation with others.
    """

    def __init__(
        self,
        *,
        connectors: Connectors,
        places: TeamsPlaces,
        directories: Directories,
        posting: Posting,
        may_target: bool = True,
    ) -> None:
        self._connectors = connectors
        self._places = places
        self._directories = directories
        self._posting = posting
        self._may_target = may_target

    async def show(
        self, chat: Chat, person: Person, message: TeamsMessage, key: str, part: int = 0, quoted: str = ""
    ) -> Whispered:
        """Shows it, in the chat if that is possible; `quoted` is the command that it answers, if that was private."""
        place = await self._places.get(chat.team, chat.channel)
        if place is not None and place.kind != PERSONAL and self._may_target:
            shown = await self._targeted(place, chat, person, message, key, part, quoted)
            if shown is not None:
                return shown
        if place is None or place.kind != PERSONAL or place.person != person.id:
            place = await self.direct(chat.team, person.id, place)
        spot = MessagePlace(chat.team, place.channel, "", private_key(key), person.locale)
        return Whispered(place.channel, await self._posting.send(spot, activity_of(message, person.locale), part))

    async def change(self, chat: Chat, person: Person, shown: Whispered, message: TeamsMessage) -> bool:
        """Shows this in the place of what one person sees; False where that isn't there any more."""
        activity = activity_of(message, person.locale)
        place = await self._places.get(chat.team, shown.channel)
        if place is None:
            return False
        try:
            if place.kind == PERSONAL:
                spot = MessagePlace(chat.team, shown.channel, "", "", person.locale)
                await self._posting.update(spot, shown.message, message)
                return True
            member = shown.member or await self._member(chat.team, shown.channel, person.id)
            thread = chat.thread if chat.channel == shown.channel else ""
            await self._connectors.update_alone(place, member, shown.message, stamped(activity), thread=thread)
        except ConnectorError as error:
            if error.status not in REFUSED:
                raise
            _log.info("teams_private_message_not_changed", code=error.code)
            return False
        return True

    async def noted(self, chat: Chat, person: Person, key: str) -> Whispered | None:
        """What was shown last for the key, here or in the personal chat; None where that isn't known."""
        direct = await self._places.direct(chat.team, person.id)
        for channel in (chat.channel, direct.channel if direct is not None else ""):
            spot = MessagePlace(chat.team, channel, "", private_key(key))
            parts = await self._posting.standing(spot) if channel else {}
            if parts:
                return Whispered(channel, parts[max(parts)][-1])
        return None

    async def direct(self, team: str, person: str, near: TeamsPlace | None = None) -> TeamsPlace:
        """The personal chat with somebody, made where it isn't known; `near` is a conversation that they are in.

        Raises `ConnectorError` with the code `NO_PLACE` where there can be none.
        """
        known = await self._places.direct(team, person)
        if known is not None:
            return known
        near = near or await self._places.newest(team)
        member = await self._member(team, near.channel, person) if near is not None else ""
        if near is None or not member:
            raise ConnectorError(404, NO_PLACE)
        try:
            opened = await self._connectors.open_direct(near, member)
        except ConnectorError as error:
            if error.status not in REFUSED:
                raise
            _log.info("teams_direct_refused", code=error.code)
            opened = ""
        if not opened:
            raise ConnectorError(404, NO_PLACE)
        made = TeamsPlace(near.service_url, team, opened, PERSONAL, near.bot, member=member, person=person)
        await self._places.remember(made)
        return made

    async def _targeted(
        self, place: TeamsPlace, chat: Chat, person: Person, message: TeamsMessage, key: str, part: int, quoted: str
    ) -> Whispered | None:
        """What they alone see within the conversation; None where Teams doesn't take such there."""
        member = await self._member(chat.team, chat.channel, person.id)
        if not member:
            return None
        activity = stamped(activity_of(message, person.locale))
        if quoted:
            quote = {"type": "targetedMessageInfo", "messageId": quoted}
            activity["entities"] = [*activity.get("entities", ()), quote]
        try:
            sent = await self._connectors.send_alone(place, member, activity, thread=chat.thread)
        except ConnectorError as error:
            if error.status not in REFUSED:
                raise
            _log.info("teams_targeted_refused", code=error.code)
            return None
        spot = MessagePlace(chat.team, chat.channel, chat.thread, private_key(key))
        await self._posting.note(spot, sent, part)
        return Whispered(chat.channel, sent, member)

    async def _member(self, team: str, channel: str, person: str) -> str:
        return await self._directories.of(team).member_of(channel, person)
