"""The one card of a shared file, as Slack shows it."""

from bot.access.labels import Label
from bot.chat.ports import NO_HISTORY, CardHistory
from bot.slack.directory.directory import SURFACE
from bot.slack.render.blocks import (
    LONGEST_MESSAGE,
    MOST_BLOCKS,
    SlackMessage,
    fallback,
    filled,
    section,
    shown_buttons,
)
from bot.slack.render.lines import line_pieces, line_words
from bot.wording.card_layout import CardLayout, FileShared, card_layout, refused_layout
from ingest.job import JobView


def card_message(
    job: JobView,
    *,
    record_id: str,
    shared_by: str,
    channel: str,
    locale: str,
    label: str = "",
    earlier: CardHistory = NO_HISTORY,
) -> SlackMessage:
    """The card of a file that was taken up. `shared_by` and `channel` are Slack's ids, `record_id` goes with buttons.

    `label` is the access label under which it was shared; without it, that of the channel. `earlier` is what its card
    says of what was there before.
    """
    readers = Label.parse(label, SURFACE).readers if label else None
    shared = FileShared(shared_by, channel, channel.startswith("D"), readers)
    return _message(card_layout(job, record_id, shared, earlier, locale))


def card_refused(name: str, sentence: str, locale: str) -> SlackMessage:
    """The card of a file that isn't taken up, and why."""
    return _message(refused_layout(name, sentence, locale))


def _message(layout: CardLayout) -> SlackMessage:
    lines = [piece for line in layout.lines for piece in line_pieces(line)]
    blocks = [section(line_words(layout.head)), *filled(lines, LONGEST_MESSAGE - 3_500, MOST_BLOCKS - 2)[0]]
    return SlackMessage(fallback(layout.notice), (*blocks, *shown_buttons(layout.buttons)))
