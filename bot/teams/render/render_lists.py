"""What the bot shows beside answers and cards, as Teams messages: lines, documents, passages, help, a greeting."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from bot.teams.render.cards import buttons, fitted, help_text, subheading, told
from bot.teams.render.limits import MOST_SUGGESTIONS
from bot.teams.render.passages import passages_message
from bot.teams.render.render_answer import BULLET, line_message
from bot.teams.render.spelling import Spelling, ids_in
from bot.teams.render.teams_message import Json, TeamsMessage
from bot.wording.line import Day, Emphasis, joined
from bot.wording.shown import Asked, DocumentLine, DocumentPage, Greeting, HelpTopics, Lines, PassageList, Shown

NO_NAMES: Final[Mapping[str, str]] = {}


def shown_message(shown: Shown, names: Mapping[str, str] = NO_NAMES, channel: str = "") -> TeamsMessage:
    """The message that shows it, as much of it as one holds; `names` are those of people and channels by their ids.

    `channel` is the conversation in which its buttons act, where the message stands elsewhere.
    """
    return _MESSAGES[type(shown)](shown, names, channel)


def ids_named(shown: Shown) -> frozenset[str]:
    """The ids of the people and channels whose names the message needs."""
    if not isinstance(shown, DocumentPage):
        return frozenset()
    spelling = Spelling.of(shown.locale)
    return frozenset().union(*(ids_in(spelling.readers(each.readers)) for each in shown.documents))


def document_elements(document: DocumentLine, spelling: Spelling) -> list[Json]:
    """A document: its name, and below its length, its day and its readers."""
    since = spelling.line("document_since", date=Day(document.since))
    about = joined((document.length, " · "), since, (" · ",), spelling.readable_by(document.readers))
    return [
        *told((Emphasis(document.name),), spelling, spacing="Medium"),
        *told(about, spelling, spacing="None", isSubtle=True),
    ]


def help_elements(topics: HelpTopics) -> list[Json]:
    """The help: its sentences are ours, and spell commands as code."""
    return [
        element for title, text in topics.topics for element in (subheading(title), help_text(text, spacing="None"))
    ]


def _lines(shown: Lines, _names: Mapping[str, str], _channel: str) -> TeamsMessage:
    return line_message(*shown.lines)


def _documents(page: DocumentPage, names: Mapping[str, str], channel: str) -> TeamsMessage:
    spelling = Spelling.of(page.locale, names)
    listed = [element for each in page.documents for element in document_elements(each, spelling)]
    part = told(page.part, spelling, isSubtle=True, spacing="Medium")
    body = [*told(page.head, spelling, weight="Bolder"), *part, *listed]
    summary = [page.head, *(f"• {each.name}" for each in page.documents)]
    return fitted(body, summary, buttons(page.buttons, channel))


def _passages(found: PassageList, _names: Mapping[str, str], _channel: str) -> TeamsMessage:
    return passages_message(found.passages, found.locale)


def _help(topics: HelpTopics, _names: Mapping[str, str], _channel: str) -> TeamsMessage:
    return fitted(help_elements(topics), [title for title, _ in topics.topics])


def _greeting(greeting: Greeting, _names: Mapping[str, str], _channel: str) -> TeamsMessage:
    """As a text: cards take no suggestions. The last of these stands for the button."""
    asked = [line.removeprefix(BULLET) for line in greeting.lines if line.startswith(BULLET)]
    suggested = (*asked[: MOST_SUGGESTIONS - 1], greeting.button.label)
    return replace(line_message(*greeting.lines), suggestions=suggested)


def _asked(asked: Asked, _names: Mapping[str, str], channel: str) -> TeamsMessage:
    body = [element for line in asked.lines for element in told(line, Spelling.of("en"))]
    return fitted(body, asked.lines, [each for row in asked.rows for each in buttons(row, channel)])


_MESSAGES: Final[Mapping[type[Any], Callable[[Any, Mapping[str, str], str], TeamsMessage]]] = {
    Lines: _lines,
    DocumentPage: _documents,
    PassageList: _passages,
    HelpTopics: _help,
    Greeting: _greeting,
    Asked: _asked,
}
