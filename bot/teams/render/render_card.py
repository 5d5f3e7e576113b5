"""The one card of a shared file, as Teams shows it."""

from collections.abc import Mapping

from bot.access.labels import Label
from bot.chat.ports import NO_HISTORY, CardHistory
from bot.teams.directory.teams_place import SURFACE
from bot.teams.render.cards import buttons, fitted, told
from bot.teams.render.spelling import Spelling
from bot.teams.render.teams_message import TeamsMessage
from bot.wording.card_layout import CardLayout, FileShared, card_layout, refused_layout
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
    """The card of a file that was taken up. `shared_by` and `channel` are ids, of which `names` has the names.

    `is_direct` says that its sharer is alone with the bot there. `record_id` goes with buttons. `label` is the access
    label under which the file was shared; without it, that of the channel. `earlier` is what its card says of what was
    there before.
    """
    readers = Label.parse(label, SURFACE).readers if label else None
    shared = FileShared(shared_by, channel, is_direct, readers)
    spelling = Spelling.of(locale, names)
    return _message(card_layout(job, record_id, shared, earlier, spelling.locale), spelling)


def card_refused(name: str, sentence: str, locale: str) -> TeamsMessage:
    """The card of a file that isn't taken up, and why."""
    spelling = Spelling.of(locale)
    return _message(refused_layout(name, sentence, spelling.locale), spelling)


def _message(layout: CardLayout, spelling: Spelling) -> TeamsMessage:
    lines = [element for line in layout.lines for element in told(line, spelling, spacing="Small")]
    return fitted([*told(layout.head, spelling), *lines], [layout.notice], buttons(layout.buttons))
