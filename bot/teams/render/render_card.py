"""The one card of a shared file, as Teams shows it."""

from collections.abc import Mapping

from bot.chat.ports import NO_HISTORY, CardHistory
from bot.teams.render.teams_message import TeamsMessage
from ingest.job import JobView


def card_message(
    job: JobView,
    *,
    record_id: str,
    shared_by: str,
    channel: str,
    is_direct: bool,
    locale: str,
    label: str = "",
    earlier: CardHistory = NO_HISTORY,
    names: Mapping[str, str] | None = None,
) -> TeamsMessage:
    """The card of a file that was taken up; `names` are those of people and channels by their ids."""
    raise NotImplementedError


def card_refused(name: str, sentence: str, locale: str) -> TeamsMessage:
    """The card of a file that isn't taken up, and why."""
    raise NotImplementedError
