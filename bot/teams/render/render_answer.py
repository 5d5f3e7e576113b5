"""A question's end as Teams messages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from bot.chat.ended import Ended
from bot.chat.notes import Note
from bot.teams.render.teams_message import TeamsMessage
from pipelines.types import Passage

PlaceKind = Literal["personal", "groupChat", "channel"]


def answer_messages(
    ended: Ended,
    *,
    locale: str,
    question_id: str,
    place_kind: PlaceKind,
    notes: Sequence[Note] = (),
    links: Mapping[str, str] | None = None,
    retry_until: datetime | None = None,
    is_shareable: bool = False,
    channel: str = "",
    thread: str = "",
) -> list[TeamsMessage]:
    """The messages that say how a question ended, at least one.

    `place_kind` is that of the conversation they stand in. `channel` and `thread` are where buttons act, where that is
    elsewhere.
    """
    raise NotImplementedError


def passages_message(passages: Sequence[Passage], locale: str) -> TeamsMessage:
    """The passages, best first, as many as one message holds."""
    raise NotImplementedError


def status_message(line: str) -> TeamsMessage:
    """A line of ours where an answer will stand, with its thumbs from the start."""
    raise NotImplementedError


def line_message(line: str) -> TeamsMessage:
    """A line of ours, which may name documents."""
    raise NotImplementedError


def written_message(text: str) -> TeamsMessage:
    """What is written so far, in pieces as `piece` spells them; its beginning where that is too long."""
    raise NotImplementedError


def piece(sentence: str) -> str:
    """A checked sentence in the making: nothing in it mentions, links or formats; its marks stay."""
    raise NotImplementedError
