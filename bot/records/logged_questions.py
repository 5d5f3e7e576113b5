"""A question as the records know it: what was asked, how it ended, what the answer cites."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipelines.records.tables import AskedQuestion, Document
from pipelines.types import Outcome


@dataclass(frozen=True, slots=True)
class LoggedSource:
    """Mark `n` of an answer: the document as it is named now, the page, and the quoted words."""

    n: int
    document_id: str
    document: str
    page: int
    quote: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LoggedQuestion:
    """A question as the records know it. `asker` is a pseudonym; `citations` those whose documents still exist.

    `conversation` is empty where nobody but the asker saw the reply. `standalone` and `answer` are empty
    once a document that the answer quotes was forgotten.
    """

    id: str
    text: str = field(repr=False)
    standalone: str = field(repr=False)
    answer: str = field(repr=False)
    conversation: str
    message: str
    asker: str
    outcome: Outcome
    asked_at: datetime
    citations: tuple[LoggedSource, ...] = field(repr=False)
    confidence: float = 0.0


def names_of_cited(session: Session, rows: Sequence[AskedQuestion]) -> dict[str, str]:
    """The names, by id, of the documents that answers cite and that still exist."""
    cited = {page.document_id for row in rows for page in row.citations}
    named = select(Document).where(Document.id.in_(cited), Document.forgotten_at.is_(None))
    return {document.id: document.name for document in session.scalars(named)} if cited else {}


def logged_questions(session: Session, rows: Sequence[AskedQuestion]) -> list[LoggedQuestion]:
    """Rows as questions, with what their answers cite."""
    names = names_of_cited(session, rows)
    return [
        LoggedQuestion(
            id=row.id,
            text=row.text,
            standalone=row.standalone,
            answer=row.answer,
            conversation=row.conversation or "",
            message=row.message or "",
            asker=row.asker or "",
            outcome=Outcome(row.outcome),
            asked_at=row.asked_at,
            citations=tuple(
                LoggedSource(page.n, page.document_id, names[page.document_id], page.page, page.quote)
                for page in row.citations
                if page.document_id in names
            ),
            confidence=row.confidence or 0.0,
        )
        for row in rows
    ]
