"""Questions, answers and passages over HTTP."""

from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from bot.api.v1.models.plain_text import PlainText
from bot.chat.notes import Note
from bot.records.logged_questions import LoggedQuestion
from bot.wording.phrasing import refusal_lines, remark
from pipelines.text.question_filters import LONGEST_QUESTION
from pipelines.types import Answer, Citation, Outcome, Passage, Unit

Shown = Literal["answered", "quoted", "refused", "talked"]


class QuestionIn(BaseModel):
    """A question."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"question": "How many days of leave are there?"}]}
    )

    question: PlainText = Field(
        min_length=1, max_length=LONGEST_QUESTION, description="In any language; filters such as `in:` may be typed."
    )
    conversation: str | None = Field(
        None,
        pattern=r"^[A-Za-z0-9_-]{1,64}$",
        description="The conversation of an earlier answer, for a follow-up. Without it a new one begins.",
    )


class CitationOut(BaseModel):
    """What stands behind mark `n` of an answer."""

    n: int = Field(description="The mark: [1].")
    document_id: str = Field(description="For /v1/documents/{id}; empty where it is gone.")
    document: str = Field(description="The file's name.")
    page: int
    label: str | None = Field(description="The page as it is printed, or the place in words.")
    unit: Unit
    quote: str = Field(description="Words of the page, letter by letter.")

    @classmethod
    def of(cls, citation: Citation, document_id: str) -> Self:
        """One citation of an answer that was just made."""
        return cls(
            n=citation.n,
            document_id=document_id,
            document=citation.document,
            page=citation.page,
            label=citation.label,
            unit=citation.unit,
            quote=citation.quote,
        )


class AnswerOut(BaseModel):
    """How a question ended. What fails is a problem instead."""

    outcome: Shown
    text: str = Field(description="The answer with its marks; of a refusal the sentences that say so.")
    confidence: float = Field(ge=0, le=1, description="How probable it is that the answer or refusal is right.")
    citations: list[CitationOut]
    message: str = Field("", description="Beside the answer: why there are only quotes, what is not covered.")
    notes: list[Note] = Field(description="Codes: `scope_reduced` says that not all that the caller may read was used.")
    reason: str = Field("", description="A code where there is more to say than the outcome.")

    @classmethod
    def of(cls, answer: Answer, notes: tuple[Note, ...] = ()) -> Self:
        """An answer that was just made; its outcome is no failure."""
        ids = {each.chunk_id: each.document_id for each in answer.passages}
        by_name = {each.document: each.document_id for each in answer.passages}
        cited = [
            CitationOut.of(each, ids.get(each.chunk_id) or by_name.get(each.document, "")) for each in answer.citations
        ]
        text = "\n".join(refusal_lines(answer, "api")) if answer.outcome is Outcome.REFUSED else answer.text
        return cls(
            outcome=answer.outcome.value,
            text=text,
            confidence=min(max(float(answer.confidence), 0.0), 1.0),
            citations=cited,
            message=remark(answer),
            notes=list(notes),
            reason=answer.reason,
        )


class AnsweredQuestion(BaseModel):
    """A question and its answer."""

    id: str = Field(description="For /v1/questions/{id}.")
    conversation: str = Field(description="Send it with a follow-up.")
    question: str
    asked_at: datetime | None = None
    answer: AnswerOut


class RecordedAnswer(BaseModel):
    """A question that was asked before, with as much of its end as may be told now."""

    id: str
    question: str
    asked_at: datetime
    outcome: Outcome
    text: str = Field(description="Empty where `withheld`, and once a document that it quotes was forgotten.")
    confidence: float = Field(ge=0, le=1)
    citations: list[CitationOut]
    withheld: bool = Field(description="A document that the answer quotes may no longer be read by the caller.")

    @classmethod
    def of(cls, logged: LoggedQuestion, readable: frozenset[str]) -> Self:
        """What is told of it to somebody who may read these documents."""
        is_withheld = any(each.document_id not in readable for each in logged.citations)
        cited = [
            CitationOut(
                n=each.n,
                document_id=each.document_id,
                document=each.document,
                page=each.page,
                label=None,
                unit=Unit.PAGE,
                quote=each.quote,
            )
            for each in logged.citations
        ]
        return cls(
            id=logged.id,
            question=logged.text,
            asked_at=logged.asked_at,
            outcome=logged.outcome,
            text="" if is_withheld else logged.answer,
            confidence=min(max(logged.confidence, 0.0), 1.0),
            citations=[] if is_withheld else cited,
            withheld=is_withheld,
        )


class RecordedAnswers(BaseModel):
    """Questions of the caller, newest first."""

    questions: list[RecordedAnswer]


class PassageOut(BaseModel):
    """A stretch of a page."""

    document_id: str
    document: str
    title: str
    page: int
    last_page: int
    label: str | None
    unit: Unit
    text: str
    score: float = Field(description="How well it fits; larger is better. To be compared within one search alone.")

    @classmethod
    def of(cls, passage: Passage) -> Self:
        """One passage."""
        return cls(
            document_id=passage.document_id,
            document=passage.document,
            title=passage.title,
            page=passage.page,
            last_page=passage.last_page,
            label=passage.label,
            unit=passage.unit,
            text=passage.text,
            score=float(passage.score),
        )


class Passages(BaseModel):
    """Passages, best first."""

    passages: list[PassageOut]
    notes: list[Note] = []


class FeedbackIn(BaseModel):
    """What somebody thinks of an answer."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"helpful": True}]})

    helpful: bool
    reason: PlainText = Field("", max_length=2000, description="Why, in the caller's words.")
