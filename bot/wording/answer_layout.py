"""What a reply consists of, as data: its parts, their order, the buttons. Each chat spells and fits them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.wording.line import Line, Linked, TimeOfDay, joined
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
from bot.wording.safe_text import LONGEST_ADDRESS, is_address
from bot.wording.sentences import line, page_reference, say
from bot.wording.shown import ShownButton
from bot.wording.told_answer import ToldAnswer
from pipelines.types import Answer, Citation, Outcome, Passage, Unit

LONGEST_PLACE: Final = 200
MOST_IN_NOTICE: Final = 20
"""Sources that a notification names."""
SAID_ANEW: Final = frozenset({"search_away", "model_away", "records_away", "evidence_withdrawn", "unexpected"})
"""Failures that people hear of in their own language, without what an operator would read there."""
BUTTON_OF_NOTE: Final = {"more_in_private": "answer_privately"}
"""Notes below an answer that come with a button."""


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A citation: mark `n`, the `place` in words, the `quote`, cut, and the page's `address`, empty without one.

    `line` is the entry as it is listed; it ends in the `remark`, if there is one.
    """

    n: int
    place: str
    quote: str
    address: str
    line: Line
    remark: str = ""


@dataclass(frozen=True, slots=True)
class AnswerLayout:
    """The parts of a reply in their order; empty ones are left out.

    `head` are lines above all else, `text` is what a model wrote, in Markdown, `beside` are lines that belong to it.
    Below `sources_title` stand the `sources`; `are_quotes` says that these are the answer themselves. Then come how
    sure it is (`closing`), `notes`, the question whether it helped (`asks_feedback`), and `buttons`.
    A notification shows `notice_text`, Markdown, and the lines of `notice`.
    """

    head: tuple[Line, ...] = ()
    text: str = ""
    beside: tuple[str, ...] = ()
    sources_title: str = ""
    sources: tuple[SourceEntry, ...] = ()
    are_quotes: bool = False
    closing: str = ""
    notes: tuple[str, ...] = ()
    asks_feedback: bool = True
    buttons: tuple[ShownButton, ...] = ()
    notice_text: str = ""
    notice: tuple[str, ...] = ()


def answer_layout(
    answer: Answer,
    *,
    question_id: str,
    locale: str,
    reference: str = "",
    notes: Collection[str] = (),
    links: Mapping[str, str] | None = None,
    may_retry: bool = True,
    retry_until: datetime | None = None,
    kept_back: Collection[int] = (),
    share: str = "",
) -> AnswerLayout:
    """The layout for how a question ended; `question_id` goes with its buttons.

    `notes` are keys of sentences below it, `links` addresses by names of documents. Of failures, `reference` finds the
    trace, `may_retry` says whether another try could help, and `retry_until` how long the bot tries by itself. The
    sources with the marks `kept_back` say that others can't read them; with `share`, the id of a question, a button
    makes the answer for all who are where that was asked.
    """
    below = tuple(say(note, locale) for note in notes)
    buttons = _buttons(answer, question_id, notes, may_retry, locale)
    if share:
        buttons += (ShownButton("share_answer", say("share_answer_there", locale), share),)
    if answer.outcome is Outcome.TALKED:
        said = answer.lines if isinstance(answer, ToldAnswer) else _plain(answer.text.splitlines())
        return AnswerLayout(said, notes=below, asks_feedback=False, notice=(*answer.text.splitlines(), *below))
    if answer.outcome is Outcome.REFUSED:
        lines = refusal_lines(answer, "chat", locale)
        return AnswerLayout(_plain(lines), notes=below, buttons=buttons, notice=(*lines, *below))
    if answer.outcome is Outcome.FAILED:
        shown = replace(answer, text="") if answer.reason in SAID_ANEW else answer
        lines = failure_lines(shown, reference, "chat", locale=locale)
        head = _retried(_plain(lines), retry_until, locale)
        return AnswerLayout(head, notes=below, asks_feedback=False, buttons=buttons, notice=(*lines, *below))
    is_quoted = answer.outcome is Outcome.QUOTED
    beside = tuple(filter(None, (remark(answer, locale),)))
    closing = closing_line(answer, locale)
    return AnswerLayout(
        head=_plain(beside) if is_quoted else (),
        text="" if is_quoted else answer.text,
        beside=() if is_quoted else beside,
        sources_title=say("sources", locale) if answer.citations and not is_quoted else "",
        sources=_sources(answer, links or {}, kept_back, locale),
        are_quotes=is_quoted,
        closing=closing,
        notes=below,
        buttons=buttons,
        notice_text=answer.text,
        notice=(*beside, f"{say('sources', locale)}: {_places(answer, locale)}", closing, *below),
    )


