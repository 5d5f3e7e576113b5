"""What a question says of the form of its answer: `Answer in millions`, `Round to two decimals`. It isn't searched."""

import re
from typing import Final

from pipelines.text.page_kinds import asked_kinds
from pipelines.text.words import content_stems

FEWEST: Final = 2
"""Words with a meaning that have to be left of a question."""

_SENTENCE_END: Final = re.compile(r"(?<=[.!?\u3002])(?=\s|[A-Z])")
_ORDER: Final = re.compile(
    r"\s*(?:please,? |and |then |bitte )?(?:answer|reply|respond|return|round|express|format|give|provide|state|report|"
    r"write|output|show|present|antworte[nt]?|runde[nt]?|gib|geben sie|nenne[nt]?)\b",
    re.IGNORECASE,
)
_FORM: Final = re.compile(
    r"\b(?:answers?|response|integer|decimals?|decimal places?|digits?|whole number|bullet points?|json|list format|"
    r"sentences?|words|yes or no|yes' or 'no|percentage|per cent|in (?:us )?(?:usd|eur|dollars|euros?)|"
    r"in (?:thousand|million|billion|percent)s?|nachkommastellen?|dezimalstellen?|ganze zahl|"
    r"in (?:tausend|millionen|milliarden|prozent))\b",
    re.IGNORECASE,
)
_IN_CASE: Final = re.compile(
    r"\s*(?:if|wenn|falls)\b.{1,160}?\b(?:not|isn't|aren't|no|cannot|can't|nicht|kein\w*)\b.{0,160}?"
    r"\b(?:answer|reply|respond|return|say|state|explain|write|antworte\w*|sag\w*|schreib\w*)\b",
    re.IGNORECASE | re.DOTALL,
)


def without_form(question: str) -> str:
    """The question without sentences that only say how to answer; as it is where too little would be left.

    One that names a kind of page stays: where to look is no form.
    """
    sentences = _SENTENCE_END.split(question)
    kept = [each for each in sentences if not _is_form(each)]
    left = "".join(kept).strip()
    return left if len(kept) < len(sentences) and len(content_stems(left)) >= FEWEST else question


def _is_form(sentence: str) -> bool:
    if _IN_CASE.match(sentence):
        return True
    return bool(_ORDER.match(sentence) and _FORM.search(sentence)) and not asked_kinds(sentence)
