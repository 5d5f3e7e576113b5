"""One who asks without end, beside others: over the API, and in a chat."""

import time
from dataclasses import dataclass

from bot.wording.sentences import say
from tests.adapters.chat import Chat
from tests.stack.stack import Stack

CALLS, QUESTIONS = 300, 60
SETTLED_SECONDS = 60.0


@dataclass
class Flood:
    """What one got who called the API and asked in a chat as fast as it goes."""

    calls: int = 0
    refused_calls: int = 0
    told_when: int = 0
    questions: int = 0
    refused_questions: int = 0

    def __str__(self) -> str:
        return (
            f"{self.refused_calls} of {self.calls} calls were answered 429, {self.told_when} of these with Retry-After;"
            f" {self.refused_questions} of {self.questions} questions of one person by when to ask again."
        )


def flood(stack: Stack, chat: Chat, found: Flood) -> None:
    """Calls and asks, and reads what came back."""
    with stack.client() as client:
        for _ in range(CALLS):
            told = client.get("/v1/me")
            found.calls += 1
            found.refused_calls += told.status_code == 429
            found.told_when += told.status_code == 429 and "retry-after" in told.headers
    somebody = chat.person("Somebody")
    place = chat.channel(somebody)  # each mention begins a thread of its own: in one, they would wait for each other
    for _ in range(QUESTIONS):
        chat.mention(somebody, place, "How long is the probation period?")
    polite = say("throttled", "en", duration="|").partition("|")[0].strip()
    until = time.monotonic() + SETTLED_SECONDS
    while time.monotonic() < until:
        texts = [each.text for each in chat.everyone(place)]
        if len(texts) >= QUESTIONS:
            break
        time.sleep(0.5)
    found.questions, found.refused_questions = QUESTIONS, sum(polite in each for each in texts)
