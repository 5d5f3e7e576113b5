"""What admins see of the questions: one of them whole, those without an answer, what people thought of answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, selectinload

from bot.records.logged_questions import names_of_cited
from pipelines.records.chat_tables import Verdict
from pipelines.records.database import Database
from pipelines.records.tables import AskedQuestion
from pipelines.types import Outcome

LOOKED_AT = 2_000
UNANSWERED = (Outcome.REFUSED.value, Outcome.FAILED.value)


@dataclass(frozen=True, slots=True)
class SeenQuestion:
    """A question and how it ended. `scope` are the labels that all its readers held, `cited` documents and pages.

    `text` and `answer` are empty once a document that the answer quotes was forgotten.
    """

    id: str
    asked_at: datetime
    text: str = field(repr=False)
    answer: str = field(repr=False)
    outcome: str
    reason: str
    reference: str
    confidence: float
    inputs: Mapping[str, float]
    timings_ms: Mapping[str, float]
    scope: tuple[str, ...]
    conversation: str
    cited: tuple[tuple[str, int], ...] = field(repr=False)

    def is_of(self, team: str) -> bool:
        """Whether it was asked in a team, by its label: by its conversation, else by what its readers held."""
        if self.conversation:
            return self.conversation.startswith(f"{team}:")
        return any(each == team or each.startswith(f"{team}:") for each in self.scope)


@dataclass(frozen=True, slots=True)
class SeenVerdict:
    """What somebody thought of an answer."""

    at: datetime
    is_helpful: bool
    reason: str = field(repr=False)
    question: SeenQuestion


class QuestionViews:
    """Each method is one transaction; errors of the database pass through. For admins' eyes alone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, named: str) -> SeenQuestion | None:
        """The question of an id or of a reference, the newest where a reference has two; None where there is none."""
        asked = select(AskedQuestion).where(or_(AskedQuestion.id == named, AskedQuestion.reference == named))
        found = self._seen(asked.order_by(AskedQuestion.asked_at.desc()).limit(1))
        return found[0] if found else None

    def newest(self, most: int, outcomes: Sequence[str] = (), teams: Sequence[str] = ()) -> list[SeenQuestion]:
        """The questions that were asked last, newest first: those that ended so, and in these teams alone, by their
        labels.
        """
        asked = select(AskedQuestion).order_by(AskedQuestion.asked_at.desc(), AskedQuestion.id).limit(most)
        if outcomes:
            asked = asked.where(AskedQuestion.outcome.in_(outcomes))
        return self._seen(asked.where(*_in_teams(teams)))

    def lately_unanswered(self, most: int) -> list[SeenQuestion]:
        """Of the `LOOKED_AT` questions that were asked last, those without an answer, newest first; not those whose
        reply only the asker saw. It takes the same time however many questions there are.
        """
        lately = select(AskedQuestion.id).order_by(AskedQuestion.asked_at.desc()).limit(LOOKED_AT)
        asked = select(AskedQuestion).where(
            AskedQuestion.id.in_(lately),
            AskedQuestion.outcome.in_(UNANSWERED),
            AskedQuestion.conversation.is_not(None),
        )
        return self._seen(asked.order_by(AskedQuestion.asked_at.desc(), AskedQuestion.id).limit(most))

    def verdicts(self, most: int, teams: Sequence[str] = ()) -> list[SeenVerdict]:
        """What people thought last of answers, newest first."""
        asked = select(Verdict, AskedQuestion).join(AskedQuestion, AskedQuestion.id == Verdict.question_id)
        asked = asked.order_by(Verdict.at.desc(), Verdict.question_id, Verdict.person).limit(most)
        with self._database.reading() as session:
            rows = [(row[0], row[1]) for row in session.execute(asked.where(*_in_teams(teams)))]
            seen = {each.id: each for each in _as_seen(session, [question for _, question in rows])}
            return [SeenVerdict(row.at, row.is_helpful, row.reason, seen[question.id]) for row, question in rows]

    def _seen(self, asked: "Select[AskedQuestion]") -> list[SeenQuestion]:
        with self._database.reading() as session:
            rows = session.scalars(asked.options(selectinload(AskedQuestion.citations))).all()
            return _as_seen(session, list(rows))


def _in_teams(teams: Sequence[str]) -> list[ColumnElement[bool]]:
    """The condition for what was asked in conversations of these teams; where something was asked that only its asker
    saw isn't kept.
    """
    if not teams:
        return []
    return [or_(*(AskedQuestion.conversation.startswith(f"{each}:", autoescape=True) for each in teams))]


def _as_seen(session: Session, rows: Sequence[AskedQuestion]) -> list[SeenQuestion]:
    names = names_of_cited(session, rows)
    return [
        SeenQuestion(
            id=row.id,
            asked_at=row.asked_at,
            text=row.text,
            answer=row.answer,
            outcome=row.outcome,
            reason=row.reason,
            reference=row.reference or "",
            confidence=row.confidence,
            inputs=row.inputs,
            timings_ms=row.timings_ms,
            scope=tuple(map(str, row.scope)),
            conversation=row.conversation or "",
            cited=tuple((names[each.document_id], each.page) for each in row.citations if each.document_id in names),
        )
        for row in rows
    ]
