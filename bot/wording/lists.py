"""Documents, how things stand, help, and the first words of a conversation: what is shown of them."""

from collections.abc import Sequence
from typing import Final

from bot.wording.job_lines import job_age, job_progress
from bot.wording.phrasing import one_line
from bot.wording.sentences import count_words, say
from bot.wording.shown import (
    DocumentLine,
    DocumentPage,
    Greeting,
    HelpTopics,
    Lines,
    ShownButton,
)
from ingest.job import JobView
from ingest.library.held_documents import HeldDocument

PAGE: Final = 15
"""Documents on one screen."""
MOST_JOBS: Final = 20
MOST_READERS: Final = 5
MOST_PROMPTS: Final = 4
LONGEST_NAME: Final = 150
HELP: Final = ("ask", "share", "documents", "forget", "settings", "readers", "complain")


def document_page(documents: Sequence[HeldDocument], locale: str, page: int = 0) -> DocumentPage | Lines:
    """What can be asked about here, one screen of it, with buttons to its neighbours; `page` counts from 0."""
    if not documents:
        return Lines.of(say("nothing_shared", locale), say("first_chat", locale))
    last_page = (len(documents) - 1) // PAGE
    page = min(max(page, 0), last_page)
    shown = documents[page * PAGE : (page + 1) * PAGE]
    part = ""
    if last_page:
        first = page * PAGE + 1
        part = say("documents_shown", locale, first=first, last=first + len(shown) - 1, count=len(documents))
    turns = []
    if page > 0:
        turns.append(ShownButton("show_documents", say("documents_back", locale), str(page - 1)))
    if page < last_page:  # two buttons of one row need names of their own
        turns.append(ShownButton("show_documents_after", say("documents_more", locale), str(page + 1)))
    head = say("documents_here", locale, documents=len(documents))
    lines = tuple(document_line(each, locale) for each in shown)
    return DocumentPage(head, lines, part, tuple(turns), locale)


def document_line(document: HeldDocument, locale: str) -> DocumentLine:
    """A document with its length, its day and its readers, of whom some at most are named."""
    name, length = one_line(document.name, LONGEST_NAME), count_words(document.pages, document.unit, locale)
    return DocumentLine(name, length, document.live_at, tuple(document.labels[:MOST_READERS]))


def help_topics(locale: str) -> HelpTopics:
    """All that one can do with the bot, on one screen."""
    return HelpTopics(tuple((say(f"help_{topic}", locale), say(f"help_{topic}_text", locale)) for topic in HELP))


def job_status(documents: int, jobs: Sequence[JobView], locale: str) -> Lines:
    """How much can be asked about here, and how far a person's files are; the newest of those come first."""
    head = say("documents_here", locale, documents=documents) if documents else say("nothing_shared", locale)
    newest = sorted(jobs, key=lambda job: job.created_at, reverse=True)[:MOST_JOBS]
    if not newest:
        return Lines.of(head, say("status_no_jobs", locale))
    lines = [
        " · ".join((one_line(job.name, LONGEST_NAME), job_progress(job, locale), job_age(job, locale)))
        for job in newest
    ]
    return Lines.of(head, say("status_jobs", locale), *(f"• {line}" for line in lines))


def greeting(locale: str, prompts: Sequence[str]) -> Greeting:
    """The first words in a conversation, with what could be asked, and a button that lists the documents."""
    hello = say("hello", locale)
    asked = [f"• {one_line(prompt, LONGEST_NAME)}" for prompt in prompts[:MOST_PROMPTS]]
    lines = [hello, say("hello_prompts", locale), *asked] if asked else [hello]
    return Greeting(tuple(lines), ShownButton("show_documents", say("what_do_you_know", locale), "0"))
