"""What one question and its result say of each figure: a number, or nothing where the figure doesn't apply."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from pipelines.evaluation.questions import Question
from pipelines.text.numbers_in_text import Number, numbers

Measure = Callable[[Question, Mapping[str, Any]], float | None]
_MARK = re.compile(r"\[(\d+)\]")
_SENTENCE = re.compile(r"(?<=\])\s+|\n+")


def pages_in_order(result: Mapping[str, Any]) -> list[tuple[str, int]]:
    """The distinct (document, page) pairs of the passages, each at its best place."""
    seen: dict[tuple[str, int], None] = {}
    for passage in result.get("passages", ()):
        for page in range(passage["page"], passage["last_page"] + 1):
            seen.setdefault((passage["document"], page))
    return list(seen)


def _gold(question: Question) -> set[tuple[str, int]]:
    return {(question.document or "", page) for page in question.pages}


def _has_pages(question: Question) -> bool:
    return question.answerable and bool(question.pages)


def _page_hit(k: int) -> Callable[[Question, Mapping[str, Any]], float | None]:
    def measure(question: Question, result: Mapping[str, Any]) -> float | None:
        if not _has_pages(question):
            return None
        return float(bool(_gold(question) & set(pages_in_order(result)[:k])))

    return measure


def _reciprocal_rank(question: Question, result: Mapping[str, Any]) -> float | None:
    if not _has_pages(question):
        return None
    gold = _gold(question)
    return next((1 / place for place, page in enumerate(pages_in_order(result), 1) if page in gold), 0.0)


def _document_hit(question: Question, result: Mapping[str, Any]) -> float | None:
    if not (question.answerable and question.document):
        return None
    found = pages_in_order(result)
    return float(bool(found) and found[0][0] == question.document)


def _cited(result: Mapping[str, Any]) -> set[tuple[str, int]]:
    return {
        (citation["document"], page)
        for citation in result.get("citations", ())
        for page in range(citation["page"], citation["last_page"] + 1)
    }


def _citation_recall(question: Question, result: Mapping[str, Any]) -> float | None:
    if not _has_pages(question) or not replied(result):
        return None
    found = _gold(question) & _cited(result)
    return float(bool(found)) if question.any_page else len(found) / len(question.pages)


def _citation_recall_of_all(question: Question, result: Mapping[str, Any]) -> float | None:
    """The same over all that can be answered: a refusal finds nothing."""
    if not _has_pages(question):
        return None
    return _citation_recall(question, result) or 0.0


def _citation_precision(question: Question, result: Mapping[str, Any]) -> float | None:
    cited = _cited(result)
    if not _has_pages(question) or not cited:
        return None
    return len(_gold(question) & cited) / len(cited)


def replied(result: Mapping[str, Any]) -> bool:
    """Whether a question got an answer or quotes, and wasn't refused."""
    return result["outcome"] in {"answered", "quoted"}


def _answered_though_unanswerable(question: Question, result: Mapping[str, Any]) -> float | None:
    return None if question.answerable else float(replied(result))


def _refused_though_answerable(question: Question, result: Mapping[str, Any]) -> float | None:
    return float(result["outcome"] == "refused") if question.answerable else None


def _number_right(question: Question, result: Mapping[str, Any]) -> float | None:
    if not question.answerable or question.answer_type != "number" or not replied(result):
        return None
    given = numbers(re.sub(r"\[\d+\]", " ", result["answer"]))
    asked = {number.written for number in numbers(question.text)}
    answer = numbers(question.answer)
    # A year that the question named already is not what it asked for.
    wanted = [number for number in answer if number.written not in asked] or answer
    return float(any(same_number(number, found) for number in wanted for found in given))


def same_number(wanted: Number, found: Number) -> bool:
    """Whether two figures are the same but for rounding; signs and units aside, scales such as "million" optional.

    The one with fewer digits may be rounded by half a unit of its last digit; a percentage may be given as a share.
    """
    powers = {0, wanted.scale - found.scale} | ({2, -2} if wanted.percent != found.percent else set())
    return any(
        abs(value - other.scaleb(power)) <= max(_half_unit(wanted, 0), _half_unit(found, power))
        for value in wanted.values
        for other in found.values
        for power in powers
    )


