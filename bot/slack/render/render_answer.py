"""A question's end as Slack messages: sources first in the budget, then as much of the answer as fits, then the rest.

Sections of mrkdwn hold it rather than `markdown` blocks: those take 12,000 characters in a message that takes 13,000 of
all blocks, and their escapes are Slack's secret; sections take 3,000 each, and what can't be escaped in them is known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.chat.ended import Ended
from bot.slack.render.blocks import (
    LONGEST_MESSAGE,
    MOST_BLOCKS,
    Block,
    SlackMessage,
    button,
    buttons,
    context,
    fallback,
    filled,
    lines_message,
    size,
    told,
)
from bot.slack.render.blocks import plain as plain_text
from bot.slack.render.markdown import LONGEST, Piece, pieces, plain
from bot.slack.render.mrkdwn import LONGEST_URL, Run, inert, is_address, split
from bot.slack.render.places import time_words
from bot.wording.phrasing import (
    PASSAGE_QUOTE,
    SOURCE_QUOTE,
    closing_line,
    failure_lines,
    one_line,
    place,
    refusal_lines,
    remark,
    shown_names,
)
from bot.wording.sentences import page_reference, say
from pipelines.types import Answer, Citation, Outcome, Passage, Unit

LONGEST_PLACE: Final = 200
ROOM_OF_TEXT: Final = 1_500
"""Characters that the answer's beginning may have beside the longest list of sources."""
SAID_ANEW: Final = frozenset({"search_away", "model_away", "records_away", "evidence_withdrawn", "unexpected"})
"""Failures that people hear of in their own language, without what an operator would read there."""
_SLOT: Final = "\x00"


def answer_messages(
    ended: Ended,
    *,
    locale: str,
    question_id: str,
    notes: Sequence[str] = (),
    links: Mapping[str, str] | None = None,
    retry_until: datetime | None = None,
) -> list[SlackMessage]:
    """The messages that say how a question ended, at least one: the first holds sources, confidence and buttons.

    `notes` are lines of the service's own below it; `links` maps names of documents to addresses. `retry_until` says
    how long a question that failed is asked again without anybody's doing.
    """
    answer = ended.answer
    tail = _tail(ended, locale, question_id, notes)
    if answer.outcome is Outcome.REFUSED:
        lines = refusal_lines(answer, "chat", locale)
        return _messages(told(*lines), [], tail, fallback(*lines, *notes), locale)
    if answer.outcome is Outcome.FAILED:
        shown = replace(answer, text="") if answer.reason in SAID_ANEW else answer
        lines = failure_lines(shown, ended.reference, "chat", locale=locale)
        first, *more = told(*lines)
        if retry_until is not None:
            first = replace(first, text=f"{first.text} {say('retry_until', locale, time=time_words(retry_until))}")
        return _messages([first, *more], [], tail, fallback(*lines, *notes), locale)
    quoted = answer.outcome is Outcome.QUOTED
    beside = told(remark(answer, locale)) if remark(answer, locale) else []
    if beside and not quoted:
        beside = [replace(beside[0], gap="\n\n"), *beside[1:]]
    body = beside if quoted else [*pieces(answer.text), *beside]
    sources = _sources(answer, locale, links or {})
    if sources and not quoted:
        sources = [Piece(f"*{inert(say('sources', locale))}*"), *sources]
    return _messages(body, sources, tail, _fallback(answer, locale, notes), locale)


def passages_message(passages: Sequence[Passage], locale: str) -> SlackMessage:
    """The passages, best first, as many as one message holds; how many those that are left out are."""
    if not passages:
        return lines_message(say("passages_none", locale))
    names = shown_names(passage.document for passage in passages)
    shown: list[Piece] = []
    for passage in passages:
        page = page_reference(passage.page, passage.last_page, passage.label, locale, unit=passage.unit)
        where = one_line(say("place", locale, document=names[passage.document], page=page), LONGEST_PLACE)
        words = one_line(passage.text, PASSAGE_QUOTE)
        shown += _entry([Run(where, bold=True), Run("\n"), Run(words)], "\n\n")
    head = say("passages_best", locale)
    blocks, left = filled([*told(head), *shown], LONGEST_MESSAGE - 300, MOST_BLOCKS - 1)
    if left:
        blocks.append(
            context(inert(say("passages_left_out", locale, count=sum(each.gap == "\n\n" for each in left) or 1)))
        )
    first = f"{names[passages[0].document]}: {one_line(passages[0].text, PASSAGE_QUOTE)}"
    return SlackMessage(fallback(head, first), tuple(blocks))


def _tail(ended: Ended, locale: str, question_id: str, notes: Sequence[str]) -> list[Block]:
    """What stands below: the confidence, notes, the feedback, the buttons."""
    answer = ended.answer
    blocks: list[Block] = []
    closing = closing_line(answer, locale)
    if closing:
        blocks.append(context(inert(closing)))
    blocks += filled(told(*(one_line(note, 500) for note in notes[:5])), 4_000)[0]
    if answer.outcome is not Outcome.FAILED:
        blocks.append(_feedback(question_id, locale))
    shown = []
    if answer.outcome in {Outcome.ANSWERED, Outcome.QUOTED}:
        shown.append(button("more_passages", say("more_passages", locale), question_id))
    if say("more_in_private", locale) in notes:
        shown.append(button("answer_privately", say("answer_privately", locale), question_id))
    if answer.outcome is Outcome.FAILED and not ended.is_askers:
        shown.append(button("retry_question", say("retry_now", locale), question_id))
    return [*blocks, buttons(*shown)] if shown else blocks


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


def _sources(answer: Answer, locale: str, links: Mapping[str, str]) -> list[Piece]:
    names = shown_names(citation.document for citation in answer.citations)
    quoted = answer.outcome is Outcome.QUOTED
    limit = PASSAGE_QUOTE if quoted else SOURCE_QUOTE
    shown: list[Piece] = []
    for citation in answer.citations:
        where = one_line(place(citation, names, locale), LONGEST_PLACE)
        quote = one_line(citation.quote.replace(_SLOT, ""), limit)
        before, _, after = say("source", locale, place=_SLOT, quote=quote).partition(_SLOT)
        mark = "• " if quoted else f"[{citation.n}] "
        runs = [Run(mark + before), Run(where, url=_page_link(citation, links)), Run(after)]
        shown += _entry(runs, "\n\n" if quoted else "\n")
    return shown


def _page_link(citation: Citation, links: Mapping[str, str]) -> str:
    """The address of the page: viewers of PDF files turn to it."""
    url = links.get(citation.document, "")
    if citation.unit is Unit.PAGE and "#" not in url and len(url) < LONGEST_URL - 20:
        url = f"{url}#page={citation.page}" if url else ""
    return url if is_address(url) else ""


def _entry(runs: list[Run], gap: str) -> list[Piece]:
    """An entry of a list: one piece, or several where what is escaped in it makes it long."""
    return [Piece(text, " " if number else gap) for number, text in enumerate(split(runs, LONGEST))]


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


def _fallback(answer: Answer, locale: str, notes: Sequence[str]) -> str:
    """The answer for notifications, its sources kept however long it is."""
    names = shown_names(citation.document for citation in answer.citations)
    places = " · ".join(f"[{each.n}] {place(each, names, locale)}" for each in answer.citations[:20])
    words = "\n".join(plain(line) for line in answer.text.splitlines()) if answer.text else ""
    below = [remark(answer, locale), f"{say('sources', locale)}: {places}", closing_line(answer, locale), *notes]
    return fallback(one_line(words, 1_500) if len(words) > 1_500 else words, *below)
