"""Documents by the names that people type."""

import difflib
from collections.abc import Collection, Sequence
from pathlib import PurePath
from typing import Final

from bot.wording.phrasing import one_line
from bot.wording.sentences import say
from ingest.library.held_documents import HeldDocument
from ingest.library.library import storable_name

LONGEST_SHOWN: Final = 60
"""Characters of a name that somebody typed, in the sentence that says that it is unknown."""


def named_documents(held: Sequence[HeldDocument], name: str) -> list[HeldDocument]:
    """Those of the documents that somebody means; several where they have one name."""
    meant = meant_names({document.name for document in held}, name)
    return [document for document in held if document.name in meant]


def meant_names(names: Collection[str], name: str) -> set[str]:
    """The one of the names that somebody means: exactly, else without regard to capitals and the suffix."""
    wanted = storable_name(name.strip())
    if wanted in names:
        return {wanted}
    folded = wanted.casefold()
    alike = {each for each in names if folded in {each.casefold(), PurePath(each).stem.casefold()}}
    return alike if len(alike) == 1 else set()


def unknown_name(name: str, held: Sequence[HeldDocument], locale: str) -> str:
    """That there is no such document, and which names are near."""
    names = list(dict.fromkeys(document.name for document in held))
    near = difflib.get_close_matches(storable_name(name), names, n=3, cutoff=0.4)
    key = "forget_unknown_near" if near else "forget_unknown"
    return say(key, locale, value=one_line(name, LONGEST_SHOWN), nearest=near)
