"""What the bot needs from the engine, without importing it: that costs seconds."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from pipelines.access import Scope
from pipelines.types import Answer, Outline, Page, Passage, Turn


class FoundPassages(Protocol):
    """What a search gives: `passages`, best first."""

    @property
    def passages(self) -> tuple[Passage, ...]:
        """At most 20 passages, best first."""
        ...

    @property
    def timings_ms(self) -> Mapping[str, float]:
        """How long each stage took, and `total`."""
        ...


class Answerer(Protocol):
    """Answers questions from the documents that `scope` may read.

    Raises `QuestionError` for a question that can't be asked as it is, and `IndexUnavailableError`.
    """

    async def answer(
        self,
        question: str,
        scope: Scope,
        history: Sequence[Turn] = (),
        on_sentence: Callable[[str], None] | None = None,
        on_reading: Callable[[Sequence[str]], None] | None = None,
    ) -> Answer:
        """The answer; its checked sentences go to `on_sentence` one by one while it is made, from any thread.

        Where a model writes it, `on_reading` gets the names of the documents before that begins, the best first.
        """
        ...

    async def search(self, question: str, scope: Scope) -> FoundPassages:
        """The passages that fit the question best."""
        ...

    async def evidence(self, question: str, scope: Scope) -> Sequence[Passage]:
        """The passages that an answer would be made from, best first; none where they wouldn't do for one."""
        ...

    async def outline(self, document_id: str, pages: int, scope: Scope) -> Outline:
        """The outline of a document of so many pages."""
        ...

    async def summary(
        self,
        question: str,
        document_id: str,
        pages: int,
        scope: Scope,
        on_sentence: Callable[[str], None] | None = None,
        on_reading: Callable[[Sequence[str]], None] | None = None,
    ) -> Answer | None:
        """A model's checked sentences on a whole document; None where there are none."""
        ...

    async def page(self, document_id: str, number: int, scope: Scope) -> Page | None:
        """A page of a document, by its number; None where there is none that the scope may read."""
        ...

    async def rehearse(self, scope: Scope) -> None:
        """Asks itself a question without a model's call, so that the first one that somebody asks isn't slow."""
        ...
