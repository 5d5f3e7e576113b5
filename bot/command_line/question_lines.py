"""Questions and verdicts as JSON."""

from collections.abc import Iterator, Sequence
from typing import Any

from bot.records.question_views import UNANSWERED, SeenQuestion, SeenVerdict

BY = "command line"
"""Who acts, in the audit."""


def question_json(seen: SeenQuestion) -> dict[str, Any]:
    """A question as `tcbot questions list --json` prints it."""
    return {
        "id": seen.id,
        "asked_at": seen.asked_at.isoformat(),
        "question": seen.text,
        "outcome": seen.outcome,
        "reason": seen.reason,
        "reference": seen.reference,
        "confidence": round(float(seen.confidence), 4),
        "inputs": dict(seen.inputs),
        "cited": [{"document": name, "page": page} for name, page in seen.cited],
    }


def evaluation_rows(verdicts: Sequence[SeenVerdict]) -> Iterator[dict[str, Any]]:
    """A row a question, as `tcbot eval` reads them; the newest verdict of several comes first."""
    told = set()
    for each in verdicts:
        asked = each.question
        if asked.id in told or not asked.text:
            continue
        told.add(asked.id)
        documents = {name for name, _ in asked.cited}
        is_known = each.is_helpful and len(documents) == 1
        yield {
            "id": asked.id,
            "question": asked.text,
            "answerable": asked.outcome not in UNANSWERED,
            "doc": next(iter(documents)) if is_known else None,
            "pages": sorted({page for _, page in asked.cited}) if is_known else [],
            "answer": asked.answer if each.is_helpful else "",
            "source": "feedback",
            "helpful": each.is_helpful,
            "reason": each.reason,
            "answered": asked.answer,
        }
