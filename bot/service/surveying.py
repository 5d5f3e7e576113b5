"""How content people are: whom to ask and when, and what they say. Asked alone, seldom, and never in the middle."""

from typing import Final

from bot.chat.chat import Person
from bot.chat.forms import LONGEST_WORDS
from bot.records.surveys import Surveys
from bot.service.measures import Measures
from bot.threads.blocking import BlockingCalls

QUIET_SECONDS: Final = 300.0
"""How long nothing must have been asked before somebody is."""


class Surveying:
    """Asks nobody where it isn't `is_on`; what was asked before can be answered all the same."""

    def __init__(self, calls: BlockingCalls, surveys: Surveys, measures: Measures, is_on: bool = True) -> None:
        self._calls = calls
        self._surveys = surveys
        self._measures = measures
        self._is_on = is_on

    async def due(self, person: Person) -> str:
        """The month in which the person may be asked; empty where they may not be now."""
        return await self._calls.run(self._surveys.due, person) if self._is_on else ""

    async def waits(self, person: Person) -> float:
        """For how many seconds the person is still to be left alone, since they asked something lately."""
        return max(0.0, QUIET_SECONDS - await self._calls.run(self._surveys.quiet_seconds, person))

    async def ask(self, person: Person, month: str) -> bool:
        """Whether the person is to be asked now: by this process, and by no other."""
        return await self._calls.run(self._surveys.ask, person, month)

    async def answer(self, person: Person, month: str, score: int) -> bool:
        """Keeps a score; False where the person wasn't asked."""
        is_first = await self._calls.run(self._surveys.answer, person, month, score)
        if is_first:
            self._measures.surveyed(person.surface, score)
        return is_first is not None

    async def add_words(self, person: Person, month: str, words: str) -> bool:
        """Keeps words; False where the person wasn't asked."""
        return await self._calls.run(self._surveys.add_words, person, month, words[:LONGEST_WORDS])

    async def decline(self, person: Person, month: str) -> bool:
        """The person is asked no more; False where they weren't asked."""
        return await self._calls.run(self._surveys.decline, person, month)
