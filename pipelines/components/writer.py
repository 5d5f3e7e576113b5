"""The component that lets a model write and passes on only sentences that have been checked."""

import time
from collections.abc import Callable
from typing import Any

from haystack import component
from haystack.dataclasses import ChatMessage

from pipelines.checking.checker import SentenceChecker
from pipelines.components.checked_sentence import CheckedSentence
from pipelines.components.draft import Draft
from pipelines.models.generators import Generator, unavailable
from pipelines.models.model_call import model_call
from pipelines.types import Citation, Dropped, Passage

REPLY_SECONDS = 60.0
"""How long a reply may take where nothing else is said."""


class _OutOfTimeError(Exception):
    pass


@component
class CheckedWriter:
    """One model call whose sentences are checked as each is completed; only those that pass leave.

    A sentence must pass `SentenceChecker` with a passage that it cites. Small models often cite nothing or the wrong
    source, so a sentence whose own citations fail (or are missing) is tried against each other passage of the
    evidence; it is attributed to the one that passes the very same check with the most support, and never to one
    that does not. Everything else is dropped with its reason, and the answer goes on without it; a sentence that
    refers back to a dropped one ("They …") is dropped with it.

    `budget` is the time in seconds for the whole reply. A model that is away, dies half-way or runs out of time never
    raises: what was checked until then stays, and `interrupted` holds the code of `GeneratorUnavailableError`.
    """

    def __init__(self, generator: Generator, checker: SentenceChecker, budget: float = REPLY_SECONDS) -> None:
        self.generator = generator
        self.checker = checker
        self.budget = budget

    @component.output_types(
        sentences=list[CheckedSentence],
        citations=list[Citation],
        dropped=list[Dropped],
        said_not_found=bool,
        missing=list[str],
        similar=list[str],
        interrupted=str,
        usage=dict[str, int],
    )
    def run(
        self,
        messages: list[ChatMessage],
        evidence: list[Passage],
        question: str = "",
        contexts: dict[str, str] | None = None,
        on_sentence: Callable[[CheckedSentence], None] | None = None,
        on_evidence: Callable[[list[Passage]], None] | None = None,
    ) -> dict[str, Any]:
        """The checked sentences in order, and all that was kept back.

        `evidence[n - 1]` is what mark [n] stands for in `messages`; `on_evidence` gets the passages before the model
        begins, `on_sentence` each sentence once, as soon as it has passed. `missing`: words of the question for which
        the model found nothing; `similar`: those that what it found differs in. `usage`: the tokens that the provider
        counted, where it says so.
        """
        if on_evidence is not None:
            on_evidence(evidence)
        draft = Draft(self.checker.reading(evidence, question, contexts), question, on_sentence)
        deadline = time.monotonic() + self.budget

        def on_chunk(chunk: Any) -> None:
            if time.monotonic() > deadline:
                raise _OutOfTimeError
            draft.add(chunk.content or "")

        interrupted, usage = "", dict[str, int]()
        meta: dict[str, Any] = {}
        try:
            with model_call(self.generator, "answer") as call:
                replies = self.generator.run(messages, streaming_callback=on_chunk)["replies"]
                meta = replies[0].meta if replies else {}
                call.ended(meta)
            usage = call.usage
        except _OutOfTimeError:
            interrupted = "timeout"
        except Exception as error:
            problem = unavailable(error)
            if problem is None:
                raise
            interrupted = problem.code
        draft.finish(complete=not interrupted and meta.get("finish_reason") not in {"length", "max_tokens"})
        return {
            "sentences": draft.sentences,
            "citations": draft.numbering.citations(),
            "dropped": draft.dropped,
            "said_not_found": draft.said_not_found,
            "missing": draft.missing,
            "similar": draft.similar,
            "interrupted": interrupted,
            "usage": usage,
        }
