"""slack-bolt as our doorkeeper: it verifies what comes in; each payload is in the inbox before it is acknowledged."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.inbox.door import InboxDoor
from bot.inbox.items import InboxItem
from bot.slack.inbound.inbound import item_of
from bot.slack.inbound.interactions import dialog_of
from bot.slack.inbound.payloads import team_of
from bot.threads.background import watched

_log = structlog.stdlib.get_logger("tcbot.slack")

ANYTHING = re.compile(".*", re.DOTALL)
CLOSE_SECONDS = 3.0


class SlackDoor:
    """Takes payloads in, through the door of the inbox.

    `open_dialog` is called after the acknowledgement for what Slack wants answered with a dialog within 3 seconds.
    What comes from a workspace that `admits` doesn't let in is acknowledged and dropped, but for its farewell.
    """

    def __init__(
        self,
        inbox: InboxDoor,
        open_dialog: Callable[[Mapping[str, Any]], Coroutine[Any, Any, object]],
        admits: Callable[[str], Awaitable[bool]],
    ) -> None:
        self._inbox = inbox
        self._open_dialog = open_dialog
        self._admits = admits
        self._dialogs: set[asyncio.Task[object]] = set()

    async def take(self, body: dict[str, Any], ack: AsyncAck) -> None:
        """Records the payload, then acknowledges it; an error comes through, and Slack delivers it again."""
        item, dialog = item_of(body), dialog_of(body)
        if (item or dialog) and not await self._is_welcome(item, body):
            await ack()
            return
        if item is not None:
            await self._inbox.take(item)
        await ack()
        if dialog:
            task = watched(asyncio.create_task(self._open_dialog(body)), "dialog")
            self._dialogs.add(task)
            task.add_done_callback(self._dialogs.discard)

    async def _is_welcome(self, item: InboxItem | None, body: Mapping[str, Any]) -> bool:
        if item is not None and item.kind == "uninstalled":
            return True
        team = team_of(body)
        is_welcome = await self._admits(team)
        if not is_welcome:
            _log.warning("slack_team_not_admitted", team=team)
        return is_welcome

    async def close(self) -> None:
        """Waits some seconds for dialogs that are being opened."""
        if self._dialogs:
            _, late = await asyncio.wait(self._dialogs, timeout=CLOSE_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


class _InstallationsAreLookedUpLater(AsyncAuthorize):
    """Lets every verified payload in: which token belongs to it is asked when it is worked on, not before the ack."""

    def __init__(self) -> None:
        """Nothing is needed for that."""

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,
        actor_team_id: str | None = None,
        actor_user_id: str | None = None,
    ) -> AuthorizeResult:
        """A result without a token."""
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, user_id=user_id)


def build_app(signing_secret: str | None, door: SlackDoor) -> AsyncApp:
    """Bolt's app over the doorkeeper. Without a signing secret it is good for Socket Mode alone."""
    logger = logging.getLogger("tcbot.slack.bolt")
    logger.setLevel(logging.ERROR)  # it warns of settings that it finds in the environment and we don't give it
    app = AsyncApp(
        name=logger.name,  # Bolt gives a logger of this name that level, too
        logger=logger,
        signing_secret=signing_secret or "not used",
        request_verification_enabled=signing_secret is not None,
        authorize=_InstallationsAreLookedUpLater(),
        # The listener ends before the acknowledgement goes out: nothing is acknowledged that isn't in the inbox.
        process_before_response=True,
        ignoring_self_events_enabled=False,  # needs the bot's own id; the handlers know it
        attaching_conversation_kwargs_enabled=False,
    )
    app.event(ANYTHING)(door.take)
    app.command(ANYTHING)(door.take)
    app.action(ANYTHING)(door.take)
    app.view_submission(ANYTHING)(door.take)
    app.view_closed(ANYTHING)(door.take)
    app.shortcut(ANYTHING)(door.take)
    return app
