"""A question's one end: an answer, or a failure that says what is missing. Never an exception."""

from dataclasses import dataclass

from pipelines.types import Answer

QUOTE_MARK = "•"
"""What the text of an answer begins with that consists of quotes: it comes in one piece, and isn't shown by parts."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a question ended, with the `reference` of a failure; `is_askers` where the asker can mend what failed."""

    answer: Answer
    reference: str = ""
    is_askers: bool = False
