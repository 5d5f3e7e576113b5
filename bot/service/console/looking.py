"""Gathers what the console shows, and tells the audit who looked."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from bot.access.labels import Holders, Label
from bot.audit.chain_check import Verdict
from bot.audit.chain_watch import ChainWatch
from bot.inbox.inbox import Inbox
from bot.records.admin_entries import AdminEntries
from bot.records.figures.audit_figures import AuditFigures, AuditNow
from bot.records.figures.file_figures import FileFigures, FilesNow, ListedJob
from bot.records.figures.held_figures import Held, HeldFigures, NewDocument
from bot.records.figures.reply_figures import ReplyFigures
from bot.records.figures.spans import Span
from bot.records.figures.survey_figures import SurveyFigures
from bot.records.question_views import QuestionViews, SeenQuestion
from bot.service.console.attention import Notice, notices
from bot.service.console.kpis import Kpi, file_kpi, reply_kpis, survey_kpi
from bot.threads.blocking import BlockingCalls
from pipelines.records.database import Database

LISTED: Final = 8
"""Rows of each list."""
TARGET: Final = "console"
Parts = Callable[[], Awaitable[Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class ConsoleView:
    """All that the page shows of one moment. Names of files that are one person's alone are empty."""

    at: datetime
    span: Span
    kpis: tuple[Kpi, ...]
    notices: tuple[Notice, ...]
    parts: Mapping[str, str]
    files: FilesNow
    active: tuple[tuple[ListedJob, str], ...]
    failed: tuple[tuple[ListedJob, str], ...]
    held: Held
    newest: tuple[tuple[NewDocument, str], ...]
    unanswered: tuple[SeenQuestion, ...]
    questions_days: int | None
    audit: AuditNow
    chain: Verdict


class Console:
    """Looks at the records. Errors of the database pass through."""

    def __init__(
        self,
        *,
        calls: BlockingCalls,
        database: Database,
        inbox: Inbox,
        parts: Parts,
        questions_days: int | None,
    ) -> None:
        self._calls = calls
        self._entries = AdminEntries(database)
        self._questions = QuestionViews(database)
        self._replies, self._files = ReplyFigures(database), FileFigures(database)
        self._held, self._audit = HeldFigures(database), AuditFigures(database)
        self._surveys = SurveyFigures(database)
        self._chain = ChainWatch(database)
        self._inbox = inbox
        self._parts = parts
        self._questions_days = questions_days

    async def look(self, by: str, span: Span) -> ConsoleView:
        """What there is to see now; `by` is who looks, and stands in the audit before they see anything."""
        await self._calls.run(self._entries.note, by, "inspect", TARGET, span=span.value)
        parts = await self._parts()
        return await self._calls.run(self._view, span, parts)

    def _view(self, span: Span, parts: Mapping[str, str]) -> ConsoleView:
        """Blocks."""
        at = datetime.now(UTC)
        replies, files = reply_kpis(self._replies.pieces()), file_kpi(self._files.pieces())
        kpis = (*replies[:3], files, *replies[3:], survey_kpi(self._surveys.pieces()))
        now, held, audit = self._files.now(LISTED), self._held.now(LISTED), self._audit.now(LISTED)
        chain, overdue = self._chain.look(), sum(self._inbox.overdue().values())
        found = notices(kpis=kpis, files=now, audit=audit, chain=chain, parts=parts, overdue=overdue, at=at)
        return ConsoleView(
            at=at,
            span=span,
            kpis=kpis,
            notices=tuple(found),
            parts=parts,
            files=now,
            active=tuple((each, _shown(each.job.name, each.labels)) for each in now.active),
            failed=tuple((each, _shown(each.job.name, each.labels)) for each in now.failed),
            held=held,
            newest=tuple((each, _shown(each.name, each.labels)) for each in held.newest),
            unanswered=tuple(self._questions.lately_unanswered(LISTED)),
            questions_days=self._questions_days,
            audit=audit,
            chain=chain,
        )


def _shown(name: str, labels: Sequence[str]) -> str:
    """The name of a file, empty where nobody but single people may read it."""
    return name if any(not _is_persons(label) for label in labels) else ""


def _is_persons(label: str) -> bool:
    return Label.parse(label, label.partition(":")[0]).holders is Holders.PERSON
