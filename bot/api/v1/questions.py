"""Questions: asked, looked at again, judged."""

import asyncio
import secrets
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query
from fastapi.responses import Response, StreamingResponse
from starlette.requests import Request

from bot.api.callers.caller import Caller
from bot.api.callers.needs import AskingCaller
from bot.api.http.api_problem import ApiProblemError, wait_first
from bot.api.parts import ApiParts, Parts, directory_of, speaking
from bot.api.surface.event_reply import EventReply
from bot.api.v1.answer_events import event_of, streamed
from bot.api.v1.failures import failure_of
from bot.api.v1.models.answers import (
    AnsweredQuestion,
    AnswerOut,
    FeedbackIn,
    PassageOut,
    Passages,
    QuestionIn,
    RecordedAnswer,
    RecordedAnswers,
)
from bot.api.v1.models.problem import problems
from bot.chat.chat import Question
from bot.chat.joined_ids import join_ids
from bot.records.logged_questions import LoggedQuestion
from bot.records.question_log import question_key
from bot.threads.background import ended
from pipelines.types import Outcome

router = APIRouter(tags=["questions"])

EVENT_STREAM = "text/event-stream"
QuestionId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", description="As the answer told it.")]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7e]{1,128}$",
        description="The same key again gives the same answer, instead of a second one.",
    ),
]
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            EVENT_STREAM: {
                "schema": {"type": "string"},
                "example": 'event: sentence\ndata: {"text":"Thirty days [1]."}\n\nevent: answer\ndata: {"id":"…"}\n\n',
            }
        },
        "description": "The answer; with `Accept: text/event-stream` as events: `status` (line), `sentence` (text), "
        "and one `answer` (as the JSON answer) or `failure` (a problem) at the end.",
    }
}


@router.post("/questions", response_model=AnsweredQuestion, responses=_STREAM | problems(409, 504))
async def ask(
    asked: QuestionIn, request: Request, caller: AskingCaller, parts: Parts, idempotency_key: IdempotencyKey = None
) -> Response | AnsweredQuestion:
    """Ask a question, answered from what the caller may read, each sentence cited to its page.

    Who goes away before the end ends it.
    """
    question = _question(asked, request, caller, idempotency_key)
    known = await _known(question, caller, parts) if idempotency_key else None
    if known is None:
        wait = await parts.assistant.admit(question.asker, question.key, "question")
        if wait > 0:
            raise wait_first(wait, "Too many questions in too short a time.", "too_many_questions")
        if question.key in parts.running:
            raise ApiProblemError(409, "in_progress", "The question with this Idempotency-Key is being answered.")
    if EVENT_STREAM in request.headers.get("accept", ""):
        events = _once(known) if known is not None else _streamed(question, caller, parts)
        return StreamingResponse(events, media_type=EVENT_STREAM, headers={"X-Accel-Buffering": "no"})
    return known or await _answered(question, request, caller, parts)


@router.get("/questions", responses=problems())
async def recent(caller: AskingCaller, parts: Parts, limit: Annotated[int, Query(ge=1, le=50)] = 10) -> RecordedAnswers:
    """The caller's last questions, newest first."""
    logged = await parts.assistant.asked.recent(caller.person, limit)
    readable = await _readable(caller, parts)
    return RecordedAnswers(questions=[RecordedAnswer.of(each, readable) for each in logged])


@router.get("/questions/{question_id}", responses=problems(404))
async def look_at(question_id: QuestionId, caller: AskingCaller, parts: Parts) -> RecordedAnswer:
    """A question that the caller asked, and its answer as far as its documents may still be read."""
    logged = await _logged(question_id, caller, parts)
    return RecordedAnswer.of(logged, await _readable(caller, parts))


@router.get("/questions/{question_id}/passages", responses=problems(404))
async def passages(question_id: QuestionId, caller: AskingCaller, parts: Parts) -> Passages:
    """More passages for a question, searched for anew in what the caller may read now."""
    await _logged(question_id, caller, parts)
    found = await parts.assistant.passages(question_id, caller.person, caller.chat, directory_of(caller))
    return Passages(passages=[PassageOut.of(each) for each in found])


