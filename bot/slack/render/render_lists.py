"""What the bot shows beside answers and cards, as Slack messages: lines, documents, passages, help, a greeting."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.slack.render.blocks import (
    LONGEST_MESSAGE,
    MOST_BLOCKS,
    SlackMessage,
    context,
    fallback,
    filled,
    lines_message,
    section,
    shown_buttons,
    told,
)
from bot.slack.render.lines import readers_words
from bot.slack.render.markdown import Piece
from bot.slack.render.mrkdwn import inert, mrkdwn
from bot.slack.render.places import day_words
from bot.slack.render.render_answer import passages_message
from bot.wording.run import Run
from bot.wording.sentences import say
from bot.wording.shown import (
    Asked,
    DocumentLine,
    DocumentPage,
    Greeting,
    HelpTopics,
    Lines,
    PassageList,
    Shown,
)


def shown_message(shown: Shown) -> SlackMessage:
    """The message that shows it, as much of it as one holds."""
    return _MESSAGES[type(shown)](shown)


def document_words(document: DocumentLine, locale: str) -> str:
    """A document with its length, its day and its readers, as a line of mrkdwn."""
    name = mrkdwn(Run(document.name, bold=True))
    since = say("document_since", locale, date=day_words(document.since))
    readers = say("readers", locale, readers=readers_words(document.readers, locale))
    return f"• {' · '.join([name, inert(document.length), since, readers])}"


def help_words(topics: HelpTopics) -> str:
    """The help as mrkdwn: its sentences are ours, and spell commands as code."""
    return "\n\n".join(f"*{title}*\n{text}" for title, text in topics.topics)


def _lines(shown: Lines) -> SlackMessage:
    return lines_message(*shown.lines)


def _documents(page: DocumentPage) -> SlackMessage:
    lines = [*told(page.head), *(Piece(document_words(each, page.locale), "\n") for each in page.documents)]
    blocks = filled(lines, LONGEST_MESSAGE - 500, MOST_BLOCKS - 2)[0]
    if page.part:
        blocks.append(context(inert(page.part)))
    blocks += shown_buttons(page.buttons)
    return SlackMessage(fallback(page.head, *(f"• {each.name}" for each in page.documents)), tuple(blocks))


def _passages(found: PassageList) -> SlackMessage:
    return passages_message(found.passages, found.locale)


def _help(topics: HelpTopics) -> SlackMessage:
    return SlackMessage(fallback(*(title for title, _ in topics.topics)), (section(help_words(topics)),))


def _greeting(greeting: Greeting) -> SlackMessage:
    blocks = filled(told(*greeting.lines), LONGEST_MESSAGE - 500)[0]
    return SlackMessage(fallback(*greeting.lines), (*blocks, *shown_buttons([greeting.button])))


def _asked(asked: Asked) -> SlackMessage:
    blocks = filled(told(*asked.lines), LONGEST_MESSAGE - 2_000)[0]
    rows = [block for row in asked.rows for block in shown_buttons(row)]
    return SlackMessage(fallback(*asked.lines), (*blocks, *rows))


_MESSAGES: Mapping[type[Any], Callable[[Any], SlackMessage]] = {
    Lines: _lines,
    DocumentPage: _documents,
    PassageList: _passages,
    HelpTopics: _help,
    Greeting: _greeting,
    Asked: _asked,
}
