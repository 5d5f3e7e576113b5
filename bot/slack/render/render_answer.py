"""A question's end as Slack messages: sources first in the budget, then as much of the answer as fits, then the rest.

Sections of mrkdwn hold it rather than `markdown` blocks: those take 12,000 characters in a message that takes 13,000 of
all blocks, and their escapes are Slack's secret; sections take 3,000 each, and what can't be escaped in them is known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.chat.ended import Ended
from bot.chat.notes import Note
from bot.slack.render.blocks import (
    LONGEST_MESSAGE,
    MOST_BLOCKS,
    Block,
    SlackMessage,
    context,
    fallback,
    filled,
    lines_message,
    shown_buttons,
    size,
    told,
)
from bot.slack.render.blocks import plain as plain_text
from bot.slack.render.lines import line_pieces
from bot.slack.render.markdown import Piece, pieces
from bot.slack.render.mrkdwn import inert
from bot.wording.answer_layout import AnswerLayout, answer_layout, left_out_line, passages_layout
from bot.wording.line import Emphasis
from bot.wording.markdown import plain
from bot.wording.phrasing import one_line
from bot.wording.sentences import say
from pipelines.types import Passage

ROOM_OF_TEXT: Final = 1_500
"""Characters that the answer's beginning may have beside the longest list of sources."""
LONGEST_NOTICE: Final = 1_500
"""Characters of the answer in a notification, which keeps its sources."""


def answer_messages(
    ended: Ended,
    *,
    locale: str,
    question_id: str,
    notes: Sequence[Note] = (),
    links: Mapping[str, str] | None = None,
    retry_until: datetime | None = None,
) -> list[SlackMessage]:
    """The messages that say how a question ended, at least one: the first holds sources, confidence and buttons.

    `notes` say what stands below it; `links` maps names of documents to addresses. `retry_until` says
    how long a question that failed is asked again without anybody's doing.
    """
    layout = answer_layout(
        ended.answer,
        question_id=question_id,
        locale=locale,
        reference=ended.reference,
        notes=notes,
        links=links,
        may_retry=not ended.is_askers,
        retry_until=retry_until,
        kept_back=ended.kept_back,
        share=ended.share,
    )
    beside = told(*layout.beside)
    if beside:
        beside = [replace(beside[0], gap="\n\n"), *beside[1:]]
    head = [piece for line in layout.head for piece in line_pieces(line)]
    tail = _tail(layout, locale, question_id)
    return _messages([*head, *pieces(layout.text), *beside], _sources(layout), tail, _notice(layout), locale)


def passages_message(passages: Sequence[Passage], locale: str) -> SlackMessage:
    """The passages, best first, as many as one message holds; how many those that are left out are."""
    layout = passages_layout(passages, locale)
    if not layout.entries:
        return lines_message(layout.head)
    shown = [
        piece for entry in layout.entries for piece in line_pieces((Emphasis(entry.place), "\n", entry.words), "\n\n")
    ]
    blocks, left = filled([*told(layout.head), *shown], LONGEST_MESSAGE - 300, MOST_BLOCKS - 1)
    if left:
        count = sum(each.gap == "\n\n" for each in left) or 1
        blocks.append(context(inert(left_out_line(count, locale))))
    return SlackMessage(fallback(*layout.notice), tuple(blocks))


def _tail(layout: AnswerLayout, locale: str, question_id: str) -> list[Block]:
    """What stands below: the confidence, notes, the feedback, the buttons."""
    blocks: list[Block] = [context(inert(layout.closing))] if layout.closing else []
    blocks += filled(told(*layout.notes), 4_000)[0]
    if layout.asks_feedback:
        blocks.append(_feedback(question_id, locale))
    return [*blocks, *shown_buttons(layout.buttons)]


def _feedback(question_id: str, locale: str) -> Block:
    element = {
        "type": "feedback_buttons",
        "action_id": "feedback",
        "positive_button": {
            "text": plain_text(say("feedback_yes", locale)),
            "accessibility_label": say("feedback_yes", locale)[:75],
            "value": f"helpful:{question_id}"[:2_000],
        },
        "negative_button": {
            "text": plain_text(say("feedback_no", locale)),
            "accessibility_label": say("feedback_no", locale)[:75],
            "value": f"unhelpful:{question_id}"[:2_000],
        },
    }
    return {"type": "context_actions", "elements": [element]}


def _sources(layout: AnswerLayout) -> list[Piece]:
    title = [Piece(f"*{inert(layout.sources_title)}*")] if layout.sources_title else []
    gap = "\n\n" if layout.are_quotes else "\n"
    return title + [piece for source in layout.sources for piece in line_pieces(source.line, gap)]


def _messages(
    body: Sequence[Piece], sources: Sequence[Piece], tail: list[Block], text: str, locale: str
) -> list[SlackMessage]:
    """One message where all fits. Else the first is filled with sources, then with the answer, and the rest follows."""
    goes_on = [context(inert(say("continues", locale))), context(inert(say("sources_continue", locale)))]
    room = LONGEST_MESSAGE - size([*tail, *goes_on]) - 100
    most = MOST_BLOCKS - len(tail) - len(goes_on)
    beginning = filled(body, min(room, ROOM_OF_TEXT))[0] or filled(body[:1], room)[0]
    below, more_sources = filled(sources, room - size(beginning), most - len(beginning))
    above, more_body = filled(body, room - size(below), most - len(below))
    blocks = [*above, *(goes_on[:1] if more_body else []), *below, *(goes_on[1:] if more_sources else []), *tail]
    messages = [SlackMessage(text, tuple(blocks))]
    for rest in (more_body, more_sources):
        while rest:
            blocks, rest = filled(rest, LONGEST_MESSAGE)
            messages.append(SlackMessage(fallback(say("continued", locale)), tuple(blocks)))
    return messages


def _notice(layout: AnswerLayout) -> str:
    """The answer for notifications, its sources kept however long it is."""
    words = "\n".join(plain(line) for line in layout.notice_text.splitlines())
    return fallback(one_line(words, LONGEST_NOTICE) if len(words) > LONGEST_NOTICE else words, *layout.notice)
