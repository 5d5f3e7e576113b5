"""What has to be answered at once: a form, or the words that say why there is none, before a deadline.

Knows no chat: whoever makes the form shows it within the deadline, or hands it back where the chat takes it as the
answer. What a form is filled in with comes later, by the inbox.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.chat.ports import DirectoryUnavailableError
from bot.wording.problems import problem_of
from bot.wording.sentences import say

Form = TypeVar("Form")

DEADLINE_SECONDS = 2.0
"""Chats take a form within some three seconds after the click; the words have to come within them, too."""


@dataclass(frozen=True, slots=True)
class NoForm:
    """Why there is no form; `words` says it in the language of a locale."""

    words: Callable[[str], str]

    @classmethod
    def because(cls, key: str) -> "NoForm":
        """By the key of a sentence that needs no values."""
        return cls(lambda locale: say(key, locale))


async def form_at_once(making: Awaitable[Form | NoForm], seconds: float = DEADLINE_SECONDS) -> Form | NoForm:
    """What the making gives within so many seconds, or why it didn't; never raises but `CancelledError`."""
    limit = asyncio.timeout(seconds)
    try:
        async with limit:
            return await making
    except DirectoryUnavailableError as error:
        return _failed(error.words)
    except Exception as error:
        if isinstance(error, TimeoutError) and limit.expired():
            return NoForm.because("form_too_late")
        return _failed(problem_of(error, stage="form").lines)


def _failed(why: Callable[[str], str]) -> NoForm:
    return NoForm(lambda locale: f"{say('form_not_opened', locale)} {why(locale)}")
