"""A page of one's own: a person's documents, what they asked last, and how the bot works."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.records.logged_questions import LoggedQuestion
from bot.teams.render.cards import fitted, heading, told
from bot.teams.render.render_lists import NO_NAMES, document_elements, help_elements
from bot.teams.render.spelling import Spelling, ids_in
from bot.teams.render.teams_message import Json, TeamsMessage
from bot.wording.line import Day
from bot.wording.lists import document_line, help_topics
from bot.wording.phrasing import one_line
from ingest.library.held_documents import HeldDocument

MOST_DOCUMENTS: Final = 10
MOST_QUESTIONS: Final = 10
LONGEST_QUESTION: Final = 200


def home_message(
    documents: Sequence[HeldDocument],
    recent: Sequence[LoggedQuestion],
    locale: str,
    names: Mapping[str, str] = NO_NAMES,
) -> TeamsMessage:
    """The card of a person's own, in their language; `names` are those of people and channels by their ids."""
    spelling = Spelling.of(locale, names)
    topics = help_topics(spelling.locale)
    body = [
        heading(spelling.say("home_documents")),
        *(_documents(documents, spelling) or told(spelling.say("home_no_documents"), spelling)),
        heading(spelling.say("home_recent"), is_first=False),
        *(_asked(recent, spelling) or told(spelling.say("home_no_recent"), spelling)),
        heading(spelling.say("home_help"), is_first=False),
        *help_elements(topics),
    ]
    return fitted(body, [spelling.say("home_documents"), *(each.name for each in _newest(documents))])


def ids_at_home(documents: Sequence[HeldDocument]) -> frozenset[str]:
    """The ids of the people and channels whose names the page needs."""
    spelling = Spelling.of("en")
    lines = [document_line(each, spelling.locale) for each in _newest(documents)]
    return frozenset().union(*(ids_in(spelling.readers(each.readers)) for each in lines))


def _newest(documents: Sequence[HeldDocument]) -> list[HeldDocument]:
    return sorted(documents, key=lambda each: each.live_at, reverse=True)[:MOST_DOCUMENTS]


def _documents(documents: Sequence[HeldDocument], spelling: Spelling) -> list[Json]:
    newest = _newest(documents)
    lines = [document_line(each, spelling.locale) for each in newest]
    elements = [element for each in lines for element in document_elements(each, spelling)]
    if left := len(documents) - len(newest):
        elements += told(spelling.say("home_more_documents", count=left), spelling, spacing="Medium", isSubtle=True)
    return elements


def _asked(recent: Sequence[LoggedQuestion], spelling: Spelling) -> list[Json]:
    return [
        element
        for each in recent[:MOST_QUESTIONS]
        for element in told(("• ", one_line(each.text, LONGEST_QUESTION), " · ", Day(each.asked_at)), spelling)
    ]
