"""Adaptive Cards in parts: lines, headings, buttons.

Lines are rich text, of which clients read no Markdown: their ways to escape it differ. Lines of which Markdown would
change nothing are plain text blocks.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from bot.teams.render.actions import execute
from bot.teams.render.escapes import JOINER, unlinked
from bot.teams.render.limits import most_that_fit
from bot.teams.render.spelling import Spelling
from bot.teams.render.teams_message import Json, TeamsMessage
from bot.wording.line import Day, Line, Part, TimeOfDay
from bot.wording.phrasing import one_line
from bot.wording.run import Run
from bot.wording.safe_text import clean, is_address
from bot.wording.shown import ShownButton

VERSION: Final = "1.5"
MOMENTS: Final = (Day, TimeOfDay)
"""Parts that each reader's client spells."""
LONGEST_LABEL: Final = 80
LONGEST_SUMMARY: Final = 500
_PLAIN: Final = re.compile(r"(?:(?![\d+-])|(?=\d{1,9}+[^\d.)]))[^\\`*_~\[\]<>&#|{}@/\n]+")
_CODE: Final = re.compile(r"`([^`]{1,200})`")


def card_message(body: Sequence[Json], summary: Sequence[str], actions: Sequence[Json] = ()) -> TeamsMessage:
    """The message with a card of these elements; `summary` are the lines that a notification shows."""
    words = one_line(clean(" ".join(summary)), LONGEST_SUMMARY) or "…"
    return TeamsMessage(card=card_of(body, actions, words), summary=words)


def fitted(body: Sequence[Json], summary: Sequence[str], actions: Sequence[Json] = ()) -> TeamsMessage:
    """As `card_message`, with as much of its body as Teams takes; where something is left out an ellipsis says so."""

    def made(count: int) -> TeamsMessage:
        left = [{"type": "TextBlock", "text": "…"}] if count < len(body) else []
        return card_message([*body[:count], *left], summary, actions)

    return made(most_that_fit(len(body), made))


def card_of(body: Sequence[Json], actions: Sequence[Json], summary: str) -> Json:
    """The card; `summary` stands for it where it can't be shown."""
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": VERSION,
        "fallbackText": card_words(summary),
        "body": list(body),
        **({"actions": list(actions)} if actions else {}),
    }


def heading(text: str, is_first: bool = True) -> Json:
    """A heading of ours, in which nothing is of others."""
    element: dict[str, Any] = {"type": "TextBlock", "text": text, "wrap": True, "weight": "Bolder", "style": "heading"}
    return element if is_first else element | {"separator": True, "spacing": "Medium"}


def subheading(text: str) -> Json:
    """A heading of ours, one step below."""
    return {"type": "TextBlock", "text": text, "wrap": True, "weight": "Bolder", "spacing": "Medium"}


def told(line: Line | str, spelling: Spelling, **look: Any) -> list[Json]:
    """A line as an element with this look, or none where nothing is seen of it."""
    parts: Line = (line,) if isinstance(line, str) else line
    runs = [spelling.run(part) for part in parts]
    words = "".join(card_words(run.text) for run in runs).strip()
    if not words:
        return []
    is_plain = not any(run.bold or run.url for run in runs) and not any(isinstance(part, MOMENTS) for part in parts)
    if is_plain and _PLAIN.fullmatch(words):
        return [{"type": "TextBlock", "text": words, "wrap": True, **_spaced(look), **_text_look(look)}]
    inlines = [run for part in parts for run in _inlines(part, spelling, look)]
    return [{"type": "RichTextBlock", "inlines": inlines, **_spaced(look)}]


def help_text(text: str, **look: Any) -> Json:
    """A text of ours, which spells commands as `code`."""
    inlines, at = [], 0
    for found in _CODE.finditer(text):
        inlines.append(_text_run(Run(text[at : found.start()]), look))
        inlines.append(_text_run(Run(found.group(1), code=True), look))
        at = found.end()
    inlines.append(_text_run(Run(text[at:]), look))
    return {"type": "RichTextBlock", "inlines": [each for each in inlines if each["text"]], **_spaced(look)}


def buttons(shown: Sequence[ShownButton], channel: str = "", thread: str = "") -> list[Json]:
    """Buttons as actions of a card; `channel` and `thread` are where they act, where that is elsewhere."""
    return [execute(each, channel, thread) for each in shown]


def card_words(text: str) -> str:
    """Words for a card, on one line: no moment that the card would spell, no link that a client would make."""
    return unlinked(" ".join(clean(text).splitlines())).replace("{{", f"{{{JOINER}{{")


def _inlines(part: str | Part, spelling: Spelling, look: dict[str, Any]) -> list[Json]:
    match part:
        case Day(at):
            return [_text_run(Run(""), look) | {"text": _moment("DATE", at, ", SHORT")}]
        case TimeOfDay(at):
            return [_text_run(Run(""), look) | {"text": _moment("TIME", at)}]
        case _:
            run = spelling.run(part)
            return [_text_run(run, look)] if run.text else []


def _text_run(run: Run, look: dict[str, Any]) -> Json:
    element: Json = {"type": "TextRun", "text": card_words(run.text), **_text_look(look)}
    element |= {"weight": "Bolder"} if run.bold else {}
    element |= {"fontType": "Monospace"} if run.code else {}
    if run.url and is_address(run.url):
        element["selectAction"] = {"type": "Action.OpenUrl", "url": run.url}
    return element


def _moment(kind: str, at: datetime, form: str = "") -> str:
    """A moment that each reader's client spells in their own zone."""
    return f"{{{{{kind}({at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}{form})}}}}"


def _spaced(look: dict[str, Any]) -> dict[str, Any]:
    return {name: look[name] for name in ("spacing", "separator") if name in look}


def _text_look(look: dict[str, Any]) -> dict[str, Any]:
    return {name: look[name] for name in ("isSubtle", "size", "weight") if name in look}
