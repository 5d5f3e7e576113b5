"""Slack's streams: messages that grow."""

import structlog
from slack_sdk.errors import SlackApiError

from bot.chat.troubles import StreamRefusedError
from bot.slack.directory.clients import Workspace
from bot.slack.directory.errors import SLACK_ERRORS, MissingScopeError, code_of
from bot.slack.reply.posting import MessagePlace
from bot.slack.reply.troubles import chat_troubles, trouble_of

_log = structlog.stdlib.get_logger("tcbot.slack")

NOWHERE = frozenset({"ratelimited", "missing_scope", "unknown_method", "not_allowed_token_type", "feature_not_enabled"})
"""Refusals that hold for a whole workspace, not for one place in it."""
ENDED = frozenset({"message_not_in_streaming_state", "stopped_by_user", "message_not_found"})
"""Codes that say that there is nothing to stop."""
STILL_STREAMING = "streaming_state_conflict"
"""The code of an update of a message whose stream was not stopped after all."""


async def start_stream(workspace: Workspace, spot: MessagePlace, recipient: tuple[str, str], text: str) -> str:
    """The id of a stream with its first words; `recipient` is a team's id and a person's. See `Streams`."""
    team, person = recipient
    try:
        answer = await workspace.brisk.chat_startStream(
            channel=spot.channel,
            thread_ts=spot.thread,
            markdown_text=text,
            recipient_team_id=team,
            recipient_user_id=person,
        )
    except (SlackApiError, MissingScopeError) as error:
        raise StreamRefusedError(code_of(error), code_of(error) in NOWHERE) from error
    except SLACK_ERRORS as error:
        raise trouble_of(error) from error
    return str(answer["ts"])


async def append_stream(workspace: Workspace, spot: MessagePlace, ts: str, text: str) -> None:
    """Adds words; raises `ChatTroubleError`."""
    with chat_troubles():
        await workspace.brisk.chat_appendStream(channel=spot.channel, ts=ts, markdown_text=text)


async def stop_stream(workspace: Workspace, spot: MessagePlace, ts: str) -> None:
    """Ends the stream of a message, also one that another process began, and marks it as ours; never raises."""
    try:
        await workspace.patient.chat_stopStream(channel=spot.channel, ts=ts, metadata=spot.mark())
    except SLACK_ERRORS as error:
        if code_of(error) not in ENDED:
            _log.warning("slack_stream_not_stopped", code=code_of(error))
