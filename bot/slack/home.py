"""App Home: somebody's documents and recent questions, and help. Pure."""

from collections.abc import Sequence
from typing import Any

from bot.phrasing import one_line
from bot.question_log import LoggedQuestion
from bot.slack.blocks import Block, button, buttons, line, listed, plain, rich, words
from bot.slack.render_lists import help_message
from bot.wording import count_words, say
from ingest.library import HeldDocument

MOST = 20
QUESTION = 200


def home_view(documents: Sequence[HeldDocument], recent: Sequence[LoggedQuestion], locale: str) -> dict[str, Any]:
    """The view, for one person's eyes."""
    blocks: list[Block] = [_head(say("home_documents", locale))]
    newest = sorted(documents, key=lambda each: each.live_at, reverse=True)[:MOST]
    items = [
        line(words(one_line(each.name, 120), "bold"), words(f" · {count_words(each.pages, each.unit, locale)}"))
        for each in newest
    ]
    blocks.append(rich(listed(*items)) if items else rich(line(words(say("home_no_documents", locale)))))
    if len(documents) > MOST:
        blocks.append(rich(line(words(say("home_more", locale, more=len(documents) - MOST)))))
    if recent:
        asked = [line(words(one_line(each.text, QUESTION))) for each in recent]
        blocks += [_head(say("home_questions", locale)), rich(listed(*asked))]
    blocks += [{"type": "divider"}, *help_message(locale).blocks]
    blocks += buttons(button("show_documents", say("what_do_you_know", locale), "0"))
    return {"type": "home", "blocks": blocks}


def _head(text: str) -> Block:
    return {"type": "header", "text": plain(text, 150)}
