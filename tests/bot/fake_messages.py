"""The messages of a chat that keeps its rules, through processes that die and calls that fail."""

import itertools
import time
from collections import defaultdict, deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.chat.chat import SharedFile
from bot.chat.ended import Ended
from bot.chat.ports import CardHistory
from bot.chat.troubles import ChatTroubleError, PlaceGoneError, StreamRefusedError
from bot.inbox.items import InboxLeaseLostError
from bot.records.shared_files import SharedRecord
from bot.service.replies.messages import ReplyPace
from ingest.job import JobView

PACE = ReplyPace(update=0.05, status=0.05, longest_stream=30.0, longest_piece=1_000, rest=30.0)


class KilledError(BaseException):
    """The process is killed here: nothing of it runs any more."""


@dataclass
class FakeNotes:
    """An item's notes, which outlive a process. With `deaths` it is killed at one of its steps; see `FakeMessages`."""

    kept: dict[str, Any] = field(default_factory=dict)
    deaths: "Deaths | None" = None

    is_stopped: bool = False
    is_lost: bool = False

    def stop(self) -> None:
        """Remembers that."""
        self.is_stopped = True

    async def ensure_held(self) -> None:
        """Raises where it is another process's."""
        if self.is_lost:
            raise InboxLeaseLostError

    async def note(self, **notes: Any) -> None:
        """Keeps them."""
        if self.deaths is not None:
            self.deaths.step()
        self.kept |= notes
        if self.deaths is not None:
            self.deaths.step()


@dataclass
class Deaths:
    """Kills at the step of this number, counted from 0: each thing that is done has one before it, and one after."""

    at: int
    steps: int = 0

    def step(self) -> None:
        """Goes one step on."""
        self.steps += 1
        if self.steps > self.at:
            raise KilledError


@dataclass
class FakeMessage:
    """What stands in the chat."""

    text: str
    part: int
    is_marked: bool = True


