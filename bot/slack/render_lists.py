"""What the bot knows, how things stand, help and the greeting. Pure."""

from collections.abc import Sequence

from bot.job_lines import job_progress
from bot.phrasing import one_line
from bot.slack.blocks import Block, SlackMessage, button, buttons, line, listed, message, rich, small, words
from bot.wording import count_words, say
from ingest.job import JobView
from ingest.library import HeldDocument

PAGE = 15
"""Documents on one page of the list."""
NAME = 120
HELP = ("help_ask", "help_share", "help_documents", "help_forget", "help_settings", "help_who_sees", "help_complain")


def documents_message(documents: Sequence[HeldDocument], locale: str, page: int = 0) -> SlackMessage:
    """A page of the documents that can be used here, with buttons to the others."""
    if not documents:
        told = [say("nothing_shared", locale), say("first_chat", locale)]
        return message(told, [rich(*(line(words(each), words("\n")) for each in told))])
    last = (len(documents) - 1) // PAGE
    page = min(max(page, 0), last)
    shown = documents[page * PAGE : (page + 1) * PAGE]
    head = say("documents_here", locale, documents=len(documents))
    items = [line(words(one_line(each.name, NAME), "bold"), words(f" · {_about(each, locale)}")) for each in shown]
    blocks: list[Block] = [rich(line(words(head))), rich(listed(*items))]
    turns = []
    if page > 0:
        turns.append(button("show_documents", say("page_before", locale), str(page - 1)))
    if page < last:
        turns.append(button("show_documents", say("page_after", locale), str(page + 1)))
    if len(turns) == 2:  # two buttons of one row need ids of their own
        turns[1]["action_id"] = "show_documents_after"
    blocks += small(say("page_of", locale, page=page + 1, pages=last + 1)) if last else []
    return message([head, *(each.name for each in shown)], [*blocks, *buttons(*turns)])


def status_message(documents: int, jobs: Sequence[JobView], locale: str) -> SlackMessage:
    """How many documents can be used here, and how far somebody's newest files are."""
    head = say("documents_here", locale, documents=documents) if documents else say("nothing_shared", locale)
    items = [
        line(words(one_line(job.name, NAME), "bold"), words(f" · {job_progress(job, locale)}")) for job in jobs[-10:]
    ]
    blocks = [rich(line(words(head)))]
    if items:
        blocks.append(rich(line(words(say("your_files", locale))), listed(*items)))
    return message([head, *(f"{job.name} · {job_progress(job, locale)}" for job in jobs[-10:])], blocks)


def help_message(locale: str) -> SlackMessage:
    """All that can be done, on one screen."""
    told = [say(key, locale) for key in HELP]
    return message(
        told, [rich(line(words(say("help_heading", locale), "bold")), listed(*(_item(each) for each in told)))]
    )


def greeting(locale: str, prompts: Sequence[str]) -> SlackMessage:
    """The first words, with questions that could be asked."""
    hello = say("hello", locale)
    blocks = [rich(line(words(hello)))]
    if prompts:
        blocks.append(rich(line(words(say("for_example", locale))), listed(*(_item(each) for each in prompts))))
    blocks += buttons(button("show_documents", say("what_do_you_know", locale), "0"))
    return message([hello, *prompts], blocks)


def _about(document: HeldDocument, locale: str) -> str:
    length = count_words(document.pages, document.unit, locale)
    return say("document_since", locale, length=length, day=f"{document.live_at:%Y-%m-%d}")


def _item(text: str) -> Block:
    return line(words(one_line(text, 400)))
