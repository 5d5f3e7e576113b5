"""App Home: a person's documents, what they asked last, and how the bot works."""

from collections.abc import Sequence
from typing import Any, Final

from bot.records.logged_questions import LoggedQuestion
from bot.slack.render.blocks import LONGEST_MESSAGE, Block, filled, plain, section, told
from bot.slack.render.markdown import Piece
from bot.slack.render.mrkdwn import inert
from bot.slack.render.places import day_words
from bot.slack.render.render_lists import document_words, help_words
from bot.wording.lists import document_line, help_topics
from bot.wording.phrasing import one_line
from bot.wording.sentences import say
from ingest.library.held_documents import HeldDocument

MOST_DOCUMENTS: Final = 15
MOST_QUESTIONS: Final = 10
LONGEST_QUESTION: Final = 200


def home_view(documents: Sequence[HeldDocument], recent: Sequence[LoggedQuestion], locale: str) -> dict[str, Any]:
    """The view of App Home, in the person's language."""
    newest = sorted(documents, key=lambda each: each.live_at, reverse=True)
    held = [Piece(document_words(document_line(each, locale), locale), "\n") for each in newest[:MOST_DOCUMENTS]]
    if len(newest) > MOST_DOCUMENTS:
        held += told(say("home_more_documents", locale, count=len(newest) - MOST_DOCUMENTS))
    asked = [
        Piece(f"• {inert(one_line(each.text, LONGEST_QUESTION))} · {day_words(each.asked_at)}", "\n")
        for each in recent[:MOST_QUESTIONS]
    ]
    blocks = [
        *_part("home_documents", held or told(say("home_no_documents", locale)), locale),
        *_part("home_recent", asked or told(say("home_no_recent", locale)), locale),
        _header("home_help", locale),
        section(help_words(help_topics(locale))),
    ]
    return {"type": "home", "blocks": blocks}


def _part(title: str, lines: Sequence[Piece], locale: str) -> list[Block]:
    return [_header(title, locale), *filled(lines, LONGEST_MESSAGE)[0], {"type": "divider"}]


def _header(title: str, locale: str) -> Block:
    return {"type": "header", "text": plain(say(title, locale), 150)}
