"""A page of one's own: a person's documents, what they asked last, and how the bot works."""

from collections.abc import Mapping, Sequence

from bot.records.question_log import LoggedQuestion
from bot.teams.render.teams_message import TeamsMessage
from ingest.library.held_documents import HeldDocument


def home_message(
    documents: Sequence[HeldDocument],
    recent: Sequence[LoggedQuestion],
    locale: str,
    names: Mapping[str, str] | None = None,
) -> TeamsMessage:
    """The card of a person's own, in their language."""
    raise NotImplementedError
