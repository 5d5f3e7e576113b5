"""What the card of a shared file consists of in each state of its job, as data. Each chat spells and fits it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from bot.wording.file_words import is_about_content, reason_words, warning_words
from bot.wording.line import ChannelName, Day, Emphasis, Line, PersonName, TimeOfDay, joined
from bot.wording.phrasing import one_line
from bot.wording.readers import CollectionName, Crowd, Readers
from bot.wording.sentences import count_words, duration_words, line, say
from bot.wording.shown import ShownButton
from ingest.job import ACTIVE, JobState, JobView
from pipelines.types import Unit

READY: Final = (JobState.READY, JobState.READY_WITH_WARNINGS)
LONGEST_NAME: Final = 150


class History(Protocol):
    """What there was before the file became ready; see `bot.chat.ports.Earlier`."""

    @property
    def replaces(self) -> datetime | None:
        """Since when the channel had what the file replaces."""
        ...

    @property
    def known(self) -> bool:
        """Whether all who see the card could read these bytes before."""
        ...

    @property
    def stays(self) -> bool:
        """Whether an older file of its name stays beside it."""
        ...


@dataclass(frozen=True, slots=True)
class FileShared:
    """How a file was shared: by whom, in which channel, for which readers; their ids are the chat's.

    `is_direct` says that its sharer is alone with the bot there. Without `readers` they are the channel's members.
    """

    sharer: str
    channel: str
    is_direct: bool = False
    readers: Readers | None = None


@dataclass(frozen=True, slots=True)
class CardLayout:
    """A card from top to bottom: its `head`, `lines`, `buttons`. `notice` is what a notification shows."""

    head: Line
    lines: tuple[Line, ...]
    buttons: tuple[ShownButton, ...]
    notice: str


def card_layout(job: JobView, record_id: str, shared: FileShared, earlier: History, locale: str) -> CardLayout:
    """The card of a file that was taken up; `earlier` is what it says of what was there before.

    `record_id` is the value of its buttons.
    """
    name = one_line(job.name, LONGEST_NAME)
    lines = [*_state_lines(job, shared, locale), *_earlier_lines(earlier, locale)]
    return CardLayout(
        head=_head(job, Emphasis(name), shared, locale),
        lines=tuple(each for each in lines if each),
        buttons=tuple(ShownButton(name, say(key, locale), record_id) for name, key in _buttons(job)),
        notice=f"{name} · {_in_short(job, locale)}",
    )


def refused_layout(name: str, sentence: str, locale: str) -> CardLayout:
    """The card of a file that isn't taken up, and why."""
    name = one_line(name, LONGEST_NAME)
    head = line("card_refused", locale, name=Emphasis(name))
    return CardLayout(head, ((sentence,),), (), f"{name} · {sentence}")


def _head(job: JobView, name: Emphasis, shared: FileShared, locale: str) -> Line:
    if job.state in READY:
        length = count_words(job.pages, job.unit, locale)
        if job.finished_at is None:
            return line("card_ready_unmeasured", locale, name=name, length=length)
        spent = (job.finished_at - job.created_at).total_seconds()
        return line("card_ready", locale, name=name, length=length, duration=duration_words(max(spent, 0.0), locale))
    if job.state not in ACTIVE:
        return line(f"card_{job.state}", locale, name=name)
    if shared.is_direct or not shared.sharer:
        return line("card_direct", locale, name=name)
    person, channel = PersonName(shared.sharer), ChannelName(shared.channel)
    return line("card_shared", locale, name=name, person=person, channel=channel)


def _state_lines(job: JobView, shared: FileShared, locale: str) -> list[Line]:
    reason: Line = (reason_words(job.reason, job.details, locale),) if job.reason else ()
    if job.state in ACTIVE:
        return [(_progress(job, locale),), _spaced(reason, _until(job, locale))]
    if job.state in READY:
        warnings: list[Line] = [(warning_words(code, pages, job.unit, locale),) for code, pages in job.warnings]
        return [_spaced(_readers(shared, locale), *warnings)]
    if job.state is JobState.CANCELLED:
        return [(say("card_cancelled_more", locale),)]
    return [reason]


def _until(job: JobView, locale: str) -> Line:
    """When a job that waits is tried again."""
    if job.waits_until is None or job.state is not JobState.QUEUED or job.cancel_requested:
        return ()
    return line("card_waits_until", locale, time=TimeOfDay(job.waits_until))


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


def _readers(shared: FileShared, locale: str) -> Line:
    """Who can ask about the file. Whoever sees the card of a direct chat is the one reader themselves."""
    match shared.readers:
        case Crowd():
            return line("card_for_workspace", locale)
        case CollectionName(name):
            return line("card_for_collection", locale, collection=name)
        case ChannelName() as channel:
            return line("card_for_channel", locale, channel=channel)
        case _ if shared.is_direct:
            return line("card_for_you", locale)
        case PersonName() as person:
            return line("card_for_one", locale, person=person)
        case _:
            return line("card_for_channel", locale, channel=ChannelName(shared.channel))


def _earlier_lines(earlier: History, locale: str) -> list[Line]:
    lines = [line("card_stays", locale)] if earlier.stays else []
    if earlier.replaces is not None:
        return [line("card_replaces", locale, date=Day(earlier.replaces)), *lines]
    return [line("card_known", locale), *lines] if earlier.known else lines


def _buttons(job: JobView) -> tuple[tuple[str, str], ...]:
    """What can be done with the file: names of buttons, with the keys of their words."""
    if job.state in ACTIVE:
        return () if job.cancel_requested else (("job_cancel", "cancel"),)
    if job.state in READY:
        return (("ask_about", "ask_about"), ("who_reads", "who_reads"), ("forget", "forget"))
    if job.reason and job.state is JobState.FAILED and is_about_content(job.reason):
        return ()
    return (("job_retry", "try_again"),)


def _in_short(job: JobView, locale: str) -> str:
    if job.state in ACTIVE:
        return _progress(job, locale)
    reason = reason_words(job.reason, job.details, locale) if job.reason else ""
    return " · ".join(part for part in (say(f"job_{job.state}", locale), reason) if part)


def _spaced(*lines: Line) -> Line:
    """Lines as one, with a space between."""
    there = [each for each in lines if each]
    return joined(*there[:1], *(part for each in there[1:] for part in ((" ",), each)))
