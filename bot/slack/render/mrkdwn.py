"""Text in Slack's mrkdwn, in which nothing that a document, a person or a model wrote is a mention, link or format.

`&`, `<` and `>` are escaped, so that no mention and no link can begin. For `*`, `_`, `~`, backticks and `:emoji:` Slack
knows no escape: where they could open or close a format, a character that looks alike stands for them.
"""

import re
from dataclasses import replace
from typing import Final

from bot.slack.render.words import escaped
from bot.wording.run import Run
from bot.wording.safe_text import clean, is_address

_ALIKE: Final = {"*": "∗", "_": "ˍ", "~": "∼"}
_MARKERS: Final = re.compile(r"([*_~])\1*")
_EMOJI: Final = re.compile(r":(?=(?:[\d+'-]*+[^\W\d][\w+'-]*+|\d{3,}+):)")
_QUOTE: Final = re.compile(r"^([^\S\n]*+)>", re.MULTILINE)
_FENCE: Final = re.compile(r"`{3,}")


def mrkdwn(run: Run) -> str:
    """A run as Slack writes it."""
    if run.url:
        return link(run.url, run.text)
    if not run.text.strip() or not (run.code or run.bold or run.italic or run.strike):
        return inert(run.text)
    if run.code:
        return f"`{escaped(clean(run.text)).replace('`', 'ˋ').replace(chr(10), ' ')}`"
    body = run.text.strip()
    before, _, after = run.text.partition(body)
    shown = inert(body)
    for is_on, mark in ((run.strike, "~"), (run.italic, "_"), (run.bold, "*")):
        shown = f"{mark}{shown}{mark}" if is_on else shown
    return f"{before}{shown}{after}"


def inert(text: str) -> str:
    """The text as Slack shows it word for word; its length may be more."""
    text = clean(text).replace("`", "ˋ")
    text = _MARKERS.sub(_disarmed, text)
    text = _EMOJI.sub("∶", text)
    return escaped(_QUOTE.sub(r"\1›", text))


def unmarked(text: str) -> str:
    """The text for fields of which Slack doesn't say how it reads them: either way it begins no mention and no link."""
    return clean(text).replace("<", "‹").replace(">", "›")


def link(url: str, words: str) -> str:
    """A link, or the words alone where the address is none that Slack takes."""
    if not is_address(url):
        return inert(words)
    return f"<{url.replace('&', '&amp;')}|{inert(words).replace('|', '¦').replace(chr(10), ' ') or url}>"


def fenced(code: str) -> str:
    """Lines of code, which can't end before their end."""
    return f"```\n{escaped(_FENCE.sub(lambda found: 'ˋ' * len(found.group()), clean(code)))}\n```"


def joined(runs: list[Run]) -> str:
    """Runs as one text; a format that touches a word gets the space of no width that Slack needs to see it."""
    shown = ""
    was_formatted = False
    for run in runs:
        piece = mrkdwn(run)
        formatted = run.code or run.bold or run.italic or run.strike
        if shown and piece and (formatted or was_formatted) and not shown[-1].isspace() and not piece[0].isspace():
            shown += "\u200b"
        shown += piece
        was_formatted = formatted
    return shown


def split(runs: list[Run], limit: int) -> list[str]:
    """Runs as texts of at most `limit` characters each, cut between words; nothing is left out."""
    texts: list[str] = []
    line: list[Run] = []
    room = limit
    for run in _pieces(runs, limit // 4):
        size = len(mrkdwn(run))
        if line and size + 1 > room:
            texts.append(joined(line))
            line, room = [], limit
        line.append(run)
        room -= size + 1
    return [text for text in (*texts, joined(line)) if text.strip()]


def _pieces(runs: list[Run], limit: int) -> list[Run]:
    """The runs, those that are longer than `limit` cut between words, or within one where there is no other way.

    A link is left whole; one whose address is longer than two pieces isn't a link any more.
    """
    pieces: list[Run] = []
    waiting = list(reversed(runs))
    while waiting:
        run = waiting.pop()
        size = len(mrkdwn(run))
        if size <= limit or len(run.text) < 2 or (run.url and size <= 2 * limit):
            pieces.append(run)
            continue
        if run.url:
            waiting.append(replace(run, url=""))
            continue
        middle = len(run.text) // 2
        cut = run.text.rfind(" ", 1, middle) + 1 or middle
        waiting += [replace(run, text=run.text[cut:]), replace(run, text=run.text[:cut])]
    return pieces


def _disarmed(found: re.Match[str]) -> str:
    """Markers within a word or between spaces are none to Slack and stay; others are replaced."""
    text, start, end = found.string, found.start(), found.end()
    before, after = text[start - 1 : start], text[end : end + 1]
    within = before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
    apart = before.isspace() and after.isspace()
    return found.group() if within or apart else _ALIKE[found.group(1)] * len(found.group())
