"""Filters that people type into a question: `type:legal`, `after:2024-01-01`, `before:2025`, `in:"handbook"`."""

import datetime as dt
import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from pipelines.types import DocumentType, Source

LONGEST_QUESTION = 4000
"""Characters; a longer one is refused before any work."""
NEAR_MISS = 0.7
"""How alike a value is to one that there is, from 0 to 1, where it is taken for a slip and not for words."""
_TYPED = re.compile(r"(?<!\S)(type|after|before|in):(?:\"([^\"]*)\"|“([^”]*)”|(\S*))", re.IGNORECASE)


class QuestionError(ValueError):
    """A question that can't be asked as it is. `code` and `values` make the sentence in `bot.wording.sentences`."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class FilteredQuestion:
    """The question without its filters, and the filters as Haystack conditions; `unfit` look like one."""

    text: str
    conditions: tuple[dict[str, Any], ...]
    unfit: tuple[str, ...] = ()


def read_filters(question: str, documents: Callable[[], Sequence[Source]]) -> FilteredQuestion:
    """Takes the typed filters out of a question; `documents` lists those that the asker may read, for `in:` alone.

    What looks like a filter and fits nothing is words, and stays, without its colon: "before:signing". Where it is
    meant as one without doubt (quotes, a date of digits, a slip) it raises `QuestionError` with code `unknown_type`,
    `bad_date` or `unknown_document`.
    """
    conditions: list[dict[str, Any]] = []
    unfit: list[str] = []

    def left(match: re.Match[str]) -> str:
        name = match.group(1).lower()
        quoted = match.group(2) or match.group(3)
        is_quoted = match.group(4) is None
        value = quoted.strip() if quoted else (match.group(4) or "").rstrip(".,;:!?")
        condition = _condition(name, value, documents, is_quoted)
        if condition is None:
            unfit.extend([match.group().rstrip(".,;:!?")] if value else [])
            return f"{match.group(1)} {match.group(4)}"
        conditions.append(condition)
        return " "

    text = " ".join(_TYPED.sub(left, question).split())
    return FilteredQuestion(text, tuple(conditions), tuple(unfit))


def _condition(
    name: str, value: str, documents: Callable[[], Sequence[Source]], is_quoted: bool
) -> dict[str, Any] | None:
    """The condition of a filter; None where these are words and no filter."""
    if not value and not is_quoted:
        return None
    if name == "type":
        return _type_condition(value, is_quoted)
    if name == "in":
        return _document_condition(value, documents(), is_quoted)
    day = _day(value)
    if day is None and not is_quoted and not any(char.isdigit() for char in value):
        return None
    if day is None:
        raise QuestionError("bad_date", value=value, filter=name)
    operator = ">=" if name == "after" else "<"
    return {"field": "meta.date", "operator": operator, "value": day.isoformat()}


def _type_condition(value: str, is_quoted: bool) -> dict[str, Any] | None:
    allowed = [kind.value for kind in DocumentType]
    if value.lower() in allowed:
        return {"field": "meta.type", "operator": "==", "value": value.lower()}
    if is_quoted or difflib.get_close_matches(value.lower(), allowed, cutoff=NEAR_MISS):
        raise QuestionError("unknown_type", value=value, allowed=allowed)
    return None


def _document_condition(value: str, held: Sequence[Source], is_quoted: bool) -> dict[str, Any] | None:
    found = [source.document_id for source in held if _named(source, value)]
    if found:
        return {"field": "meta.document_id", "operator": "in", "value": sorted(found)}
    if is_quoted or _nearest(value, held, NEAR_MISS) or _has_alike(value, held):
        raise QuestionError("unknown_document", value=value, nearest=_nearest(value, held, 0.3) or _first(held))
    return None


def _day(value: str) -> dt.date | None:
    """The first day of a year, a month or the day itself: 2024, 2024-06, 2024-06-30."""
    for pattern in ("%Y-%m-%d", "%Y-%m", "%Y"):
        try:
            return dt.datetime.strptime(value, pattern).date()
        except ValueError:
            continue
    return None


def _named(source: Source, wanted: str) -> bool:
    """Whether all words of the wanted name occur in the file's name or title."""
    words = _words(wanted)
    return bool(words) and words <= _words(f"{source.name} {source.title}")


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text.casefold()))


def _nearest(value: str, documents: Sequence[Source], cutoff: float) -> list[str]:
    names = {source.name: source.name for source in documents}
    names |= {PurePath(source.name).stem: source.name for source in documents}
    names |= {source.title: source.name for source in documents}
    close = difflib.get_close_matches(value, names, n=3, cutoff=cutoff)
    return list(dict.fromkeys(names[name] for name in close))


def _has_alike(value: str, documents: Sequence[Source]) -> bool:
    """Whether a name has a word that is the value but for a slip."""
    held = {word for source in documents for word in _words(f"{source.name} {source.title}")}
    return bool(difflib.get_close_matches(value.casefold(), held, n=1, cutoff=NEAR_MISS))


def _first(documents: Sequence[Source]) -> list[str]:
    return sorted(source.name for source in documents)[:3]
