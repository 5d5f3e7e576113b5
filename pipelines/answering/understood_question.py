"""What a question asks for: its words without the typed filters, and which documents they leave to be searched."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipelines.access import Scope, scope_filter
from pipelines.index.document_filter import Uncopied
from pipelines.index.readable_index import ReadableIndex
from pipelines.ports import Filter
from pipelines.text.question_filters import LONGEST_QUESTION, QuestionError, read_filters
from pipelines.types import Answer, Outcome, Source, Turn

_SEARCHES = ("spelling", "keyword", "vector", "pages", "kinds")


@dataclass(frozen=True, slots=True)
class UnderstoodQuestion:
    """A question as it is searched for, `where` it may be searched.

    `readable` counts the documents that the scope may read, as far as they were counted, `searched` those of them that
    the typed filters leave. `unfit` are words that were typed like a filter and taken for words.
    """

    text: str
    where: Filter
    readable: int
    searched: int
    unfit: tuple[str, ...] = ()

    def told(self, answer: Answer) -> Answer:
        """The answer with what was searched; where nothing was found, it asks about words typed like a filter."""
        if self.unfit and answer.outcome is Outcome.REFUSED and answer.reason == "not_found":
            answer = replace(answer, reason="unfit_filter", missing=self.unfit)
        return replace(answer, searched=self.searched)

    def inputs(self, history: Sequence[Turn]) -> dict[str, dict[str, Any]]:
        """What the components of the retrieval are given."""
        return {
            "standalone": {"question": self.text, "history": list(history)},
            **{name: {"where": Uncopied(self.where)} for name in _SEARCHES},
        }


def understood_question(index: ReadableIndex, question: str, scope: Scope) -> UnderstoodQuestion:
    """The question of somebody who may read what is in the scope; asks the records how much that is.

    Raises `QuestionError` for one that can't be asked as it is.
    """
    if not question.strip():
        raise QuestionError("empty_question")
    if len(question) > LONGEST_QUESTION:
        raise QuestionError("question_too_long", length=len(question), limit=LONGEST_QUESTION)
    filtered = read_filters(question, lambda: _listed(index, scope_filter(scope)))
    if not filtered.text:
        raise QuestionError("only_filters")
    where = scope_filter(scope, *filtered.conditions)
    readable = searched = index.count(scope)
    if readable and filtered.conditions:
        searched = len(_listed(index, where))
    return UnderstoodQuestion(filtered.text, where, readable, searched, filtered.unfit)


def _listed(index: ReadableIndex, where: Filter) -> list[Source]:
    return [row.source for row in index.documents(where)]
