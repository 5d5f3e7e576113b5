"""How a question ended, for an admin: its decision in figures, in a few lines."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.wording.phrasing import one_line
from bot.wording.sentences import say

LONGEST_QUESTION = 120
MOST_LABELS = 20


def question_line(question_id: str, asked_at: datetime, text: str, outcome: str, reason: str, locale: str) -> str:
    """A question in a list."""
    asked = one_line(text, LONGEST_QUESTION) if text else say("seen_gone", locale)
    ended = f"{outcome} ({reason})" if reason else outcome
    return say("seen_question", locale, at=_told(asked_at), question=asked, ended=ended, id=question_id)


def verdict_line(at: datetime, is_helpful: bool, text: str, question_id: str, locale: str) -> str:
    """What somebody thought of an answer, in a list."""
    asked = one_line(text, LONGEST_QUESTION) if text else say("seen_gone", locale)
    verdict = say("seen_helped" if is_helpful else "seen_not_helped", locale)
    return say("seen_verdict", locale, at=_told(at), verdict=verdict, question=asked, id=question_id)


def figures_line(key: str, figures: Mapping[str, float], locale: str) -> str:
    """Named figures in one line, such as `cosine 0.61, cover 0.40`."""
    told = [f"{name} {value:.2f}" for name, value in figures.items()]
    return say(key, locale, figures=told) if told else ""


def labels_line(key: str, labels: Sequence[str], locale: str) -> str:
    """Labels in one line, the first of many."""
    ordered = sorted(labels)
    shown = ordered if len(ordered) <= MOST_LABELS else [*ordered[:MOST_LABELS], f"… ({len(ordered)})"]
    return say(key, locale, labels=shown)


def _told(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")