@dataclass
class FakePlace:
    """A conversation: what stands there, which streams run, what its status says; calls in order, and broken rules."""

    standing: dict[str, FakeMessage] = field(default_factory=dict)
    streams: set[str] = field(default_factory=set)
    status: str = ""
    calls: list[tuple[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    touched: dict[tuple[str, str], float] = field(default_factory=dict)
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def texts(self) -> list[str]:
        """What the messages say, the oldest first."""
        return [message.text for message in self.standing.values()]

    def called(self, method: str) -> list[str]:
        """What calls of a method were about."""
        return [what for name, what in self.calls if name == method]


class FakeMessages:
    """`ReplyMessages` and `CardMessages` whose messages are words. `fail` has the next calls of a method fail.

    What no chat takes is one of the place's `problems`: an update while the stream runs, two streams where there may be
    one, anything sooner than the pace allows.
    """

    def __init__(
        self,
        place: FakePlace,
        pace: ReplyPace = PACE,
        *,
        has_status: bool = True,
        can_stream: bool = True,
        deaths: Deaths | None = None,
    ) -> None:
        self.place, self.pace, self.can_stream = place, pace, can_stream
        self._has_status = has_status
        self._deaths = deaths
        self._failing: dict[str, deque[tuple[Exception, bool]]] = defaultdict(deque)

    def fail(self, method: str, *errors: Exception, is_done: bool = False) -> None:
        """The next calls raise these; with `is_done` the chat did what they asked for all the same."""
        self._failing[method].extend((error, is_done) for error in errors)

    async def post(self, message: str, part: int = 0, look_first: bool = False) -> str:
        """Posts it, or finds one of this part."""
        marked = {known.part: each for each, known in self.place.standing.items() if known.is_marked}
        found = marked.get(part, "")
        if look_first and found:
            await self.update(found, message, part)
            return found
        is_done = self._begin("post", message)
        message_id = f"m{next(self.place.numbers)}"
        self.place.standing[message_id] = FakeMessage(message, part)
        self._end(is_done)
        return message_id

    async def update(self, message_id: str, message: str, part: int = 0) -> None:
        """Shows it instead."""
        is_done = self._begin("update", message)
        self._change(message_id, message, part)
        self._end(is_done)

    async def refresh(self, message_id: str, message: str) -> None:
        """Shows it instead, at the pace of updates."""
        is_done = self._begin("refresh", message)
        self._paced("refresh", message_id, self.pace.update)
        self._change(message_id, message, 0)
        self._end(is_done)

    async def standing(self) -> Mapping[int, Sequence[str]]:
        """The marked messages by part."""
        self._begin("standing", "")
        found: dict[int, list[str]] = defaultdict(list)
        for message_id, message in self.place.standing.items():
            if message.is_marked:
                found[message.part].append(message_id)
        return found

    async def delete(self, message_ids: Collection[str]) -> None:
        """Takes them away."""
        for message_id in message_ids:
            self._begin("delete", message_id)
            del self.place.standing[message_id]

    async def show_status(self, line: str) -> bool:
        """Shows it, where there are statuses."""
        is_done = self._begin("status", line)
        if self._has_status:
            self.place.status = line
        self._end(is_done)
        return self._has_status

    async def start_stream(self, text: str) -> str:
        """Begins one; it bears no mark until it ends."""
        is_done = self._begin("start", text)
        if self.pace.one_stream_a_conversation and self.place.streams:
            self.place.problems.append("a second stream")
        stream_id = f"s{next(self.place.numbers)}"
        self.place.standing[stream_id] = FakeMessage(text, 0, is_marked=False)
        self.place.streams.add(stream_id)
        self.place.touched["append", stream_id] = time.monotonic()
        self._end(is_done)
        return stream_id

    async def append_stream(self, stream_id: str, text: str) -> None:
        """Adds words to one that runs, at its pace."""
        self._begin("append", text)
        if stream_id not in self.place.streams:
            raise ChatTroubleError("not_streaming")
        if len(text) > self.pace.longest_piece:
            self.place.problems.append("a piece too long")
        self._paced("append", stream_id, self.pace.piece)
        self.place.standing[stream_id].text += text

    async def stop_stream(self, stream_id: str) -> None:
        """Ends one; nothing where it doesn't run."""
        self._begin("stop", stream_id)
        self.place.streams.discard(stream_id)
        if stream_id in self.place.standing:
            self.place.standing[stream_id].is_marked = True

    async def finish_stream(self, stream_id: str, message: str) -> None:
        """Ends one with this."""
        is_done = self._begin("finish", message)
        self.place.streams.discard(stream_id)
        self._change(stream_id, message, 0)
        self._end(is_done)

    async def find_stream(self) -> str:
        """One without a mark."""
        self._begin("find_stream", "")
        return next((each for each, message in self.place.standing.items() if not message.is_marked), "")

    def piece(self, sentence: str) -> str:
        """As it is."""
        return sentence

    def line(self, line: str) -> str:
        """As it is."""
        return line

    def written(self, text: str) -> str:
        """As it is."""
        return text

    async def ended(self, ended: Ended, notes: Sequence[str], retry_until: datetime | None) -> Sequence[str]:
        """A message for each paragraph."""
        said = ended.answer.text or f"{ended.answer.reason} {ended.reference}"
        return f"{said} (again until {retry_until:%H:%M})".split("\n\n") if retry_until else said.split("\n\n")

    def card(self, file: SharedFile, record: SharedRecord, job: JobView, earlier: CardHistory) -> str:
        """The file and its state."""
        return f"{file.name}: {job.state.value}"

    def refused(self, file: SharedFile, sentence: str) -> str:
        """The file and why."""
        return f"{file.name}: {sentence}"

    def _begin(self, method: str, what: str) -> bool:
        """Whether it is to be done and not answered; raises where it fails without being done."""
        self._step()
        self.place.calls.append((method, what))
        if self._failing[method]:
            error, is_done = self._failing[method].popleft()
            if not is_done:
                raise error
            self._raised = error
            return True
        return False

    def _end(self, is_done: bool) -> None:
        if is_done:
            raise self._raised
        self._step()

    def _step(self) -> None:
        if self._deaths is not None:
            self._deaths.step()

    def _change(self, message_id: str, text: str, part: int) -> None:
        if message_id in self.place.streams:
            self.place.problems.append("an update of a stream that runs")
        if message_id not in self.place.standing:
            raise PlaceGoneError("message_not_found")
        self.place.standing[message_id] = FakeMessage(text, part)

    def _paced(self, method: str, message_id: str, seconds: float) -> None:
        now = time.monotonic()
        if now - self.place.touched.get((method, message_id), -seconds) < seconds:
            self.place.problems.append(f"too soon: {method}")
        self.place.touched[method, message_id] = now


REFUSED_HERE = StreamRefusedError("channel_type_not_supported", is_everywhere=False)
REFUSED_EVERYWHERE = StreamRefusedError("ratelimited", is_everywhere=True)
