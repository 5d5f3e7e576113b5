"""Lines of the wording as Slack spells them: names of people and channels, moments in the reader's own time, links."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.access.labels import Label
from bot.slack.directory.directory import SURFACE
from bot.slack.render.markdown import LONGEST, Piece
from bot.slack.render.mrkdwn import inert, mrkdwn, split
from bot.slack.render.places import channel_words, day_words, person_words, time_words
from bot.wording.line import ChannelName, Day, Emphasis, Line, Linked, Part, PersonName, TimeOfDay
from bot.wording.readers import readers_line
from bot.wording.run import Run


def line_words(line: Line) -> str:
    """The line as mrkdwn."""
    return "".join(inert(part) if isinstance(part, str) else _spelled(part) for part in line)


def line_pieces(line: Line, gap: str = "\n") -> list[Piece]:
    """The line as pieces: one, several where what is escaped in it makes it long, none where nothing is seen of it."""
    texts = [""]
    for stretch in _stretches(line):
        if len(texts[-1]) + len(stretch[0]) <= LONGEST:
            stretch = [texts.pop() + stretch[0], *stretch[1:]]
        texts += stretch
    if not "".join(texts).strip():
        return []
    return [Piece(text, " " if number else gap) for number, text in enumerate(filter(None, texts))]


def _stretches(line: Line) -> Iterator[list[str]]:
    """The line's words between names and moments, which are Slack's own, each stretch in texts that fit a piece."""
    for has_runs, group in groupby(line, lambda part: _run(part) is not None):
        parts = tuple(group)
        runs = [run for part in parts if (run := _run(part)) is not None]
        yield (split(runs, LONGEST) if has_runs else []) or [line_words(parts)]


def readers_words(labels: Sequence[str], locale: str) -> str:
    """Who may read a document, from its access labels, as mrkdwn."""
    readers = (Label.parse(label, SURFACE).readers for label in labels)
    return ", ".join(dict.fromkeys(line_words(readers_line(each, locale)) for each in readers))


def _run(part: str | Part) -> Run | None:
    match part:
        case str():
            return Run(part)
        case Emphasis(text):
            return Run(text, bold=True)
        case Linked(text, address):
            return Run(text, url=address)
        case _:
            return None


def _spelled(part: Part) -> str:
    match part:
        case PersonName(user):
            return person_words(user)
        case ChannelName(channel):
            return channel_words(channel)
        case Day(at):
            return day_words(at)
        case TimeOfDay(at):
            return time_words(at)
        case Emphasis(text):
            return mrkdwn(Run(text, bold=True))
        case Linked(text, address):
            return mrkdwn(Run(text, url=address))
