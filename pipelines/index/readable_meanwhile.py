"""What the records said of who may read what, for as long as one question is searched for."""

import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from pipelines.access import Scope

Among = Callable[[Collection[str], Scope], frozenset[str]]
"""`Readable.among`."""


class ReadableMeanwhile:
    """Asks about each document once: a question has some six searches at once, which find much the same documents.

    Safe for the threads that search. What was taken back since is found by who looks again before anything is shown
    (`answering.evidence_watch`).
    """

    def __init__(self, among: Among) -> None:
        self._among = among
        self._asking = threading.Lock()
        self._asked: dict[Scope, set[str]] = {}
        self._readable: dict[Scope, frozenset[str]] = {}
        self._whole: set[Scope] = set()

    def is_all(self, scope: Scope, document_ids: frozenset[str]) -> None:
        """These are all the documents that a scope may read: nothing more is asked of it."""
        with self._asking:
            self._readable[scope] = document_ids
            self._whole.add(scope)

    def among(self, document_ids: Collection[str], scope: Scope) -> frozenset[str]:
        """Those of the documents that the scope may read; what isn't known isn't readable."""
        with self._asking:
            asked = self._asked.setdefault(scope, set())
            unknown = [] if scope in self._whole else [each for each in document_ids if each not in asked]
            readable = self._readable.get(scope, frozenset())
            if unknown:
                readable |= self._among(unknown, scope)
                self._readable[scope] = readable
                asked.update(unknown)
        return readable.intersection(document_ids)


_meanwhile: ContextVar[ReadableMeanwhile | None] = ContextVar("readable_meanwhile", default=None)


@contextmanager
def asked_once(among: Among) -> Iterator[None]:
    """Within the block, and in what it starts, searches ask about each document once."""
    token = _meanwhile.set(ReadableMeanwhile(among))
    try:
        yield
    finally:
        _meanwhile.reset(token)


def readable_meanwhile() -> ReadableMeanwhile | None:
    """That of the block that is open here."""
    return _meanwhile.get()
