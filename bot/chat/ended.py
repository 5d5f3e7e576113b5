"""A question's one end: an answer, or a failure that says what is missing. Never an exception."""

from dataclasses import dataclass

from pipelines.types import Answer

QUOTE_MARK = "•"
"""What the text of an answer begins with that consists of quotes: it comes in one piece, and isn't shown by parts."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a question ended, with the `reference` of a failure; `is_askers` where the asker can mend what failed.

    `kept_back` are the marks of sources that only the asker may read of those around; `share` is the id of a question
    in whose conversation the answer can be made for all there, empty where there is none. `readers` are labels that all
    who read it hold.
    """

    answer: Answer
    reference: str = ""
    is_askers: bool = False
    kept_back: frozenset[int] = frozenset()
    share: str = ""
    readers: frozenset[str] = frozenset()