@dataclass(frozen=True, slots=True)
class PassageEntry:
    """Where a passage stands, and its words, cut."""

    place: str
    words: str


@dataclass(frozen=True, slots=True)
class PassagesLayout:
    """Passages, best first, below a line of ours; `notice` is what a notification shows."""

    head: str
    entries: tuple[PassageEntry, ...] = ()
    notice: tuple[str, ...] = ()


def passages_layout(passages: Sequence[Passage], locale: str) -> PassagesLayout:
    """The layout for more passages, or for that there are none."""
    if not passages:
        return PassagesLayout(say("passages_none", locale), notice=(say("passages_none", locale),))
    names = shown_names(passage.document for passage in passages)
    entries = []
    for passage in passages:
        page = page_reference(passage.page, passage.last_page, passage.label, locale, unit=passage.unit)
        where = one_line(say("place", locale, document=names[passage.document], page=page), LONGEST_PLACE)
        entries.append(PassageEntry(where, one_line(passage.text, PASSAGE_QUOTE)))
    head = say("passages_best", locale)
    return PassagesLayout(head, tuple(entries), (head, f"{names[passages[0].document]}: {entries[0].words}"))


def left_out_line(count: int, locale: str) -> str:
    """How many passages had no room in a message."""
    return say("passages_left_out", locale, count=count)


def _plain(lines: Sequence[str]) -> tuple[Line, ...]:
    return tuple((each,) for each in lines)


def _retried(lines: tuple[Line, ...], until: datetime | None, locale: str) -> tuple[Line, ...]:
    if until is None:
        return lines
    return (joined(lines[0], (" ",), line("retry_until", locale, time=TimeOfDay(until))), *lines[1:])


def _buttons(
    answer: Answer, question_id: str, notes: Collection[str], may_retry: bool, locale: str
) -> tuple[ShownButton, ...]:
    """Names of buttons, with the keys of their labels."""
    names = {"more_passages": "more_passages"} if answer.outcome in {Outcome.ANSWERED, Outcome.QUOTED} else {}
    names |= {name: name for note, name in BUTTON_OF_NOTE.items() if note in notes}
    if answer.outcome is Outcome.FAILED and may_retry:
        names["retry_question"] = "retry_now"
    return tuple(ShownButton(name, say(key, locale), question_id) for name, key in names.items())


def _sources(
    answer: Answer, links: Mapping[str, str], kept_back: Collection[int], locale: str
) -> tuple[SourceEntry, ...]:
    names = shown_names(citation.document for citation in answer.citations)
    is_quoted = answer.outcome is Outcome.QUOTED
    entries = []
    for citation in answer.citations:
        where = one_line(place(citation, names, locale), LONGEST_PLACE)
        quote = one_line(citation.quote, PASSAGE_QUOTE if is_quoted else SOURCE_QUOTE)
        address = _page_address(citation, links.get(citation.document, ""))
        mark = "• " if is_quoted else f"[{citation.n}] "
        remarked = say("kept_back", locale) if citation.n in kept_back else ""
        beside: Line = (f" · {remarked}",) if remarked else ()
        listed = joined((mark,), line("source", locale, place=Linked(where, address), quote=quote), beside)
        entries.append(SourceEntry(citation.n, where, quote, address, listed, remarked))
    return tuple(entries)


def _page_address(citation: Citation, address: str) -> str:
    """The address of the page: viewers of PDF files turn to it."""
    if not is_address(address):
        return ""
    page = f"#page={citation.page}"
    turns = citation.unit is Unit.PAGE and "#" not in address and len(address) + len(page) <= LONGEST_ADDRESS
    return f"{address}{page}" if turns else address


def _places(answer: Answer, locale: str) -> str:
    names = shown_names(citation.document for citation in answer.citations)
    return " · ".join(f"[{each.n}] {place(each, names, locale)}" for each in answer.citations[:MOST_IN_NOTICE])
