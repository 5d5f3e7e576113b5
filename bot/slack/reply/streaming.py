"""An answer as it is written: by Slack's streams where they are allowed, else in a message that is updated."""

import time

import structlog
from slack_sdk.errors import SlackApiError

from bot.slack.directory.clients import Workspace
from bot.slack.directory.errors import TROUBLES, MissingScopeError, code_of
from bot.slack.reply.posting import Spot

_log = structlog.stdlib.get_logger("tcbot.slack")

LONGEST_STREAM = 240.0
"""Seconds after which a stream is ended by us: Slack lets it live for some five minutes."""
PIECE = 12_000
"""Characters that Slack takes in one piece of a stream."""
REST = 60.0
"""Seconds without new streams in a workspace after Slack said that it has enough of them."""
NOWHERE = frozenset({"ratelimited", "missing_scope", "unknown_method", "not_allowed_token_type", "feature_not_enabled"})
"""Refusals that hold for a whole workspace, not for one place in it."""
ENDED = frozenset({"message_not_in_streaming_state", "stopped_by_user", "message_not_found"})
"""Codes that say that there is nothing to stop."""

STILL_STREAMING = "streaming_state_conflict"
"""The code of an update of a message whose stream was not stopped after all."""


class StreamGate:
    """Which workspaces have had enough of streams for now: Slack allows some 20 new ones a minute in each."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}

    def is_open(self, team: str) -> bool:
        """Whether a stream may be tried."""
        return time.monotonic() >= self._until.get(team, 0.0)

    def shut(self, team: str) -> None:
        """No streams there for a while."""
        self._until[team] = time.monotonic() + REST


class Stream:
    """A message that grows. It may be refused or die at any moment: then `is_alive` is False, and its text is ours."""

    def __init__(self, workspace: Workspace, spot: Spot, ts: str) -> None:
        self._workspace = workspace
        self._spot = spot
        self.ts = ts
        self.is_alive = True
        self._waiting = ""
        self._begun = time.monotonic()

    @classmethod
    async def start(
        cls, workspace: Workspace, gate: StreamGate, spot: Spot, recipient: tuple[str, str], text: str
    ) -> "Stream | None":
        """A stream with its first words, or None where Slack refuses; `recipient` is a team's id and a person's.

        Raises `TROUBLES` where it is unknown whether the stream has begun.
        """
        team, person = recipient
        try:
            answer = await workspace.brisk.chat_startStream(
                channel=spot.channel,
                thread_ts=spot.thread,
                markdown_text=text[:PIECE],
                recipient_team_id=team,
                recipient_user_id=person,
            )
        except (SlackApiError, MissingScopeError) as error:
            _log.warning("slack_stream_refused", code=code_of(error))
            if code_of(error) in NOWHERE:
                gate.shut(workspace.team)
            return None
        stream = cls(workspace, spot, str(answer["ts"]))
        if len(text) > PIECE:
            await stream.append(text[PIECE:])
        return stream

    async def append(self, text: str) -> None:
        """Adds words; those that a rate limit holds up come with the next ones. After a failure the stream is dead."""
        if time.monotonic() - self._begun > LONGEST_STREAM:
            await self.stop()
        self._waiting += text
        while self._waiting and self.is_alive:
            try:
                await self._workspace.brisk.chat_appendStream(
                    channel=self._spot.channel, ts=self.ts, markdown_text=self._waiting[:PIECE]
                )
            except TROUBLES as error:
                if code_of(error) == "ratelimited":
                    return
                _log.warning("slack_stream_died", code=code_of(error))
                await self.stop()
            self._waiting = self._waiting[PIECE:]

    async def stop(self) -> None:
        """Ends the stream, so that its message can be updated; never raises."""
        if not self.is_alive:
            return
        self.is_alive = False
        await stop_stream(self._workspace, self._spot, self.ts)


async def stop_stream(workspace: Workspace, spot: Spot, ts: str) -> None:
    """Ends the stream of a message, also one that another process began, and marks it as ours; never raises."""
    try:
        await workspace.patient.chat_stopStream(channel=spot.channel, ts=ts, metadata=spot.mark())
    except TROUBLES as error:
        if code_of(error) not in ENDED:
            _log.warning("slack_stream_not_stopped", code=code_of(error))
