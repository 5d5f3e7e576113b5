"""What a pipeline's run means for the asker: answered, quoted or refused, and how sure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pipelines.checking.confidence import ANSWERED, QUOTED
from pipelines.components.checked_sentence import answer_text
from pipelines.components.evidence_gate import as_passage
from pipelines.components.named_things import Mentioned
from pipelines.components.quoter import Quoter
from pipelines.ports import Hit
from pipelines.text.function_words import language_of_question
from pipelines.text.orders_to_models import gives_orders
from pipelines.types import Answer, Nearest, Outcome, Passage, Remark

SHOWN = 20
SIMILAR = 0.5
"""The most that an answer is worth whose model says that it isn't quite what was asked."""
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
        remarks=tuple(ran["spelling"]["remarks"]),
    )
    mentioned: Mentioned = gate["mentioned"]
    if not evidence:
        answer = replace(answer, remarks=(*answer.remarks, *_in_other_languages(question, hits)))
        return _unmentioned(answer, mentioned) if mentioned.is_missing else answer
    if "writer" not in ran:
        return _quoted(answer, ran["quoter"], "no_model")
    written = ran["writer"]
    dropped, missing = tuple(written["dropped"]), tuple(written["missing"])
    answer = replace(answer, dropped=dropped, missing=missing, usage=written["usage"])
    if written["sentences"]:
        return _answered(answer, written, ran["prompt"]["evidence"])
    if written["interrupted"]:
        given = ran["spelling"]["question"], evidence, gate["contexts"]
        return _quoted(answer, quoter.run(*given, rewritten_by=ran["standalone"]["rewritten_by"]), "model_away")
    said = written["said_not_found"] or not written["dropped"]
    return replace(answer, reason="not_found" if said else "unsupported")


def _unmentioned(answer: Answer, missing: Mentioned) -> Answer:
    """The refusal of what names something that the evidence lacks: what that is, and what is there in its place."""
    if missing.nowhere:
        return replace(answer, reason="name_missing", missing=missing.nowhere)
    if missing.elsewhere:
        return replace(answer, reason="name_elsewhere", missing=missing.elsewhere)
    if missing.is_turned:
        return replace(answer, reason="said_otherwise")
    there = (Remark("years_there", (("years", ", ".join(missing.years_there)),)),) if missing.years_there else ()
    return replace(answer, reason="year_missing", missing=missing.years, remarks=(*answer.remarks, *there))


def _in_other_languages(question: str, hits: Sequence[Hit]) -> list[Remark]:
    """What to say where documents that come closest are in other languages than the question."""
    first: dict[str, str] = {}
    for hit in hits:
        first.setdefault(hit.source.document_id, hit.language or "")
    found = sorted({*list(first.values())[:NEAREST]} - {"", language_of_question(question)})
    return [Remark("other_languages", (("languages", ",".join(found)),))] if found else []


def nearest(hits: Sequence[Hit]) -> tuple[Nearest, ...]:
    """The documents that came closest, each with its best page and what stands there."""
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.source.document_id, hit)
    return tuple(
        Nearest(hit.source.name, hit.page, hit.label, _topic(hit), hit.source.unit)
        for hit in list(first.values())[:NEAREST]
    )


def _topic(hit: Hit) -> str:
    heading = hit.headings[-1] if hit.headings else ""
    return "" if gives_orders(heading) else heading


def _quoted(answer: Answer, quoted: Mapping[str, Any], reason: str) -> Answer:
    if not quoted["citations"]:
        return answer
    return replace(
        answer,
        outcome=Outcome.QUOTED,
        text=quoted["text"],
        citations=tuple(quoted["citations"]),
        confidence=QUOTED(answer.inputs),
        remarks=(*answer.remarks, *quoted["remarks"]),
        nearest=(),
        reason=reason,
    )


def _answered(answer: Answer, written: Mapping[str, Any], sent: Sequence[Passage]) -> Answer:
    sentences = written["sentences"]
    kept = len(sentences) / (len(sentences) + len(written["dropped"]))
    inputs = {**answer.inputs, "support": min(s.support for s in sentences), "kept": kept}
    reason = "model_away_mid_answer" if written["interrupted"] else "partial" if written["missing"] else ""
    similar = (Remark("similar", (("topic", ", ".join(written["similar"])),)),) if written["similar"] else ()
    return replace(
        answer,
        outcome=Outcome.ANSWERED,
        text=answer_text(sentences),
        citations=tuple(written["citations"]),
        remarks=(*answer.remarks, *similar),
        confidence=min(ANSWERED(inputs), SIMILAR) if similar else ANSWERED(inputs),
        inputs=inputs,
        passages=tuple(replace(passage, used=_was_read(passage, sent)) for passage in answer.passages),
        nearest=(),
        reason=reason,
        sentences=len(sentences),
    )


def _was_read(passage: Passage, sent: Sequence[Passage]) -> bool:
    """Whether the model had it before it, by itself or on its page."""
    return any(
        (each.document_id, each.page) == (passage.document_id, passage.page) and passage.text in each.text
        for each in sent
    )


def shown(hits: Sequence[Hit], evidence: Sequence[Passage] = ()) -> tuple[Passage, ...]:
    """The best passages in final order; those of the evidence are marked as used."""
    used = {passage.chunk_id for passage in evidence}
    return tuple(as_passage(hit, used=hit.chunk_id in used) for hit in hits[:SHOWN])
