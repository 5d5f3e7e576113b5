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
_TYPED = re.compile(r"(?<!\S)(type|after|before|in):(?:\"([^\"]*)\"|“([^”]*)”|(\S*))", re.IGNORECASE)


class QuestionError(ValueError):
    """A question that can't be asked as it is. `code` and `values` make the sentence in `bot.wording.sentences`."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class FilteredQuestion:
    """The question without its filters, and the filters as Haystack conditions."""

    text: str
    conditions: tuple[dict[str, Any], ...]


def read_filters(question: str, documents: Callable[[], Sequence[Source]]) -> FilteredQuestion:
    """Takes the typed filters out of a question; `documents` lists those that the asker may read, for `in:` alone.

    Raises `QuestionError` with code `unknown_type`, `bad_date` or `unknown_document` for a value that fits nothing.
    """
    conditions = []
    for match in _TYPED.finditer(question):
        name = match.group(1).lower()
        quoted = match.group(2) or match.group(3)
        value = quoted.strip() if quoted else (match.group(4) or "").rstrip(".,;:!?")
        conditions.append(_condition(name, value, documents))
    text = " ".join(_TYPED.sub(" ", question).split())
    return FilteredQuestion(text, tuple(conditions))


def _condition(name: str, value: str, documents: Callable[[], Sequence[Source]]) -> dict[str, Any]:
    if name == "type":
        if value.lower() not in set(DocumentType):
            raise QuestionError("unknown_type", value=value, allowed=[kind.value for kind in DocumentType])
        return {"field": "meta.type", "operator": "==", "value": value.lower()}
    if name == "in":
        held = documents()
        found = [source.document_id for source in held if _named(source, value)]
        if not found:
            raise QuestionError("unknown_document", value=value, nearest=_nearest(value, held))
        return {"field": "meta.document_id", "operator": "in", "value": sorted(found)}
    day = _day(value)
    if day is None:
        raise QuestionError("bad_date", value=value, filter=name)
    operator = ">=" if name == "after" else "<"
    return {"field": "meta.date", "operator": operator, "value": day.isoformat()}


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


def _nearest(value: str, documents: Sequence[Source]) -> list[str]:
    names = {source.name: source.name for source in documents}
    names |= {PurePath(source.name).stem: source.name for source in documents}
    names |= {source.title: source.name for source in documents}
    close = difflib.get_close_matches(value, names, n=3, cutoff=0.3)
    return list(dict.fromkeys(names[name] for name in close)) or sorted(source.name for source in documents)[:3]
