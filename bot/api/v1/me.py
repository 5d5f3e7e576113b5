"""Who calls."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from bot.api.callers.caller import ApiScope, Subject
from bot.api.callers.needs import SignedInCaller
from bot.api.v1.models.problem import problems
from bot.chat.role import Role

router = APIRouter(tags=["me"])


class Me(BaseModel):
    """The caller."""

    id: str = Field(description="The account's, or the key's.")
    subject: Subject
    role: Role
    scopes: list[ApiScope]
    labels: list[str] | None = Field(description="What a key may read; of people nothing is told here.")


@router.get("/me", responses=problems())
async def me(caller: SignedInCaller) -> Me:
    """Who calls, and what they may do."""
    labels = sorted(caller.labels) if caller.labels is not None else None
    return Me(
        id=caller.person.id, subject=caller.subject, role=caller.role, scopes=sorted(caller.scopes), labels=labels
    )
