"""What the bot answers without looking into a document: talk, and questions about the documents as such.

Every chat and the command line ask here first; what isn't recognised, or names no document that its readers have, is
a question for the documents.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import PurePath

from bot.records.shared_files import SharedRecord
from bot.wording.asked_of_bot import AskedKind, AskedOfBot, asked_of_bot
from bot.wording.line import Line
from bot.wording.told_answer import ToldAnswer, told
from bot.wording.told_lines import (
    changed_line,
    document_lines,
    length_line,
    new_lines,
    sharer_line,
    talk_lines,
    which_lines,
)
from ingest.library.held_documents import HeldDocument
from ingest.library.library import Library
from pipelines.access import Scope
from pipelines.types import Turn

MOST_MEANT = 5
"""Documents of like names that one question may mean."""
_OF_VERSIONS = frozenset(
    "copy draft entwurf final kopie neu new old signed version pdf docx xlsx pptx md txt csv".split()
)
_TALK = frozenset({AskedKind.GREETING, AskedKind.THANKS, AskedKind.FINE, AskedKind.BYE, AskedKind.WHO, AskedKind.HELP})
_ABOUT_ALL = frozenset({AskedKind.DOCUMENTS, AskedKind.NEW})
_ABOUT_ONE = frozenset({AskedKind.LENGTH, AskedKind.SHARER, AskedKind.CHANGED})


class OwnAnswers:
    """Answers from the records alone; `shared_as` gives where a document was shared. Raises what the records raise."""

    def __init__(self, library: Library, shared_as: Callable[[str], Sequence[SharedRecord]]) -> None:
        self._library = library
        self._shared_as = shared_as

    def answer(self, text: str, scope: Scope, locale: str, history: Sequence[Turn] = ()) -> ToldAnswer | None:
        """The answer to what is said to the bot itself; None for a question to the documents.

        Only documents of the scope are told of, and only who shared them with its readers.
        """
        asked = asked_of_bot(text, date.today())
        if asked is None:
            return None
        held = self._library.readable(scope)
        if asked.kind in _ABOUT_ONE:
            meant = _meant(asked, held, history)
            return told([self._line(asked.kind, each, scope, locale) for each in meant]) if meant else None
        if asked.kind is AskedKind.NEW and asked.since is not None:
            return told(new_lines(held, asked.since, locale))
        if asked.kind in _ABOUT_ALL:
            return told(document_lines(held, locale))
        if asked.kind is AskedKind.SUMMARY:
            meant = _meant(asked, held, history)
            return told(which_lines(meant, locale)) if len(meant) > 1 else None
        return told(talk_lines(asked.kind, held, locale)) if asked.kind in _TALK else None

    def to_sum_up(self, text: str, scope: Scope, history: Sequence[Turn] = ()) -> HeldDocument | None:
        """The one document that is to be summed up; None where no message of the kind names just one."""
        asked = asked_of_bot(text, date.today())
        if asked is None or asked.kind is not AskedKind.SUMMARY:
            return None
        meant = _meant(asked, self._library.readable(scope), history)
        return meant[0] if len(meant) == 1 else None

    def _line(self, kind: AskedKind, document: HeldDocument, scope: Scope, locale: str) -> Line:
        if kind is AskedKind.LENGTH:
            return length_line(document, locale)
        if kind is AskedKind.CHANGED:
            return changed_line(document, locale)
        shared = [each for each in self._shared_as(document.document_id) if each.label in scope.labels]
        return sharer_line(document, [each.file.sharer.id for each in shared if each.file.sharer.id], locale)


def _meant(asked: AskedOfBot, held: Sequence[HeldDocument], history: Sequence[Turn]) -> list[HeldDocument]:
    """The documents that a question names; none where no name has all of its words, or too many have."""
    if asked.is_it:
        return _spoken_of(held, history)
    wanted = _words(asked.document)
    named = [
        each
        for each in held
        if wanted and _fits(wanted, _words(f"{PurePath(each.name).stem} {each.title} {each.name}"))
    ]
    exact = [each for each in named if any(wanted in (name, _bare(name)) for name in _names(each))]
    found = exact or ([] if asked.is_doubtful else named)
    return found if len(found) <= MOST_MEANT else []


def _names(document: HeldDocument) -> list[set[str]]:
    return [_words(name) for name in (PurePath(document.name).stem, document.name, document.title)]


def _bare(name: set[str]) -> set[str]:
    """A name without what tells its versions apart."""
    return {word for word in name if not word.strip("v").isdigit()} - _OF_VERSIONS


def _fits(wanted: set[str], name: set[str]) -> bool:
    """Whether a name has all of the words; also where they are in the genitive, as German has it."""
    return all(word in name or word.removesuffix("s") in name or word.removesuffix("es") in name for word in wanted)


def _spoken_of(held: Sequence[HeldDocument], history: Sequence[Turn]) -> list[HeldDocument]:
    """The one document that the last exchange names, or the only one that there is."""
    if len(held) == 1:
        return list(held)
    said = _words(f"{history[-1].question} {history[-1].answer}") if history else set()
    found = [each for each in held if said and (_words(PurePath(each.name).stem) <= said or _words(each.title) <= said)]
    return found if len(found) == 1 else []


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text.casefold().replace("ß", "ss")))
