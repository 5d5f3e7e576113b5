"""What a pipeline's run means for the asker: answered, quoted or refused, and how sure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pipelines.checking.confidence import ANSWERED, QUOTED
from pipelines.components.evidence_gate import as_passage
from pipelines.components.quoter import Quoter
from pipelines.components.writer import answer_text
from pipelines.ports import Hit
from pipelines.types import Answer, Nearest, Outcome, Passage

SHOWN = 20
NEAREST = 3


def outcome_of(ran: Mapping[str, Any], quoter: Quoter) -> Answer:
    """The answer that the components' outputs amount to; `quoter` steps in where a model went away."""
    hits: Sequence[Hit] = ran["diversity"]["hits"]
    gate = ran["gate"]
    question = ran["standalone"]["question"]
    inputs: dict[str, float] = gate["inputs"]
    evidence: list[Passage] = gate.get("evidence") or []
    answer = Answer(
        Outcome.REFUSED,
        "",
        1 - inputs["evidence"],
        passages=shown(hits, evidence),
        inputs=inputs,
        nearest=nearest(hits),
        standalone_question=question,
        reason="not_found",
    )
    if gate["nowhere"]:
        return replace(answer, reason="name_missing", missing=tuple(gate["nowhere"]))
    if not evidence:
        return answer
    if "writer" not in ran:
        return _quoted(answer, ran["quoter"], "no_model")
    written = ran["writer"]
    answer = replace(answer, dropped=tuple(written["dropped"]), missing=tuple(written["missing"]))
    if written["sentences"]:
        return _answered(answer, written, ran["prompt"]["evidence"])
    if written["interrupted"]:
        return _quoted(answer, quoter.run(question, evidence, gate["contexts"]), "model_away")
    said = written["said_not_found"] or not written["dropped"]
    return replace(answer, reason="not_found" if said else "unsupported")


def nearest(hits: Sequence[Hit]) -> tuple[Nearest, ...]:
    """The documents that came closest, each with its best page and what stands there."""
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.source.document_id, hit)
    return tuple(
        Nearest(hit.source.name, hit.page, hit.label, hit.headings[-1] if hit.headings else "", hit.source.unit)
        for hit in list(first.values())[:NEAREST]
    )


def _quoted(answer: Answer, quoted: Mapping[str, Any], reason: str) -> Answer:
    if not quoted["citations"]:
        return answer
    return replace(
        answer,
        outcome=Outcome.QUOTED,
        text=quoted["text"],
        citations=tuple(quoted["citations"]),
        confidence=QUOTED(answer.inputs),
        remarks=tuple(quoted["remarks"]),
        nearest=(),
        reason=reason,
    )


def _answered(answer: Answer, written: Mapping[str, Any], sent: Sequence[Passage]) -> Answer:
    sentences = written["sentences"]
    kept = len(sentences) / (len(sentences) + len(written["dropped"]))
    inputs = {**answer.inputs, "support": min(s.support for s in sentences), "kept": kept}
    reason = "model_away_mid_answer" if written["interrupted"] else "partial" if written["missing"] else ""
    used = {passage.chunk_id for passage in sent}
    return replace(
        answer,
        outcome=Outcome.ANSWERED,
        text=answer_text(sentences),
        citations=tuple(written["citations"]),
        confidence=ANSWERED(inputs),
        inputs=inputs,
        passages=tuple(replace(passage, used=passage.chunk_id in used) for passage in answer.passages),
        nearest=(),
        reason=reason,
    )


def shown(hits: Sequence[Hit], evidence: Sequence[Passage] = ()) -> tuple[Passage, ...]:
    """The best passages in final order; those of the evidence are marked as used."""
    used = {passage.chunk_id for passage in evidence}
    return tuple(as_passage(hit, used=hit.chunk_id in used) for hit in hits[:SHOWN])
