"""Answers that grow in personal chats, by the rules of Teams' streaming: one at a time, in order, for two minutes."""

import time
from dataclasses import dataclass
from typing import Any

from tests.servers.teams_refusals import RefusedError
from tests.servers.teams_tenant import Activity, Posted, TeamsConversation, TeamsTenant

LONGEST_SECONDS, LONGEST_INFORMATIVE, LEAST_PAUSE = 120.0, 1_000, 1.0
CANCELLED = "Content stream was canceled by user."
LATE = "Content stream finished due to exceeded streaming time."
NOT_ALLOWED = "Content stream is not allowed"
COMPLETED = "Content stream is not allowed on an already completed streamed message"


@dataclass
class Stream:
    """One that is open, or ended for a reason."""

    posted: Posted
    began: float
    sequence: int
    text: str = ""
    last: float = 0.0
    ended: str = ""


def stream_info(activity: Activity) -> dict[str, Any]:
    """The entity that makes an activity part of a stream; empty where it is none."""
    entities = activity.get("entities")
    found = [each for each in entities if isinstance(each, dict)] if isinstance(entities, list) else []
    return next((each for each in found if each.get("type") == "streaminfo"), {})


class TeamsStreams:
    """Those of one tenant."""

    def __init__(self, tenant: TeamsTenant) -> None:
        self._tenant = tenant
        self._streams: dict[str, Stream] = {}
        self.is_refused = False

    def open_in(self, conversation: TeamsConversation) -> Stream | None:
        """The one that is open in a conversation."""
        ids = {each.id for each in conversation.messages}
        return next((each for name, each in self._streams.items() if name in ids and not each.ended), None)

    def cancel(self, conversation: TeamsConversation) -> bool:
        """The person presses Stop; whether there was something to stop."""
        stream = self.open_in(conversation)
        if stream is None:
            return False
        stream.ended = CANCELLED
        return True

    def end(self, stream_id: str, why: str) -> None:
        """Ends one for another reason, as from now on."""
        if stream_id in self._streams:
            self._streams[stream_id].ended = why

    def take(self, conversation: TeamsConversation, activity: Activity) -> str:
        """The id of a stream that begins, empty for what goes on with one; refuses what breaks the rules."""
        info = stream_info(activity)
        if conversation.kind != "personal" or self.is_refused:
            raise RefusedError(403, "ContentStreamNotAllowed", NOT_ALLOWED)
        _check(activity, info)
        if not info.get("streamId"):
            return self._begun(conversation, activity, info)
        stream = self._known(conversation, str(info["streamId"]))
        if info["streamType"] == "final":
            self._ends(conversation, stream, activity)
        else:
            self._goes_on(conversation, stream, activity, info)
        return ""

    def _begun(self, conversation: TeamsConversation, activity: Activity, info: dict[str, Any]) -> str:
        if info["streamType"] == "final" or info.get("streamSequence") != 1:
            raise RefusedError(400, "BadRequest", "Start streaming activities have the sequence 1")
        if self.open_in(conversation) is not None:
            raise RefusedError(403, "ContentStreamNotAllowed", NOT_ALLOWED)
        posted = self._tenant.add(conversation, self._tenant.bot, activity)
        text = activity["text"] if info["streamType"] == "streaming" else ""
        now = time.monotonic()
        self._streams[posted.id] = Stream(posted, now, 1, text, now)
        self._tenant.note("signal" if not text else "streamed", conversation, posted, activity)
        return posted.id

    def _goes_on(
        self, conversation: TeamsConversation, stream: Stream, activity: Activity, info: dict[str, Any]
    ) -> None:
        now = time.monotonic()
        if now - stream.last < LEAST_PAUSE:
            raise RefusedError(429, "TooManyRequests", "API calls quota exceeded! maximum admitted 1 per Second.", 1)
        sequence = info.get("streamSequence")
        if not isinstance(sequence, int) or sequence <= stream.sequence:
            self._tenant.broken_rules.append(f"stream sequence {sequence} after {stream.sequence}")
            raise RefusedError(202, "ContentStreamSequenceOrderPreConditionFailed")
        if info["streamType"] == "informative":
            if stream.text:
                raise RefusedError(400, "BadRequest", "Informative messages come before streamed content")
        else:
            if not activity["text"].startswith(stream.text):
                raise RefusedError(400, "BadRequest", "Request streamed content should contain the previously streamed")
            stream.text = activity["text"]
        stream.sequence, stream.last, stream.posted.activity = sequence, now, activity
        self._tenant.note("signal" if not stream.text else "streamed", conversation, stream.posted, activity)

    def _ends(self, conversation: TeamsConversation, stream: Stream, activity: Activity) -> None:
        stream.ended, stream.posted.activity = COMPLETED, activity
        stream.posted.has_feedback = has_feedback(activity)
        self._tenant.note("shown", conversation, stream.posted, activity)

    def _known(self, conversation: TeamsConversation, name: str) -> Stream:
        stream = self._streams.get(name)
        if stream is None or stream.posted not in conversation.messages:
            raise RefusedError(404, "ActivityNotFoundInConversation")
        if not stream.ended and time.monotonic() - stream.began > LONGEST_SECONDS:
            stream.ended = LATE
        if stream.ended:
            raise RefusedError(403, "ContentStreamNotAllowed", stream.ended)
        return stream


def has_feedback(activity: Activity) -> bool:
    """Whether a message comes with thumbs."""
    data = activity.get("channelData")
    loop = data.get("feedbackLoop") if isinstance(data, dict) else None
    return isinstance(loop, dict) and loop.get("type") in {"default", "custom"}


def _check(activity: Activity, info: dict[str, Any]) -> None:
    kind, text = info.get("streamType"), activity.get("text")
    if kind not in {"informative", "streaming", "final"} or not isinstance(text, str):
        raise RefusedError(400, "BadRequest", "Invalid streaming api request")
    if (kind == "final") is not (activity.get("type") == "message") or (kind != "final" and not text.strip()):
        raise RefusedError(
            400, "BadRequest", "Streaming activities are of the type typing, with text, the last a message"
        )
    if kind == "final":
        if "streamSequence" in info or not info.get("streamId"):
            raise RefusedError(400, "BadRequest", "Final streaming activities have an id and no sequence")
        return
    if kind == "informative" and len(text) > LONGEST_INFORMATIVE:
        raise RefusedError(400, "BadRequest", "Informative messages have 1,000 characters at most")
    others = [each for each in activity["entities"] if each is not info]
    if others or activity.get("attachments") or activity.get("suggestedActions") or has_feedback(activity):
        raise RefusedError(400, "BadRequest", "Entities, attachments and feedback come with the final message alone")
