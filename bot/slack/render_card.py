"""The living card of a shared file. Pure."""

from collections.abc import Sequence

from bot.job_lines import job_progress
from bot.phrasing import one_line
from bot.slack.blocks import Block, SlackMessage, button, buttons, line, message, rich, small, words
from bot.wording import count_words, duration_words, say
from ingest.errors import describe
from ingest.job import ACTIVE, RETRIABLE, JobState, JobView
from ingest.job_reasons import describe_reason

NAME = 150
"""Characters of a file's name on its card."""
MOST_WARNINGS = 6


def card_message(
    job: JobView, *, record_id: str, shared_by: str, channel: str, locale: str, notes: Sequence[str] = ()
) -> SlackMessage:
    """How far the file is, or how it ended and what can be done with it."""
    name, standing = one_line(job.name, NAME), _standing(job, locale)
    pieces = [words("📄 "), words(name, "bold"), words(f" · {standing}")]
    if job.state in ACTIVE:
        pieces += [words(say("shared_by", locale)), {"type": "user", "user_id": shared_by}]
    told = [describe_reason(job.reason, job.details)] if job.reason else []
    told += [describe(code, pages, job.unit) for code, pages in job.warnings[:MOST_WARNINGS]]
    if _is_ready(job):
        told.insert(0, say("card_yours" if channel.startswith("D") else "card_of_channel", locale))
    blocks: list[Block] = [rich(line(*pieces)), *small(*told, *notes)]
    blocks += buttons(*_buttons(job, record_id, locale))
    return message([f"{name} · {standing}", *told], blocks)


def card_refused(name: str, sentence: str, locale: str) -> SlackMessage:
    """Why a file isn't taken up."""
    short = one_line(name, NAME)
    standing = say("job_failed", locale)
    pieces = [words("📄 "), words(short, "bold"), words(f" · {standing}")]
    return message([f"{short} · {standing}", sentence], [rich(line(*pieces)), *small(sentence)])


def _standing(job: JobView, locale: str) -> str:
    if not _is_ready(job):
        return job_progress(job, locale)
    took = max(((job.finished_at or job.created_at) - job.created_at).total_seconds(), 0.0)
    length, duration = count_words(job.pages, job.unit, locale), duration_words(took, locale)
    return say("card_ready", locale, length=length, duration=duration)


def _is_ready(job: JobView) -> bool:
    return job.state in {JobState.READY, JobState.READY_WITH_WARNINGS}


def _buttons(job: JobView, record_id: str, locale: str) -> list[Block]:
    if job.state in ACTIVE:
        return [] if job.cancel_requested else [button("job_cancel", say("cancel", locale), record_id)]
    if _is_ready(job):
        return [
            button("ask_about", say("ask_about", locale), record_id),
            button("who_reads", say("who_reads", locale), record_id),
            button("forget", say("forget", locale), record_id, "danger"),
        ]
    return [button("job_retry", say("try_again", locale), record_id)] if job.state in RETRIABLE else []