def _half_unit(number: Number, power: int) -> Decimal:
    """Half of what the last digit shown counts for; nothing for a short whole number, which is taken as exact."""
    rounded = number.figures >= 3 or number.places > 0
    return Decimal(5).scaleb(number.scale - number.places - 1 + power) if rounded else Decimal(0)


def is_right(question: Question, result: Mapping[str, Any]) -> float | None:
    """Whether a reply was right: a page of the evidence is cited, and a number that was asked for is there."""
    if not replied(result):
        return None
    if not question.answerable:
        return 0.0
    number = _number_right(question, result)
    if number is not None:
        return number
    return float(bool(_gold(question) & _cited(result))) if _has_pages(question) else None


def is_right_with_sources(question: Question, result: Mapping[str, Any]) -> float | None:
    """Of a right reply, whether each of its sentences has a source, on a page of the evidence and word for word."""
    if not is_right(question, result) or not _has_pages(question):
        return None
    citations = {citation.get("n", 0): citation for citation in result.get("citations", ())}
    sentences = [each for each in _SENTENCE.split(result["answer"]) if re.search(r"\w", each)]
    marked = [[int(mark) for mark in _MARK.findall(each)] for each in sentences]
    sound = {n for n, citation in citations.items() if _is_sound(citation, _gold(question), result)}
    return float(bool(marked) and all(marks and sound.issuperset(marks) for marks in marked))


def _is_sound(citation: Mapping[str, Any], gold: set[tuple[str, int]], result: Mapping[str, Any]) -> bool:
    """Whether a citation's page is one of the evidence, and its quote stands there word for word."""
    first, last, document = citation["page"], citation["last_page"], citation["document"]
    if not any((document, page) in gold for page in range(first, last + 1)):
        return False
    texts = [
        " ".join(passage.get("text", "").split())
        for passage in result.get("passages", ())
        if passage["document"] == document and passage["page"] <= last and passage["last_page"] >= first
    ]
    parts = [part.strip() for part in " ".join(citation.get("quote", "").split()).split(" \u2026 ")]
    return bool(parts[0]) and all(any(part in text for text in texts) for part in parts)


def _right(question: Question, result: Mapping[str, Any]) -> float | None:
    right = is_right(question, result)
    return 0.0 if right is None else right


def _tokens(_: Question, result: Mapping[str, Any]) -> float | None:
    usage = result.get("usage") or {}
    return float(sum(usage.values())) if usage else None


def _seconds(_: Question, result: Mapping[str, Any]) -> float | None:
    spent = result.get("timings_ms", {}).get("total")
    return None if spent is None else spent / 1000


def _outcome(name: str) -> Callable[[Question, Mapping[str, Any]], float | None]:
    return lambda _, result: float(result["outcome"] == name)


MEASURES: dict[str, Measure] = {
    **{f"page-hit@{k}": _page_hit(k) for k in (1, 3, 5, 10)},
    "MRR": _reciprocal_rank,
    "document-hit@1": _document_hit,
    "citation page recall": _citation_recall,
    "citation page recall, all": _citation_recall_of_all,
    "citation page precision": _citation_precision,
    "answered though unanswerable": _answered_though_unanswerable,
    "refused though answerable": _refused_though_answerable,
    "number right": _number_right,
    "reply right": is_right,
    "right with every source": is_right_with_sources,
    **{f"share {name}": _outcome(name) for name in ("answered", "quoted", "refused", "failed")},
}

RATIOS: dict[str, tuple[Measure, Measure]] = {
    "tokens per right reply": (_tokens, _right),
    "seconds per right reply": (_seconds, _right),
}
"""Costs: what all questions took, over the number of right replies."""


def graded(question: Question, result: Mapping[str, Any]) -> tuple[float, float] | None:
    """A reply's confidence, and whether it was right; None for what isn't judged."""
    right = is_right(question, result)
    return None if right is None else (result["confidence"], right)
