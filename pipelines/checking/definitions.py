"""Lists of definitions: what stands under one term says nothing of another one."""

import re
from collections.abc import Sequence

from pipelines.text.words import stem, words

FEWEST = 3
"""Entries that make a list of definitions."""
_ENTRY = re.compile(
    r"\W{0,3}(?P<term>[^\W\d_][^\n:.;\u2013\u2014]{1,60}?)"
    r"(?:\s?:\s|\s[\u2013\u2014-]\s|\s(?:means|refers to|is defined as|stands for|bedeutet|bezeichnet)\s)\S"
)
_MOST_WORDS = 8
_ARTICLES = frozenset("the a an der die das ein eine".split())


def is_under_other_term(sentence: str, spans: Sequence[str], best: int) -> bool:
    """Whether the span that says most of a sentence is the entry of a term which the sentence doesn't have, while it
    has the term of another entry. `spans` are the sentences of the passage in order; False where they define little.
    """
    owners = _owners(spans)
    own = owners[best]
    if own is None or len(set(owners) - {None}) < FEWEST:
        return False
    said = frozenset(map(stem, words(sentence)))
    return not own <= said and any(term is not None and term <= said for term in owners)


def _owners(spans: Sequence[str]) -> list[frozenset[str] | None]:
    """The stems of the term under which each span stands; None before the first."""
    owners: list[frozenset[str] | None] = []
    for span in spans:
        entry = _ENTRY.match(span)
        found = [word for word in words(entry["term"]) if word not in _ARTICLES] if entry else []
        if found and len(found) <= _MOST_WORDS:
            owners.append(frozenset(map(stem, found)))
        else:
            owners.append(owners[-1] if owners else None)
    return owners
