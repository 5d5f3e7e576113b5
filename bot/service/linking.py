"""Who signs in is found in the chats, so that one person is one there and here: by what is proved, never by a name."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection

import structlog

from bot.chat.chat import Person
from bot.chat.ports import DirectoryUnavailableError
from bot.records.adopted_identities import AdoptedIdentities
from bot.service.surface import Surface
from pipelines.records.database import Database

_log = structlog.stdlib.get_logger("tcbot.bot")

BY = "sign-in"
"""Who acts, in the audit."""
ENTRA = "teams"
"""The chat whose people are known by Entra's object ids."""


class Linking:
    """Links the identities of chats to accounts. `surfaces` gives the chats that are open in this process."""

    def __init__(self, database: Database, surfaces: Callable[[], Collection[Surface]]) -> None:
        self._adopted = AdoptedIdentities(database)
        self._surfaces = surfaces

    async def link(self, account_id: str, email: str = "", tenant: str = "", object_id: str = "") -> frozenset[Person]:
        """Finds who signed in to an account in each chat; the identities that are theirs now.

        `email` has to be verified by who signed them in, and is empty where it isn't. `tenant` and `object_id` are what
        Entra says of them. A chat that can't say is left out and logged. Safe to repeat; raises what the records raise.
        """
        linked = set()
        for surface in self._surfaces():
            async for person, proof in self._found(surface, email, tenant, object_id):
                if await asyncio.to_thread(self._adopted.adopt, account_id, person, proof, BY):
                    linked.add(person)
                else:
                    _log.warning("identity_not_linked", surface=surface.name, reason="of_another_account")
        return frozenset(linked)

    async def _found(
        self, surface: Surface, email: str, tenant: str, object_id: str
    ) -> AsyncIterator[tuple[Person, str]]:
        """Who this is in the workspaces of a chat, with what proves it."""
        try:
            teams = await surface.teams()
        except Exception as error:  # whatever a chat's own calls raise
            _log.warning("identity_not_linked", surface=surface.name, reason="unreachable", error=type(error).__name__)
            return
        for team in sorted(teams):
            if surface.name == ENTRA and object_id and tenant.casefold() == team.casefold():
                yield Person(surface.name, team, object_id), "issuer"
            elif email and (found := await self._by_email(surface, team, email)):
                yield Person(surface.name, team, found), "email"

    async def _by_email(self, surface: Surface, team: str, email: str) -> str:
        try:
            return await surface.directory(team).by_email(email)
        except DirectoryUnavailableError as error:
            missing = error.values.get("scope") or error.values.get("permission") or ""
            _log.warning("identity_not_linked", surface=surface.name, reason=error.key, missing=missing)
            return ""
