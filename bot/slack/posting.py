"""Messages of ours that are there once: each carries a mark, by which it is found again before it is posted again."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from bot.slack.blocks import SlackMessage
from bot.slack.clients import SlackClient, Workspace
from bot.slack.errors import TROUBLES, code_of

_log = structlog.stdlib.get_logger("tcbot.slack")

MARK = "tcbot_message"
"""The event type of the metadata that marks our messages."""
BEARERS = frozenset({"section", "context", "header", "divider", "actions", "rich_text", "context_actions"})
"""Blocks whose id Slack keeps."""
REFUSED_BLOCKS = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"})
TRIES = 2
"""How often a message is posted whose connection broke, if it isn't found in between."""
PAGE = 200


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a message of ours stands or will: `key` says what it is for, `part` which of several messages it is."""

    channel: str
    thread: str
    key: str
    part: int = 0

    def mark(self) -> dict[str, Any]:
        """The metadata of the message."""
        return {"event_type": MARK, "event_payload": {"key": self.key, "part": self.part}}

    @property
    def block_id(self) -> str:
        """The same as the id of a block, which is returned where metadata isn't."""
        return f"{MARK}:{hashlib.sha256(self.key.encode()).hexdigest()[:24]}:{self.part}"

    def marked(self, blocks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """The blocks, the first of which that can bears the mark."""
        marked = list(blocks)
        for place, block in enumerate(marked):
            if "block_id" not in block and block["type"] in BEARERS:
                marked[place] = {**block, "block_id": self.block_id}
                break
        return marked

    def is_of(self, message: Mapping[str, Any]) -> bool:
        """Whether a message bears the mark."""
        metadata = message.get("metadata") or {}
        payload = metadata.get("event_payload") or {}
        if metadata.get("event_type") == MARK:
            return bool(payload.get("key") == self.key and payload.get("part") == self.part)
        return any(block.get("block_id") == self.block_id for block in message.get("blocks") or ())


async def post(workspace: Workspace, spot: Spot, message: SlackMessage, look_first: bool = False) -> str:
    """The id of the message, posted, or found and brought up to date where `look_first` or a broken connection asks so.

    Raises `TROUBLES`.
    """
    for attempt in range(1, TRIES + 1):
        if look_first and (found := await find(workspace, spot)):
            await update(workspace.patient, spot, found, message)
            return found
        try:
            return await _posted(workspace.patient, spot, message)
        except (aiohttp.ClientError, TimeoutError):
            if attempt == TRIES:
                raise
            look_first = True  # it may have arrived all the same
    raise AssertionError("unreachable")


async def update(client: SlackClient, spot: Spot, ts: str, message: SlackMessage) -> None:
    """Shows this in a message of ours instead; raises `TROUBLES`."""
    try:
        await client.chat_update(
            channel=spot.channel, ts=ts, text=message.text, blocks=spot.marked(message.blocks), metadata=spot.mark()
        )
    except SlackApiError as error:
        if code_of(error) not in REFUSED_BLOCKS:
            raise
        _log.error("slack_blocks_refused", code=code_of(error), blocks=len(message.blocks))
        await client.chat_update(channel=spot.channel, ts=ts, text=message.text, blocks=[], metadata=spot.mark())


async def find(workspace: Workspace, spot: Spot, unmarked_since: str = "") -> str:
    """The id of our message with this mark; empty where there is none, or where it can't be looked up.

    With `unmarked_since`, one of ours without any mark that came after that message counts, too: a stream has none.
    """
    try:
        messages = await _messages(workspace, spot)
    except TROUBLES as error:
        _log.warning("slack_own_message_not_looked_up", code=code_of(error))
        return ""
    ours = [each for each in messages if each.get("user") == workspace.bot_user]
    for each in ours:
        if spot.is_of(each):
            return str(each["ts"])
    if unmarked_since:
        late = [str(each["ts"]) for each in ours if str(each["ts"]) > unmarked_since and not _is_marked(each)]
        return late[0] if late else ""
    return ""


def _is_marked(message: Mapping[str, Any]) -> bool:
    blocks = message.get("blocks") or ()
    return bool(message.get("metadata")) or any(str(each.get("block_id")).startswith(MARK) for each in blocks)


async def _posted(client: SlackClient, spot: Spot, message: SlackMessage) -> str:
    fixed: dict[str, Any] = {
        "channel": spot.channel,
        "thread_ts": spot.thread or None,
        "metadata": spot.mark(),
        "unfurl_links": False,
        "unfurl_media": False,
    }
    try:
        answer = await client.chat_postMessage(text=message.text, blocks=spot.marked(message.blocks), **fixed)
    except SlackApiError as error:
        if code_of(error) not in REFUSED_BLOCKS:
            raise
        _log.error("slack_blocks_refused", code=code_of(error), blocks=len(message.blocks))
        answer = await client.chat_postMessage(text=message.text, **fixed)
    return str(answer["ts"])


async def _messages(workspace: Workspace, spot: Spot) -> list[dict[str, Any]]:
    """The newest messages of the place, some hundred at most."""
    if not spot.thread:
        answer = await workspace.patient.conversations_history(
            channel=spot.channel, include_all_metadata=True, limit=PAGE
        )
        return list(answer.get("messages") or [])
    found: list[dict[str, Any]] = []
    cursor = ""
    for _ in range(5):
        answer = await workspace.patient.conversations_replies(
            channel=spot.channel, ts=spot.thread, include_all_metadata=True, limit=PAGE, cursor=cursor or None
        )
        found += answer.get("messages") or []
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            break
    return found
