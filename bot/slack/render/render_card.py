"""The one card of a shared file, for every state of its job."""

from typing import Final

from bot.chat.ports import NOTHING_EARLIER, Earlier
from bot.slack.render.blocks import (
    LONGEST_MESSAGE,
    MOST_BLOCKS,
    Block,
    SlackMessage,
    button,
    buttons,
    fallback,
    filled,
    section,
    told,
)
from bot.slack.render.markdown import Piece
from bot.slack.render.mrkdwn import Run, inert
from bot.slack.render.places import channel_words, day_words, person_words, reader_words, time_words
from bot.wording.file_words import is_about_content, reason_words, warning_words
from bot.wording.phrasing import one_line
from bot.wording.sentences import count_words, duration_words, say
from ingest.job import ACTIVE, JobState, JobView
from pipelines.types import Unit

READY: Final = (JobState.READY, JobState.READY_WITH_WARNINGS)
LONGEST_NAME: Final = 150


def card_message(
    job: JobView,
    *,
    record_id: str,
    shared_by: str,
    channel: str,
    locale: str,
    label: str = "",
    earlier: Earlier = NOTHING_EARLIER,
) -> SlackMessage:
    """The card of a file that was taken up. `shared_by` and `channel` are Slack's ids, `record_id` goes with buttons.

    `label` is the access label under which it was shared; without it, that of the channel. `earlier` is what its card
    says of what was there before.
    """
    name = one_line(job.name, LONGEST_NAME)
    head = _head(job, Run(name, bold=True).mrkdwn(), shared_by, channel, locale)
    lines = [*_told(job, shared_by, channel, locale, label), *_earlier(earlier, locale)]
    said = [Piece(text, "\n") for text in lines if text]
    below = _buttons(job, record_id, locale)
    blocks = [section(head)]
    blocks += filled(said, LONGEST_MESSAGE - 3_500, MOST_BLOCKS - 2)[0]
    return SlackMessage(fallback(f"{name} · {_plainly(job, locale)}"), tuple([*blocks, *below]))


def card_refused(name: str, sentence: str, locale: str) -> SlackMessage:
    """The card of a file that isn't taken up, and why."""
    name = one_line(name, LONGEST_NAME)
    head = say("card_refused", locale, name=Run(name, bold=True).mrkdwn())
    return SlackMessage(
        fallback(f"{name} · {sentence}"), (section(head), *filled(told(sentence), LONGEST_MESSAGE - 1_000)[0])
    )


def _head(job: JobView, name: str, shared_by: str, channel: str, locale: str) -> str:
    """The first line, as mrkdwn; `name` is that already."""
    if job.state in READY:
        length = count_words(job.pages, job.unit, locale)
        if job.finished_at is None:
            return say("card_ready_unmeasured", locale, name=name, length=length)
        spent = (job.finished_at - job.created_at).total_seconds()
        return say("card_ready", locale, name=name, length=length, duration=duration_words(max(spent, 0.0), locale))
    if job.state not in ACTIVE:
        return say(f"card_{job.state}", locale, name=name)
    if _is_direct(channel) or not shared_by:
        return say("card_direct", locale, name=name)
    return say("card_shared", locale, name=name, person=person_words(shared_by), channel=channel_words(channel))


def _told(job: JobView, shared_by: str, channel: str, locale: str, label: str) -> list[str]:
    """The lines below the first, as mrkdwn."""
    reason = inert(reason_words(job.reason, job.details, locale)) if job.reason else ""
    if job.state in ACTIVE:
        waits = job.waits_until is not None and job.state is JobState.QUEUED and not job.cancel_requested
        until = say("card_waits_until", locale, time=time_words(job.waits_until)) if waits and job.waits_until else ""
        return [inert(_progress(job, locale)), f"{reason} {until}".strip()]
    if job.state in READY:
        warnings = [inert(warning_words(code, pages, job.unit, locale)) for code, pages in job.warnings]
        return [" ".join([_readers(shared_by, channel, locale, label), *warnings])]
    if job.state is JobState.CANCELLED:
        return [inert(say("card_cancelled_more", locale))]
    return [reason]


def _progress(job: JobView, locale: str) -> str:
    if job.cancel_requested:
        return say("card_cancelling", locale)
    if job.state is JobState.QUEUED:
        return say("card_queued", locale)
    if job.late:
        return say("card_late", locale)
    if job.total > 0 and job.stage == "parsing":
        if job.unit is Unit.PAGE:
            return say("reading_page", locale, page=job.done, pages=job.total)
        return say("card_parsing_counted", locale, done=job.done, length=count_words(job.total, job.unit, locale))
    if job.total > 0 and job.stage == "embedding":
        return say("card_embedding_counted", locale, done=job.done, total=job.total)
    return say(f"card_{job.stage}", locale)


def _readers(shared_by: str, channel: str, locale: str, label: str) -> str:
    parts = label.split(":")
    if len(parts) == 2 or label == "everyone":
        return inert(say("card_for_workspace", locale))
    if len(parts) == 3:
        return say("card_for_channel", locale, channel=reader_words(label, locale))
    if _is_direct(channel):
        return inert(say("card_for_you", locale))
    if len(parts) == 4:
        return say("card_for_one", locale, person=person_words(shared_by))
    return say("card_for_channel", locale, channel=channel_words(channel))


def _earlier(earlier: Earlier, locale: str) -> list[str]:
    lines = [inert(say("card_stays", locale))] if earlier.stays else []
    if earlier.replaces is not None:
        return [say("card_replaces", locale, date=day_words(earlier.replaces)), *lines]
    return [inert(say("card_known", locale)), *lines] if earlier.known else lines


def _buttons(job: JobView, record_id: str, locale: str) -> list[Block]:
    if job.state in ACTIVE:
        return [] if job.cancel_requested else [buttons(button("job_cancel", say("cancel", locale), record_id))]
    if job.state in READY:
        shown = (("ask_about", "ask_about"), ("who_reads", "who_reads"), ("forget", "forget"))
        return [buttons(*(button(action, say(key, locale), record_id) for action, key in shown))]
    if job.reason and job.state is JobState.FAILED and is_about_content(job.reason):
        return []
    return [buttons(button("job_retry", say("try_again", locale), record_id))]


def _plainly(job: JobView, locale: str) -> str:
    if job.state in ACTIVE:
        return _progress(job, locale)
    reason = reason_words(job.reason, job.details, locale) if job.reason else ""
    return " · ".join(part for part in (say(f"job_{job.state}", locale), reason) if part)


def _is_direct(channel: str) -> bool:
    return channel.startswith("D")
