"""A question's end as Teams messages: text with its sources, as many messages as it takes, and at most one card behind.

An answer is text: Teams' label, citations and thumbs are those of texts, and a text with a card would become two
messages. A failure is a card with a button; in a personal chat, where a stream can't end as a card, it is a text.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.chat.buttons import Button
from bot.chat.ended import Ended
from bot.chat.notes import Note
from bot.teams.directory.teams_place import PERSONAL
from bot.teams.render import cards
from bot.teams.render.escapes import escaped
from bot.teams.render.limits import MOST_SUGGESTIONS, most_that_fit
from bot.teams.render.markdown import LONGEST, Piece, pieces, text_of
from bot.teams.render.runs import split
from bot.teams.render.sources import cited_in, claims, source_pieces
from bot.teams.render.spelling import Spelling, ids_in
from bot.teams.render.teams_message import Json, TeamsMessage
from bot.wording.answer_layout import AnswerLayout, answer_layout
from bot.wording.line import Line
from bot.wording.shown import ShownButton
from bot.wording.told_answer import ToldAnswer
from pipelines.types import Outcome

GENERATED: Final = frozenset({Outcome.ANSWERED, Outcome.QUOTED})
"""Ends that are labelled as made by AI."""
BULLET: Final = "• "
WORDS: Final = Spelling.of("en")
"""For lines that are words alone."""
ON_CARDS: Final = frozenset({Button.ANSWER_PRIVATELY, Button.SHARE_ANSWER})
"""Buttons that no words typed in their place could stand for: they stand on a card, with all others."""


def answer_messages(
    ended: Ended,
    *,
    locale: str,
    question_id: str,
    place_kind: str,
    notes: Sequence[Note] = (),
    links: Mapping[str, str] | None = None,
    retry_until: datetime | None = None,
    is_shareable: bool = False,
    channel: str = "",
    thread: str = "",
    names: Mapping[str, str] | None = None,
) -> list[TeamsMessage]:
    """The messages that say how a question ended, at least one.

    `place_kind` is that of the conversation they stand in. `notes` say what stands below, `links` maps names of
    documents to addresses, `retry_until` says how long a question that failed is asked again without anybody's doing.
    With `is_shareable` a button answers for everyone. `channel` and `thread` are where buttons act, where that is
    elsewhere. `names` are those of people by their ids, see `ids_told`.
    """
    spelling = Spelling.of(locale, names)
    layout = answer_layout(
        ended.answer,
        question_id=question_id,
        locale=spelling.locale,
        reference=ended.reference,
        notes=notes,
        links=links,
        may_retry=not ended.is_askers,
        retry_until=retry_until,
        kept_back=ended.kept_back,
        share=ended.share,
    )
    share = [ShownButton(Button.SHARE_ANSWER, spelling.say("share_answer"), question_id)] if is_shareable else []
    shown = [*layout.buttons, *share]
    if ended.answer.outcome is Outcome.FAILED and place_kind != PERSONAL:
        return [_failure(layout, spelling, cards.buttons(shown, channel, thread))]
    if not any(each.name in ON_CARDS for each in shown):
        return _texts(layout, ended, spelling, [each.label for each in shown])
    more = spelling.say(Note.MORE_IN_PRIVATE)
    layout = replace(layout, notes=tuple(each for each in layout.notes if each != more))
    behind = more if any(each.name == Button.ANSWER_PRIVATELY for each in shown) else spelling.say("only_you_see")
    body = cards.told(behind, spelling)
    card = cards.card_message(body, [behind], cards.buttons(shown, channel, thread))
    return [*_texts(layout, ended, spelling, []), card]


def ids_told(ended: Ended) -> frozenset[str]:
    """The ids of the people whose names an answer tells."""
    lines = ended.answer.lines if isinstance(ended.answer, ToldAnswer) else ()
    return frozenset().union(*(ids_in(line) for line in lines))


def status_message(line: str) -> TeamsMessage:
    """A line of ours where an answer will stand; its thumbs are there from the start, since an update adds none."""
    return replace(line_message(line), asks_feedback=True)


def line_message(*lines: str) -> TeamsMessage:
    """Lines of ours, which may name documents, as many as one message holds."""
    told = [each for line in lines for part in line.splitlines() for each in _said((part,), WORDS)]

    def made(count: int) -> TeamsMessage:
        return TeamsMessage(text_of([*told[:count], *([Piece("…")] if count < len(told) else [])]) or "…")

    return made(most_that_fit(len(told), made))


def _texts(layout: AnswerLayout, ended: Ended, spelling: Spelling, suggestions: Sequence[str]) -> list[TeamsMessage]:
    """The whole text, in as many messages as it takes: the first asks whether it helped, the last suggests."""
    known = {} if layout.are_quotes else claims(layout.sources, ended.answer.citations)
    waiting = _pieces(layout, spelling, known) or [Piece("…")]
    goes_on = Piece(escaped(spelling.say("continues")))
    messages: list[TeamsMessage] = []

    def made(count: int) -> TeamsMessage:
        is_last = count == len(waiting)
        text = text_of([*waiting[:count], *([] if is_last else [goes_on])])
        return TeamsMessage(
            text,
            citations=cited_in(text, known),
            is_answer=ended.answer.outcome in GENERATED,
            asks_feedback=layout.asks_feedback and not messages,
            suggestions=tuple(suggestions[:MOST_SUGGESTIONS]) if is_last else (),
        )

    while waiting:
        count = most_that_fit(len(waiting), made, least=1)
        messages.append(made(count))
        waiting = waiting[count:]
    return messages


def _pieces(layout: AnswerLayout, spelling: Spelling, marks: Container[int]) -> list[Piece]:
    return [
        *(piece for line in layout.head for piece in _said(line, spelling)),
        *pieces(layout.text, marks),
        *(piece for line in layout.beside for piece in _said((line,), spelling)),
        *source_pieces(layout.sources_title, layout.sources, layout.are_quotes, spelling),
        *_said((layout.closing,), spelling),
        *(piece for line in layout.notes for piece in _said((line,), spelling)),
    ]


def _said(line: Line, spelling: Spelling) -> list[Piece]:
    """A line of ours in pieces; what stands in a list stands close together."""
    first, *rest = line or ("",)
    is_listed = isinstance(first, str) and first.startswith(BULLET)
    parts = (first.removeprefix(BULLET), *rest) if is_listed and isinstance(first, str) else line
    texts = split([spelling.run(part) for part in parts], LONGEST)
    sign, gap = ("- ", "\n") if is_listed else ("", "\n\n")
    return [Piece(f"{sign}{text}", gap) if not number else Piece(text, " ") for number, text in enumerate(texts)]


def _failure(layout: AnswerLayout, spelling: Spelling, actions: Sequence[Json]) -> TeamsMessage:
    """The failure as a card with its button."""
    more = [*layout.head[1:], *((note,) for note in layout.notes)]
    below = [element for line in more for element in cards.told(line, spelling, isSubtle=True)]
    body = [*(element for line in layout.head[:1] for element in cards.told(line, spelling)), *below]
    return cards.fitted(body, layout.notice, actions)
