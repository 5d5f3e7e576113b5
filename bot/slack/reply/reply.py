"""The reply to a question in a Slack conversation: a status at once, sentences as they come, then the whole answer."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Protocol

import structlog
from slack_sdk.errors import SlackApiError

from bot.chat.chat import ChatKind, Question
from bot.chat.ended import Ended
from bot.slack.directory.clients import Workspace
from bot.slack.directory.errors import GONE, TROUBLES, code_of
from bot.slack.render.blocks import SlackMessage
from bot.slack.render.mrkdwn import unmarked
from bot.slack.render.render_answer import answer_messages
from bot.slack.render.stream_text import sentence_text
from bot.slack.render.words import escaped
from bot.slack.reply.posting import Spot, find, post, update
from bot.slack.reply.reply_parts import show_more
from bot.slack.reply.streaming import STILL_STREAMING, Stream, StreamGate, stop_stream
from bot.threads.background import watched
from pipelines.types import Answer

_log = structlog.stdlib.get_logger("tcbot.slack")

STATUS_SECONDS = 90.0
"""A status is said again after this time: Slack takes it away after two minutes."""
PACE = 3.0
"""Seconds between two updates of one message, as Slack asks for."""
LONGEST_LINE = 140
"""Characters of a status line."""
ABANDON_SECONDS = 3.0
"""How long the end of a reply that nobody waits for any more may take."""
SHOWN = 3_900
"""Characters of an answer in the making that an update shows; all of it comes with the end."""
RETRY_UNTIL = "retry_until"
"""The note that says until when a question that failed is asked again, in seconds since 1970."""
RETRY_SECONDS = 600.0
"""How long a question is asked again by itself while something is away."""
AWAY = frozenset({"search_away"})
"""Failures that end by themselves. The records are none of them: without them nothing can be put off."""


class Noting(Protocol):
    """What remembers something through a crash."""

    async def note(self, **notes: Any) -> object:
        """Keeps these values with the item that is worked on."""
        ...


class SlackReply:
    """A `Reply`. `notes` are those of an earlier attempt: what it began is gone on with, never begun again.

    `look_first` says that a message may be there without a note: it is looked for before one is posted. `links` gives
    the addresses of cited documents by name. Where what failed may be back soon, the message says until when it is
    tried again, and `is_put_off` that it has to be.
    """

    def __init__(
        self,
        workspace: Workspace,
        gate: StreamGate,
        question: Question,
        holder: Noting,
        question_id: str,
        notes: Mapping[str, Any],
        look_first: bool,
        links: Callable[[Answer], Awaitable[Mapping[str, str]]],
    ) -> None:
        self._workspace = workspace
        self._gate = gate
        self._question = question
        self._holder = holder
        self._question_id = question_id
        self._look_first = look_first
        self._links = links
        until = float(notes.get(RETRY_UNTIL) or time.time() + RETRY_SECONDS)
        self._retry_until = datetime.fromtimestamp(until, UTC)
        self._was_put_off = RETRY_UNTIL in notes
        self.is_put_off = False
        chat = question.chat
        self._thread = chat.thread or ("" if chat.kind is ChatKind.DIRECT else question.message)
        self._spot = Spot(chat.channel, self._thread, question.key, since=question.message)
        self._message: str = str(notes.get("message") or "")
        self._left_streaming = bool(notes.get("streaming"))
        self._stream: Stream | None = None
        self._text = ""
        self._status = ""
        self._updated = 0.0
        self._refreshing: asyncio.Task[None] | None = None

    async def status(self, line: str) -> None:
        """Shows the line under the thread's last message, or in a message of ours where Slack has no such place."""
        self._status = unmarked(line)[:LONGEST_LINE]
        if self._was_put_off:  # its message says why it isn't answered yet, until it is
            return
        if self._stream is not None or self._text:
            return
        await self._take_over()
        if self._message:
            await self._shown_in_message(_plain(line))
        elif self._thread and await self._told():
            if self._refreshing is None:
                self._refreshing = watched(asyncio.create_task(self._told_again()), "status")
        else:
            await self._shown_in_message(_plain(line))

    async def write(self, sentence: str) -> None:
        """Adds the sentence to a stream, or to the message where there is none; trouble is left for `finish`."""
        piece = sentence_text(sentence)
        if self._text and not piece[:1].isspace():
            piece = " " + piece
        self._text += piece
        try:
            await self._take_over()
            if self._stream is not None:
                await self._stream.append(piece)
            elif not self._message and self._may_stream():
                await self._begin_stream()
            if self._stream is None or not self._stream.is_alive:
                await self._shown_in_message(_written(self._text))
        except TROUBLES as error:
            _log.warning("slack_sentence_not_shown", code=code_of(error))

    async def finish(self, ended: Ended, notes: Sequence[str] = ()) -> None:
        """Shows the whole answer in the message that is there, or a new one; what is too long goes on in further ones.

        Raises `TROUBLES` where Slack can't be reached; a conversation that is gone is nobody's loss.
        """
        self._end_refreshing()
        locale, links = self._question.asker.locale, await self._links(ended.answer)
        is_put_off = ended.answer.reason in AWAY and datetime.now(UTC) < self._retry_until
        if is_put_off and self._was_put_off and self._message:  # it says so already, with its first reference
            self.is_put_off = True
            return
        first, *more = answer_messages(
            ended,
            locale=locale,
            question_id=self._question_id,
            notes=notes,
            links=links,
            retry_until=self._retry_until if is_put_off else None,
        )
        try:
            await self._take_over()
            if self._stream is not None:
                await self._stream.stop()
            await self._show_first(first)
            if self._look_first:
                await show_more(self._workspace, self._spot, more, self._message)
            else:
                for part, message in enumerate(more, 1):
                    await post(self._workspace, replace(self._spot, part=part), message)
            if is_put_off:
                await self._holder.note(**{RETRY_UNTIL: self._retry_until.timestamp()})
                self.is_put_off = True
        except TROUBLES as error:
            self._look_first = True  # it may be called again, and something may have arrived
            if code_of(error) not in GONE:
                raise
            _log.warning("slack_reply_has_no_place", code=code_of(error))

    async def abandon(self) -> None:
        """Ends what goes on by itself, where no answer will come: the status and a stream, in some seconds at most.

        What was shown stays and can be found. Never raises but `CancelledError`.
        """
        try:
            async with asyncio.timeout(ABANDON_SECONDS):
                if self._refreshing is not None:
                    self._end_refreshing()
                    self._status = ""
                    await self._told()
                await self._take_over()
                if self._stream is not None:
                    await self._stream.stop()
        except Exception as error:
            _log.warning("slack_reply_not_abandoned", error=type(error).__name__)

    async def _show_first(self, message: SlackMessage) -> None:
        if self._message:
            try:
                await update(self._workspace.patient, self._spot, self._message, message)
            except SlackApiError as error:
                if code_of(error) != STILL_STREAMING:
                    raise
                await stop_stream(self._workspace, self._spot, self._message)
                await update(self._workspace.patient, self._spot, self._message, message)
            return
        ts = await post(self._workspace, self._spot, message, self._look_first)
        await self._note_message(ts)

    def _may_stream(self) -> bool:
        return bool(self._thread) and self._gate.is_open(self._workspace.team)

    async def _begin_stream(self) -> None:
        await self._holder.note(streaming=True)
        asker = self._question.asker
        self._left_streaming = True
        try:
            self._stream = await Stream.start(
                self._workspace, self._gate, self._spot, (asker.team, asker.id), self._text
            )
        except TROUBLES as error:  # it may run all the same: then it is found at the end
            _log.warning("slack_stream_uncertain", code=code_of(error))
            return
        self._left_streaming = False
        if self._stream is None:
            await self._holder.note(streaming=False)
        else:
            await self._note_message(self._stream.ts)
            self._end_refreshing()

    async def _take_over(self) -> None:
        """Ends a stream that an attempt which was cut short began, or may have; its message is ours from now on."""
        if not self._left_streaming:
            return
        ts = self._message or await find(self._workspace, self._spot, unmarked_since=self._question.message)
        if ts:
            await stop_stream(self._workspace, self._spot, ts)
            await self._note_message(ts)
        self._left_streaming = False
        await self._holder.note(streaming=False)

    async def _shown_in_message(self, message: SlackMessage) -> None:
        """Shows what there is so far, where the last update is long enough ago; a rate limit is no reason to wait."""
        if not self._message:
            ts = await post(self._workspace, self._spot, message, self._look_first)
            self._updated = time.monotonic()
            await self._note_message(ts)
            return
        if time.monotonic() - self._updated < PACE:
            return
        self._updated = time.monotonic()
        try:
            await update(self._workspace.brisk, self._spot, self._message, message)
        except TROUBLES as error:
            _log.warning("slack_update_left_out", code=code_of(error))

    async def _note_message(self, ts: str) -> None:
        self._message = ts
        await self._holder.note(message=ts)

    async def _told(self) -> bool:
        """Whether Slack shows the status."""
        try:
            await self._workspace.brisk.assistant_threads_setStatus(
                channel_id=self._spot.channel, thread_ts=self._thread, status=self._status
            )
        except TROUBLES as error:
            _log.info("slack_status_refused", code=code_of(error))
            return code_of(error) == "ratelimited" and self._refreshing is not None
        return True

    async def _told_again(self) -> None:
        while True:
            await asyncio.sleep(STATUS_SECONDS)
            await self._told()

    def _end_refreshing(self) -> None:
        if self._refreshing is not None:
            self._refreshing.cancel()
            self._refreshing = None


def _plain(line: str) -> SlackMessage:
    """A line of ours, which may name documents: nothing in it is formatting."""
    block = {"type": "section", "text": {"type": "plain_text", "text": line, "emoji": False}}
    return SlackMessage(escaped(line), (block,))


def _written(text: str) -> SlackMessage:
    """What is written so far, in the Markdown of streams."""
    shown = text if len(text) <= SHOWN else text[: SHOWN - 2] + " …"
    return SlackMessage(shown, ({"type": "markdown", "text": shown},))
