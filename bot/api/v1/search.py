"""Search without an answer, and pages."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field
from starlette.requests import Request

from bot.api.callers.needs import ReadingCaller
from bot.api.http.api_problem import ApiProblemError, wait_first
from bot.api.parts import Parts, directory_of, speaking
from bot.api.v1.models.answers import PassageOut, Passages
from bot.api.v1.models.plain_text import PlainText
from bot.api.v1.models.problem import problems
from bot.wording.phrasing import question_problem
from pipelines.text.question_filters import LONGEST_QUESTION, QuestionError

router = APIRouter(tags=["search"])

DocumentId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", description="As search and lists tell it.")]


class PageOut(BaseModel):
    """A page as it was read."""

    document_id: str
    page: int
    label: str | None = Field(description="The page as it is printed, or the place in words.")
    text: str


@router.get("/search", responses=problems())
async def search(
    request: Request,
    caller: ReadingCaller,
    parts: Parts,
    q: Annotated[PlainText, Query(min_length=1, max_length=LONGEST_QUESTION, description="What to look for.")],
    limit: Annotated[int, Query(ge=1, le=20)] = 10,
) -> Passages:
    """The passages that fit best of what the caller may read, best first."""
    person = speaking(caller, request)
    wait = await parts.assistant.admit(person, secrets.token_hex(8), "question")
    if wait > 0:
        raise wait_first(wait, "Too many searches in too short a time.", "too_many_questions")
    try:
        found = await parts.assistant.searching.search(q, person, caller.chat, directory_of(caller))
    except QuestionError as error:
        raise ApiProblemError(422, error.code, question_problem(error.code, error.values)) from None
    notes = [found.reduced] if found.reduced is not None else []
    return Passages(passages=[PassageOut.of(each) for each in found.passages[:limit]], notes=notes)


@router.get("/documents/{document_id}/pages/{number}", responses=problems(404))
async def page(
    document_id: DocumentId,
    number: Annotated[int, Path(ge=1, le=1_000_000)],
    caller: ReadingCaller,
    parts: Parts,
) -> PageOut:
    """A page of a document as it was read, by its number from 1."""
    found = await parts.assistant.searching.page(document_id, number, caller.person, caller.chat, directory_of(caller))
    if found is None:
        raise ApiProblemError(404, "unknown_page", "There is no page of this number that the caller may read.")
    return PageOut(document_id=document_id, page=found.number, label=found.label, text=found.text)
