"""Jobs in words: where each stands, why it waits or failed, what to do."""

from datetime import UTC, datetime

from bot.wording.sentences import duration_words, say
from ingest.formats.errors import describe
from ingest.job import ACTIVE, RETRIABLE, JobState, JobView
from ingest.jobs.job_reasons import describe_reason

SHOWN_ID = 8
"""Characters of a job's id that are shown; commands take the start of one."""


def job_progress(job: JobView, locale: str = "en") -> str:
    """Where the job stands: `reading page 14 of 52`, `ready`, `waiting`."""
    if job.state is not JobState.RUNNING:
        return say(f"job_{job.state}", locale)
    if job.late:
        return say("job_late", locale)
    if job.cancel_requested:
        return say("job_cancelling", locale)
    counted = job.total > 0 and job.stage in {"parsing", "embedding"}
    return say(f"job_{job.stage}{'_counted' if counted else ''}", locale, done=job.done, total=job.total)


def job_message(job: JobView) -> str:
    """Why the job waits or ended as it did, in sentences; empty where there is nothing to say."""
    told = [describe_reason(job.reason, job.details)] if job.reason else []
    return " ".join([*told, *(describe(code, pages, job.unit) for code, pages in job.warnings)])


def job_age(job: JobView, locale: str = "en") -> str:
    """How long the job has been under way, or took."""
    until = job.finished_at or datetime.now(UTC)
    return duration_words(max((until - job.created_at).total_seconds(), 0.0), locale)


def job_line(job: JobView, locale: str = "en") -> str:
    """A job on one line: file, progress, age, id, and what there is to say."""
    parts = [job.name, job_progress(job, locale), job_age(job, locale), job.id[:SHOWN_ID], job_message(job)]
    return " · ".join(part for part in parts if part)


def job_lines(job: JobView, locale: str = "en") -> list[str]:
    """A job with all that is known of it and what can be done about it."""
    lines = [job_line(job, locale), say("job_attempts", locale, attempts=job.attempts, team=job.team, job=job.id)]
    if job.state in ACTIVE:
        lines.append(say("job_can_cancel", locale, job=job.id[:SHOWN_ID]))
    elif job.state in RETRIABLE:
        lines.append(say("job_can_retry", locale, job=job.id[:SHOWN_ID]))
    return lines
