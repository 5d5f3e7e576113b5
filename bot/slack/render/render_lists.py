"""Documents, help, how things stand, and the first words of a conversation."""

from collections.abc import Sequence
from typing import Final

from bot.slack.render.blocks import (
    LONGEST_MESSAGE,
    MOST_BLOCKS,
    SlackMessage,
    button,
    buttons,
    context,
    fallback,
    filled,
    lines_message,
    section,
    told,
)
from bot.slack.render.markdown import Piece
from bot.slack.render.mrkdwn import Run, inert
from bot.slack.render.places import day_words, readers_words
from bot.wording.job_lines import job_age, job_progress
from bot.wording.phrasing import one_line
from bot.wording.sentences import count_words, say
from ingest.job import JobView
from ingest.library.held_documents import HeldDocument

PAGE: Final = 15
"""Documents on one screen."""
MOST_JOBS: Final = 20
LONGEST_NAME: Final = 150
HELP: Final = ("ask", "share", "documents", "forget", "settings", "readers", "complain")


def documents_message(documents: Sequence[HeldDocument], locale: str, page: int = 0) -> SlackMessage:
    """What can be asked about here, one screen of it, with buttons to its neighbours; `page` counts from 0."""
    if not documents:
        return lines_message(say("nothing_shared", locale), say("first_chat", locale))
    last_page = (len(documents) - 1) // PAGE
    page = min(max(page, 0), last_page)
    shown = documents[page * PAGE : (page + 1) * PAGE]
    head = say("documents_here", locale, documents=len(documents))
    lines = [*told(head), *(Piece(document_line(each, locale), "\n") for each in shown)]
    blocks = filled(lines, LONGEST_MESSAGE - 500, MOST_BLOCKS - 2)[0]
    if last_page:
        first = page * PAGE + 1
        part = say("documents_shown", locale, first=first, last=first + len(shown) - 1, count=len(documents))
        blocks.append(context(inert(part)))
    turns = []
    if page > 0:
        turns.append(button("show_documents", say("documents_back", locale), str(page - 1)))
    if page < last_page:  # two buttons of one row need ids of their own
        turns.append(button("show_documents_after", say("documents_more", locale), str(page + 1)))
    if turns:
        blocks.append(buttons(*turns))
    names = (f"• {one_line(each.name, LONGEST_NAME)}" for each in shown)
    return SlackMessage(fallback(head, *names), tuple(blocks))


def document_line(document: HeldDocument, locale: str) -> str:
    """A document with its length, its day and its readers, as a line of mrkdwn."""
    name = Run(one_line(document.name, LONGEST_NAME), bold=True).mrkdwn()
    since = say("document_since", locale, date=day_words(document.live_at))
    readers = say("readers", locale, readers=readers_words(document.labels[:5], locale))
    return f"• {' · '.join([name, inert(count_words(document.pages, document.unit, locale)), since, readers])}"


def help_message(locale: str) -> SlackMessage:
    """All that one can do with the bot, on one screen."""
    return SlackMessage(fallback(*(say(f"help_{topic}", locale) for topic in HELP)), (section(help_text(locale)),))


def help_text(locale: str) -> str:
    """The help as mrkdwn: its sentences are ours, and spell commands as code."""
    topics = (f"*{say(f'help_{topic}', locale)}*\n{say(f'help_{topic}_text', locale)}" for topic in HELP)
    return "\n\n".join(topics)


def status_message(documents: int, jobs: Sequence[JobView], locale: str) -> SlackMessage:
    """How much can be asked about here, and how far a person's files are; the newest of those come first."""
    head = say("documents_here", locale, documents=documents) if documents else say("nothing_shared", locale)
    newest = sorted(jobs, key=lambda job: job.created_at, reverse=True)[:MOST_JOBS]
    lines = [
        " · ".join((one_line(job.name, LONGEST_NAME), job_progress(job, locale), job_age(job, locale)))
        for job in newest
    ]
    below = [say("status_jobs", locale), *(f"• {line}" for line in lines)] if lines else [say("status_no_jobs", locale)]
    return SlackMessage(fallback(head, *below), tuple(filled(told(head, *below), LONGEST_MESSAGE)[0]))


def greeting(locale: str, prompts: Sequence[str]) -> SlackMessage:
    """The first words in a conversation, with what could be asked, and a button that lists the documents."""
    hello = say("hello", locale)
    asked = [f"• {one_line(prompt, LONGEST_NAME)}" for prompt in prompts[:4]]
    lines = [hello, say("hello_prompts", locale), *asked] if asked else [hello]
    blocks = filled(told(*lines), LONGEST_MESSAGE - 500)[0]
    shown = buttons(button("show_documents", say("what_do_you_know", locale), "0"))
    return SlackMessage(fallback(*lines), (*blocks, shown))
