"""Whether the evidence says what a question takes for granted: in its unit, not denied, not the other way round."""

import re
from collections.abc import Sequence

from pipelines.checking.sentence_cover import Covered
from pipelines.text.function_words import language_of_question
from pipelines.text.measures_in_text import asked_measure, is_convertible, measures
from pipelines.text.polarity import denies, turns_round

_DENIED = re.compile(r"\b(?:not|never|no longer)\b|n['\u2019]t\b", re.IGNORECASE)
_NO_DENIAL = re.compile(
    r"\bnot (?:only|more|less|fewer|later|earlier|before|after|yet|sure|just)\b|\bor not\b"
    r"|\b(?:if|when|unless|whether|in case|why|because|although|i|we|you|my|our|your|me|us)\b"
    r"|^\W*(?:is|are|was|were|do|does|did|can|could|has|have|had|should|would|will|must)(?:n['\u2019]t)?\b",
    re.IGNORECASE,
)
"""What isn't asked as a fact that is denied: conditions, reasons, people's own matters, yes or no."""


def missing_unit(question: str, near: Sequence[Covered], texts: Sequence[str]) -> str:
    """The unit that a question wants, as it writes it, where the passages of the sentences `near` it have neither that
    one nor one that can be converted; empty where they have. `texts` are those of all passages.
    """
    unit, written = asked_measure(question)
    if not unit:
        return ""
    there = measures("\n".join(texts[number] for number in dict.fromkeys(each.passage for each in near)))
    return "" if unit in there or is_convertible(unit, there) else written


def is_turned(question: str, near: Sequence[Covered]) -> bool:
    """Whether a question asks for what isn't so and no sentence near it denies anything, or all of them say the
    opposite of it: it asks by how much something fell, and they tell how it rose. English alone.
    """
    if not near or language_of_question(question) != "en":
        return False
    if _DENIED.search(question) and not _NO_DENIAL.search(question):
        return not any(denies(each.onward, question) for each in near)
    return all(turns_round(question, each.text) for each in near)
