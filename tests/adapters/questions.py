"""Questions and answers that tests need again and again, and what an engine says that is told what to say."""

from dataclasses import replace

from pipelines.types import Answer, Citation, Nearest, Outcome
from tests.adapters.chat import Chat

QUESTION = "How many days carry over?"
OTHER_QUESTION = "How long is the notice period?"
HANDBOOK = "Employees may carry over up to five days of unused vacation into the next year."
TRAVEL = "A flight of more than four hours may be booked in the second class of the airline."
CARRIED = "How many days of unused vacation may employees carry over?"
"""What the handbook answers."""
FLOWN = "May a flight of more than four hours be booked in the second class?"


def cited(number: int = 1, document: str = "Handbook.md", **more: object) -> Citation:
    """A source."""
    return replace(Citation(number, document, 3, 3, None, "up to five days", f"c{number}"), **more)  # type: ignore[arg-type]


def answered(text: str = "Five days [1].", *sources: Citation, **more: object) -> Answer:
    """An answer in checked sentences."""
    answer = Answer(Outcome.ANSWERED, text, 0.9, sources or (cited(),), searched=2, timings_ms={"total": 1_400.0})
    return replace(answer, **more)  # type: ignore[arg-type]


REFUSED = Answer(
    Outcome.REFUSED,
    "",
    0.5,
    searched=2,
    reason="not_found",
    nearest=(Nearest("Travel.md", 3, None, "booking classes"),),
)


def long_answer(chat: Chat) -> Answer:
    """An answer that the chat doesn't show in one message."""
    return answered("\n\n".join(f"Rule {number} is long [1]. " + "It goes on. " * chat.goes_on for number in range(60)))
