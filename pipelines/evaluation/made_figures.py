"""How questions that were made by rule ended: refused where they had to be, conflicts told."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipelines.evaluation.figures import Figure, mean_figure
from pipelines.evaluation.measures import replied, same_number
from pipelines.evaluation.questions import Question
from pipelines.text.numbers_in_text import numbers

_REFUSED = frozenset({"refusal", "correction"})
_CONFLICTS = frozenset({"versions_differ", "versions_older", "sources_disagree", "pages_disagree"})


def made_figures(questions: Sequence[Question], results: Iterable[Mapping[str, Any]]) -> dict[str, Figure]:
    """Refusal precision and recall, conflicts told, and each kind's share that ended as it must, by strength."""
    by_id = {str(result["id"]): result for result in results}
    pairs = [(question, by_id[question.id]) for question in questions if question.id in by_id and question.kind]
    figures = {
        "refusal precision": [float(q.expected in _REFUSED) for q, r in pairs if not replied(r)],
        "refusal recall": [ended_right(q, r) for q, r in pairs if q.expected in _REFUSED],
        "answered, unchanged": [float(replied(r)) for q, r in pairs if q.expected == "answer"],
        "right, unchanged": [ended_right(q, r) for q, r in pairs if q.expected == "answer"],
        "conflicts told": [ended_right(q, r) for q, r in pairs if q.expected == "conflict"],
    }
    for question, result in pairs:
        if question.expected != "answer":
            figures.setdefault(f"{question.kind} {question.strength}", []).append(ended_right(question, result))
    return {name: mean_figure(values) for name, values in figures.items() if values}


def ended_right(question: Question, result: Mapping[str, Any]) -> float:
    """1 where the question ended as it must, else 0.

    A false figure that a question takes for granted may be corrected: then the true one has to be among the quotes. A
    conflict is told where both pages are cited, or a remark says so.
    """
    if question.expected == "conflict":
        cited = {(c["document"], c["page"]) for c in result.get("citations", ())}
        told = _CONFLICTS & set(result.get("remarks", ()))
        return float(bool(told) or set(question.conflict) <= cited)
    if question.expected == "answer":
        return float(replied(result) and _says(question.answer, result))
    return float(not replied(result) or (question.expected == "correction" and _says(question.answer, result)))


def _says(value: str, result: Mapping[str, Any]) -> bool:
    """Whether the figure stands in the reply or in what it quotes."""
    quotes = (citation.get("quote", "") for citation in result.get("citations", ()))
    given = [number for text in (result["answer"], *quotes) for number in numbers(text)]
    return any(same_number(wanted, found) for wanted in numbers(value) for found in given)
