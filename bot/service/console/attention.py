"""What an operator should look at first, in sentences; nothing where all is well."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.audit.chain_check import Verdict
from bot.records.figures.audit_figures import AuditNow
from bot.records.figures.file_figures import FilesNow
from bot.records.figures.spans import Span
from bot.service.console.kpis import Kpi

OLDEST_BACKUP: Final = timedelta(hours=26)
"""A nightly backup that is older was missed."""
LONGEST_WAIT: Final = timedelta(minutes=10)
OK: Final = "ok"


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence, and whether it can wait until somebody has time."""

    text: str
    can_wait: bool = False


def notices(
    *,
    kpis: Sequence[Kpi],
    files: FilesNow,
    audit: AuditNow,
    chain: Verdict,
    parts: Mapping[str, str],
    overdue: int,
    at: datetime,
) -> list[Notice]:
    """What isn't as it should be, what is worst first."""
    found = [Notice(f"{part} doesn't answer ({state}).") for part, state in sorted(parts.items()) if state != OK]
    if chain.fault is not None:
        found.append(Notice(f"The audit's chain is broken at entry {chain.number}: tcbot audit verify."))
    if overdue:
        found.append(Notice(f"{overdue} things that chats told have waited for ten minutes, and nobody takes them."))
    if files.stuck:
        found.append(Notice(f"{files.stuck} files are stuck: their workers give no sign of life."))
    if files.oldest is not None and at - files.oldest > LONGEST_WAIT:
        found.append(Notice("A file has waited for more than ten minutes: are there workers?"))
    found += [
        Notice(f"{each.title} misses its target over the last 24 hours.")
        for each in kpis
        if each.is_met(Span.DAY) is False
    ]
    if files.failed_lately:
        found.append(Notice(f"{files.failed_lately} files couldn't be read in the last 24 hours.", can_wait=True))
    if audit.backup_at is None:
        found.append(Notice("No backup was ever made here: tcbot backup.", can_wait=True))
    elif at - audit.backup_at > OLDEST_BACKUP:
        found.append(Notice("The last backup is more than a day old: tcbot backup."))
    return found
