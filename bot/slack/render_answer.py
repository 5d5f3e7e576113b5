"""How questions end, as Slack's messages: answers, quotes, refusals, failures, and more passages. Pure.

Sources come first in the budget of the first message, then confidence and buttons, then as much of the answer as fits;
what is left of it follows in further messages, and nothing is cut away.
"""

from collections.abc import Mapping, Sequence

from bot.asking import Ended
from bot.phrasing import closing_line, failure_lines, one_line, place, refusal_lines, remark, shown_names, source_lines
from bot.slack.blocks import (
    FULL,
    MOST_BLOCKS,
    RICH,
    Block,
    SlackMessage,
    button,
    buttons,
    line,
    listed,
    message,
    rich,
    size,
    small,
    words,
)
from bot.slack.markdown import rich_parts
from bot.slack.words import escaped
from bot.wording import page_reference, say
from pipelines.types import Answer, Outcome, Passage

MOST_FOR_SOURCES = 6_000
"""Characters that sources may take of a message; beyond them their quotes are shortened, then left out."""
PASSAGE = 500
MOST_PASSAGES = 8
URL = 3_000


def answer_messages(
    ended: Ended,
    *,
    locale: str,
    question_id: str,
    notes: Sequence[str] = (),
    links: Mapping[str, str] | None = None,
) -> list[SlackMessage]:
    """The end of a question in as many messages as it takes; the first holds sources and buttons.

    `links` gives the address of a document by its file name, where it has one.
    """
    answer = ended.answer
    if answer.outcome is Outcome.FAILED:
        lines = failure_lines(answer, ended.reference, "chat", locale=locale)
        again = [button("retry_question", say("try_again", locale), question_id)]
        return [message([*lines, *notes], [_lines(lines), *small(*notes), *buttons(*again)])]
    if answer.outcome is Outcome.REFUSED:
        lines = refusal_lines(answer, "chat", locale)
        alone = [button("answer_privately", say("answer_privately", locale), question_id)]
        offered = alone if say("more_in_private", locale) in notes else []
        return [message([*lines, *notes], [_lines(lines), *small(*notes), *buttons(*offered)])]
    tail = [*_sources(answer, locale, links or {}), *small(closing_line(answer, locale), *notes)]
    tail += _verdict(question_id, locale)
    body = rich_parts(answer.text) if answer.outcome is Outcome.ANSWERED else []
    said = remark(answer, locale)
    if said:
        body.append(line(words(said)))
    lines = [answer.text if answer.outcome is Outcome.ANSWERED else said]
    lines += [f"{mark} {source}" for mark, source in source_lines(answer, locale)]
    return _spread(body, tail, lines, locale)


def sentence_text(sentence: str) -> str:
    """One checked sentence for a stream: nothing in it is a mention or a link."""
    return escaped(sentence).replace("](", "] (")


def passages_message(passages: Sequence[Passage], locale: str) -> SlackMessage:
    """The passages that fit best, each with its place."""
    if not passages:
        return message([say("no_passages", locale)], [_lines([say("no_passages", locale)])])
    names = shown_names(passage.document for passage in passages)
    parts: list[Block] = []
    lines: list[str] = []
    for passage in passages[:MOST_PASSAGES]:
        page = page_reference(passage.page, passage.last_page, passage.label, locale, unit=passage.unit)
        where = say("place", locale, document=one_line(names[passage.document], 120), page=page)
        quote = one_line(passage.text, PASSAGE)
        parts += [line(words(where, "bold")), {"type": "rich_text_quote", "elements": [words(quote)]}]
        lines.append(where)
    return message(lines, [rich(*parts[start : start + 4]) for start in range(0, len(parts), 4)])


def _lines(lines: Sequence[str]) -> Block:
    said = [each for each in (one_line(each, RICH // len(lines)) for each in lines) if each]
    return rich(*(line(words(each), words("\n")) for each in said or ["…"]))


def _sources(answer: Answer, locale: str, links: Mapping[str, str]) -> list[Block]:
    """The list of sources; quotes that are the answer itself stand as a list of their own."""
    if not answer.citations:
        return []
    is_quoted = answer.outcome is Outcome.QUOTED
    names = shown_names(citation.document for citation in answer.citations)
    items: list[Block] = []
    for citation, (mark, full) in zip(answer.citations, source_lines(answer, locale), strict=True):
        where = place(citation, names, locale)
        url = links.get(citation.document, "")
        head = words(one_line(where, 160), "bold", url=url if len(url) <= URL else "")
        rest = full.removeprefix(where)
        items.append(line(*([] if is_quoted else [words(f"{mark} ")]), head, words(rest)))
    items = _within(items)
    style = [listed(each) for each in items] if is_quoted else items
    if not is_quoted:
        style.insert(0, line(words(say("sources_heading", locale), "bold")))
    return _packed(style)


def _within(items: list[Block]) -> list[Block]:
    """The sources with quotes as long as there is room for, the same for all."""
    for limit in (None, 200, 80, 0):
        if limit is not None:
            items = [_shortened(item, limit) for item in items]
        if sum(map(size, items)) <= MOST_FOR_SOURCES:
            return items
    return items


def _shortened(item: Block, limit: int) -> Block:
    *head, last = item["elements"]
    return line(*head, words(one_line(last["text"], limit))) if limit else line(*head)


def _packed(parts: Sequence[Block]) -> list[Block]:
    """Blocks of rich text with these parts, none too long."""
    blocks: list[list[Block]] = []
    held = 0
    for part in parts:
        if not blocks or held + size(part) > RICH:
            blocks.append([])
            held = 0
        blocks[-1].append(part)
        held += size(part)
    return [rich(*block) for block in blocks]


def _verdict(question_id: str, locale: str) -> list[Block]:
    feedback = {
        "type": "feedback_buttons",
        "action_id": "feedback",
        "positive_button": {"text": _label("helpful", locale), "value": f"helpful:{question_id}"},
        "negative_button": {"text": _label("not_helpful", locale), "value": f"unhelpful:{question_id}"},
    }
    more = button("more_passages", say("more_passages", locale), question_id)
    return [{"type": "context_actions", "elements": [feedback]}, *buttons(more)]


def _label(key: str, locale: str) -> Block:
    return {"type": "plain_text", "text": say(key, locale)}


def _spread(body: list[Block], tail: list[Block], lines: Sequence[str], locale: str) -> list[SlackMessage]:
    """The body over messages, the first of which ends in `tail`."""
    room = FULL - sum(map(size, tail))
    messages: list[list[Block]] = [[]]
    for part in body:
        if messages[-1] and sum(map(size, messages[-1])) + size(part) > room:
            messages.append([])
            room = FULL
        messages[-1].append(part)
    first, *more = messages
    goes_on = small(say("goes_on", locale)) if more else []
    begun = [*_packed(first), *goes_on]
    shown = [message(lines, [*begun[: MOST_BLOCKS - len(tail)], *tail])]
    return shown + [message([say("goes_on_here", locale)], _packed(part)) for part in more]
