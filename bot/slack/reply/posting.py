"""Messages of ours that are there once: each carries a mark, by which it is found again before it is posted again."""

import hashlib
import html
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from bot.slack.directory.clients import SlackClient, Workspace
from bot.slack.directory.errors import SLACK_ERRORS, code_of
from bot.slack.render.blocks import SlackMessage
from bot.slack.render.mrkdwn import inert

_log = structlog.stdlib.get_logger("tcbot.slack")

MARK = "tcbot_message"
"""The event type of the metadata that marks our messages."""
BEARERS = frozenset({"section", "context", "header", "divider", "actions", "rich_text", "context_actions"})
"""Blocks whose id Slack keeps."""
REFUSED_BLOCKS = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"})
TRIES = 2
"""How often a message is posted whose connection broke, if it isn't found in between."""
PAGE = 200
MOST_PAGES = 10
"""2,000 messages of one place: what we posted for a message stands soon after it."""


@dataclass(frozen=True, slots=True)
class MessagePlace:
    """Where a message of ours stands or will: `key` says what it is for, `part` which of several messages it is.

    `since` is the message that it answers: nothing older is ours for this key.
    """

    channel: str
    thread: str
    key: str
    part: int = 0
    since: str = ""

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

    def part_of(self, message: Mapping[str, Any]) -> int | None:
        """Which part of ours for this key a message is, by its mark; None where it is none."""
        metadata = message.get("metadata") or {}
        payload = metadata.get("event_payload") or {}
        if metadata.get("event_type") == MARK:
            return int(payload.get("part") or 0) if payload.get("key") == self.key else None
        ours = self.block_id.rpartition(":")[0]
        for block in message.get("blocks") or ():
            named, _, part = str(block.get("block_id")).rpartition(":")
            if named == ours and part.isdecimal():
                return int(part)
        return None


async def post(workspace: Workspace, spot: MessagePlace, message: SlackMessage, look_first: bool = False) -> str:
    """The id of the message, posted, or found and brought up to date where `look_first` or a broken connection asks so.

    Raises `SLACK_ERRORS`.
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


async def update(client: SlackClient, spot: MessagePlace, ts: str, message: SlackMessage) -> None:
    """Shows this in a message of ours instead; raises `SLACK_ERRORS`."""
    try:
        await client.chat_update(
            channel=spot.channel, ts=ts, text=message.text, blocks=spot.marked(message.blocks), metadata=spot.mark()
        )
    except SlackApiError as error:
        if code_of(error) not in REFUSED_BLOCKS:
            raise
        _log.error("slack_blocks_refused", code=code_of(error), blocks=len(message.blocks))
        bare = _bare(message)
        await client.chat_update(channel=spot.channel, ts=ts, blocks=[], metadata=spot.mark(), **bare)


async def find(workspace: Workspace, spot: MessagePlace, unmarked_since: str = "") -> str:
    """The id of our message with this mark; empty where there is none, or where it can't be looked up.

    With `unmarked_since`, one of ours without any mark that came after that message counts, too: a stream has none.
    """
    unmarked = ""
    try:
        async for each in _ours(workspace, spot):
            if spot.part_of(each) == spot.part:
                return str(each["ts"])
            if not unmarked and str(each["ts"]) > unmarked_since and not _is_marked(each):
                unmarked = str(each["ts"])
    except SLACK_ERRORS as error:
        _log.warning("slack_own_message_not_looked_up", code=code_of(error))
        return ""
    return unmarked if unmarked_since else ""


async def parts_of(workspace: Workspace, spot: MessagePlace) -> dict[int, list[str]]:
    """The ids of all our messages for this key by their parts, whichever process posted them; raises `SLACK_ERRORS`."""
    found: dict[int, list[str]] = {}
    async for each in _ours(workspace, spot):
        part = spot.part_of(each)
        if part is not None:
            found.setdefault(part, []).append(str(each["ts"]))
    return found


def _is_marked(message: Mapping[str, Any]) -> bool:
    blocks = message.get("blocks") or ()
    return bool(message.get("metadata")) or any(str(each.get("block_id")).startswith(MARK) for each in blocks)


async def _posted(client: SlackClient, spot: MessagePlace, message: SlackMessage) -> str:
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
        answer = await client.chat_postMessage(**fixed, **_bare(message))
    return str(answer["ts"])


def _bare(message: SlackMessage) -> dict[str, Any]:
    """The message without its blocks: names in it are no formats and no links there, either."""
    return {"text": inert(html.unescape(message.text)), "parse": "none"}


async def _ours(workspace: Workspace, spot: MessagePlace) -> AsyncIterator[dict[str, Any]]:
    """The bot's messages in the place: of a thread the oldest first, of a channel the newest first."""
    client, cursor = workspace.patient, ""
    asked: dict[str, Any] = {"channel": spot.channel, "include_all_metadata": True, "limit": PAGE}
    if spot.since:
        asked["oldest"] = spot.since
    for _ in range(MOST_PAGES):
        if spot.thread:
            answer = await client.conversations_replies(ts=spot.thread, cursor=cursor or None, **asked)
        else:
            answer = await client.conversations_history(cursor=cursor or None, **asked)
        for each in answer.get("messages") or ():
            if each.get("user") == workspace.bot_user:
                yield each
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return
