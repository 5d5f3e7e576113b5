"""An answer as server-sent events: what is told while it is made, then its one end."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Any, Final

from bot.api.http.api_problem import ApiProblemError
from bot.api.http.application import canonical
from bot.api.http.problems import problem_json, unexpected
from bot.api.surface.event_reply import EventReply, Status
from bot.api.v1.models.answers import AnsweredQuestion

ALIVE_SECONDS: Final = 15.0
"""After so long without an event a comment shows that the connection stands."""


def event_of(name: str, data: Any) -> str:
    """One event; JSON has no line ends of its own."""
    return f"event: {name}\ndata: {canonical(data)}\n\n"


async def streamed(
    reply: EventReply, answering: "asyncio.Task[None]", answered: Callable[[], AnsweredQuestion]
) -> AsyncGenerator[str, None]:
    """The events, until the answering has ended; then `answer` or `failure`, once, whatever happened."""
    while not answering.done():
        hearing = asyncio.create_task(reply.heard())
        try:
            done, _ = await asyncio.wait(
                {hearing, answering}, timeout=ALIVE_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
            if hearing in done:
                yield _told(hearing.result())
            elif not done:
                yield ": still here\n\n"
        finally:
            hearing.cancel()
    for each in reply.unheard():
        yield _told(each)
    try:
        answering.result()
        yield event_of("answer", answered().model_dump(mode="json"))
    except ApiProblemError as problem:
        yield event_of("failure", problem_json(problem.status, problem.code, problem.detail))
    except Exception as error:
        failed, more = unexpected(error)
        yield event_of("failure", problem_json(failed.status, failed.code, failed.detail, **more))


def _told(event: Any) -> str:
    if isinstance(event, Status):
        return event_of("status", {"line": event.line})
    return event_of("sentence", {"text": event.text})
