"""What an answer was made of: everything that the pipeline's components gave, in plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pipelines.checking.confidence import ANSWERED, BY_WORDS, EVIDENCE, QUOTED, Logistic
from pipelines.components.evidence_gate import COVERED, UNNAMED
from pipelines.components.fusion import RRF_K
from pipelines.ports import Filter, Hit
from pipelines.text.function_words import language_of_question
from pipelines.types import Answer, Outcome

STAGES: Final = ("keyword", "vector", "pages", "kinds", "fusion", "reranker", "diversity")
"""The components that give lists of candidates, in their order."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk, or a page in the list of pages, as one component ranked it."""

    chunk_id: str
    document_id: str
    document: str = field(repr=False)
    page: int
    score: float
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """How a question came to its `answer`.

    `question` is what was asked without the typed filters, `searched_for` what was searched for, `where` the whole
    filter. `stages` holds each component's candidates, best first. `gate` are the inputs of the decision to answer,
    `thresholds` what they are compared with, `weights` those of the two regressions. `prompt` are role and text of each
    message of the model call, empty where none was to be made.
    """

    question: str = field(repr=False)
    searched_for: str = field(repr=False)
    where: Filter = field(repr=False)
    readable: int
    searched: int
    answer: Answer = field(repr=False)
    stages: Mapping[str, tuple[Candidate, ...]] = field(default_factory=dict)
    best_reranked: float = 0.0
    gate: Mapping[str, float] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    nowhere: tuple[str, ...] = field(default=(), repr=False)
    evidence: tuple[str, ...] = ()
    prompt: tuple[tuple[str, str], ...] = field(default=(), repr=False)


def inspection_of(
    ran: Mapping[str, Any], answer: Answer, threshold: float, where: Filter, readable: int, searched: int
) -> Inspection:
    """What a whole run of the pipeline amounts to."""
    gate, question = ran["gate"], str(ran["standalone"]["question"])
    searched_for = str(ran["spelling"]["search"])
    return Inspection(
        question=question,
        searched_for=searched_for,
        where=where,
        readable=readable,
        searched=searched,
        answer=answer,
        stages={name: _candidates(ran[name]["hits"]) for name in STAGES if name in ran},
        best_reranked=float(ran["reranker"]["best"]),
        gate={name: float(value) for name, value in gate["inputs"].items()},
        thresholds={"evidence": threshold, "cover": COVERED, "unnamed": UNNAMED, "rrf_k": float(RRF_K)},
        weights=_weights(searched_for, answer),
        nowhere=gate["mentioned"].nowhere,
        evidence=tuple(passage.chunk_id for passage in gate.get("evidence") or ()),
        prompt=tuple((str(each.role.value), each.text or "") for each in ran.get("prompt", {}).get("messages", ())),
    )


def _candidates(hits: Sequence[Hit]) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(hit.chunk_id, hit.source.document_id, hit.source.name, hit.page, float(hit.score), hit.text)
        for hit in hits
    )


def _weights(searched_for: str, answer: Answer) -> dict[str, dict[str, float]]:
    """Of the probability of evidence, and of the confidence that the outcome has."""
    evidence = EVIDENCE if language_of_question(searched_for) == "en" else BY_WORDS
    told = {"evidence": _told(evidence)}
    if answer.outcome is Outcome.ANSWERED:
        told["confidence"] = _told(ANSWERED)
    if answer.outcome is Outcome.QUOTED:
        told["confidence"] = _told(QUOTED)
    return told


def _told(regression: Logistic) -> dict[str, float]:
    return {"bias": regression.bias, **{name: weight for name, (weight, _) in regression.weights.items()}}
