"""Runs of text in Teams' Markdown."""

from collections.abc import Container
from dataclasses import replace
from string import punctuation
from typing import Final

from bot.teams.render.escapes import address, apart, code, escaped, link_words
from bot.wording.run import Run
from bot.wording.safe_text import clean, is_address

HAIR: Final = "\u200a"
"""The narrowest space: Markdown sees a format that touches a word only with a space between."""


def spelled(run: Run, marks: Container[int] = (), is_start: bool = True) -> str:
    """A run in Markdown; citation marks of these numbers stay."""
    if run.url:
        return link(run.url, run.text)
    body = " ".join(clean(run.text).split())
    if not body or not _is_formatted(run):
        return escaped(run.text, marks, is_start)
    if run.code:
        return code(run.text)
    shown = escaped(body, marks, is_start=False)
    for is_on, sign in ((run.strike, "~~"), (run.italic, "*"), (run.bold, "**")):
        shown = f"{sign}{shown}{sign}" if is_on else shown
    before, after = (" " if edge.isspace() else "" for edge in (run.text[:1], run.text[-1:]))
    return f"{before}{shown}{after}"


def link(url: str, words: str) -> str:
    """A link, or the words alone where the address is none."""
    shown = link_words(words)
    return f"[{shown}]({address(url)})" if shown and is_address(url) else escaped(words)


def joined(runs: list[Run], marks: Container[int] = ()) -> str:
    """Runs as one text."""
    shown, last = "", Run("")
    for run in _merged(runs):
        piece = spelled(run, marks, is_start=not shown.strip())
        if shown and _needs_space(last, run):
            shown += HAIR
        shown, last = apart(shown, piece) + piece, run
    return shown


def split(runs: list[Run], limit: int, marks: Container[int] = ()) -> list[str]:
    """Runs as texts of at most `limit` characters each, cut between words; nothing is left out.

    A link is left whole, however long its address is.
    """
    texts: list[str] = []
    line: list[Run] = []
    room = limit
    for run in _pieces(runs, limit // 4):
        size = len(spelled(run, marks)) + 1
        if line and size > room:
            texts.append(joined(line, marks))
            line, room = [], limit
        line.append(run)
        room -= size
    return [text for text in (*texts, joined(line, marks)) if text.strip()]


def _pieces(runs: list[Run], limit: int) -> list[Run]:
    """The runs, those that are longer than `limit` cut between words, or within one where there is no other way."""
    pieces: list[Run] = []
    waiting = list(reversed(runs))
    while waiting:
        run = waiting.pop()
        words_only = replace(run, url="")
        if len(spelled(words_only)) <= limit or len(run.text) < 2:
            pieces.append(run)
            continue
        middle = len(run.text) // 2
        cut = run.text.rfind(" ", 1, middle) + 1 or middle
        waiting += [replace(run, text=run.text[cut:]), replace(run, text=run.text[:cut])]
    return pieces


def _is_formatted(run: Run) -> bool:
    return run.code or run.bold or run.italic or run.strike


def _merged(runs: list[Run]) -> list[Run]:
    """The runs, those of one look that touch as one: what would be read as a sign may lie across them."""
    merged: list[Run] = []
    for run in filter(lambda each: each.text, runs):
        if merged and replace(merged[-1], text="") == replace(run, text=""):
            merged[-1] = replace(run, text=merged[-1].text + run.text)
        else:
            merged.append(run)
    return merged


def _needs_space(before: Run, run: Run) -> bool:
    """Whether Markdown would miss a format where these touch: two formats, or a sign of one between word and sign."""
    left, right = before.text[-1], run.text[0]
    if left.isspace() or right.isspace():
        return False
    if _is_formatted(before) and _is_formatted(run):
        return True
    opens = _is_formatted(run) and (_is_nested(run) or not right.isalnum())
    closes = _is_formatted(before) and (_is_nested(before) or not left.isalnum())
    return (opens and left not in punctuation) or (closes and right not in punctuation)


def _is_nested(run: Run) -> bool:
    """Whether one format's sign stands beside another's."""
    return run.strike and (run.bold or run.italic)
