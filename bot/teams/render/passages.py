"""Passages that fit a question, as the card that shows them."""

from collections.abc import Sequence

from bot.teams.render.cards import card_message, told
from bot.teams.render.limits import most_that_fit
from bot.teams.render.spelling import Spelling
from bot.teams.render.teams_message import TeamsMessage
from bot.wording.answer_layout import left_out_line, passages_layout
from bot.wording.line import Emphasis
from pipelines.types import Passage


def passages_message(passages: Sequence[Passage], locale: str) -> TeamsMessage:
    """The passages, best first, as many as one message holds; how many those that are left out are."""
    spelling = Spelling.of(locale)
    layout = passages_layout(passages, spelling.locale)
    head = told(layout.head, spelling)
    entries = [
        [*told((Emphasis(entry.place),), spelling, spacing="Medium"), *told(entry.words, spelling, spacing="Small")]
        for entry in layout.entries
    ]

    def made(count: int) -> TeamsMessage:
        body = [*head, *(element for entry in entries[:count] for element in entry)]
        if left := len(entries) - count:
            body += told(left_out_line(left, spelling.locale), spelling, isSubtle=True)
        return card_message(body, layout.notice)

    return made(most_that_fit(len(entries), made))
