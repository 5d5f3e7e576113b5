"""How content people say they are, in figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlalchemy import func, select

from bot.records.figures.spans import Span, pieces_of
from pipelines.records.chat_tables import Survey
from pipelines.records.database import Database
from pipelines.records.tables import now


@dataclass(slots=True)
class SurveyTally:
    """Answers of some time: how many, and the sum of their scores."""

    answers: int = 0
    scores: int = 0

    def __add__(self, other: Self) -> Self:
        """Both together."""
        return type(self)(self.answers + other.answers, self.scores + other.scores)


class SurveyFigures:
    """Reads them. Errors of the database pass through."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pieces(self) -> dict[Span, Sequence[SurveyTally]]:
        """The tallies of each span, oldest first, up to now."""
        return pieces_of(self._tally, now())

    def _tally(self, begin: datetime, end: datetime) -> SurveyTally:
        asked = select(func.count(Survey.score), func.coalesce(func.sum(Survey.score), 0)).where(
            Survey.answered_at > begin, Survey.answered_at <= end
        )
        with self._database.reading() as session:
            answers, scores = session.execute(asked).one()
        return SurveyTally(int(answers), int(scores or 0))