@router.post("/questions/{question_id}/feedback", status_code=204, responses=problems(404))
async def feedback(question_id: QuestionId, given: FeedbackIn, caller: AskingCaller, parts: Parts) -> None:
    """Say whether an answer helped; said again, it replaces what was said before."""
    await _logged(question_id, caller, parts)
    await parts.assistant.asked.feedback(question_id, caller.person, given.helpful, given.reason)


def _question(asked: QuestionIn, request: Request, caller: Caller, idempotency_key: str | None) -> Question:
    person = speaking(caller, request)
    key = join_ids(person.surface, person.id, idempotency_key or f"once-{secrets.token_hex(16)}")
    conversation = asked.conversation or secrets.token_hex(12)
    return Question(key, replace(caller.chat, thread=conversation), person, question_key(key), asked.question)


async def _known(question: Question, caller: Caller, parts: ApiParts) -> AnsweredQuestion | None:
    """The answer that a question with this key got before; None where it got none, or failed."""
    logged = await parts.assistant.asked.asked_in(question_key(question.key), caller.chat, caller.person)
    if logged is None or logged.outcome is Outcome.FAILED:
        return None
    if logged.text != question.text:
        raise ApiProblemError(422, "idempotency_key_reused", "Another question was asked with this Idempotency-Key.")
    told = RecordedAnswer.of(logged, await _readable(caller, parts))
    if told.withheld:
        raise ApiProblemError(409, "answer_withheld", "The caller may no longer read what that answer quotes.")
    answer = AnswerOut(
        outcome=told.outcome.value, text=told.text, confidence=told.confidence, citations=told.citations, notes=[]
    )
    thread = logged.conversation.rpartition(":")[2]
    return AnsweredQuestion(
        id=logged.id, conversation=thread, question=logged.text, asked_at=logged.asked_at, answer=answer
    )


async def _answered(question: Question, request: Request, caller: Caller, parts: ApiParts) -> AnsweredQuestion:
    """The whole answer; raises `ApiProblemError` for a failure. Ends where the client goes away."""
    reply = EventReply()
    answering = asyncio.create_task(_answer(question, reply, caller, parts))
    leaving = asyncio.create_task(_left(request))
    try:
        await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not answering.done():
            raise ApiProblemError(408, "client_left", "The client went away.")
        await answering
    finally:
        await ended(answering)
        await ended(leaving)
    return answered_by(question, reply)


def answered_by(question: Question, reply: EventReply) -> AnsweredQuestion:
    """What a finished reply tells; raises `ApiProblemError` for a failure."""
    assert reply.finished is not None
    failure = failure_of(reply.finished.ended)
    if failure is not None:
        raise failure
    answer = AnswerOut.of(reply.finished.ended.answer, reply.finished.notes)
    return AnsweredQuestion(
        id=question_key(question.key), conversation=question.chat.thread, question=question.text, answer=answer
    )


async def _streamed(question: Question, caller: Caller, parts: ApiParts) -> AsyncGenerator[str, None]:
    """The events of an answer that is made; a client that goes away ends it."""
    reply = EventReply()
    answering = asyncio.create_task(_answer(question, reply, caller, parts))
    try:
        async for event in streamed(reply, answering, lambda: answered_by(question, reply)):
            yield event
    finally:
        await ended(answering)


async def _once(known: AnsweredQuestion) -> AsyncGenerator[str, None]:
    yield event_of("answer", known.model_dump(mode="json"))


async def _answer(question: Question, reply: EventReply, caller: Caller, parts: ApiParts) -> None:
    parts.running.add(question.key)
    try:
        await parts.assistant.answer(question, reply, directory_of(caller))
    finally:
        parts.running.discard(question.key)


async def _left(request: Request) -> None:
    """Waits until the client has gone away."""
    with suppress(Exception):
        while (await request.receive())["type"] != "http.disconnect":
            pass


async def _logged(question_id: str, caller: Caller, parts: ApiParts) -> LoggedQuestion:
    """A question of the caller's; raises `ApiProblemError` (404)."""
    logged = await parts.assistant.asked.asked_in(question_id, caller.chat, caller.person)
    if logged is None:
        raise ApiProblemError(404, "unknown_question", "The caller asked no question of this id.")
    return logged


async def _readable(caller: Caller, parts: ApiParts) -> frozenset[str]:
    held = await parts.assistant.documents(caller.person, caller.chat, directory_of(caller))
    return frozenset(each.document_id for each in held)
