"""What the bot needs from the engine, without importing it: that costs seconds."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from pipelines.access import Scope
from pipelines.types import Answer, Passage, Turn


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
