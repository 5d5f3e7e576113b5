"""Which workspaces may use the bot: the app can be installed by anybody who finds its address."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection

KEPT_SECONDS = 60.0
"""How long it is remembered which workspace installed the app first."""


class AdmittedTeams:
    """The workspaces that are `named`; without any the one of the bot's token, else the first that installed the app.

    `token_team` asks Slack whose the token is, `first` the records; it blocks.
    """

    def __init__(
        self,
        named: Collection[str],
        token_team: Callable[[], Awaitable[str]],
        first: Callable[[], str],
        has_token: bool,
    ) -> None:
        self._named = frozenset(named)
        self._token_team = token_team
        self._first = first
        self._has_token = has_token
        self._known: tuple[float, str] = (0.0, "")

    async def admits(self, team: str) -> bool:
        """Whether what comes from a workspace is worked on. Raises what Slack and the records raise."""
        if self._named:
            return team in self._named
        until, only = self._known
        if not only or time.monotonic() > until:
            only = await self._only()
            self._known = (float("inf") if self._has_token else time.monotonic() + KEPT_SECONDS, only)
        return bool(team) and team == only

    async def may_install(self, team: str) -> bool:
        """Whether a workspace may install the app: one that is admitted, or where none is yet the first to come."""
        if self._named or self._has_token:
            return await self.admits(team)
        return await self._only() in {"", team}

    async def _only(self) -> str:
        return await self._token_team() if self._has_token else await asyncio.to_thread(self._first)
